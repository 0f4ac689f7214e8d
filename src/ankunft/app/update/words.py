"""What an update is doing and what became of it, in the reader's language."""

from __future__ import annotations

from ankunft.base.language import format_integer, translator
from ankunft.update.choice import Outcome
from ankunft.update.job_state import JobState, Phase, SourceState
from ankunft.update.texts import outcome_label, size_text, step_label


def fetching_text(state: JobState, files: int, lang: str) -> str:
    """How much is loaded of everything that is fetched, in so many files."""
    _ = translator(lang)
    if state.phase is Phase.START:
        return _("Laden: beginnt …")
    if state.phase is not Phase.FETCH:
        return _("Laden: fertig ({size})").format(size=size_text(state.done, lang))
    return _("Laden: {size}, {n} von {total} Dateien").format(
        size=size_text(state.done, lang),
        n=format_integer(sum(one.whole and not one.empty for one in state.sources.values()), lang),
        total=format_integer(files, lang),
    )


def building_text(state: JobState, lang: str) -> str:
    """Which step of the build it is."""
    _ = translator(lang)
    if state.phase is Phase.CHECK:
        return _("Bauen: fertig")
    if state.phase is not Phase.BUILD:
        return _("Bauen: danach")
    return _("Bauen: {name} ({n} von {total})").format(
        name=step_label(state.step, lang), **_place(state, lang)
    )


def checking_text(state: JobState, lang: str) -> str:
    """Which step of the check it is; what is checked has no name for people."""
    _ = translator(lang)
    if state.phase is not Phase.CHECK:
        return _("Prüfen: danach")
    return _("Prüfen: Schritt {n} von {total}").format(**_place(state, lang))


def source_text(title: str, one: SourceState | None, lang: str) -> str:
    """A source and how much of it is there."""
    _ = translator(lang)
    if one is None:
        waiting = _("wartet")
        return f"{title}: {waiting}"
    if one.empty:
        nothing = _("nicht zu laden")
        return f"{title}: {nothing}"
    if one.outcome in (Outcome.TAKEN, Outcome.KEPT):
        return f"{title}: {outcome_label(one.outcome, lang)}"
    done = size_text(one.done, lang)
    if one.total is None:
        return f"{title}: {done}"
    of_total = _("{done} von {total}").format(done=done, total=size_text(one.total, lang))
    return f"{title}: {of_total}"


def _place(state: JobState, lang: str) -> dict[str, str]:
    """The step it is at, counted from one."""
    at = min(state.step_done + 1, state.step_total)
    return {"n": format_integer(at, lang), "total": format_integer(state.step_total, lang)}
