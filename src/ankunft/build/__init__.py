"""Publishers' files in, an edition out."""

from ankunft.build.edition import build_edition

__all__ = ["build_edition"]
