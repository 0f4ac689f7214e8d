"""What an importer hands back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Frame = TypeVar("Frame")


@dataclass(frozen=True, slots=True)
class Reading(Generic[Frame]):
    """A tidy table (or several of one file) and the account of how it was read.

    `rows_read` counts the data rows of the file, including those that the importer leaves out;
    `notes` counts or lists what was changed on the way, for instance repaired outlines.
    """

    frame: Frame
    rows_read: int
    notes: dict[str, Any] = field(default_factory=dict)
