"""What the steps share: the sample of the plan, groups of towns, the weights, each kept."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ankunft.app.loaders import level_figures
from ankunft.app.selection.data import outcome_so_far
from ankunft.app.selection.state import plan
from ankunft.app.survey.state import BY_STRATUM, loaded, view
from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.selection.outcome import Outcome
from ankunft.selection.sampling.draw import Sample
from ankunft.survey.inference.asked import town_status
from ankunft.survey.inference.protect import Protected, protect
from ankunft.survey.inference.response import response
from ankunft.survey.inference.weighted import Weighted, for_themselves, weighted
from ankunft.survey.items import Item

GROUPS = ("arrival_class", "part", "size_class", "urbanisation", "state")
"""Variables by which towns are grouped, weighted and raked, beside the strata."""


def outcome() -> Outcome:
    """The plan of the page of case selection, carried out."""
    return outcome_so_far(plan())[0]


def sample() -> Sample | None:
    """The sample of the plan, None if it draws none."""
    return outcome().sample


def towns() -> pd.DataFrame:
    """Names of all municipalities by AGS, also of those without figures."""
    return level_figures("municipality").set_index("ags")[["name"]]


def status() -> pd.DataFrame:
    """See :func:`ankunft.survey.inference.asked.town_status`."""
    now, drawn = loaded(), sample()
    return town_status(
        drawn.table if drawn else None,
        now.survey.meta["status"] if now else None,
        now.survey.invited if now else (),
    )


def asked_towns() -> pd.DataFrame | None:
    """See :func:`ankunft.survey.inference.response.response`; None without a sample or answers."""
    now, drawn = loaded(), sample()
    if now is None or drawn is None:
        return None
    inside = now.survey.meta["status"]
    return response(drawn.table, inside[inside.index.isin(drawn.table.index)])


def group_names(lang: str, *, strata: bool = True) -> dict[str, str]:
    """What towns can be grouped by, in words."""
    _ = translator(lang)
    drawn = outcome()
    names = {BY_STRATUM: _("Schicht der Stichprobe")} if strata and drawn.sample else {}
    return names | {name: drawn.variables[name].label(lang) for name in GROUPS}


def groups_of(name: str, lang: str, *, everywhere: bool = False) -> pd.Series:
    """The group of each town (index ags) as an ordered categorical of labels; missing is missing.

    Towns of the frame of the plan, or with `everywhere` all towns with figures.
    """
    now = outcome()
    if name == BY_STRATUM:
        assert now.sample is not None
        strata = now.sample.table["stratum"]
        labels = {key: now.sample.label(key, lang) for key in now.sample.design.index}
        return _labelled(strata, labels)
    frame = now.frame if everywhere else now.inside
    choices = now.variables[name].choices
    labels = {value: german if lang == "de" else english for value, german, english in choices}
    return _labelled(frame[name], labels)


def weights(lang: str) -> tuple[Weighted | None, str]:
    """The answers with the weights that the view asks for, and "" or why some of it cannot be done;
    None without an answer."""
    now, drawn, asked = loaded(), sample(), view()
    if now is None or now.survey.answers.empty:
        return None, ""
    key = (drawn, now, asked.classes, asked.raking, asked.cap, lang)
    kept = st.session_state.get("survey_kept")
    # the sample is compared as an object: another plan draws another one
    if kept is None or kept[0] != key:
        kept = (key, _weights(drawn, now.survey.answers.index, lang))
        st.session_state["survey_kept"] = kept
    return kept[1]


def _weights(drawn: Sample | None, answered: pd.Index, lang: str) -> tuple[Weighted, str]:
    alone = for_themselves(answered)
    if drawn is None:
        return alone, ""
    asked, complaint = view(), ""
    classes = None if asked.classes == BY_STRATUM else _classes(asked.classes, lang)
    margins = _margins(asked.raking, lang)
    for own, rim in ((classes, margins), (classes, None), (None, None)):
        try:
            found = weighted(drawn.table, answered, classes=own, margins=rim, most=asked.cap)
        except ParameterError as error:
            complaint = complaint or str(error)
        else:
            return found, complaint
    return alone, complaint


def _classes(name: str, lang: str) -> pd.Series:
    unsaid = translator(lang)("keine Angabe")
    return groups_of(name, lang).astype(object).fillna(unsaid)


def _margins(names: tuple[str, ...], lang: str) -> pd.DataFrame | None:
    if not names:
        return None
    known = outcome().variables
    return pd.DataFrame({known[name].label(lang): groups_of(name, lang) for name in names})


def protected(item: Item, lang: str) -> Protected:
    """What is hidden of a question in all tables that this survey can be looked at by.

    Kept for the session: the audit of a large survey takes a second or two.
    """
    now, (found, _complaint) = loaded(), weights(lang)
    assert now is not None
    assert found is not None
    kept = st.session_state.get("survey_protected")
    if kept is None or kept[0] is not now or kept[1] is not found:
        tables: dict[tuple[str, str], Protected] = {}
        kept = (now, found, tables)
        st.session_state["survey_protected"] = kept
    if (item.id, lang) not in kept[2]:
        groupings = {name: groups_of(name, lang, everywhere=True) for name in group_names(lang)}
        kept[2][item.id, lang] = protect(
            now.survey.answers[list(item.columns)],
            found.design,
            item.kind,
            groupings,
            choices=item.codes,
        )
    return kept[2][item.id, lang]


def _labelled(values: pd.Series, labels: dict[str, str]) -> pd.Series:
    order = list(dict.fromkeys(labels.values()))
    kind = pd.CategoricalDtype(order, ordered=True)
    return values.map(labels).astype(object).astype(kind)
