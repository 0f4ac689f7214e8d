"""The step of the protocol: the report to read, the files, and a protocol carried out again."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.selection.call_step import called
from ankunft.app.selection.data import outcome_so_far, survey_digest
from ankunft.app.selection.replay_view import replay_results, replay_upload
from ankunft.app.selection.report_view import report_view
from ankunft.app.selection.state import bound
from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.output.report import Document, markdown, pdf
from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import Plan
from ankunft.selection.protocol.document import Protocol
from ankunft.selection.protocol.record import protocol_of
from ankunft.selection.protocol.report import report_of

_KEPT = "selection_protocol"


def controls(plan: Plan, lang: str) -> None:
    """The title, the files, and a protocol that is to be carried out again."""
    _ = translator(lang)
    st.text_input(
        _("Titel der Auswahl"),
        max_chars=200,
        **bound(
            "selection_title", plan.title, lambda old, new: old.model_copy(update={"title": new})
        ),
    )
    outcome, complaint = outcome_so_far(plan)
    if not complaint:
        _downloads(outcome, lang)
    replay_upload(lang)


def results(plan: Plan, outcome: Outcome, lang: str) -> None:
    """What a protocol carried out again gives, and the report of this plan."""
    _ = translator(lang)
    replay_results(lang)
    if outcome_so_far(plan)[1]:
        st.info(_("Ein Protokoll gibt es, sobald sich der Plan ausführen lässt."))
        return
    protocol, document = _made(outcome, lang)
    report_view(document, protocol)


def _made(outcome: Outcome, lang: str) -> tuple[Protocol, Document]:
    """Protocol and report of the plan; kept for the next run of the session."""
    call = called(outcome.plan, outcome, lang)
    key = (outcome.plan, survey_digest(), lang, date.today(), call)
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        protocol = protocol_of(
            outcome,
            edition(),
            made=key[3].isoformat(),
            survey=survey_digest(),
            lang="de" if lang == "de" else "en",
            call=call,
        )
        kept = (key, (protocol, report_of(protocol, outcome.variables, lang)))
        st.session_state[_KEPT] = kept
    return kept[1]


def _downloads(outcome: Outcome, lang: str) -> None:
    _ = translator(lang)
    try:
        protocol, document = _made(outcome, lang)
    except ParameterError:
        return
    st.caption(_("Das Protokoll enthält alles, womit andere dieselbe Liste machen können."))
    files = (
        (_("Protokoll (JSON)"), "json", "application/json", lambda: protocol.text().encode()),
        (
            _("Bericht (Markdown)"),
            "md",
            "text/markdown",
            lambda: markdown(document).encode(),
        ),
        (_("Bericht (PDF)"), "pdf", "application/pdf", partial(pdf, document)),
    )
    for label, ending, mime, make in files:
        st.download_button(
            label,
            data=make,
            file_name=f"ankunft-auswahl-{edition().hash[:8]}.{ending}",
            mime=mime,
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
            key=f"selection_protocol_{ending}",
        )
