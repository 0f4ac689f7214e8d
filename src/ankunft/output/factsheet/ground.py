"""What the sheets of all towns need, read once; and the units of one town, classed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from ankunft.edition import Edition
from ankunft.edition.figures import figures
from ankunft.intake.areas.city import City
from ankunft.output.factsheet.townmap import Shapes
from ankunft.output.maps.colouring import Scale
from ankunft.output.maps.town_colouring import class_scale, first_year_scale
from ankunft.profiles.frame import profile_frame
from ankunft.profiles.similarity import Space, prepare
from ankunft.profiles.text import TextBase, text_base
from ankunft.town.classes import Comparison, classify_town, suggested_years
from ankunft.town.quarter_list import quarter_numbers
from ankunft.town.units import Units, cell_units, district_units, threshold_row
from ankunft.typology import ArrivalClass, preset_parameters
from ankunft.typology.levels import Classification


@dataclass(frozen=True)
class Ground:
    """An edition with what is made from it for all towns; the cells only when first asked for."""

    edition: Edition
    frame: pd.DataFrame
    texts: TextBase
    space: Space

    @cached_property
    def cells(self) -> pd.DataFrame:
        """See :func:`ankunft.edition.figures.figures`."""
        return figures(self.edition, "cell")

    @cached_property
    def _rows_of_cells(self) -> dict[str, np.ndarray]:
        groups = self.cells.groupby("ags", sort=False).indices
        return {str(ags): np.asarray(rows) for ags, rows in groups.items()}

    def cells_of(self, ags: str) -> pd.DataFrame:
        """The 1 km cells of a town."""
        return self.cells.iloc[self._rows_of_cells.get(ags, np.empty(0, dtype=np.intp))]

    def outline(self, ags: str) -> shapely.Geometry:
        """The municipality itself."""
        towns = self.edition.municipalities
        return towns.geometry.to_numpy()[np.flatnonzero(towns["ags"].to_numpy() == ags)[0]]


def ground_of(edition: Edition) -> Ground:
    """Read the edition for any number of sheets."""
    frame = profile_frame(edition)
    return Ground(edition, frame, text_base(edition, frame), prepare(frame))


@dataclass(frozen=True, eq=False)
class TownMap:
    """The units of a town with their colours; `years` are those compared, or the only one, `warning`
    says what to beware of where the comparison covers few of the people."""

    units: Units
    scale: Scale
    shapes: Shapes
    years: tuple[int, ...]
    warning: str = ""


def town_map(ground: Ground, ags: str, name: str, city: City | None, lang: str) -> TownMap | None:
    """Districts where the town's own statistics have them, else cells; None without inhabitants."""
    units = _units(ground, ags, name, city)
    if units is None:
        return None
    parameters = preset_parameters("relative", threshold_row(units))
    # districts are drawn finer than the municipality, and their sum is the town
    whole = units.kind == "district"
    outline = shapely.union_all(units.geometry) if whole else ground.outline(ags)
    if len(units.years) < 2:
        scale = first_year_scale(units, parameters, (), lang, dark=False)
        shapes = Shapes(units.geometry, scale.codes, *_none(), outline)
        return TownMap(units, scale, shapes, units.years)
    t0, t1 = suggested_years(units.years)
    comparison = Comparison(t0, t1, ground.edition.municipalities)
    result = classify_town(units, comparison, parameters)
    nothing = np.zeros(len(units), dtype=bool)
    scale = class_scale(result, lang, left_out=nothing, dark=False)
    shapes = Shapes(units.geometry, scale.codes, *_joined(units, result), outline)
    warning = " ".join(result.reference_lines(lang)[1:])
    return TownMap(units, scale, shapes, (t0, t1), warning)


def _units(ground: Ground, ags: str, name: str, city: City | None) -> Units | None:
    if city is not None:
        districts = district_units(city)
        if len(districts) and districts.years:
            return districts
    cells = cell_units(ground.cells_of(ags), ags, name)
    return cells if len(cells) else None


def _joined(units: Units, result: Classification) -> tuple[np.ndarray, np.ndarray]:
    """Quarters with a class, as outlines that may hold a letter."""
    numbers = quarter_numbers(units, result)
    said = ~np.isin(result.classes, (ArrivalClass.NONE, ArrivalClass.NO_DATA))
    found = np.unique(numbers[said & (numbers >= 0)])
    members = [np.flatnonzero(numbers == number) for number in found]
    outlines = [shapely.union_all(units.geometry[rows]) for rows in members]
    codes = [result.classes[rows[0]] for rows in members]
    return np.array(outlines, dtype=object), np.array(codes, dtype=np.uint8)


def _none() -> tuple[np.ndarray, np.ndarray]:
    return np.empty(0, dtype=object), np.empty(0, dtype=np.uint8)
