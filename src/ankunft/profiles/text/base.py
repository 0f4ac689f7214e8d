"""What the texts of all towns are made from, put together once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft import typology
from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.base.town_groups import SIZE_CLASSES
from ankunft.edition import Edition
from ankunft.edition.figures import figures, nation
from ankunft.profiles.frame import Entry, entries, profile_frame
from ankunft.profiles.missing import why_missing_codes
from ankunft.profiles.placement import Placement, place_in, quarters_in
from ankunft.typology import ArrivalClass, Coverage, Parameters
from ankunft.typology.level_panel import YEARS, national_reference
from ankunft.typology.levels import Classification, classify_level

SAYS_ITSELF = re.compile(r"kreis\b|verband\b|region\b", re.IGNORECASE)
"""Names of Kreise that need no kind before them."""

INDEPENDENT = ("Kreisfreie Stadt", "Stadtkreis")
"""Kinds of Kreise that are one town."""


@dataclass(frozen=True, slots=True)
class Region:
    """A Land, or Germany, with its share of foreign nationals (percent) by year.

    `towns` is the number of its municipalities with figures.
    """

    name: str
    towns: int
    shares: dict[int, float]


@dataclass(frozen=True, eq=False)
class TextBase:
    """All towns with what their texts say; the rows of every part have the same order.

    Attributes
    ----------
    frame
        That of :func:`ankunft.profiles.frame.profile_frame`.
    towns
        Columns of :func:`ankunft.edition.figures.figures` that the profile lacks: the centre.
    entries
        The figures of a profile, series with their year.
    groups
        Per size class and id of an entry the group as `place_in` describes it.
    quarters
        Per id of an entry the quarter (0 to 3) of its size class that each town is in, or -1.
    missing
        Per id of an entry why each town lacks it, as codes of :class:`ankunft.profiles.missing.Why`.
    counties
        kind and name by key.
    result, rows
        The classes of all municipalities, and the row of each town among them.
    reference
        How much of Germany `result` compares with.
    robustness, noise
        Those of `result`, 0 to 1.
    """

    frame: pd.DataFrame
    towns: dict[str, NDArray[Any]]
    entries: tuple[Entry, ...]
    groups: dict[tuple[str, str], Placement]
    quarters: dict[str, NDArray[np.int8]]
    missing: dict[str, NDArray[np.uint8]]
    states: dict[str, Region]
    germany: Region
    counties: dict[str, tuple[str, str]]
    result: Classification
    rows: NDArray[np.intp]
    reference: Coverage
    robustness: NDArray[np.float64]
    noise: NDArray[np.float64]
    columns: dict[str, NDArray[Any]]

    def town(self, ags: str) -> TownFigures:
        """One town.

        Raises
        ------
        ParameterError
            If the edition has no figures of it.
        """
        if ags not in self._positions:
            raise ParameterError(f"Für „{ags}“ hat diese Ausgabe keine Werte.")
        return TownFigures(self, self._positions[ags])

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {str(ags): position for position, ags in enumerate(self.frame.index)}


@dataclass(frozen=True, slots=True)
class TownFigures:
    """One town of a :class:`TextBase`."""

    base: TextBase
    position: int

    def text(self, column: str) -> str:
        """A text of the frame."""
        return str(self.base.columns[column][self.position])

    def value(self, column: str) -> float:
        """A figure of the frame, or of the centre; NaN if missing."""
        source = self.base.columns if column in self.base.columns else self.base.towns
        return float(source[column][self.position])

    @property
    def name(self) -> str:
        """As people call it."""
        return self.text("name")

    @property
    def arrival(self) -> ArrivalClass:
        """Its class beside Germany."""
        return ArrivalClass(int(self.base.result.classes[self.base.rows[self.position]]))

    @property
    def firmness(self) -> tuple[float, float]:
        """Shares (0 to 1) of the settings, and of the draws of shares, that give the class (see
        :meth:`ankunft.typology.levels.Classification.firmness`)."""
        row = self.base.rows[self.position]
        return float(self.base.robustness[row]), float(self.base.noise[row])

    @property
    def state(self) -> Region:
        """Its Land."""
        return self.base.states[self.text("state")]

    @property
    def independent(self) -> bool:
        """Whether the town is a Kreis of its own."""
        return self.base.counties[self.text("county")][0] in INDEPENDENT

    def county(self, lang: str) -> str:
        """Its Kreis with the kind of it; of a town that is one, only the kind."""
        _ = translator(lang)
        kind, name = self.base.counties[self.text("county")]
        if kind in INDEPENDENT:
            return _("kreisfreie Stadt")
        # some names say it themselves: Main-Tauber-Kreis, Städteregion Aachen
        return name if SAYS_ITSELF.search(name) else f"{kind} {name}"

    def group_size(self) -> int:
        """Municipalities of its size class."""
        return self.placement("population_2022").n

    def why_missing(self, name: str) -> int:
        """The code of :class:`ankunft.profiles.missing.Why` of a figure of the profile."""
        return int(self.base.missing[name][self.position])

    def placement(self, name: str) -> Placement:
        """Where the figure lies among the towns of the same size class (without share_below)."""
        group = self.base.groups[self.text("size_class"), name]
        quarter = int(self.base.quarters[name][self.position])
        known = None if quarter < 0 else quarter
        return Placement(group.n, group.missing, group.quartiles, np.nan, known)


def text_base(
    edition: Edition,
    frame: pd.DataFrame | None = None,
    parameters: Parameters | None = None,
) -> TextBase:
    """Put together what all texts need; `frame` is that of :func:`profile_frame` if at hand."""
    frame = profile_frame(edition) if frame is None else frame
    level = figures(edition, "municipality")
    rows = np.flatnonzero(level["has_figures"].to_numpy())
    chosen = parameters or typology.default_parameters("municipality")
    result = classify_level(level, "municipality", chosen)
    listed = tuple(entries(edition))
    groups, quarters = _quarters(frame, listed)
    names = [str(name) for name in level]
    centre = [name for name in names if name.startswith(("centre_", "rest_"))]
    towns = frame["state"].value_counts()
    others = [*centre, *(f"share_foreign_{year}_reason" for year in YEARS)]
    return TextBase(
        frame=frame,
        towns={name: level[name].to_numpy()[rows] for name in others},
        entries=listed,
        groups=groups,
        quarters=quarters,
        missing={
            known.id: why_missing_codes(level.iloc[rows], frame[known.id], known)
            for known in listed
        },
        states={
            str(row["state"]): _region(str(row["name"]), int(towns.get(row["state"], 0)), row)
            for _index, row in edition.states.drop(columns="geometry").iterrows()
        },
        germany=_region("Deutschland", len(frame), nation(figures(edition, "state"))),
        counties={
            str(key): (str(kind), str(name))
            for key, kind, name in edition.counties[["county", "kind", "name"]].to_numpy()
        },
        result=result,
        rows=rows,
        reference=national_reference(edition.municipalities, chosen.ground).coverage,
        robustness=result.robustness(),
        noise=result.noise_robustness(),
        columns={str(name): frame[name].to_numpy() for name in frame},
    )


def _region(name: str, towns: int, row: pd.Series) -> Region:
    return Region(name, towns, {year: float(row[f"share_foreign_{year}"]) for year in YEARS})


def _quarters(
    frame: pd.DataFrame, known: tuple[Entry, ...]
) -> tuple[dict[tuple[str, str], Placement], dict[str, NDArray[np.int8]]]:
    """For all towns at once what :func:`ankunft.profiles.placement.place_in` says of one."""
    groups: dict[tuple[str, str], Placement] = {}
    quarters = {entry.id: np.full(len(frame), -1, np.int8) for entry in known}
    classes = frame["size_class"].to_numpy(str)
    people = frame["population_2022"].to_numpy(np.float64)
    for name, _least in SIZE_CLASSES:
        inside = np.flatnonzero(classes == name)
        for entry in known:
            values = frame[entry.id].to_numpy(np.float64)[inside]
            groups[name, entry.id] = place_in(values, np.nan, np.nan)
            quarters[entry.id][inside] = quarters_in(values, people[inside])
    return groups, quarters
