"""What came of the draw: precision, strata, balance, and the towns with their probabilities."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from ankunft.app.files import table_files
from ankunft.app.plain import plain
from ankunft.app.selection.balance_chart import balance_chart
from ankunft.app.selection.criterion_editor import variable_name
from ankunft.app.selection.data import known_variables
from ankunft.app.selection.frame_step import frame_notes, with_figures
from ankunft.app.selection.kept import kept
from ankunft.app.selection.listing import HEAD, ROW, TALLEST, town_files, town_table
from ankunft.app.selection.stratum_words import short_label, stratified_by
from ankunft.app.show_table import show_table
from ankunft.base.language import Translator, format_number, format_percent, translator
from ankunft.selection import tables
from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import Plan, Sampling
from ankunft.selection.sampling.balance import NOTABLE, balance
from ankunft.selection.sampling.draw import ALL_IN, Sample
from ankunft.selection.sampling.precision import TOTAL, expected_precision
from ankunft.selection.words import allocation_names, role_names

COMPARED = ("population", "share_foreign_2022", "change", "vacancy_2022", "q_alo", "q_kaufkraft")
"""Variables whose balance is shown until others are chosen, beside those of the strata."""


_BALANCE = "selection_balance_of"
LABEL, FIGURE = 560, 92
"""Pixels of the names of strata; of their figures."""
FEW = 5
"""Expected answers from which a stratum's own precision is shown."""
TENTHS = st.column_config.NumberColumn(format="localized", step=0.1)


def sample_results(outcome: Outcome, sample: Sample, lang: str) -> None:
    """Everything below the map of this step."""
    _ = translator(lang)
    sampling = outcome.plan.sampling
    assert sampling is not None
    expected = expected_precision(sample.design, response_rate=sampling.response_rate)
    st.markdown(plain(precision_sentence(expected, sampling, lang)))
    for note in sample.notes(lang)[:1]:
        st.caption(plain(note))
    _rest_of_notes(sample.notes(lang)[1:], _)
    st.subheader(_("Schichten"), anchor=False)
    st.caption(plain(stratified_by(sample, lang)))
    strata = strata_table(sample, expected, lang)
    show_table(
        strata,
        placeholder="–",
        height=min(HEAD + ROW * len(strata), TALLEST),
        column_config={
            **{
                name: st.column_config.NumberColumn(
                    format="localized", step=0.1, width=FIGURE, help=name
                )
                for name in map(str, strata.select_dtypes("float"))
            },
            _("Schicht"): st.column_config.TextColumn(width=LABEL),
        },
        key="selection_strata_table",
    )
    if len(_meaningful(expected).dropna()) < len(expected["half_width"].dropna()):
        st.caption(
            _(
                "– bei ±: weniger als {n} erwartete Antworten; die Schicht allein sagt nichts."
            ).format(n=FEW)
        )
    table_files(
        partial(tables.precision_table, sample, expected, lang), "schichten", _("Schichten"),
        sample.notes(lang), lang, level="precision", key="selection_strata",
    )  # fmt: skip
    _balance(outcome, sample, sampling, lang)
    _towns(outcome, sample, sampling, lang)


def precision_sentence(expected: pd.DataFrame, sampling: Sampling, lang: str) -> str:
    """What an estimate of this sample would be exact to."""
    _ = translator(lang)
    total = expected.loc[TOTAL].astype(float).to_dict()
    size = _("{n} von {towns} Gemeinden, bei {rate} Rücklauf etwa {answers} Antworten.").format(
        n=format_number(total["n"], lang),
        towns=format_number(total["towns"], lang),
        rate=format_percent(100 * sampling.response_rate, lang, 0),
        answers=format_number(total["answers"], lang),
    )
    if pd.isna(total["half_width"]):
        return f"{size} " + _(
            "Wie genau ein Anteil wird, lässt sich nicht sagen: Aus mindestens einer Schicht wird "
            "nichts gezogen."
        )
    return f"{size} " + _(
        "Ein Anteil von 50 % wird damit auf ± {width} Prozentpunkte genau (95 %), wenn der Ausfall "
        "nicht von der Antwort abhängt."
    ).format(width=format_number(total["half_width"], lang, 1))


def strata_table(sample: Sample, expected: pd.DataFrame, lang: str) -> pd.DataFrame:
    """One row per stratum and the total."""
    _ = translator(lang)
    labels = [
        _("insgesamt") if name == TOTAL else short_label(sample, str(name), lang)
        for name in expected.index
    ]
    return pd.DataFrame(
        {
            _("Gemeinden"): expected["towns"].to_numpy(),
            _("gezogen"): expected["n"].to_numpy(),
            _("Auswahlwahrscheinlichkeit (%)"): (100 * expected["n"] / expected["towns"])
            .round(1)
            .to_numpy(),
            _("erwartete Antworten"): expected["answers"].round(1).to_numpy(),
            _("± Prozentpunkte"): _meaningful(expected).round(1).to_numpy(),
            _("Schicht"): labels,
        }
    )


def _meaningful(expected: pd.DataFrame) -> pd.Series:
    """Half-widths, without those of a handful of answers: the normal approximation says nothing of
    them. Where every town answers nothing is estimated, and the width of zero stays."""
    few = (expected["answers"] < FEW) & (expected["half_width"] > 0)
    return expected["half_width"].mask(few)


def _rest_of_notes(notes: list[str], _: Translator) -> None:
    if notes:
        with st.expander(_("Weitere Hinweise ({n})").format(n=len(notes))):
            for note in notes:
                st.caption(plain(note))


