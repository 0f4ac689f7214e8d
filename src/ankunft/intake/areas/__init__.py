"""A town's own statistics by district: data packages and plain tables -> `City`.

Reading (`read_package`, `read_pair`) gives a `RawCity`, all texts. `check` names what is wrong
with it, `repair` applies what the user chose, `to_city` is `repair` with what needs no question.
"""

from __future__ import annotations

from ankunft.intake.areas.archive import LIMITS
from ankunft.intake.areas.checks import check
from ankunft.intake.areas.columns import Mapping, guess_mapping
from ankunft.intake.areas.findings import Finding, Options
from ankunft.intake.areas.names import describe, indicator_of
from ankunft.intake.areas.package import Tables, read_package, read_tables
from ankunft.intake.areas.raw import RawCity
from ankunft.intake.areas.repairs import repair, to_city
from ankunft.intake.areas.wide import read_pair, read_pair_tables

__all__ = [
    "LIMITS",
    "Finding",
    "Mapping",
    "Options",
    "RawCity",
    "Tables",
    "check",
    "describe",
    "guess_mapping",
    "indicator_of",
    "read_package",
    "read_pair",
    "read_pair_tables",
    "read_tables",
    "repair",
    "to_city",
]
