"""What the checks found in an upload, and what the user wants done about it."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import streamlit as st

from ankunft.app.own.draft import Draft, change, kept_draft
from ankunft.app.plain import plain
from ankunft.base.language import Translator, translator
from ankunft.intake.areas import Finding

MARKS = {
    "stop": ":material/block:", "repair": ":material/build:", "offer": ":material/help:",
    "note": ":material/info:",
}  # fmt: skip


def findings(draft: Draft, lang: str) -> None:
    """Everything the checks found; repairs are made only where the user agrees."""
    _ = translator(lang)
    found = draft.findings
    if not found:
        st.success(_("Die Prüfung hat nichts gefunden, was zu klären wäre."))
        return
    order = {severity: place for place, severity in enumerate(MARKS)}
    found = sorted(found, key=lambda f: (order[f.severity], f.code))
    for (severity, _code), group in groupby(found, key=lambda f: (f.severity, f.code)):
        _group(draft, severity, list(group), lang, _)
    if len({f.code for f in draft.open_repairs}) > 1:
        st.button(
            _("Allen Reparaturen zustimmen"),
            key="agree_all",
            on_click=_agree_all,
        )


def _group(draft: Draft, severity: str, group: list[Finding], lang: str, _: Translator) -> None:
    """Findings of one kind (one per file); a repair is agreed to once for all of them."""
    texts = [f"{MARKS[severity]} {plain(finding.text(lang))}" for finding in group]
    if severity == "stop":
        st.error("  \n".join(texts))
        return
    if severity == "note":
        st.markdown("  \n".join(texts))
        return
    if any(finding.ways for finding in group):
        with st.container(border=True):
            _ways(draft, group, lang, _)
        return
    first = group[0]
    with st.container(border=True):
        st.markdown("  \n".join(texts))
        if first.choices:
            _coordinates(draft, first, _)
        key = f"repair_{first.code}@{draft.number}"
        st.session_state[key] = first.code in draft.chosen
        st.checkbox(
            plain(first.repair_text(lang)),
            key=key,
            on_change=_agree,
            args=(key, first.code),
        )


def _ways(draft: Draft, group: list[Finding], lang: str, _: Translator) -> None:
    """Findings that can be treated in several ways: each has its own, and what would cost figures is
    agreed to for all of them."""
    for finding in group:
        st.markdown(f"{MARKS[finding.severity]} {plain(finding.text(lang))}")
        known = {way.id: plain(finding.way_text(way.id, lang)) for way in finding.ways}
        needed = finding.severity == "repair"
        names = known if needed else {"": _("Nichts ändern"), **known}
        key = f"way_{finding.key}@{draft.number}"
        st.session_state[key] = draft.options.way(finding)
        st.radio(
            _("Was soll geschehen?"),
            list(names),
            format_func=names.__getitem__,
            label_visibility="collapsed",
            key=key,
            on_change=_choose_way,
            args=(key, finding.key),
        )
    code = group[0].code
    if group[0].severity == "repair":
        key = f"repair_{code}@{draft.number}"
        st.session_state[key] = code in draft.chosen
        st.checkbox(_("So übernehmen"), key=key, on_change=_agree, args=(key, code))


def _choose_way(key: str, finding: str) -> None:
    options = kept_draft().options
    others = tuple(pair for pair in options.ways if pair[0] != finding)
    way = st.session_state[key]
    change(options=replace(options, ways=(*others, (finding, way)) if way else others))


def _coordinates(draft: Draft, finding: Finding, _: Translator) -> None:
    key = f"crs@{draft.number}"

    def choose() -> None:
        change(options=replace(kept_draft().options, crs=int(st.session_state[key])))

    chosen = str(draft.options.crs)
    st.selectbox(
        _("Koordinatensystem der Datei"),
        finding.choices,
        index=finding.choices.index(chosen) if chosen in finding.choices else 0,
        format_func=lambda code: f"EPSG:{code}",
        key=key,
        on_change=choose,
    )


def _agree(key: str, code: str) -> None:
    chosen = kept_draft().chosen
    change(chosen=chosen | {code} if st.session_state[key] else chosen - {code})


def _agree_all() -> None:
    draft = kept_draft()
    change(chosen=draft.chosen | {f.code for f in draft.findings if f.severity == "repair"})
