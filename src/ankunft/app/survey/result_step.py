"""The step of results: one question, alone and by groups of towns."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.survey.data import group_names, groups_of, protected, sample, weights
from ankunft.app.survey.parts import (
    inert,
    no_answers,
    no_sample,
    notes_list,
    result_buttons,
    result_table,
    titled,
)
from ankunft.app.survey.state import Loaded, bound, loaded, view, within
from ankunft.base.errors import ParameterError
from ankunft.base.language import Translator, format_integer, format_number, translator
from ankunft.output.charts.survey import group_chart, share_chart
from ankunft.output.tables.survey import (
    are_years,
    cross_rows,
    figure_rows,
    hidden_notes,
    published,
    share_rows,
)
from ankunft.survey.inference.crosstab import crosstab
from ankunft.survey.inference.disclosure import EVERYONE
from ankunft.survey.inference.estimate import Estimate, estimate
from ankunft.survey.inference.suppress import reason
from ankunft.survey.inference.weighted import Weighted
from ankunft.survey.items import Item


def controls(lang: str) -> None:
    """Which question, by which groups, and what the map shows of it."""
    _ = translator(lang)
    now = loaded()
    known = now.items(lang) if now else {}
    if not known:
        return
    item = known[within("item", list(known))]
    st.selectbox(_("Frage"), list(known), format_func=lambda key: known[key].label, **bound("item"))
    names = {"": _("nicht nach Gruppen"), **group_names(lang)}
    within("groups", list(names))
    st.selectbox(_("Nach Gruppen"), list(names), format_func=names.__getitem__, **bound("groups"))
    if not item.choices:
        return
    within("answer", list(item.choices))
    painted = {
        "status": _("Rücklauf"),
        "state": _("Anteil nach Land"),
        "arrival_class": _("Anteil nach Ankunftsklasse"),
    }
    st.radio(
        _("Die Karte zeigt"), list(painted), format_func=painted.__getitem__, **bound("painted")
    )
    st.selectbox(
        _("Antwort für Karte und Gruppen"),
        list(item.choices),
        format_func=item.choices.__getitem__,
        **bound("answer"),
    )


def results(lang: str) -> None:
    """Charts, tables and notes of the question."""
    _ = translator(lang)
    if no_answers(lang):
        return
    now = loaded()
    assert now is not None
    known = now.items(lang)
    if not known:
        st.info(_("Diese Umfrage hat keine Frage, die sich auszählen lässt."))
        return
    item = known[within("item", list(known))]
    found, complaint = weights(lang)
    assert found is not None
    if complaint:
        st.error(plain(complaint), icon=":material/block:")
    if item.kind == "number":
        st.subheader(inert(item.label), anchor=False)
    try:
        _alone(item, now, found, lang)
        if view().groups in group_names(lang):
            _by_group(item, now, found, lang)
    except ParameterError as error:
        st.error(plain(str(error)), icon=":material/block:")
    if sample() is None:
        no_sample(
            _("Mit einer Stichprobe im Plan werden daraus Schätzungen für alle Gemeinden."), lang
        )


def _alone(item: Item, now: Loaded, found: Weighted, lang: str) -> None:
    """The question over all towns."""
    _ = translator(lang)
    intervals = found.stands_for_others
    hidden = protected(item, lang)
    made = estimate(
        _answers(item, now), found.design, item.kind, choices=item.codes, protected=hidden
    )
    notes = [_base(made, found, _, lang), *hidden_notes(hidden[EVERYONE], lang), *found.notes(lang)]
    if intervals:
        notes.append(_interval_note(_))
    if made.shares is not None:
        shown = (
            published(made.shares)
            .assign(
                label=[item.choices.get(str(code), str(code)) for code in made.shares.index],
                hidden=_reasons(made.shares["hidden"], lang),
            )
            .reset_index(drop=True)
        )
        chart = share_chart(shown, titled(item.label, lang), lang, intervals=intervals)
        st.altair_chart(chart, key="survey_share_chart")
        rows = share_rows(made, item.choices, lang, intervals=intervals)
        result_table(rows, "shares", lang)
        result_buttons(rows, "ergebnis", item.label, notes, lang)
    if made.figures is not None:
        years = item.kind == "number" and are_years(now.survey.answers[item.columns[0]])
        rows = figure_rows(made, lang, intervals=intervals, years=years)
        result_table(rows, "figures", lang, grouped=not years)
        if made.shares is None:
            result_buttons(rows, "ergebnis", item.label, notes, lang)
    notes_list(notes[: 1 + len(hidden_notes(hidden[EVERYONE], lang))])
    if intervals:
        st.caption(_interval_note(_))


def _by_group(item: Item, now: Loaded, found: Weighted, lang: str) -> None:
    """The question by groups, with the test in words."""
    _ = translator(lang)
    name = view().groups
    title = group_names(lang)[name]
    st.subheader(plain(_("Nach Gruppen: {name}").format(name=title)), anchor=False)
    groups = groups_of(name, lang, everywhere=True)
    hidden = protected(item, lang)[name]
    made = crosstab(
        _answers(item, now), groups, found.design, item.kind, choices=item.codes, hidden=hidden
    )
    intervals = found.stands_for_others
    labels = dict(item.choices)
    years = item.kind == "number" and are_years(now.survey.answers[item.columns[0]])
    if (made.table["hidden"] == "").any():
        _group_chart(made.table, item, labels, intervals, lang, years=years)
    rows = cross_rows(made, labels, lang, intervals=intervals)
    notes = [_named_test(note, labels) for note in made.notes(lang)]
    result_table(rows, "groups", lang, grouped=not years)
    if item.kind != "number" and not notes:
        notes = [
            _("Ein Test ist hier nicht möglich: zu wenige verschiedene Antworten oder Gruppen.")
        ]
    notes = [*hidden_notes(hidden, lang), *notes, *_test_meaning(made.tests, _)]
    notes_list(notes)
    notes += [*found.notes(lang), *([_interval_note(_)] if intervals else [])]
    result_buttons(rows, "gruppen", f"{item.label} · {title}", notes, lang)


def _group_chart(
    table: pd.DataFrame,
    item: Item,
    labels: Mapping[str, str],
    intervals: bool,
    lang: str,
    *,
    years: bool,
) -> None:
    """The chosen answer, or the mean, by group."""
    _ = translator(lang)
    value, unit, text = "mean", _("Mittelwert"), item.label
    if "share" in table:
        answer = view().answer if view().answer in labels else next(iter(labels))
        table, value = table[table["answer"] == answer], "share"
        unit, text = _("Anteil der Gemeinden (%)"), f"{item.label} – {labels[answer]}"
    shown = pd.DataFrame(
        {
            "label": table["group"],
            "value": published(table)[value],
            "low": published(table)["low"],
            "high": published(table)["high"],
            "hidden": _reasons(table["hidden"], lang),
        }
    )
    chart = group_chart(shown, titled(text, lang), unit, lang, intervals=intervals, years=years)
    st.altair_chart(chart, key="survey_group_chart")


def _answers(item: Item, now: Loaded) -> pd.DataFrame:
    return now.survey.answers[list(item.columns)]


def _base(made: Estimate, found: Weighted, _: Translator, lang: str) -> str:
    """How many towns the figures rest on."""
    text = _("{n} Gemeinden haben die Frage beantwortet, {missing} weitere nicht.").format(
        n=format_integer(made.n, lang), missing=format_integer(made.missing, lang)
    )
    if not found.stands_for_others:
        return text
    return f"{text} " + _("Wirksame Fallzahl nach Kish: {n}.").format(
        n=format_number(made.effective_n, lang, 1)
    )


def _interval_note(_: Translator) -> str:
    return _(
        "Von–bis: 95-%-Konfidenzintervall. Ergebnisse aus weniger als 5 Städten stehen nicht da."
    )


def _reasons(hidden: pd.Series, lang: str) -> list[str]:
    return [reason(code, lang) for code in hidden]


def _named_test(note: str, labels: Mapping[str, str]) -> str:
    """The note with the label of an option in place of its column."""
    for code, label in labels.items():
        if note.startswith(f"{code}: "):
            return f"{label}: {note.removeprefix(f'{code}: ')}"
    return note


def _test_meaning(tests: pd.DataFrame, _: Translator) -> list[str]:
    """The test of the whole question in words."""
    whole = [float(t["p"]) for t in tests.to_dict("records") if t["answer"] == ""]
    if not whole or not whole[0] >= 0:  # NaN: there was nothing to test
        return []
    if whole[0] < 0.05:
        return [
            _(
                "Die Gruppen unterscheiden sich mehr, als durch die Stichprobe allein zu erwarten wäre."
            )
        ]
    return [
        _("Die Unterschiede zwischen den Gruppen lassen sich durch die Stichprobe allein erklären.")
    ]
