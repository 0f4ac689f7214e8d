"""Parts that several steps show: tables of results, notes, downloads, the hint of a missing sample."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ankunft.app.files import file_row
from ankunft.app.loaders import edition
from ankunft.app.plain import plain
from ankunft.app.show_table import show_table
from ankunft.app.survey.state import loaded
from ankunft.base.language import translator
from ankunft.output.tables import Files
from ankunft.output.tables.survey import in_words, made_up_mark, made_up_sentence, result_files

ROW, HEAD, TALLEST = 35, 38, 420
"""Pixels."""
WIDEST_LABEL = 55
"""Characters of a label that a table of results shows in one line."""
_ADDRESS = re.compile(r"https?:|www(?=\.)|@", re.IGNORECASE)
_JOINER = "\u2060"
"""Has no width; Markdown then sees no address to make a link of."""
MOST_LOW = 10
"""Rows of a table that needs no window of its own to scroll in."""


def inert(text: str) -> str:
    """Text from uploaded files in one line, without links made of what looks like an address."""
    return plain(_ADDRESS.sub(lambda found: f"{found[0]}{_JOINER}", " ".join(text.split())))


def _cell(text: str) -> str:
    """Text of a cell; where it looks like an address in a form that can be copied as it is."""
    text = " ".join(text.split())  # an empty line would end what the signs around it hold
    if not _ADDRESS.search(text):
        return plain(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}"


def banner(lang: str) -> None:
    """Says on every step that the answers are invented, if they are."""
    now = loaded()
    if now and now.survey.made_up:
        st.warning(
            f"**{made_up_mark(lang)}**: {made_up_sentence(lang)}",
            icon=":material/science:",
        )


def titled(text: str, lang: str) -> str:
    """The title of a chart or file; of invented answers it says so."""
    now = loaded()
    return f"{made_up_mark(lang)}: {text}" if now and now.survey.made_up else text


def no_answers(lang: str) -> bool:
    """Say that a survey has to be read in first, if there is none; returns whether that is so."""
    _ = translator(lang)
    now = loaded()
    if now is None or now.survey.answers.empty:
        st.info(
            _(
                "Noch keine Antworten. Lesen Sie im Schritt „Einlesen“ eine Umfrage oder das Beispiel ein."
            )
        )
        return True
    return False


def no_sample(text: str, lang: str) -> None:
    """Say what a sample would allow, with the way to it."""
    _ = translator(lang)
    st.info(plain(text))
    st.page_link(
        "pages/fallauswahl.py", label=_("Stichprobe festlegen"), icon=":material/arrow_forward:"
    )


def result_table(rows: pd.DataFrame, key: str, lang: str, *, grouped: bool = True) -> None:
    """Rows of results as people read them; an empty column of notes is left out."""
    _ = translator(lang)
    words = in_words(rows, lang, grouped=grouped)
    hint = _("Hinweis")
    if hint in words:
        # its cells say already that there is no statement
        unsaid = _("keine Aussage: {reason}").format(reason="")
        words[hint] = words[hint].str.removeprefix(unsaid)
        if not words[hint].any():
            words = words.drop(columns=hint)
    if words.iloc[:, 0].astype(str).str.len().max() > WIDEST_LABEL:
        listing_without_download(words)  # which breaks lines
        return
    show_table(words, height=min(HEAD + ROW * len(words), TALLEST), key=f"survey_table_{key}")


def listing_without_download(rows: pd.DataFrame) -> None:
    """Rows as a table to read, with long texts in several lines, and without the button that would
    make a file of it."""
    shown = rows.map(lambda cell: _cell(str(cell))).rename(columns=lambda name: inert(str(name)))
    with st.container(height=TALLEST if len(rows) > MOST_LOW else "content"):
        st.table(shown, hide_index=True)


def notes_list(notes: Sequence[str]) -> None:
    """Notes for the reader, one line each."""
    for note in notes:
        st.caption(plain(note))


def result_buttons(
    rows: pd.DataFrame, name: str, title: str, notes: Sequence[str], lang: str
) -> None:
    """Buttons for the rows as Excel and CSV, with notes and sources; made when asked for."""
    now = loaded()
    made_up = bool(now and now.survey.made_up)

    def files(format: str, file: str) -> Files:
        return result_files(
            edition(), rows, format, title=title, notes=notes, made_up=made_up, lang=lang, file=file
        )

    mark = "beispiel-erfunden-" if made_up else ""
    file_row(files, f"ankunft-befragung-{mark}{name}", f"survey_{name}", lang)
