"""Ankunft: the atlas of new and traditional arrival quarters in Germany."""

__version__ = "0.1.0"
