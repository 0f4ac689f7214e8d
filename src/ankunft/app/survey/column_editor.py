"""What people say about uploaded files: the key, the scales, the kinds of columns."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.show_table import edit_table
from ankunft.app.survey.kinds import kind_names
from ankunft.app.survey.uploads import (
    Choices,
    Upload,
    guessed,
    key_candidates,
    questionnaires,
    responses,
    table,
)
from ankunft.base.errors import PackageError
from ankunft.base.language import translator
from ankunft.intake.areas.findings import Finding
from ankunft.intake.survey.decisions import about, choice_text, open_to_choice
from ankunft.intake.survey.files import LINE
from ankunft.intake.survey.join import TOKEN
from ankunft.intake.survey.questions import Kind

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
    choices = replace(choices, decisions=_decisions(upload, choices, lang))
    return replace(choices, key=_key(upload, key_candidates(upload, choices), lang))


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
    edited = edit_table(
        now,
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
    choices = Choices(key, (), chosen, submitted)
    return replace(choices, decisions=_decisions(upload, choices, lang) if chosen else {})


def _decisions(upload: Upload, choices: Choices, lang: str) -> dict[str, str]:
    """What people say about what is not certain in the file.

    A decision about a heading can bring a column whose cells raise the next question. What was
    read one way and could be read another stands folded away.
    """
    _ = translator(lang)
    decided: dict[str, str] = {}
    shown: set[str] = set()
    changeable: dict[str, Finding] = {}
    while True:
        found = responses(upload, replace(choices, decisions=decided)).found
        new = {k: f for k, f in open_to_choice(found).items() if k not in shown}
        shown |= set(new)
        changeable |= {k: f for k, f in new.items() if f.severity != "repair"}
        asked = {k: _decision(upload, f, lang) for k, f in new.items() if f.severity == "repair"}
        if not any(asked.values()):
            break
        decided |= {name: choice for name, choice in asked.items() if choice}
    if changeable:
        with st.expander(_("So gelesen, und anders möglich: {n}").format(n=len(changeable))):
            for name, finding in changeable.items():
                choice = _decision(upload, finding, lang)
                decided |= {name: choice} if choice != finding.choices[0] else {}
    return decided


def _decision(upload: Upload, finding: Finding, lang: str) -> str:
    """The choice about a finding, "" while an open one is not decided."""
    _ = translator(lang)
    unsaid = [""] if finding.severity == "repair" else []
    st.markdown(plain(finding.text(lang)))
    # a label is read out as it stands, with the signs that keep Markdown from it: it is short
    return st.selectbox(
        _("Lesart für {name}").format(name=plain(about(finding))),
        [*unsaid, *finding.choices],
        format_func=lambda choice: choice_text(choice, _) if choice else _("bitte wählen"),
        key=f"survey_read_{upload.key}_{about(finding)}",
    )


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
