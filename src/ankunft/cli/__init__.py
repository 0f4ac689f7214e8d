"""The command line: make, update, verify and describe an edition; class areas; look into one town;
fact sheets; choose towns to study and make a choice again.

Results go to stdout, progress and errors to stderr. What a command needs is imported when it runs,
so that help comes at once.
"""

from __future__ import annotations

from ankunft.cli import classify, editions, factsheet, own, peers, selection, town, update
from ankunft.cli.base import app
from ankunft.cli.options import Format, Language, Level, Part, Preset, Reference, Unit

__all__ = [
    "Format",
    "Language",
    "Level",
    "Part",
    "Preset",
    "Reference",
    "Unit",
    "app",
    "classify",
    "editions",
    "factsheet",
    "own",
    "peers",
    "selection",
    "town",
    "update",
]
