"""A change of boundaries, and two consecutive years of a town in which it is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, log

import geopandas as gpd
import numpy as np
import pandas as pd

LEAST = 500
"""Inhabitants in both years; of smaller districts nothing is said anyway. What begins with nobody
or a few is new housing, or a home that opened."""

TOUCHING = 20.0
"""Metres across which outlines are still neighbours."""
SLIVER = 0.01
"""Part of an outline whose overlap is only a matter of drawing."""


@dataclass(frozen=True, eq=False)
class Change:
    """A change between two years, as far as the figures tell.

    Attributes
    ----------
    kind
        "same_ground" (outlines of both cover each other), "same_people" (their inhabitants agree),
        "absorbed" (a key that lives on gained what those that ended had), "unpaired" (keys end and begin, and nothing says which belong together), "split_off" (a key
        begins beside one that lost as many), "transfer" (one gained what its neighbour lost),
        "jump".
    before, after
        The two years.
    old, new
        Keys that end, or whose earlier figures are of other ground; keys that take their place.
    changes
        Old, new, year, share (see `conversion`); empty for "unpaired" and "jump".
    people
        Inhabitants before and after, of old and new together.
    moved
        For "absorbed", "split_off" and "transfer" the inhabitants that the first old key lost and that the last
        new one gained.
    """

    kind: str
    before: int
    after: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    changes: pd.DataFrame
    people: tuple[float, float]
    moved: tuple[float, float] = (0.0, 0.0)

    @property
    def renamed(self) -> bool:
        """Whether every old key goes to one new key as a whole."""
        return bool((self.changes["share"] > 1 - SLIVER).all())


NO_CHANGES = pd.DataFrame({"old": [], "new": [], "year": [], "share": []}).astype(
    {"old": "str", "new": "str", "year": int, "share": float}
)


class Step:
    """Two consecutive years: who ends, who begins, who lives on, and by how much the town grew."""

    def __init__(
        self, table: pd.DataFrame, before: int, after: int, outlines: gpd.GeoSeries
    ) -> None:
        self.before, self.after, self.outlines = before, after, outlines
        self.years = after - before
        known = table.notna()
        first, last = known.idxmax(axis=1), known.loc[:, ::-1].idxmax(axis=1)
        self.then, self.now = table[before], table[after]
        self._then, self._now = self.then.to_dict(), self.now.to_dict()
        self.ended = [str(k) for k in table.index[known[before] & (last == before)]]
        self.begun = [str(k) for k in table.index[known[after] & (first == after)]]
        living = known[before] & known[after]
        self.living = [str(k) for k in table.index[living]]
        self.growth = self._growth(living.to_numpy())

    def _growth(self, living: np.ndarray) -> float:
        then, now = self.then.to_numpy()[living], self.now.to_numpy()[living]
        large = (then >= LEAST) & (now >= LEAST)
        return float(np.median(now[large] / then[large])) if large.sum() >= 5 else 1.0

    @cached_property
    def gains(self) -> pd.Series:
        """Inhabitants gained beyond the growth of the town, of the keys that live on."""
        keys = pd.Index(self.living)
        return self.now[keys] - self.growth * self.then[keys]

    def misfit(self, old: Sequence[str], new: Sequence[str]) -> float:
        """How far the inhabitants of both sides are apart, as a logarithm: 0.05 is about 5 %."""
        then = self.growth * sum(self._then[key] for key in old)
        now = sum(self._now[key] for key in new)
        return abs(log(now / then)) if then > 0 and now > 0 else inf

    def neighbours(self, key: str) -> set[str]:
        """Keys whose outlines touch that of this key."""
        if key not in self.outlines.index:
            return set()
        near = self.outlines.sindex.query(
            self.outlines[key], predicate="dwithin", distance=TOUCHING
        )
        return set(map(str, self.outlines.index[near])) - {key}

    def change(
        self, kind: str, old: Sequence[str], new: Sequence[str], changes: pd.DataFrame = NO_CHANGES
    ) -> Change:
        """A change of this step."""
        then, now = self.then.fillna(0.0), self.now.fillna(0.0)
        people = (float(then[list(old)].sum()), float(now[list(new)].sum()))
        moved = (float(then[old[0]] - now[old[0]]), float(now[new[-1]] - then[new[-1]]))
        return Change(kind, self.before, self.after, tuple(old), tuple(new), changes, people, moved)

    def pairs(self, rows: Sequence[tuple[str, str]]) -> pd.DataFrame:
        """Pairs (old, new) of this step, as changes without shares."""
        table = pd.DataFrame(rows, columns=["old", "new"], dtype="str")
        return table.assign(year=self.after)

    def whole(self, keys: Sequence[str]) -> pd.DataFrame:
        """Keys that keep all of their ground."""
        return self.pairs([(key, key) for key in keys]).assign(share=1.0)
