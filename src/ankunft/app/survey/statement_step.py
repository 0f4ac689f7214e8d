"""The step of the statement: what towns say of themselves beside what the figures say."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.survey.data import outcome, towns
from ankunft.app.survey.parts import no_answers, result_table
from ankunft.app.survey.remark_editor import remark_editor
from ankunft.app.survey.state import Loaded, bound, change, loaded, view, within
from ankunft.base.errors import PackageError, ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.selection.frame.variables import UNSAID
from ankunft.survey.agreement_question import Asked, asked_questions, likely, yes_and_no
from ankunft.survey.statement import Agreement, agreement, has_answer
from ankunft.typology import ArrivalClass

SIDES = ("arrival_class", "new_quarters")


def side_names(lang: str) -> dict[str, str]:
    """What the figures can say."""
    _ = translator(lang)
    return {
        "arrival_class": _("Ankunftsklasse der Gemeinde ist „neu“"),
        "new_quarters": _("mindestens ein neues Ankunftsquartier"),
    }


def controls(lang: str) -> None:
    """Which question, which answers mean yes and no, and which figures."""
    _ = translator(lang)
    now = loaded()
    known = asked_questions(now.items(lang)) if now else {}
    if not now or not known:
        return
    if view().stated not in known:
        # the words of the questionnaire itself decide, whatever language the page has
        guess = likely(asked_questions(now.items(now.survey.questionnaire.language)))
        change(stated=guess)
    st.selectbox(
        _("Frage nach einem neuen Ankunftsquartier"),
        list(known),
        format_func=lambda key: known[key].label,
        **bound("stated"),
    )
    _meanings(known[view().stated], now, lang)
    names = side_names(lang)
    within("side", list(names))
    st.radio(
        _("Verglichen mit den Daten"), list(names), format_func=names.__getitem__, **bound("side")
    )


def results(lang: str) -> None:
    """Cross-table, agreement, disagreements."""
    _ = translator(lang)
    if no_answers(lang):
        return
    now = loaded()
    assert now is not None
    known = asked_questions(now.items(lang))
    if view().stated not in known:
        st.info(_("Diese Umfrage hat keine Frage, auf die sich mit ja oder nein antworten lässt."))
        return
    yes, no = _chosen(known[view().stated])
    stated = _stated(known[view().stated], now, yes, no)
    if not stated.notna().any():
        st.info(_("Wählen Sie, welche Antworten „ja“ und welche „nein“ bedeuten."))
        return
    found = agreement(stated, figures(view().side))
    _table(found, lang)
    _disagreements(found, now, lang)


def figures(side: str) -> pd.Series:
    """What the figures say of each town, "boolean"; missing where they say nothing."""
    column = outcome().frame[side]
    if side == "arrival_class":
        known = column.notna() & column.ne(UNSAID[side])
        return column.eq("new").astype("boolean").where(known)
    return column.gt(0).astype("boolean").where(column.notna())


def _stated(asked: Asked, now: Loaded, yes: list[str], no: list[str]) -> pd.Series:
    answers = now.survey.answers[asked.column]
    if answers.dtype == "boolean":
        return answers
    return has_answer(answers, frozenset(yes), frozenset(no))


def _meanings(asked: Asked, now: Loaded, lang: str) -> None:
    """Which answers mean yes and which mean no; others are no statement."""
    _ = translator(lang)
    if not asked.choices:
        return
    yes, no = yes_and_no(asked)
    for name, label, likely_codes in (
        ("yes", _("bedeutet ja"), yes),
        ("no", _("bedeutet nein"), no),
    ):
        key = _key(name, asked)
        st.session_state[key] = st.session_state.get(f"{key}_kept", list(likely_codes))
        st.multiselect(
            label, list(asked.choices), format_func=asked.choices.__getitem__, key=key,
            placeholder=_("nichts ausgewählt"), on_change=_keep, args=(key,),
        )  # fmt: skip


def _keep(key: str) -> None:
    st.session_state[f"{key}_kept"] = st.session_state[key]


def _key(name: str, asked: Asked) -> str:
    return f"survey_means_{name}_{asked.column}"


def _chosen(asked: Asked) -> tuple[list[str], list[str]]:
    """Codes that mean yes, and codes that mean no; what is both is neither."""
    yes, no = (
        st.session_state.get(f"{_key(name, asked)}_kept", list(codes))
        for name, codes in zip(("yes", "no"), yes_and_no(asked), strict=True)
    )
    return [c for c in yes if c not in no], [c for c in no if c not in yes]


def _table(found: Agreement, lang: str) -> None:
    _ = translator(lang)
    st.subheader(_("Angabe der Gemeinden und Daten"), anchor=False)
    st.markdown(plain(found.text(lang)))
    name = side_names(lang)[view().side]
    rows = pd.DataFrame(
        {
            _("Die Gemeinde sagt"): [_("ja"), _("nein")],
            _("Daten: ja ({what})").format(what=name): found.table[True].to_numpy(),
            _("Daten: nein"): found.table[False].to_numpy(),
        }
    )
    result_table(rows, "agreement", lang)
    if view().side == "arrival_class":
        st.caption(
            _(
                "Als „ja“ der Daten zählt nur die Klasse „neu“. „verstärkt“ heißt: schon vorher erhöht, "
                "weder neu noch traditionell; es zählt hier als „nein“."
            )
        )
    if found.unknown:
        st.caption(
            _("Weitere {n} Gemeinden mit Angabe, über die die Daten nichts sagen.").format(
                n=format_integer(found.unknown, lang)
            )
        )
    st.caption(
        _(
            "Keine der beiden Seiten ist die Wahrheit: Die Gemeinde kennt den Ort, die Daten kennen "
            "alle Gemeinden gleich. Die Klasse ist ein statistischer Hinweis."
        )
    )


def _disagreements(found: Agreement, now: Loaded, lang: str) -> None:
    """Towns of which both say different things, by name, and what people remark."""
    _ = translator(lang)
    st.subheader(_("Wo Angabe und Daten auseinandergehen"), anchor=False)
    labels = {kind.id: kind.label(lang) for kind in ArrivalClass}
    listed = found.disagreements.assign(
        name=towns()["name"], arrival=outcome().frame["arrival_class"].map(labels)
    ).sort_values("name", kind="stable")
    if listed.empty:
        st.markdown(_("Nirgends."))
    try:
        remark_editor(listed, view().side, lang)
    except (PackageError, ParameterError) as error:
        st.error(plain(str(error)), icon=":material/block:")
