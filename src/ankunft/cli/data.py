"""One town as the commands see it: its name, its own statistics, its units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.grid import parse_ids
from ankunft.cli.base import note
from ankunft.edition import Edition
from ankunft.edition.figures import figures
from ankunft.edition.towns import resolve
from ankunft.intake.areas.city import City
from ankunft.store.cities import data_folder, load_cities
from ankunft.town.units import Units, cell_units, district_units, fine_units


@dataclass(frozen=True, eq=False)
class Town:
    """`city` are the user's own districts before those of the edition, or None."""

    edition: Edition
    ags: str
    city: City | None

    @cached_property
    def name(self) -> str:
        """As people call it."""
        towns = self.edition.municipalities
        names = towns.loc[towns["ags"] == self.ags, "name"]
        return str(names.iloc[0]) if len(names) else (self.city.title if self.city else self.ags)

    @cached_property
    def all_cells(self) -> pd.DataFrame:
        """The figures of all 1 km cells of Germany."""
        return figures(self.edition, "cell")

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The town's own of them."""
        return self.all_cells[self.all_cells["ags"] == self.ags]

    @cached_property
    def districts(self) -> Units | None:
        """None where there are none with both figures in a year."""
        units = district_units(self.city) if self.city else None
        return units if units is not None and units.years and len(units) else None

    @cached_property
    def units(self) -> dict[str, Units]:
        """By kind, the most telling first; raises ParameterError if there are none."""
        small = self.edition.town_cells_100m(self.ags)
        found = {
            "cell": cell_units(self.cells, self.ags, self.name),
            "fine": fine_units(small, self.ags, self.name),
        }
        if self.districts is not None:
            found = {"district": self.districts, **found}
        found = {kind: units for kind, units in found.items() if len(units)}
        if not found:
            raise ParameterError(
                f"Für {self.name} ({self.ags}) gibt es keine Stadtteile und keine bewohnten Zellen."
            )
        return found


def stored(folder: Path | None = None) -> dict[str, City]:
    """The user's own cities by AGS; those that cannot be read are named on stderr."""
    cities, complaints = load_cities(folder or data_folder())
    for complaint in complaints:
        note(complaint)
    return cities


def town_of(edition: Edition, text: str) -> Town:
    """The town that an AGS or short name means."""
    own = stored()
    ags = resolve(edition, text, own.values())
    return Town(edition, ags, own.get(ags) or edition.city(ags))


def at_hand(edition: Edition) -> list[str]:
    """Short names of the cities with districts."""
    slugs = [city.slug for city in stored().values()]
    return list(dict.fromkeys([*slugs, *(entry["slug"] for entry in edition.cities)]))


def cell_key(text: str) -> str:
    """The integer key of a 1 km cell as text, also from the official spellings."""
    key = parse_ids(pd.Series([text]), size=1000).iloc[0]
    return text if pd.isna(key) else str(int(key))


def ids_of(units: Units, texts: list[str]) -> tuple[str, ...]:
    """Ids of the units that are named; raises ParameterError for one there is not."""
    known = set(units.ids.astype(str))
    ids = [text if text in known else cell_key(text) for text in texts]
    for text, found in zip(texts, ids, strict=True):
        if found not in known:
            what = "kein Stadtteil" if units.kind == "district" else "keine bewohnte Zelle"
            raise ParameterError(f"„{text[:60]}“ ist hier {what}.")
    return tuple(dict.fromkeys(ids))


def members(numbers: np.ndarray, count: int) -> list[np.ndarray]:
    """Positions of the units of each quarter."""
    return [np.flatnonzero(numbers == number) for number in range(count)]
