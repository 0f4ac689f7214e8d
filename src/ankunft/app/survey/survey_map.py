"""The map of every step: who has answered; the rate of each stratum; or how often an answer was given
in a Land or class.

What a single town answered is never on the map: a share is that of a group of towns, and groups in
which it would point to single towns are left empty.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from ankunft.app.loaders import edition, level_figures
from ankunft.app.session import ATLAS
from ankunft.app.show_map import show_map
from ankunft.app.style import is_dark
from ankunft.app.survey.data import (
    asked_towns,
    groups_of,
    outcome,
    protected,
    status,
    weights,
)
from ankunft.app.survey.state import Loaded, loaded, view
from ankunft.base.language import translator
from ankunft.output.maps.colouring import LegendRow, legend
from ankunft.output.maps.folium_map import GERMANY, paint_payload
from ankunft.output.maps.palette import EMPTY, NO_DATA, OUTSIDE, Style, sequence
from ankunft.output.tables.survey import made_up_mark
from ankunft.survey.inference.asked import ASKED, UNASKED
from ankunft.survey.inference.crosstab import crosstab
from ankunft.survey.inference.response import COMPLETE, DRAWN, NONE, PARTIAL, response_rates
from ankunft.survey.inference.weighted import Weighted
from ankunft.survey.items import Item

HEIGHT = 560
"""Pixels before the style sheet fits the map to the window."""
STATES = (COMPLETE, PARTIAL, NONE, UNASKED, ASKED)
STEPS = (20, 40, 60, 80)
"""Limits of the classes of a share, percent."""
LEAST = 1_000
"""Number of people from which the pointer shows a share of the atlas."""


def status_names(lang: str) -> dict[str, str]:
    """How far a town has answered, in words."""
    _ = translator(lang)
    return {
        COMPLETE: _("vollständig geantwortet"),
        PARTIAL: _("unvollständig geantwortet"),
        NONE: _("keine Antwort"),
        UNASKED: _("geantwortet, ohne gezogen zu sein"),
        ASKED: _("in der Stichprobe, noch keine Antworten geladen"),
    }


def survey_map(lang: str) -> None:
    """Draw the map that the view asks for."""
    atlas, dark = ATLAS.current(), is_dark()
    codes, styles, title, note, rows = _painted(lang, dark=dark)
    payload = paint_payload(
        layer="municipalities", codes=codes, styles=styles, title=title, note=note, rows=rows,
        selected=-1, least=LEAST, lang=lang, dark=dark, patterns=atlas.patterns,
        basemap=atlas.basemap, view={"id": "survey", "bounds": [*map(list, GERMANY)], "maxZoom": 7},
    )  # fmt: skip
    credits = edition().attribution()
    show_map(payload, key="survey_map", attribution=credits, lang=lang, height=HEIGHT)


Painted = tuple[NDArray[np.uint8], list[Style], str, str, list[LegendRow]]


def _painted(lang: str, *, dark: bool) -> Painted:
    now, asked = loaded(), view()
    if now and asked.step == "results" and asked.painted != "status":
        item = now.items(lang).get(asked.item)
        if item and asked.answer in item.choices:
            return _answer(now, item, lang)
    towns = asked_towns() if asked.step == "response" and asked.mapped == "rate" else None
    if now and towns is not None:
        return _rate(now, towns, lang)
    return _status(now, lang, dark=dark)


def _status(now: Loaded | None, lang: str, *, dark: bool) -> Painted:
    _ = translator(lang)
    states = status()["status"]
    codes = _codes(states.map({name: code for code, name in enumerate(STATES)}))
    title = _("Rücklauf der Befragung") if now else _("Wer befragt würde")
    made_up = bool(now and now.survey.made_up)
    styles = _styles(lang, dark=dark)
    rows = _rows(codes, styles, _("nicht befragt"), lang)
    return codes, styles, _title(title, lang, made_up=made_up), "", rows


def _rate(now: Loaded, towns: pd.DataFrame, lang: str) -> Painted:
    """The response rate of the stratum of each town that was drawn."""
    _ = translator(lang)
    drawn = towns[towns["role"] == DRAWN]
    own = drawn["stratum"].map(response_rates(towns)["rate"])
    codes = _codes(_steps(own))
    styles = sequence(_step_names(lang), diverging=False)
    title = _title(_("Rücklauf nach Schicht"), lang, made_up=now.survey.made_up)
    note = _("Anteil der gezogenen Gemeinden derselben Schicht, die geantwortet haben")
    return codes, styles, title, note, _rows(codes, styles, _("nicht gezogen"), lang)


def _answer(now: Loaded, item: Item, lang: str) -> Painted:
    """The share of one answer in the group of each town."""
    _ = translator(lang)
    name = view().painted
    # in a Land all towns are painted, so that it can be seen; a class is that of towns of the frame
    of_town = groups_of(name, lang, everywhere=name == "state")
    shares = shares_by_group(now, item, name, view().answer, lang)
    own = of_town.astype(object).map(shares)
    codes = _codes(_steps(own).where(of_town.notna(), OUTSIDE))
    styles = sequence(_step_names(lang), diverging=False)
    title = _("Anteil „{answer}“").format(answer=_short(item.choices[view().answer]))
    note = (
        _("Anteil der Gemeinden der Grundgesamtheit im Land, nicht der einzelnen Gemeinde")
        if name == "state"
        else _("Anteil der Gemeinden derselben Ankunftsklasse, nicht der einzelnen Gemeinde")
    )
    if (codes == NO_DATA).any():
        few = _(
            "Keine Aussage: Es sind so wenige, dass sie auf einzelne Gemeinden schließen ließe."
        )
        note = f"{note}. {few}"
    rows = _rows(codes, styles, _("nicht in der Grundgesamtheit"), lang)
    return codes, styles, _title(title, lang, made_up=now.survey.made_up), note, rows


def shares_by_group(now: Loaded, item: Item, name: str, answer: str, lang: str) -> dict[str, float]:
    """Share of an answer by group, percent; groups of which nothing is said are missing. Kept for
    the next run of the session."""
    found, _complaint = weights(lang)
    key = (found, item.id, name, lang)
    kept = st.session_state.get("survey_shares")
    if kept is None or kept[0] != key:
        kept = (key, _table(now, item, name, found, lang))
        st.session_state["survey_shares"] = kept
    table = kept[1]
    own = table[(table["answer"] == answer) & (table["hidden"] == "")]
    return dict(zip(own["group"], own["share"], strict=True))


def _table(now: Loaded, item: Item, name: str, found: Weighted | None, lang: str) -> pd.DataFrame:
    groups = groups_of(name, lang, everywhere=True)
    if found is None or not groups.reindex(found.design.index).notna().any():
        return pd.DataFrame(columns=["group", "answer", "share", "hidden"])
    return crosstab(
        now.survey.answers[list(item.columns)], groups, found.design, item.kind,
        choices=item.codes, hidden=protected(item, lang)[name],
    ).table  # fmt: skip


def _steps(shares: pd.Series) -> pd.Series:
    """The step of each share (percent); what is missing is in none, where `digitize` puts it in the
    highest."""
    steps = pd.Series(np.digitize(shares.astype(float), STEPS), shares.index)
    return steps.where(shares.notna(), NO_DATA)


def _codes(by_town: pd.Series) -> NDArray[np.uint8]:
    """One code per area of the layer; areas where nobody lives apart."""
    areas = level_figures("municipality")
    found = by_town.reindex(areas["ags"]).to_numpy(float)
    rest = np.where(areas["has_figures"].to_numpy(bool), OUTSIDE, EMPTY)
    return np.where(np.isnan(found), rest, np.nan_to_num(found)).astype(np.uint8)


def _rows(
    codes: NDArray[np.uint8], styles: list[Style], outside: str, lang: str
) -> list[LegendRow]:
    areas = level_figures("municipality")
    people = outcome().frame["population"].reindex(areas["ags"]).to_numpy(float)
    return [
        replace(row, label=outside) if row.code == OUTSIDE else row
        for row in legend(codes, styles, people, lang)
        if row.count != "0"
    ]


def _styles(lang: str, *, dark: bool) -> list[Style]:
    """Blues and greens: purple and orange are those of the classes of arrival."""
    names = status_names(lang)
    looks: dict[str, Style] = {
        COMPLETE: {"fill": "#225ea8", "symbol": "●", "ink": "#ffffff"},
        PARTIAL: {"fill": "#41b6c4", "symbol": "◐", "pattern": "dots", "hatch": "#ffffff"},
        NONE: {"fill": "#8b929b" if dark else "#b9bfc6", "symbol": "–", "pattern": "lines",
               "hatch": "#6b7178"},
        UNASKED: {"fill": "#a1dab4", "symbol": "+"},
        ASKED: {"fill": "#1d91c0", "symbol": "○", "ink": "#ffffff"},
    }  # fmt: skip
    return [
        {"symbol": "", "ink": "#1d2126", **looks[name], "label": names[name]} for name in STATES
    ]


def _step_names(lang: str) -> list[str]:
    _ = translator(lang)
    between = pairwise(STEPS)
    return [
        _("unter {n} %").format(n=STEPS[0]),
        *(_("{low} bis unter {high} %").format(low=low, high=high) for low, high in between),
        _("{n} % und mehr").format(n=STEPS[-1]),
    ]


def _title(text: str, lang: str, *, made_up: bool) -> str:
    return f"{made_up_mark(lang)}: {text}" if made_up else text


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
