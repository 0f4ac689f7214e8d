"""Publishers' files in, an edition out."""

from ankunft.build.check import check_edition
from ankunft.build.edition import build_edition

__all__ = ["build_edition", "check_edition"]