def _balance(outcome: Outcome, sample: Sample, sampling: Sampling, lang: str) -> None:
    """How the sample mirrors the frame, as dots and as a table."""
    _ = translator(lang)
    st.subheader(_("Stichprobe und Grundgesamtheit"), anchor=False)
    known = known_variables()
    first = list(dict.fromkeys([*(s.variable for s in sampling.strata), *COMPARED]))
    chosen = st.session_state.get(_BALANCE, first)
    names = st.multiselect(
        _("Verglichene Merkmale"),
        list(known),
        format_func=lambda name: variable_name(name, lang),
        placeholder=_("Merkmale wählen …"),
        **kept("selection_balance", [name for name in chosen if name in known], _compare),
    )
    if not names:
        st.caption(_("Wählen Sie mindestens ein Merkmal."))
        return
    rows = balance(outcome.inside, sample.table, names)
    rows["label"] = [
        known[name].label(lang) + (f": {known[name].show(value, lang)}" if value else "")
        for name, value in zip(rows["variable"], rows["value"], strict=True)
    ]
    st.altair_chart(balance_chart(rows, NOTABLE, lang), width="stretch")
    st.caption(
        _(
            "Standardisierte Differenz: Mittel der Stichprobe (mit Gewichten) minus Mittel der "
            "Grundgesamtheit, geteilt durch deren Standardabweichung. Über ± {limit} gilt sie als "
            "auffällig (Austin 2009)."
        ).format(limit=format_number(NOTABLE, lang, 1))
    )
    table = balance_table(rows, outcome, lang)
    with st.expander(_("Als Tabelle")):
        show_table(table, key="selection_balance_table")
        # what single answers of a survey are like leaves the page on its own page alone
        told = rows[[known[name].level != "survey" for name in rows["variable"]]]
        table_files(
            lambda: told, "ausgewogenheit", _("Stichprobe und Grundgesamtheit"), [], lang,
            level="balance", key="selection_balance_file",
        )  # fmt: skip


def _compare(names: list[str]) -> None:
    st.session_state[_BALANCE] = list(names)


def balance_table(rows: pd.DataFrame, outcome: Outcome, lang: str) -> pd.DataFrame:
    """Both means with their units; shares of categories in percent."""
    _ = translator(lang)

    def shown(row: pd.Series, column: str) -> str:
        known = outcome.variables[row["variable"]]
        if row["value"]:
            return format_percent(row[column], lang, 1)
        return known.show(row[column], lang)

    return pd.DataFrame(
        {
            _("Merkmal"): rows["label"],
            _("Grundgesamtheit"): [shown(row, "frame") for _i, row in rows.iterrows()],
            _("Stichprobe"): [shown(row, "sample") for _i, row in rows.iterrows()],
            _("standardisierte Differenz"): [
                format_number(d, lang, 2) for d in rows["standardised_difference"]
            ],
            _("ohne Angabe"): rows["frame_missing"],
        }
    )


def _towns(outcome: Outcome, sample: Sample, sampling: Sampling, lang: str) -> None:
    """The towns of the sample, as a table and as a file."""
    _ = translator(lang)
    st.subheader(_("Gemeinden der Stichprobe"), anchor=False)
    reserve = st.toggle(_("auch die Reserve zeigen"), key="selection_reserve")
    rows = sample_table(outcome, sample, lang, reserve=reserve)
    share, weight = _("Auswahlwahrscheinlichkeit (%)"), _("Gewicht")
    town_table(
        rows, "selection_sample_table", lang,
        {share: TENTHS, weight: st.column_config.NumberColumn(format="localized", step=0.001)},
    )  # fmt: skip
    notes = [*frame_notes(outcome, lang), *sampling_notes(outcome.plan, sample, lang)]
    make = partial(tables.sample_table, outcome, lang, reserve=reserve)
    town_files(make, "stichprobe", _("Stichprobe"), notes, lang)


def sample_table(
    outcome: Outcome, sample: Sample, lang: str, *, reserve: bool = False
) -> pd.DataFrame:
    """The towns of the sample and those that dropped out, the largest first; index: AGS.

    `reserve` adds the towns that were not drawn.
    """
    _ = translator(lang)
    table = sample.table if reserve else sample.table[sample.table["role"] != "reserve"]
    towns = outcome.frame.loc[outcome.frame.index.intersection(table.index)]
    rows = with_figures(towns, [], outcome, lang)
    table = table.loc[rows.index]
    roles, names = role_names(lang), outcome.frame["name"]
    labels = {s: short_label(sample, s, lang) for s in dict.fromkeys(table["stratum"]) if s}
    columns = {
        _("Rolle"): table["role"].map(roles),
        _("Schicht"): table["stratum"].map(labels).fillna(""),
        _("Platz"): table["order"].astype("Int64").mask(table["stratum"] == ALL_IN),
        _("Auswahlwahrscheinlichkeit (%)"): 100 * table["inclusion_probability"],
        _("Gewicht"): table["design_weight"],
        _("Grund"): table["reason"],
        _("ersetzt durch"): table["replaced_by"].map(names).fillna(""),
        _("Ersatz für"): table["replaces"].map(names).fillna(""),
    }
    return rows.assign(**columns)


def sampling_notes(plan: Plan, sample: Sample, lang: str) -> list[str]:
    """How the sample was drawn, for the foot of a file."""
    _ = translator(lang)
    assert plan.sampling is not None
    used = _("Zufallsauswahl mit Startzahl {seed}; Aufteilung {allocation}.").format(
        seed=plan.sampling.seed, allocation=allocation_names(lang)[plan.sampling.allocation]
    )
    return [used, *sample.notes(lang)]
