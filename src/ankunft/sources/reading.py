"""What an importer hands back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

import pandas as pd

Frame = TypeVar("Frame", bound=pd.DataFrame)


@dataclass(frozen=True, slots=True)
class Reading(Generic[Frame]):
    """A tidy table and the account of how it was read.

    `rows_read` counts the data rows of the file, including those that the importer leaves out;
    `notes` counts what was changed on the way, for instance repaired outlines.
    """

    frame: Frame
    rows_read: int
    notes: dict[str, int] = field(default_factory=dict)
