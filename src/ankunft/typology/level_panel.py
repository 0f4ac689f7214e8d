"""Both years of a level beside their reference: what a class is made from.

Frames are those of :func:`ankunft.edition.figures.figures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft import typology
from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.base.town_groups import STATES, Part, part_of_country
from ankunft.typology import Coverage, Ground, Panel, Parameters

Mask = NDArray[np.bool_]

YEARS = (2011, 2022)


COVERAGE = 0.95
"""Share of a town's inhabitants of 2011 that must have lived in cells known in 2022
(:func:`known_cells`); with fewer the town's own share of 2022 is not known, and its cells are not
compared with it."""


def panel(frame: pd.DataFrame, level: str, parameters: Parameters) -> Panel:
    """Both years of a level (see :func:`figures`) beside the reference the parameters ask for."""
    columns = {
        f"{name}_t{i}": frame[f"{column}_{year}"]
        for name, column in (("share", "share_foreign"), ("n", "population"))
        for i, year in enumerate(YEARS)
    }
    if level == "cell":
        return _cell_panel(frame, columns, parameters)
    return typology.panel_for(
        parameters,
        **columns,
        **{f"empty_t{i}": uninhabited(frame, year) for i, year in enumerate(YEARS)},
        state_codes=frame["state"],
        **{f"foreign_t{i}": frame[f"foreign_{year}"] for i, year in enumerate(YEARS)},
        **{f"base_t{i}": frame[f"population_known_{year}"] for i, year in enumerate(YEARS)},
        year_t0=YEARS[0],
        year_t1=YEARS[1],
    )


def _cell_panel(frame: pd.DataFrame, columns: dict, parameters: Parameters) -> Panel:
    """Cells beside their town; a cell without a share in 2022 counts as nil in the town's sum."""
    covered = frame["town_covered_2022"]
    people = frame["population_2022"].where(covered)
    columns["share_t1"] = frame["share_foreign_2022"].where(covered)
    if parameters.reference == "part":
        return _beside_part(frame, columns, parameters)
    return typology.panel_for(
        parameters,
        **columns,
        empty_t0=uninhabited(frame, YEARS[0]),
        empty_t1=uninhabited(frame, YEARS[1]) & covered,
        groups=frame["ags"].replace("", None),
        foreign_t1=people * frame["share_foreign_2022"].fillna(0) / 100,
        base_t1=people,
        year_t0=YEARS[0],
        year_t1=YEARS[1],
    )


def _beside_part(frame: pd.DataFrame, columns: dict, parameters: Parameters) -> Panel:
    """Cells beside East or West Germany. Its share is that of its municipalities: the cells of 2022
    cover a few towns only, and their sum would say nothing about half of the country."""
    with_town = frame["ags"] != ""
    parts = part_of_country(frame["state"].where(with_town, STATES[0]), parameters.berlin)
    shares = frame.attrs["parts"][parameters.ground, parameters.berlin]
    references: dict[str, Any] = {
        f"ref_t{i}": np.where(parts == "east", shares["east"].shares[i], shares["west"].shares[i])
        for i in range(len(YEARS))
    }
    known: dict[str, Any] = {name: values.where(with_town) for name, values in columns.items()}
    return Panel(**known, **references, year_t0=YEARS[0], year_t1=YEARS[1])


@dataclass(frozen=True, slots=True)
class National:
    """S of Germany, or of a part of it, in percent in both years of the censuses, and its coverage."""

    shares: tuple[float, float]
    coverage: Coverage


def part_references(towns: pd.DataFrame) -> dict[tuple[str, str], dict[str, National]]:
    """S of East and West by ground and by where Berlin belongs; `towns` as in
    :func:`national_reference`."""
    return {
        (ground, berlin): {
            part: national_reference(towns, ground, part, berlin) for part in get_args(Part)
        }
        for ground in get_args(Ground)
        for berlin in get_args(Part)
    }


def national_reference(
    towns: pd.DataFrame, ground: Ground = "common", part: str = "", berlin: Part = "east"
) -> National:
    """The sum of all municipalities, or of those of one part of the country ("east", "west").

    `towns` are municipalities with state, and population, population_known and foreign of both
    years.
    """
    rows = np.ones(len(towns), dtype=bool)
    if "has_figures" in towns:
        rows = towns["has_figures"].to_numpy()
    if part:
        rows = rows & (part_of_country(towns["state"], berlin) == part)
    people, base, foreign = (
        np.stack([towns[f"{name}_{year}"].to_numpy(float)[rows] for year in YEARS])
        for name in ("population", "population_known", "foreign")
    )
    within = typology.counted(foreign, base, ground)
    first, last = typology.references(foreign, base, within)
    return National((float(first), float(last)), typology.coverage(within, people, YEARS))


def uninhabited(frame: pd.DataFrame, year: int) -> Mask:
    """Areas of which it is known that nobody lived there in `year`."""
    reasons = frame.get(f"share_foreign_{year}{REASON_SUFFIX}")
    if reasons is None:
        return np.zeros(len(frame), dtype=bool)
    return (reasons == Reason.UNINHABITED).to_numpy()


def known_cells(cells: pd.DataFrame, year: int) -> pd.Series:
    """Cells of which it is known how many people lived there in `year`, be it nobody."""
    known = cells[f"population_{year}"].notna()
    reason = cells.get(f"population_{year}{REASON_SUFFIX}")
    return known if reason is None else known | (reason == Reason.UNINHABITED)
