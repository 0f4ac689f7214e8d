"""The file of a call for interest, for this session alone: kept, read, its columns assigned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from ankunft.app.loaders import edition, level_figures
from ankunft.app.plain import plain
from ankunft.app.selection.kept import kept
from ankunft.base.errors import PackageError
from ankunft.base.language import translator
from ankunft.intake.areas.archive import LIMITS
from ankunft.intake.survey.files import LINE, read_table
from ankunft.selection.call.applications import Applications, read_applications
from ankunft.selection.call.file import Columns, guess_columns

FILE = "selection_call_file"
_READ = "selection_call_read"
_COLUMNS = "selection_call_columns"
_ROUND = "selection_call_round"

EXAMPLE = (
    "AGS;Kontakt;Interessenbekundung\n"
    "{first};Name, Telefon oder E-Mail;Warum die Stadt mitmachen möchte\n"
    "{second};;\n"
)


@dataclass(frozen=True, slots=True)
class CallFile:
    """What was uploaded."""

    name: str
    content: bytes


def upload(lang: str) -> None:
    """The field for the file; a file that is there can be forgotten."""
    _ = translator(lang)
    file = st.session_state.get(FILE)
    if file is None:
        key = f"selection_call_upload_{st.session_state.get(_ROUND, 0)}"
        given = st.file_uploader(
            _("Bewerbungen (CSV oder Excel)"),
            type=["csv", "xlsx"],
            max_upload_size=LIMITS.upload // 10**6,
            key=key,
            help=_("Bleibt in dieser Sitzung; nur Schlüssel und Gründe kommen in das Protokoll."),
            on_change=lambda: _take(key),
        )
        if given is None:
            _template(lang)
            return
        _keep(given)
        file = st.session_state[FILE]
    st.markdown(plain(file.name))
    st.button(
        _("Bewerbungen vergessen"),
        icon=":material/delete:",
        key="selection_call_forget",
        on_click=forget,
    )
    _mapping(file, lang)


def applications() -> Applications | None:
    """The applications of the file, None without a file.

    Raises
    ------
    PackageError
        If the file cannot be read, or a column is missing.
    """
    file = st.session_state.get(FILE)
    if file is None:
        return None
    key = (file, st.session_state.get(_COLUMNS))
    read = st.session_state.get(_READ)
    if read is None or read[0] != key:
        towns = level_figures("municipality")
        known = towns.loc[towns["has_figures"], "ags"]
        found = read_applications(file.content, list(known), file.name, key[1])
        read = (key, found)
        st.session_state[_READ] = read
    return read[1]


def forget() -> None:
    """Drop the file and everything read from it."""
    for key in (FILE, _READ, _COLUMNS):
        st.session_state.pop(key, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _take(key: str) -> None:
    given = st.session_state.get(key)
    if given is not None:
        _keep(given)


def _keep(given: Any) -> None:
    st.session_state[FILE] = CallFile(given.name, given.getvalue())


def _template(lang: str) -> None:
    _ = translator(lang)
    keys = edition().layer("municipalities")["ags"].sort_values()
    text = EXAMPLE.format(first=keys.iloc[0], second=keys.iloc[1])
    st.download_button(
        _("Vorlage herunterladen (CSV)"),
        data=("\ufeff" + text).encode(),
        file_name="bewerbungen.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="selection_call_template",
    )


def _mapping(file: CallFile, lang: str) -> None:
    """Which column holds what, where the headers do not say it or say it wrongly."""
    _ = translator(lang)
    try:
        labels = [str(c) for c in read_table(file.content, file.name).columns if c != LINE]
    except PackageError:
        return  # the results say why
    chosen = st.session_state.get(_COLUMNS) or guess_columns(labels)
    whole = bool(chosen.ags and chosen.contact and chosen.statement)
    with st.expander(_("Spalten zuordnen"), expanded=not whole):
        for field, label in (
            ("ags", _("Gemeindeschlüssel (AGS)")),
            ("statement", _("Interessenbekundung")),
        ):
            value = getattr(chosen, field)
            st.selectbox(
                label,
                labels,
                **kept(
                    f"selection_call_{field}",
                    value if value in labels else None,
                    partial(_assign, chosen, field),
                ),
            )
        st.multiselect(
            _("Kontakt"),
            labels,
            placeholder=_("Spalten wählen …"),
            **kept(
                "selection_call_contact",
                [name for name in chosen.contact if name in labels],
                lambda names: _assign(chosen, "contact", tuple(names)),
            ),
        )


def _assign(chosen: Columns, field: str, value: Any) -> None:
    st.session_state[_COLUMNS] = replace(chosen, **{field: value})
