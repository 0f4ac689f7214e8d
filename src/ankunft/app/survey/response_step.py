"""The step of response: who has answered, by stratum and role; how answers are weighted."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.show_table import show_table
from ankunft.app.survey.data import (
    GROUPS,
    asked_towns,
    group_names,
    outcome,
    sample,
    status,
    weights,
)
from ankunft.app.survey.parts import (
    no_answers,
    no_sample,
    notes_list,
    result_buttons,
    result_table,
    titled,
)
from ankunft.app.survey.state import bound, loaded, within
from ankunft.app.survey.survey_map import status_names
from ankunft.base.language import format_integer, format_number, format_percent, translator
from ankunft.output.charts.survey import rate_chart
from ankunft.output.tables.survey import rate_rows
from ankunft.selection.sampling.draw import Sample
from ankunft.survey.inference.raking import MOST
from ankunft.survey.inference.response import DRAWN, INCLUDED, REPLACEMENT, response_rates

LARGEST_CAP = 20.0


def controls(lang: str) -> None:
    """How answers are weighted."""
    _ = translator(lang)
    if sample() is None or loaded() is None:
        return
    mapped = {"status": _("Stand jeder Gemeinde"), "rate": _("Rücklauf ihrer Schicht")}
    st.radio(_("Die Karte zeigt"), list(mapped), format_func=mapped.__getitem__, **bound("mapped"))
    names = group_names(lang)
    within("classes", list(names))
    st.selectbox(
        _("Ausfall ausgleichen nach"),
        list(names),
        format_func=names.__getitem__,
        help=_(
            "Gewichtungsklassen: In jeder Klasse stehen die Gemeinden, die geantwortet haben, für "
            "alle, die gezogen wurden. Zu kleine Klassen werden zusammengelegt."
        ),
        **bound("classes"),
    )
    known = outcome().variables
    st.multiselect(
        _("An die Grundgesamtheit anpassen nach"),
        GROUPS,
        format_func=lambda name: known[name].label(lang),
        placeholder=_("nichts ausgewählt"),
        help=_(
            "Raking: Die Gewichte werden so lange angepasst, bis die Anteile dieser Merkmale mit "
            "denen der Grundgesamtheit übereinstimmen."
        ),
        **bound("raking"),
    )
    st.number_input(
        _("Größtes Gewicht (Vielfaches des Mittels)"), 1.5, LARGEST_CAP, step=0.5, format="%.1f",
        help=_("Kappung: Kein Gewicht wird größer. Üblich sind {n}.").format(
            n=format_number(MOST, lang, 0)
        ),
        **bound("cap"),
    )  # fmt: skip


def results(lang: str) -> None:
    """Rates, roles, weights."""
    _ = translator(lang)
    if no_answers(lang):
        return
    drawn, asked = sample(), asked_towns()
    if drawn is None or asked is None:
        _without_sample(lang)
        return
    total = response_rates(asked, None).iloc[0]
    st.markdown(
        plain(
            _(
                "Von {drawn} gezogenen Gemeinden haben {n} geantwortet ({rate}), {complete} davon "
                "vollständig. Nach Gewicht sind es {weighted} der Grundgesamtheit."
            ).format(
                drawn=format_integer(total["drawn"], lang),
                n=format_integer(total["complete"] + total["partial"], lang),
                rate=format_percent(total["rate"], lang),
                complete=format_integer(total["complete"], lang),
                weighted=format_percent(total["weighted_rate"], lang),
            )
        )
    )
    _rates(asked, drawn, lang)
    _weights(lang)


def _without_sample(lang: str) -> None:
    _ = translator(lang)
    no_sample(
        _(
            "Der Plan zieht keine Stichprobe. Ohne sie gibt es keine Rücklaufquote und keine "
            "Gewichte; gezählt werden die Antworten, die da sind."
        ),
        lang,
    )
    counts = status()["status"].value_counts()
    names = status_names(lang)
    rows = pd.DataFrame(
        {
            _("Antwort"): [names[str(state)] for state in counts.index],
            _("Gemeinden"): counts.astype("Int64").to_numpy(),
        }
    )
    result_table(rows, "status", lang)


def _rates(asked: pd.DataFrame, drawn: Sample, lang: str) -> None:
    """Chart and table by stratum, table by role."""
    _ = translator(lang)
    rates = response_rates(asked).reindex(drawn.design.index[drawn.design["n"] > 0])
    labels = {str(key): drawn.label(str(key), lang) for key in rates.index}
    title = _("Rücklauf nach Schicht")
    shown = pd.DataFrame(
        {
            "label": [labels[str(key)] for key in rates.index],
            "complete": rates["rate_complete"].to_numpy(),
            "rate": rates["rate"].to_numpy(),
            "drawn": rates["drawn"].to_numpy(),
        }
    )
    st.altair_chart(rate_chart(shown, titled(title, lang), lang), key="survey_rate_chart")
    rows = rate_rows(rates, _("Schicht"), labels, lang)
    result_table(rows, "rates", lang)
    result_buttons(rows, "ruecklauf", title, [], lang)
    st.subheader(_("Nach Rolle"), anchor=False)
    roles = {DRAWN: _("gezogen"), REPLACEMENT: _("Ersatz"), INCLUDED: _("aufgenommen")}
    counts = pd.crosstab(asked["role"], asked["status"]).reindex(
        columns=["complete", "partial", "none"], fill_value=0
    )
    result_table(
        pd.DataFrame(
            {
                _("Rolle"): [roles[str(role)] for role in counts.index],
                _("befragt"): counts.sum(axis=1).to_numpy(),
                _("vollständig"): counts["complete"].to_numpy(),
                _("unvollständig"): counts["partial"].to_numpy(),
                _("keine"): counts["none"].to_numpy(),
            }
        ),
        "roles",
        lang,
    )


def _weights(lang: str) -> None:
    """Notes, classes and margins of the weights."""
    _ = translator(lang)
    st.subheader(_("Gewichte"), anchor=False)
    found, complaint = weights(lang)
    if complaint:
        st.error(plain(complaint), icon=":material/block:")
    if found is None:
        return
    notes_list(found.notes(lang))
    if found.raked is None or found.raked.margins.empty:
        return
    margins = found.raked.margins
    show_table(
        pd.DataFrame(
            {
                _("Merkmal"): margins["variable"],
                _("Ausprägung"): margins["category"].replace("keine Angabe", _("keine Angabe")),
                _("Antworten"): margins["towns"],
                _("Grundgesamtheit"): margins["target"],
                _("Gewichte vorher"): [format_number(x, lang, 1) for x in margins["before"]],
                _("Gewichte nachher"): [format_number(x, lang, 1) for x in margins["after"]],
                _("Abweichung vom Ziel"): [format_percent(x, lang, 2) for x in margins["gap"]],
            }
        ),
        height=min(38 + 35 * len(margins), 420),
        key="survey_margins",
    )
