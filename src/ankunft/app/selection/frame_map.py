"""The map of every step: who is in the frame, who is chosen and how, who is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.app.loaders import edition, level_figures, locator
from ankunft.app.selection_view import SelectionView
from ankunft.app.session import ATLAS, SELECTION, page_path
from ankunft.app.show_map import show_map
from ankunft.app.style import is_dark
from ankunft.base.language import translator
from ankunft.output.maps.colouring import legend
from ankunft.output.maps.folium_map import GERMANY, paint_payload
from ankunft.output.maps.palette import EMPTY, OUTSIDE, Style
from ankunft.selection import words
from ankunft.selection.outcome import Outcome

HEIGHT = 560
"""Pixels before the style sheet fits the map to the window."""

ROLES = (
    "inside", "kept", "unknown", "all_in", "sampled", "replacement", "case", "included",
    "no_response", "veto",
)  # fmt: skip
"""What a town can be, at the place of its code; later ones count more."""

LEAST = 1_000
"""Number of people from which the pointer shows a share."""


def role_names(lang: str) -> dict[str, str]:
    """What a town can be, in words."""
    _ = translator(lang)
    return words.role_names(lang) | {
        "kept": _("ohne Angabe, behalten"),
        "unknown": _("ohne Angabe, ausgeschlossen"),
        "outside": _("nicht in der Grundgesamtheit"),
    }


def roles(outcome: Outcome) -> pd.Series:
    """What every town of the frame is: one of :data:`ROLES`, or "" outside; index: AGS.

    A reserve is "inside": that it may be asked later is told where the sample is.
    """
    filtered = outcome.filtered
    unsaid = filtered.overall.isna().to_numpy(bool)
    inside = filtered.inside.to_numpy(bool)
    found = np.select([inside & unsaid, inside, unsaid], ["kept", "inside", "unknown"], "").astype(
        object
    )
    role = pd.Series(found, outcome.frame.index)
    if outcome.sample:
        of_sample = outcome.sample.table["role"]
        role.update(of_sample[of_sample != "reserve"].astype(object))
    if outcome.cases:
        picked = outcome.cases.table["role"].map({"case": "case", "included": "included"})
        role.update(picked.astype(object))
    for decision in outcome.plan.decisions:
        # a veto counts in every step, also where nothing is drawn
        if decision.action == "veto" and decision.ags in role.index:
            role[decision.ags] = "veto"
    return role


def frame_map(view: SelectionView, outcome: Outcome, lang: str) -> None:
    """Draw the map; a click selects the town below it before the page runs again."""
    _ = translator(lang)
    towns, atlas, dark = level_figures("municipality"), ATLAS.current(), is_dark()
    styles = _styles(lang, dark=dark)
    codes = _codes(towns, roles(outcome))
    people = outcome.frame["population"].reindex(towns["ags"]).to_numpy(float)
    rows = [
        replace(row, label=_("nicht in der Grundgesamtheit")) if row.code == OUTSIDE else row
        for row in legend(codes, styles, people, lang)
        if row.count != "0"
    ]
    selected = np.flatnonzero((towns["ags"] == view.selected).to_numpy())
    payload = paint_payload(
        layer="municipalities", codes=codes, styles=styles, title=_("Auswahl der Gemeinden"), note="", rows=rows,
        selected=int(selected[0]) if selected.size else -1, least=LEAST, lang=lang, dark=dark,
        patterns=atlas.patterns, basemap=atlas.basemap, view=_place(view),
    )  # fmt: skip
    show_map(
        payload,
        key="selection_map",
        attribution=edition().attribution(),
        lang=lang,
        height=HEIGHT,
        on_click=_select_clicked,
    )


def _codes(towns: pd.DataFrame, role: pd.Series) -> NDArray[np.uint8]:
    """One code per area of the layer."""
    code_of = {name: code for code, name in enumerate(ROLES)} | {"": OUTSIDE}
    coded = role.map(code_of).reindex(towns["ags"]).fillna(EMPTY)
    return coded.to_numpy().astype(np.uint8)


def _styles(lang: str, *, dark: bool) -> list[Style]:
    """Blues and greens: purple and orange are those of the classes of arrival."""
    names = role_names(lang)
    looks: dict[str, Style] = {
        "inside": {"fill": "#2f6b62" if dark else "#a1dab4"},
        "kept": {"fill": "#78c679", "symbol": "?", "pattern": "lines", "hatch": "#41745b"},
        "unknown": {"fill": "#8c8458" if dark else "#f3e9ad", "symbol": "?", "pattern": "lines",
                    "hatch": "#8d939b"},
        "all_in": {"fill": "#5470e0" if dark else "#253494", "symbol": "■", "ink": "#ffffff"},
        "sampled": {"fill": "#1d91c0", "symbol": "●", "ink": "#ffffff"},
        "replacement": {"fill": "#1d91c0", "symbol": "◐", "ink": "#ffffff", "pattern": "dots",
                        "hatch": "#ffffff"},
        "case": {"fill": "#f2f3f5" if dark else "#1d2126", "symbol": "★",
                 "ink": "#1d2126" if dark else "#ffffff"},
        "included": {"fill": "#225ea8", "symbol": "+", "ink": "#ffffff", "pattern": "back",
                     "hatch": "#9ecae1"},
        "no_response": {"fill": "#9aa1a9", "symbol": "–", "ink": "#1d2126"},
        "veto": {"fill": "#9aa1a9", "symbol": "×", "ink": "#1d2126", "pattern": "cross",
                 "hatch": "#1d2126"},
    }  # fmt: skip
    return [{"symbol": "", "ink": "#1d2126", **looks[name], "label": names[name]} for name in ROLES]


def _place(view: SelectionView) -> dict:
    """Where the map begins; it never moves by itself afterwards."""
    p = view.position if page_path() == "fallauswahl" else None
    if p:
        return {"id": "selection", "lat": p.lat, "lng": p.lng, "zoom": p.zoom}
    return {"id": "selection", "bounds": [*map(list, GERMANY)], "maxZoom": 7}


def _select_clicked(lat: float, lng: float) -> None:
    position = locator("municipality").at(lat, lng)
    found = str(level_figures("municipality")["ags"].iloc[position]) if position >= 0 else ""
    SELECTION.set(replace(SELECTION.now(), selected=found))
