"""What one run of the town page shows: reckoned once, passed to all its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.session import ATLAS, TOWN
from ankunft.app.town_view import TownView, fitted
from ankunft.app.towns import cells_of_town, city_of, known_cities, town_row, units_of_town
from ankunft.intake.areas.city import City
from ankunft.town.classes import CENSUS, Comparison, classify_town, left_out_mask, preset_matches
from ankunft.town.quarter_list import explain_quarter, quarter_list, quarter_numbers
from ankunft.town.units import Mask, Units
from ankunft.typology.centre import centre_of
from ankunft.typology.levels import Classification

RECKONED = (
    "left_out", "result", "reference", "robustness", "matches", "numbers", "quarters", "reasons",
    "cells", "centre_cell",
)  # fmt: skip
"""What a change of look (selection, position, what is coloured) leaves as it is."""

_LAST, _RULE_GONE = "town_scene", "town_rule_gone"


@dataclass(frozen=True, eq=False)
class Scene:
    """A town, the view of it, and everything that follows from both."""

    view: TownView
    lang: str
    name: str
    city: City | None
    all_units: dict[str, Units]
    comparison: Comparison

    @property
    def units(self) -> Units:
        """The units of the view."""
        return self.all_units[self.view.unit]

    @property
    def two_years(self) -> bool:
        """Whether classes can be told: there are two years to compare."""
        return self.view.t0 < self.view.t1

    @cached_property
    def left_out(self) -> Mask:
        """Units marked as Sonderwohnform."""
        return left_out_mask(self.units, self.view.left_out)

    @cached_property
    def result(self) -> Classification:
        """The classes of the units."""
        return classify_town(self.units, self.comparison, self.view.parameters)

    @cached_property
    def reference(self) -> list[str]:
        """How much of the town (or of Germany) the classes compare with, in few words, and where it
        is little a warning; nothing with one year alone."""
        return self.result.reference_lines(self.lang) if self.two_years else []

    @cached_property
    def matches(self) -> np.ndarray:
        """See :func:`ankunft.town.classes.preset_matches`."""
        return preset_matches(self.units, self.comparison, self.result)

    @cached_property
    def numbers(self) -> np.ndarray:
        """Row of `quarters` that each unit belongs to, or -1."""
        return quarter_numbers(self.units, self.result)

    @cached_property
    def selected(self) -> int:
        """Position of the selected unit, or -1."""
        found = np.flatnonzero(self.units.ids == self.view.selected)
        return int(found[0]) if found.size else -1

    @cached_property
    def quarters(self) -> pd.DataFrame:
        """See :func:`ankunft.town.quarter_list.quarter_list`."""
        return quarter_list(
            self.units, self.comparison, self.result,
            town=self.name, city=self.city, centre_cell=self.centre_cell, lang=self.lang,
        )  # fmt: skip

    @cached_property
    def reasons(self) -> dict[int, str]:
        """Reasons that were already written, by row of `quarters`; see :meth:`reason`."""
        return {}

    def reason(self, number: int) -> str:
        """Why the quarter in this row has its class."""
        if number not in self.reasons:
            sentences = explain_quarter(
                self.quarters, number, self.units, self.comparison, self.result,
                town=self.name, lang=self.lang,
            )  # fmt: skip
            self.reasons[number] = " ".join(sentences)
        return self.reasons[number]

    @property
    def quarter(self) -> int:
        """Row of `quarters` that the selected unit belongs to, or -1."""
        return int(self.numbers[self.selected]) if self.selected >= 0 and self.two_years else -1

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The town's rows among the figures of the 1 km cells."""
        return cells_of_town(self.view.town)

    @cached_property
    def centre_cell(self) -> int | None:
        """Key of the cell in the middle of the centre: the densest, or where the user moved it."""
        if self.cells.empty:
            return None
        moved = int(self.view.centre or 0)
        at = moved if moved in self.cells["cell"].to_numpy() else None
        return centre_of(self.cells, at, year=CENSUS[0]).centre_cell


def scene(view: TownView) -> Scene | None:
    """The scene of the session's view, fitted to the data; None if the town has no units."""
    made = scene_of(view, ATLAS.current().lang)
    if made is None:
        return None
    if made.view != view:
        TOWN.set(made.view)
    if made.view.preset != view.preset:
        st.session_state[_RULE_GONE] = True
    return _kept(made)


def take_rule_gone() -> bool:
    """Whether the rule of the view did not apply and gave way to the default; told once."""
    return bool(st.session_state.pop(_RULE_GONE, False))


def scene_of(view: TownView, lang: str) -> Scene | None:
    """The scene of a view with values that the data of its town allow."""
    units = units_of_town(view.town)
    row = town_row(view.town)
    if not units:
        return None
    fit = fitted(view, tuple(units), units)
    city = city_of(view.town)
    name = str(row["name"]) if row is not None else (city.title if city else view.town)
    comparison = Comparison(
        fit.t0, fit.t1, edition().municipalities, fit.reference, fit.left_out, fit.row
    )
    return Scene(fit, lang, name, city, units, comparison)


def _kept(made: Scene) -> Scene:
    """Take over what the last scene of this session has reckoned, if only the look has changed."""
    units = made.units
    look = replace(made.view, selected="", position=None, shown="class", of="foreign")
    key = (look, made.lang, id(units), id(made.city))
    last = st.session_state.get(_LAST)
    if last is not None and last[0] == key:
        same = {name: value for name, value in vars(last[1]).items() if name in RECKONED}
        vars(made).update(same)
    st.session_state[_LAST] = (key, made)
    return made


def first_town() -> str:
    """The town to begin with: the one selected on the map of Germany, else one with districts."""
    atlas = ATLAS.current()
    if atlas.level == "municipality" and atlas.selected:
        return atlas.selected
    return next(iter(known_cities()), "")
