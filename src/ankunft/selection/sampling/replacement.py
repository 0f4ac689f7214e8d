"""What becomes of a drawn sample when people decide about single towns.

Decisions are carried out in their order, so that a later one never changes which town replaced
which before. A drawn town that does not respond or is vetoed stays in the table with its reason; the
next town of its stratum in the order of the draw takes its place, and its own place counts as
non-response. Towns of which all are taken have no replacement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.selection.plan import Decision

Role = Literal["all_in", "sampled", "reserve", "replacement", "no_response", "veto", "included"]
ACTIVE: tuple[Role, ...] = ("all_in", "sampled", "replacement", "included")
"""Roles of the towns that one works with."""


@dataclass(eq=False)
class State:
    """Where every town stands while the decisions are carried out.

    `stratum` and `queue` (the reserve of every stratum in the order of the draw) come from the
    draw; the rest changes. `silent` are towns of the reserve that are known not to respond,
    `included` those that people added.
    """

    role: dict[str, Role]
    stratum: dict[str, str]
    queue: dict[str, list[str]]
    reason: dict[str, str] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)
    replaced_by: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    included: set[str] = field(default_factory=set)
    unreplaced: list[str] = field(default_factory=list)
    without_effect: list[str] = field(default_factory=list)


def decide(table: pd.DataFrame, decisions: Sequence[Decision]) -> State:
    """Carry out the decisions on a draw; `table` (index: AGS) has stratum, order and role.

    Raises
    ------
    ParameterError
        If a town is to be included and vetoed, or included although it did not respond.
    """
    reserve = table[table["role"] == "reserve"].sort_values("order")
    towns = table.index.to_list()
    state = State(
        role=dict(zip(towns, table["role"].to_list(), strict=True)),
        stratum=dict(zip(towns, table["stratum"].to_list(), strict=True)),
        queue={str(name): list(rows) for name, rows in reserve.groupby("stratum").groups.items()},
    )
    for decision in decisions:
        effective = (
            _include(state, decision) if decision.action == "include" else _fail(state, decision)
        )
        if effective:
            state.reason[decision.ags] = decision.reason
        else:
            state.without_effect.append(decision.ags)
    return state


def _include(state: State, decision: Decision) -> bool:
    ags = decision.ags
    role = state.role.get(ags)
    if role in ("veto", "no_response") or ags in state.silent:
        other = "ein Veto" if role == "veto" else "„keine Antwort“"
        raise ParameterError(
            f"Zu {ags} stehen {other} und danach eine Aufnahme im Plan; bitte eines davon streichen."
        )
    if role in ACTIVE:
        return False
    state.role[ags] = "included"
    state.included.add(ags)
    return True


def _fail(state: State, decision: Decision) -> bool:
    """Veto or no response."""
    ags, veto = decision.ags, decision.action == "veto"
    role = state.role.get(ags)
    if role == "included" and veto:
        raise ParameterError(
            f"Zu {ags} stehen eine Aufnahme und danach ein Veto im Plan; "
            "bitte eines davon streichen."
        )
    if role == "reserve":
        if veto:
            state.role[ags] = "veto"
        else:  # nobody asked it: it counts once its turn comes
            state.silent.add(ags)
        return True
    if role not in ACTIVE:
        return False
    state.role[ags] = "veto" if veto else "no_response"
    if role in ("sampled", "replacement"):
        _replace(state, ags)
    return True


def _replace(state: State, ags: str) -> None:
    queue = state.queue.get(state.stratum[ags], [])
    while queue:
        following = queue.pop(0)
        if state.role[following] != "reserve":
            continue
        state.replaces[following], state.replaced_by[ags] = ags, following
        if following not in state.silent:
            state.role[following] = "replacement"
            return
        state.role[following] = "no_response"
        ags = following
    state.unreplaced.append(ags)


def carried_out(table: pd.DataFrame, state: State) -> pd.DataFrame:
    """The table of the draw after the decisions; see :class:`ankunft.selection.sampling.draw.Sample`."""
    beyond = [ags for ags in state.role if ags not in table.index]
    if beyond:
        added = pd.DataFrame(
            {"stratum": "", "role": "included"}, index=pd.Index(beyond, dtype="str")
        )
        table = pd.concat([table, added]).sort_index().rename_axis("ags")
        table["drawn"] = table["drawn"].fillna(False)
    role = table.index.map(state.role).to_series(table.index)
    probability = table["inclusion_probability"].mask(table.index.isin(list(state.included)))
    passed_on = table.index.isin(list(state.replaced_by))
    weighs = (table["drawn"].astype(bool) | table.index.isin(list(state.replaces))) & ~passed_on
    return table.assign(
        order=table["order"].astype("Int64"),
        drawn=table["drawn"].astype(bool),
        selected=role.isin(ACTIVE),
        inclusion_probability=probability,
        design_weight=(1 / probability.where(probability > 0)).where(weighs, np.nan),
        role=role.astype("str"),
        reason=_texts(table, state.reason),
        replaced_by=_texts(table, state.replaced_by),
        replaces=_texts(table, state.replaces),
    )


def _texts(table: pd.DataFrame, known: dict[str, str]) -> pd.Series:
    return pd.Series(
        [known.get(ags, "") for ags in table.index.to_list()], table.index, dtype="str"
    )
