"""What became of the last update, by name and reason."""

from __future__ import annotations

import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.plain import plain
from ankunft.app.update.notice import newest, renew
from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.edition.folders import user_folders
from ankunft.sources.catalogue import load_catalogue
from ankunft.update.choice import Outcome
from ankunft.update.job_state import JobState, Phase
from ankunft.update.mirrors import update_catalogue
from ankunft.update.texts import by_hand_sentence


def result(state: JobState, lang: str) -> None:
    """How it ended, the button that shows a new edition, and what did not work."""
    _ = translator(lang)
    if state.phase is Phase.DONE and state.edition is not None:
        st.success(
            _("Fertig: Die Ausgabe `{hash}` ist gebaut und geprüft.").format(
                hash=state.edition.name[:12]
            )
        )
        if newest() == state.edition.name != edition().hash:
            st.button(
                _("Neue Ausgabe anzeigen"),
                key="update_show",
                type="primary",
                icon=":material/refresh:",
                on_click=renew,
            )
    elif state.phase is Phase.CANCELLED:
        st.info(plain(state.sentence))
    elif state.phase is Phase.FAILED:
        st.error(plain(state.sentence))
    _sources(state, lang)


def _sources(state: JobState, lang: str) -> None:
    _ = translator(lang)
    counts = {
        _("{n} geladen"): len(state.with_outcome(Outcome.FETCHED)),
        _("{n} unverändert"): len(state.with_outcome(Outcome.UNCHANGED)),
        _("{n} lagen schon da"): len(state.with_outcome(Outcome.TAKEN, Outcome.KEPT)),
        _("{n} fehlgeschlagen"): len(state.with_outcome(Outcome.FAILED)),
        _("{n} nicht brauchbar"): len(state.refused),
        _("{n} nur von Hand zu holen"): len(state.with_outcome(Outcome.BY_HAND)),
    }
    told = [text.format(n=format_integer(n, lang)) for text, n in counts.items() if n]
    if told:
        st.markdown(_("Quellen: {list}.").format(list=", ".join(told)))
    lines = [
        *(_line(one.id, one.reason, lang) for one in state.with_outcome(Outcome.FAILED)),
        *(_line(one.id, one.refused, lang) for one in state.refused),
    ]
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
        if state.phase is Phase.DONE:
            st.caption(
                _(
                    "Was fehlt, ist aus der vorigen Ausgabe übernommen, soweit sie es enthält. Ein neuer "
                    "Versuch lädt nur, was noch fehlt."
                )
            )


def _line(id_: str, reason: str, lang: str) -> str:
    source = load_catalogue().get(id_)
    title = id_ if source is None else source.title_de if lang == "de" else source.title_en
    return f"**{plain(title)}**: {plain(' '.join(reason.split()))}"


def by_hand(lang: str) -> None:
    """Where to find the files that only people can fetch and that are not there yet."""
    _ = translator(lang)
    folder = user_folders().sources
    try:
        catalogue = update_catalogue()
    except ParameterError:
        return
    missing = [s for s in catalogue.values() if s.by_hand and not (folder / s.path).exists()]
    if not missing:
        return
    label = _("Nur von Hand zu holen ({n})").format(n=format_integer(len(missing), lang))
    with st.expander(label, icon=":material/back_hand:"):
        st.markdown(
            _(
                "Ohne diese Dateien bleibt, was die jetzige Ausgabe von ihnen enthält. Wer neuere hat:"
            )
        )
        for source in missing:
            st.markdown(f"- {plain(by_hand_sentence(source, folder, lang))}")
