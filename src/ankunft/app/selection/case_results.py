"""What came of the cases: the towns with reasons, the wishes, and the regression behind them."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from ankunft.app.files import table_files
from ankunft.app.loaders import edition
from ankunft.app.plain import plain
from ankunft.app.selection.frame_step import as_said, frame_notes
from ankunft.app.selection.listing import town_files, town_table
from ankunft.app.selection.residual_chart import coefficient_table, residual_chart
from ankunft.app.show_table import show_table
from ankunft.base.language import format_integer, translator
from ankunft.selection import tables
from ankunft.selection.cases.result import CaseResult
from ankunft.selection.outcome import Outcome, used_variables
from ankunft.selection.words import role_names

READ = 12
"""So many reasons are written out below the table, whose cells are too narrow to read them."""


def case_results(outcome: Outcome, result: CaseResult, lang: str) -> None:
    """Everything below the map of this step."""
    _ = translator(lang)
    for note in result.notes(lang):
        st.caption(plain(note))
    if result.wishes:
        _wishes(result, lang)
    if not result.table.empty:
        _towns(outcome, result, lang)
    if result.regression is not None:
        _regression(outcome, result, lang)


def case_table(outcome: Outcome, result: CaseResult, lang: str) -> pd.DataFrame:
    """The cases by name (pairs together); index: AGS. Columns as people read them."""
    _ = translator(lang)
    rows = result.table.sort_values(["pair", "name"], kind="stable", na_position="last")
    towns = outcome.frame.reindex(rows.index)
    states = edition().states.set_index("state")["name"]
    columns: dict[str, object] = {}
    if rows["pair"].notna().any():
        columns[_("Paar")] = rows["pair"]
    columns |= {
        _("Gemeinde"): towns["name"].fillna(""),
        _("Land"): towns["state"].map(states).fillna(""),
        _("Rolle"): rows["role"].map(role_names(lang)),
        _("Begründung"): [_reason(outcome, result, str(ags), lang) for ags in rows.index],
    }
    for name in used_variables(outcome.plan.model_copy(update={"groups": (), "sampling": None})):
        known = outcome.variables[name]
        columns[known.heading(lang)] = (
            towns[name].astype(float).round(known.decimals)
            if known.kind == "number"
            else [known.show(value, lang) for value in towns[name]]
        )
    labels = {
        "fitted": _("erwartet"), "residual": _("Abweichung"), "studentised": _("studentisiert"),
        "cook": _("Cook-Distanz"), "extremity": _("Standardabweichungen vom Mittel"),
        "distance": _("Abstand im Paar"), "difference": _("Unterschied im Paar"),
        "score": _("Punkte"), "stability": _("Bestand"),
    }  # fmt: skip
    columns |= {
        label: rows[name].round(3) for name, label in labels.items() if rows[name].notna().any()
    }
    return pd.DataFrame(columns, index=rows.index)


def _reason(outcome: Outcome, result: CaseResult, ags: str, lang: str) -> str:
    """Of a town that people included, their own reason."""
    if result.table.at[ags, "role"] == "included":
        said = [d.reason for d in outcome.plan.decisions if d.ags == ags and d.action == "include"]
        return " ".join(said)
    return result.reason(ags, lang)


def _towns(outcome: Outcome, result: CaseResult, lang: str) -> None:
    _ = translator(lang)
    st.subheader(_("Fälle"), anchor=False)
    rows = case_table(outcome, result, lang)
    stays = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    config = {_("Begründung"): st.column_config.TextColumn(width="large"), _("Bestand"): stays}
    town_table(as_said(rows, outcome, lang), "selection_case_table", lang, config)
    for ags in rows.index if len(rows) <= READ else []:
        st.markdown(
            f"- **{plain(str(rows.at[ags, _('Gemeinde')]) or str(ags))}**: "
            + plain(str(rows.at[ags, _("Begründung")]))
        )
    if _("Bestand") in rows:
        st.caption(
            _(
                "Bestand: in wie vielen leicht veränderten Gewichtungen die Stadt in der Liste bleibt."
            )
        )
    notes = [*frame_notes(outcome, lang), *result.notes(lang)]
    make = partial(tables.cases_table, outcome, lang)
    town_files(make, "faelle", _("Fälle"), notes, lang)


def _wishes(result: CaseResult, lang: str) -> None:
    _ = translator(lang)
    st.subheader(_("Wünsche an die Liste"), anchor=False)
    table = result.wish_table(lang)
    table["at_most"] = [
        "–" if pd.isna(most) else format_integer(most, lang) for most in table["at_most"]
    ]
    names = {
        "wish": _("Wunsch"), "at_least": _("mindestens"), "at_most": _("höchstens"),
        "available": _("in Frage kommen"), "unknown": _("ohne Angabe"), "chosen": _("gewählt"),
    }  # fmt: skip
    show_table(table.rename(columns=names), key="selection_wish_table")


def _regression(outcome: Outcome, result: CaseResult, lang: str) -> None:
    _ = translator(lang)
    assert result.regression is not None
    st.subheader(_("Erwartet und beobachtet"), anchor=False)
    st.altair_chart(residual_chart(result, lang), width="stretch")
    st.caption(
        _(
            "Jeder Punkt ist eine Stadt der Grundgesamtheit: rechts mehr erwartet, oben mehr "
            "beobachtet als erwartet. Rauten sind die Fälle; Namen, die sich überdecken würden, "
            "nennt der Zeiger."
        )
    )
    show_table(coefficient_table(result, lang), key="selection_coefficients")
    if not outcome.rests_on_answers:
        coefficients = result.regression.coefficients.rename_axis("term").reset_index()
        table_files(
            lambda: coefficients, "regression", _("Erwartet und beobachtet"), result.notes(lang), lang,
            level="coefficients", key="selection_regression",
        )  # fmt: skip
    st.caption(
        _(
            "Wie sich die Zielgröße im Mittel unterscheidet, wenn eine erklärende Größe um eins "
            "höher ist und die anderen gleich sind; Kategorien gegenüber der häufigsten. "
            "95-%-Intervalle mit Standardfehlern nach HC3. Zusammenhänge, keine Ursachen."
        )
    )
