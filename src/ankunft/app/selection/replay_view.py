"""A protocol that was uploaded: carried out again, and taken over."""

from __future__ import annotations

import hashlib
from typing import Literal

import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.plain import plain
from ankunft.app.selection.data import frame_of, known_variables, survey_digest
from ankunft.app.selection.state import change
from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.selection.protocol.again import again
from ankunft.selection.protocol.document import LARGEST, Protocol, read_protocol, seal_of
from ankunft.selection.protocol.replay import Replay, compare
from ankunft.selection.protocol.report import written_day

CONTENT = "selection_replay_content"
_RESULT = "selection_replay_result"
_ROUND = "selection_replay_round"
LISTED, FEW, HEIGHT = 100, 10, 320
"""Differences that are shown (a draw with another seed differs in every town); more than a few scroll
in a box of so many pixels."""


def replay_upload(lang: str) -> None:
    """The field for a protocol; one that is there can be put away."""
    _ = translator(lang)
    if CONTENT in st.session_state:
        st.button(
            _("Geladenes Protokoll schließen"),
            icon=":material/close:",
            key="selection_replay_close",
            on_click=_close,
        )
        _said(lang)
        return
    key = f"selection_replay_upload_{st.session_state.get(_ROUND, 0)}"
    st.file_uploader(
        _("Protokoll noch einmal ausführen (JSON)"),
        type=["json"],
        max_upload_size=LARGEST // 10**6,
        help=_("Zeigt, ob mit den heutigen Daten dieselbe Liste entsteht."),
        key=key,
        on_change=lambda: _take(key),
    )


def _said(lang: str) -> None:
    """Whether it gives the same list, where the file was chosen: the differences are below the map."""
    try:
        _then, result = _read()
    except ParameterError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    if result.same and result.sealed:
        st.success(result.text(lang), icon=":material/check:")
        return
    show = st.info if result.same_list else st.warning
    show(plain(result.text(lang)), icon=":material/difference:")


def replay_results(lang: str) -> None:
    """The protocol, the button that takes its plan over, and every difference."""
    _ = translator(lang)
    content = st.session_state.get(CONTENT)
    if content is None:
        return
    try:
        then = read_protocol(content)
    except ParameterError:
        return  # said beside the file
    st.subheader(_("Geladenes Protokoll"), anchor=False)
    st.markdown(plain(_about(then, lang)))
    text = _(
        "Prüfsumme dieser Datei: {checksum}. Der Bericht, der mit ihr gemacht wurde, nennt dieselbe."
    )
    st.caption(plain(text.format(checksum=seal_of(content).checksum)))
    st.button(
        _("Diesen Plan übernehmen"),
        icon=":material/input:",
        key="selection_replay_adopt",
        help=_("Mit seinen Entscheidungen; „Rückgängig“ holt den jetzigen Plan zurück."),
        on_click=_adopt,
        args=(then,),
    )
    try:
        result = _replayed(content, then)
    except ParameterError:
        return
    if result.differences:
        _differences(result, lang)


def _read() -> tuple[Protocol, Replay]:
    content = st.session_state[CONTENT]
    then = read_protocol(content)
    return then, _replayed(content, then)


def _adopt(then: Protocol) -> None:
    change(lambda old: then.plan)


def _about(then: Protocol, lang: str) -> str:
    _ = translator(lang)
    return _("„{title}“, erstellt {date}, {n} Gemeinden.").format(
        title=then.plan.title or "–",
        date=written_day(then.made, lang) or "–",
        n=format_integer(len(then.towns), lang),
    )


def _differences(result: Replay, lang: str) -> None:
    """The first of them, in a box that scrolls."""
    _ = translator(lang)
    known = known_variables()
    lines = [plain(" ".join(one.text(lang, known).split())) for one in result.differences[:LISTED]]
    more = len(result.differences) - LISTED
    if more > 0:
        lines.append(_("und {n} weitere").format(n=format_integer(more, lang)))
    number = format_integer(len(result.differences), lang)
    box = st.expander(_("Unterschiede ({n})").format(n=number), expanded=True)
    height: int | Literal["content"] = HEIGHT if len(lines) > FEW else "content"
    with box.container(height=height, border=False):
        st.markdown("\n".join(f"- {line}" for line in lines))


def _replayed(content: bytes, then: Protocol) -> Replay:
    """Kept for the next run of the session."""
    key = (hashlib.sha256(content).hexdigest(), survey_digest())
    kept = st.session_state.get(_RESULT)
    if kept is None or kept[0] != key:
        now = again(then, edition(), frame_of(then.plan), known_variables(), survey_digest())
        kept = (key, compare(then, now, seal_of(content)))
        st.session_state[_RESULT] = kept
    return kept[1]


def _take(key: str) -> None:
    given = st.session_state.get(key)
    if given is not None:
        st.session_state[CONTENT] = given.getvalue()


def _close() -> None:
    for key in (CONTENT, _RESULT):
        st.session_state.pop(key, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
