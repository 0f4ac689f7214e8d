"""The panel of the selected town: what the filters say of it, its role, and what people decide."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ankunft.app.loaders import edition, level_figures
from ankunft.app.plain import plain
from ankunft.app.selection.frame_map import role_names, roles
from ankunft.app.selection.state import complain, decide, undecide
from ankunft.app.selection.stratum_words import short_label
from ankunft.app.session import SELECTION
from ankunft.base.language import Translator, format_number, format_percent, translator
from ankunft.selection.frame.criteria import describe
from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import LONGEST_TEXT, Action, Decision, Group
from ankunft.selection.words import action_names


def panel(ags: str, outcome: Outcome, lang: str) -> None:
    """Everything about the town of this key."""
    _ = translator(lang)
    st.button(
        _("Schließen"), icon=":material/close:", key="close", type="tertiary", on_click=_close
    )
    st.subheader(plain(_name(ags)), anchor=False)
    if ags not in outcome.frame.index:
        st.markdown(_("Für diese Gemeinde gibt es keine Angaben."))
        return
    town = outcome.frame.loc[ags]
    states = edition().states.set_index("state")["name"]
    st.markdown(
        f"{plain(str(states.get(town['state'], '')))} · "
        + plain(outcome.variables["population"].show_of_town(town["population"], lang))
    )
    _role(ags, outcome, lang)
    _decision(ags, outcome, _, lang)
    _verdicts(ags, outcome, lang)


def _role(ags: str, outcome: Outcome, lang: str) -> None:
    """What the town is, and with which probability."""
    _ = translator(lang)
    names = role_names(lang)
    role = roles(outcome)[ags] or "outside"
    table = outcome.sample.table if outcome.sample else None
    if table is None or ags not in table.index:
        if not any(decision.ags == ags for decision in outcome.plan.decisions):
            st.markdown(f"**{names[role]}**")
    else:
        row = table.loc[[ags]].iloc[0]
        role = "reserve" if row["role"] == "reserve" and role in ("inside", "kept") else role
        st.markdown(f"**{names[role]}** · " + plain(_stratum(outcome, str(row["stratum"]), lang)))
        st.markdown(_drawn(row, _, lang))
    if outcome.cases and ags in outcome.cases.table.index:
        st.markdown(plain(outcome.cases.reason(ags, lang)))


def _stratum(outcome: Outcome, stratum: str, lang: str) -> str:
    _ = translator(lang)
    assert outcome.sample is not None
    label = short_label(outcome.sample, stratum, lang) if stratum else ""
    return label or _("keine Schicht")


def _drawn(row: pd.Series, _: Translator, lang: str) -> str:
    """Probability, place in the order, weight, replacement."""
    parts = []
    if pd.notna(row["inclusion_probability"]):
        share = format_percent(100 * row["inclusion_probability"], lang, 1)
        parts.append(_("Auswahlwahrscheinlichkeit {share}").format(share=share))
    if pd.notna(row["design_weight"]):
        weight = format_number(row["design_weight"], lang, 2)
        parts.append(_("Gewicht {weight}").format(weight=weight))
    if row["role"] == "reserve":
        parts.append(_("Platz {place} in der Schicht").format(place=int(row["order"])))
    if row["replaced_by"]:
        parts.append(_("ersetzt durch {town}").format(town=plain(_name(row["replaced_by"]))))
    if row["replaces"]:
        parts.append(_("Ersatz für {town}").format(town=plain(_name(row["replaces"]))))
    return " · ".join(parts) or _("ohne Auswahlwahrscheinlichkeit")


def _verdicts(ags: str, outcome: Outcome, lang: str) -> None:
    """What each group of criteria says, with the figures of the town."""
    _ = translator(lang)
    lines = []
    for number, group in enumerate(outcome.plan.groups):
        said = outcome.filtered.verdicts[number].loc[[ags]].iloc[0]
        word = _("keine Angabe") if pd.isna(said) else _("ja") if said else _("nein")
        asked = plain(_("; oder ").join(describe(c, outcome.variables, lang) for c in group.any_of))
        lines.append(f"- **{word}**: {asked}. {_figures(ags, group, outcome, lang)}")
    if lines:
        st.markdown("\n".join(lines))


def _figures(ags: str, group: Group, outcome: Outcome, lang: str) -> str:
    _ = translator(lang)
    names = dict.fromkeys(criterion.variable for criterion in group.any_of)
    shown = [
        outcome.variables[name].show_of_town(outcome.frame.at[ags, name], lang) for name in names
    ]
    return plain(_("Hier: {values}").format(values=" · ".join(shown)))


def _decision(ags: str, outcome: Outcome, _: Translator, lang: str) -> None:
    """What people decided about the town, or the buttons to decide."""
    made = next((d for d in outcome.plan.decisions if d.ags == ags), None)
    if made:
        st.markdown(f"**{action_names(lang)[made.action]}**: {plain(made.reason)}")
        st.button(
            _("Entscheidung zurücknehmen"),
            icon=":material/undo:",
            key=f"selection_undecide_{ags}",
            on_click=undecide,
            args=(ags,),
        )
        return
    key = f"selection_reason_{ags}"
    st.text_input(
        _("Grund der Entscheidung"),
        key=key,
        max_chars=LONGEST_TEXT,
        placeholder=_("Warum? Steht im Protokoll, nie in der Adresse."),
    )
    buttons: dict[Action, str] = {
        "veto": _("Veto"), "include": _("Aufnehmen"), "no_response": _("Keine Antwort"),
    }  # fmt: skip
    missing = _("Geben Sie erst den Grund der Entscheidung an.")
    with st.container(horizontal=True):
        for action, label in buttons.items():
            st.button(
                label, key=f"selection_{action}_{ags}", on_click=_decide,
                args=(ags, action, key, missing),
            )  # fmt: skip


def _decide(ags: str, action: Action, key: str, missing: str) -> None:
    reason = str(st.session_state.get(key) or "").strip()
    if not reason:
        complain(missing)
        return
    decide(Decision(ags=ags, action=action, reason=reason))


def _name(ags: str) -> str:
    towns = level_figures("municipality")
    named = towns.loc[towns["ags"] == ags, "name"]
    return str(named.iloc[0]) if len(named) else ags


def _close() -> None:
    SELECTION.set(replace(SELECTION.now(), selected=""))
