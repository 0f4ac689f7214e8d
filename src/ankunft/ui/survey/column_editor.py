"""What people say about uploaded files: the key, the scales, the kinds of columns."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ankunft.errors import PackageError
from ankunft.i18n import translator
from ankunft.survey.reading.files import LINE
from ankunft.survey.reading.join import TOKEN
from ankunft.survey.reading.questions import Kind
from ankunft.ui.survey.kinds import kind_names
from ankunft.ui.survey.uploads import (
    Choices,
    Upload,
    guessed,
    key_candidates,
    questionnaires,
    table,
)

TALLEST = 320
"""Pixels of the table of columns."""
WIDTHS = 150, 118
"""Pixels of its columns: both are to be seen in the narrow part of the page."""


def limesurvey_choices(upload: Upload, lang: str) -> Choices:
    """Key and scales of a LimeSurvey survey; raises PackageError or ParameterError."""
    _ = translator(lang)
    asked = questionnaires(upload)
    texts = {q.code: q.text for q in asked[lang].questions}
    possible = [q.code for q in asked["de"].questions if q.kind == "single" and q.points]
    scales: list[str] = []
    if possible:
        scales = st.multiselect(
            _("Auswahlfragen, deren Antworten eine Reihenfolge haben (Skalen)"),
            possible,
            format_func=lambda code: f"{code}: {texts.get(code, '')[:80]}",
            placeholder=_("nichts ausgewählt"),
            key=f"survey_scales_{upload.key}",
        )
    choices = Choices("", tuple(scales))
    key = _key(upload, key_candidates(upload, choices), lang)
    return Choices(key, tuple(scales))


def plain_choices(upload: Upload, lang: str) -> Choices:
    """What the columns of any table are; raises PackageError or ParameterError."""
    _ = translator(lang)
    rows = table(upload)
    columns = [str(column) for column in rows.columns if column != LINE]
    if not columns:
        raise PackageError(
            f"{upload.answers.name}: Die Tabelle hat keine Spalten; erwartet werden ein Schlüssel "
            "und mindestens eine Frage."
        )
    likely = guessed(upload)
    keys = list(dict.fromkeys([likely.key, *columns]))
    key = _key(upload, keys, lang)
    submitted = st.selectbox(
        _("Spalte mit dem Datum der Antwort"),
        ["", *columns],
        index=["", *columns].index(likely.submitted),
        format_func=lambda name: name or _("keine: alle Antworten gelten als vollständig"),
        key=f"survey_submitted_{upload.key}",
    )
    names = kind_names(lang)
    none = _("keine Frage")
    questions = [column for column in columns if column not in (key, submitted)]
    now = pd.DataFrame(
        {
            "column": questions,
            "kind": [names[likely.kinds[c]] if c in likely.kinds else none for c in questions],
        }
    )
    edited = st.data_editor(
        now,
        hide_index=True,
        height=min(TALLEST, 38 + 35 * len(now)),
        disabled=["column"],
        column_config={
            "column": st.column_config.TextColumn(_("Spalte"), width=WIDTHS[0]),
            "kind": st.column_config.SelectboxColumn(
                _("Art"), options=[none, *names.values()], required=True, width=WIDTHS[1]
            ),
        },
        # another key or language makes another table, whose edits are its own
        key=f"survey_kinds_{upload.key}_{lang}_{key}_{submitted}",
    )
    kind_of: dict[str, Kind] = {name: kind for kind, name in names.items()}
    chosen = {
        str(column): kind_of[name]
        for column, name in zip(edited["column"], edited["kind"], strict=True)
        if name in kind_of
    }
    return Choices(key, (), chosen, submitted)


def _key(upload: Upload, candidates: list[str], lang: str) -> str:
    _ = translator(lang)
    label = (
        _("Spalte mit dem Zugangscode")
        if upload.tokens
        else _("Spalte mit dem Gemeindeschlüssel (AGS)")
    )
    return st.selectbox(
        label,
        candidates,
        format_func=lambda name: _("token (Zugangscode aus LimeSurvey)") if name == TOKEN else name,
        key=f"survey_key_{upload.key}",
    )
