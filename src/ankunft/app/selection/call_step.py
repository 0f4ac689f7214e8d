"""The step of the call: applications against the criteria, the shortlist, the interviews."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.selection.call_file import applications, upload
from ankunft.app.selection.decisions import decision_form, decision_list
from ankunft.app.selection.interview_list import interview_controls, interview_results
from ankunft.app.selection.kept import kept
from ankunft.app.selection.listing import town_files, town_table
from ankunft.base.errors import PackageError, ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.selection import tables
from ankunft.selection.call.applications import REFUSED, Applications, check_applications
from ankunft.selection.call.shortlist import LEAST, MOST, Shortlist, shortlist
from ankunft.selection.cases.score import score
from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import Plan
from ankunft.selection.protocol.document import CallRow
from ankunft.selection.protocol.record import call_rows
from ankunft.selection.words import role_names

SIZES = "selection_call_sizes"
LARGEST = 100


def controls(plan: Plan, lang: str) -> None:
    """The file, the size of the shortlist, the interviews."""
    _ = translator(lang)
    upload(lang)
    _read(lang)
    least, most = sizes()
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        _("mindestens Städte"), 1, LARGEST,
        **kept("selection_call_least", least, partial(_resize, "least")),
    )  # fmt: skip
    right.number_input(
        _("höchstens Städte"), 1, LARGEST,
        **kept("selection_call_most", most, partial(_resize, "most")),
    )  # fmt: skip
    interview_controls(plan, lang)


def results(plan: Plan, outcome: Outcome, lang: str) -> None:
    """Rows with problems, who may take part, the shortlist, and the interviews."""
    _ = translator(lang)
    try:
        found = applications()
    except PackageError:
        pass  # said beside the file
    else:
        if found is None:
            st.info(
                _(
                    "Hier stehen die Bewerbungen, sobald eine Datei geladen ist: eine Zeile je Stadt mit "
                    "Gemeindeschlüssel, Kontakt und Interessenbekundung."
                )
            )
        else:
            _applied(found, plan, outcome, lang)
    interview_results(plan, outcome, lang)


def _read(lang: str) -> None:
    """What the file holds, or why it cannot be read, where it was chosen: the list is below the map."""
    _ = translator(lang)
    try:
        found = applications()
    except PackageError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    if found is None:
        return
    counts = {"rows": found.rows, "towns": len(found.table), "aside": _aside(found)}
    text = _("{rows} Zeilen: {towns} Städte haben sich beworben, {aside} Zeilen zählen nicht.")
    st.markdown(plain(text.format(**{name: format_integer(n, lang) for name, n in counts.items()})))


def _aside(found: Applications) -> int:
    return sum(note.code in REFUSED for note in found.notes)


def sizes() -> tuple[int, int]:
    """How many towns the shortlist shall have, at least and at most."""
    least, most = st.session_state.get(SIZES, (LEAST, MOST))
    return least, most


def _resize(field: str, new: int) -> None:
    """The two numbers never contradict: the one put in last counts."""
    least, most = sizes()
    pair = (new, max(new, most)) if field == "least" else (min(least, new), new)
    st.session_state[SIZES] = pair


def called(plan: Plan, outcome: Outcome, lang: str) -> tuple[CallRow, ...]:
    """What became of the applications, for the protocol; empty where there are none that can be
    read and listed."""
    try:
        found = applications()
        if found is None:
            return ()
        checked = _judged(found, outcome, lang)
        return call_rows(checked, _listed(plan, outcome, checked))
    except (PackageError, ParameterError):
        return ()


def _judged(found: Applications, outcome: Outcome, lang: str) -> pd.DataFrame:
    return check_applications(
        found, outcome.frame, outcome.filtered, outcome.plan.groups, outcome.variables, lang
    )


def _listed(plan: Plan, outcome: Outcome, checked: pd.DataFrame) -> Shortlist:
    return shortlist(checked, plan.decisions, _points(plan, outcome), *sizes())


def _applied(found: Applications, plan: Plan, outcome: Outcome, lang: str) -> None:
    _ = translator(lang)
    _problems(found, lang)
    checked = _judged(found, outcome, lang)
    if checked.empty:
        st.info(_("In der Datei ist keine Bewerbung, die zählt."))
        return
    _checked(found, checked, lang)
    _shortlist(plan, outcome, checked, lang)


def _problems(found: Applications, lang: str) -> None:
    """What is to be known of single rows."""
    _ = translator(lang)
    if found.notes:
        with st.expander(
            _("Hinweise zu Zeilen ({n})").format(n=len(found.notes)),
            expanded=_aside(found) > 0,
            icon=":material/rule:",
        ):
            for note in found.notes:
                st.caption(plain(note.text(lang)))


def _checked(found: Applications, checked: pd.DataFrame, lang: str) -> None:
    """Who meets the criteria, and why the others do not; contacts only when asked for."""
    _ = translator(lang)
    st.subheader(_("Bewerbungen"), anchor=False)
    words = {True: _("ja"), False: _("nein")}
    rows = pd.DataFrame(
        {
            _("Gemeinde"): checked["name"],
            _("vollständig"): checked["complete"].map(words),
            _("erfüllt die Kriterien"): [
                _("keine Angabe") if pd.isna(said) else words[bool(said)]
                for said in checked["eligible"]
            ],
            _("Gründe"): [" ".join(listed) for listed in checked["reasons"]],
        },
        index=checked.index,
    )
    shown = rows
    show = st.toggle(
        _("Kontakte und Texte zeigen"),
        help=_("Nur in diesem Fenster; Dateien und Protokoll enthalten sie nie."),
        key="selection_call_contacts",
    )
    if show:
        shown = rows.assign(
            **{
                _("Kontakt"): found.table["contact"],
                _("Interessenbekundung"): found.table["statement"],
            }
        )
    config = {_("Gründe"): st.column_config.TextColumn(width="large")}
    town_table(shown, "selection_call_table", lang, config)
    make = partial(tables.applications_table, checked)
    town_files(make, "bewerbungen", _("Bewerbungen, ohne Kontakte und Texte"), [], lang)


def _shortlist(plan: Plan, outcome: Outcome, checked: pd.DataFrame, lang: str) -> None:
    _ = translator(lang)
    st.subheader(_("Auswahl unter den Bewerbungen"), anchor=False)
    try:
        result = _listed(plan, outcome, checked)
    except ParameterError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    for note in result.notes(lang):
        st.caption(plain(note))
    rows = shortlist_table(result, lang)
    town_table(rows, "selection_shortlist", lang)
    make = partial(tables.shortlist_table, result)
    town_files(make, "auswahl", _("Auswahl unter den Bewerbungen"), result.notes(lang), lang)
    names = checked["name"].sort_values()
    decision_form({str(ags): str(name) for ags, name in names.items()}, lang)
    decision_list(plan, outcome, lang)


def shortlist_table(result: Shortlist, lang: str) -> pd.DataFrame:
    """The shortlist as people read it; index: AGS."""
    _ = translator(lang)
    table = result.table
    rows = pd.DataFrame(
        {
            _("Nr."): [str(place) if pd.notna(place) else "" for place in table["position"]],
            _("Gemeinde"): table["name"],
            _("Stand"): table["role"].map(role_names(lang)),
            _("Grund"): table["reason"],
        },
        index=table.index,
    )
    if table["score"].notna().any():
        rows.insert(3, _("Punkte"), table["score"].round(1))
    return rows


def _points(plan: Plan, outcome: Outcome) -> pd.Series | None:
    """The score of the plan, which orders the towns where it has one."""
    if plan.cases is None or not plan.cases.score:
        return None
    return score(outcome.inside, outcome.variables, plan.cases.score).score
