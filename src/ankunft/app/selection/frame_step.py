"""The step of the frame: how towns are counted and which criteria they meet; the list of towns."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.selection.controls import settings
from ankunft.app.selection.filters import filters
from ankunft.app.selection.listing import town_files, town_table
from ankunft.base.language import format_integer, translator
from ankunft.base.small_numbers import said_counts
from ankunft.selection import tables
from ankunft.selection.frame.criteria import describe, summary
from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import Plan

MOST = 3_000
"""Rows sent to the browser."""


def controls(plan: Plan, lang: str) -> None:
    """Counting, classes, criteria."""
    settings(plan, lang)
    filters(plan, lang)


def results(plan: Plan, outcome: Outcome, lang: str) -> None:
    """The towns inside with the figures that decide."""
    _ = translator(lang)
    rows = frame_table(outcome, lang)
    if rows.empty:
        st.info(_("Keine Gemeinde erfüllt alle Bedingungen. Lockern Sie eine Bedingung."))
        return
    st.subheader(_("Gemeinden der Grundgesamtheit"), anchor=False)
    town_table(as_said(rows.head(MOST), outcome, lang), "selection_frame_table", lang)
    if len(rows) > MOST:
        text = _("Gezeigt sind die ersten {n}; alle stehen in der Datei zum Herunterladen.")
        st.caption(text.format(n=format_integer(MOST, lang)))
    make = partial(tables.frame_table, outcome, lang)
    town_files(make, "grundgesamtheit", _("Grundgesamtheit"), frame_notes(outcome, lang), lang)


def frame_notes(outcome: Outcome, lang: str) -> list[str]:
    """The frame in words."""
    asked = describe(outcome.plan.groups, outcome.variables, lang).splitlines()
    return [*asked, summary(outcome.filtered, lang)]


def frame_table(outcome: Outcome, lang: str) -> pd.DataFrame:
    """Towns inside, the largest first: AGS (index), name, Land, inhabitants and the variables of
    the criteria, under their labels."""
    names = dict.fromkeys(c.variable for group in outcome.plan.groups for c in group.any_of)
    return with_figures(outcome.inside, [n for n in names if n != "population"], outcome, lang)


def as_said(rows: pd.DataFrame, outcome: Outcome, lang: str) -> pd.DataFrame:
    """A table of towns with estimated numbers of people as a reader may see them."""
    counts = {
        known.heading(lang): known for known in outcome.variables.values() if known.counts_people
    }
    return rows.assign(
        **{
            name: said_counts(rows[name], estimated=known.estimated)
            for name, known in counts.items()
            if name in rows
        }
    )


def with_figures(
    towns: pd.DataFrame, names: list[str], outcome: Outcome, lang: str
) -> pd.DataFrame:
    """These towns with the figures of these variables, the largest first."""
    _ = translator(lang)
    states = edition().states.set_index("state")["name"]
    towns = towns.sort_values("population", ascending=False, kind="stable")
    rows = {
        _("Gemeinde"): towns["name"],
        _("Land"): towns["state"].map(states),
        outcome.variables["population"].label(lang): towns["population"],
    }
    for name in names:
        known = outcome.variables[name]
        rows[known.heading(lang)] = (
            towns[name]
            if known.kind == "number"
            else pd.Series([known.show(value, lang) for value in towns[name]], towns.index, dtype="str")
        )  # fmt: skip
    return pd.DataFrame(rows, index=towns.index)
