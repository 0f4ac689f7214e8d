"""The shortlist of a call for interest: eight to twelve of the towns that applied, with reasons.

It holds keys, names of towns and reasons, so its table may go into a protocol as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.selection.plan import Action, Decision

LEAST = 8
MOST = 12

Role = Literal[
    "shortlisted", "included", "reserve", "incomplete", "unknown", "not_eligible", "no_response",
    "veto",
]  # fmt: skip
CHOSEN: tuple[Role, ...] = ("shortlisted", "included")
"""Roles of the towns on the list."""

_ORDER: tuple[Role, ...] = (
    "included", "shortlisted", "reserve", "incomplete", "unknown", "not_eligible", "no_response",
    "veto",
)  # fmt: skip
_BY_ACTION: dict[Action, Role] = {
    "veto": "veto",
    "include": "included",
    "no_response": "no_response",
}


@dataclass(frozen=True, eq=False)
class Shortlist:
    """Who is on the list, and why the others are not.

    Attributes
    ----------
    table
        One row per town that applied, index ags: name, role, selected, position (from 1; missing
        unless selected), score (NaN where there is none), reason (of the decision; else what is
        missing or not met, else ""). Towns of the list first, then by role, score and AGS.
    least, most
        How many towns the list shall have.
    undecided
        More towns would do than there are places, and no score says which come first.
    tied
        AGS of towns with the same score of which the AGS alone decided who is on the list.
    not_applied
        AGS of decisions about towns that did not apply; they have no effect.
    """

    table: pd.DataFrame
    least: int
    most: int
    undecided: bool
    tied: tuple[str, ...]
    not_applied: tuple[str, ...]

    @property
    def missing(self) -> int:
        """Towns that the list lacks."""
        return max(0, self.least - int(self.table["selected"].sum()))

    def notes(self, lang: str) -> list[str]:
        """What a reader has to know about this list."""
        _ = translator(lang)
        chosen = int(self.table["selected"].sum())
        roles = self.table["role"].value_counts()
        texts = []
        for count, text in (
            (self.missing, _("Bis zur kleinsten Zahl ({least}) fehlen noch Städte: {n}.")),
            (max(0, chosen - self.most), _("Über der größten Zahl ({most}) liegen Städte: {n}.")),
            (
                int(roles.get("reserve", 0)) if self.undecided else 0,
                _(
                    "Geeignete Städte, über die noch zu entscheiden ist, weil keine Punktzahl ihre "
                    "Reihenfolge bestimmt: {n}."
                ),
            ),
            (int(roles.get("incomplete", 0)), _("Geeignet, aber unvollständig beworben: {n}.")),
            (int(roles.get("unknown", 0)), _("Beworben, aber ohne Angaben zu Kriterien: {n}.")),
        ):
            if count:
                shown = {"least": self.least, "most": self.most, "n": count}
                texts.append(text.format(**{k: format_integer(v, lang) for k, v in shown.items()}))
        for listed, text in (
            (self.tied, _("Gleiche Punktzahl, nach dem Gemeindeschlüssel geordnet: {ags}.")),
            (self.not_applied, _("Entscheidungen über Städte ohne Bewerbung: {ags}.")),
        ):
            if listed:
                texts.append(text.format(ags=", ".join(listed)))
        return texts


def shortlist(
    checked: pd.DataFrame,
    decisions: Sequence[Decision] = (),
    score: pd.Series | None = None,
    least: int = LEAST,
    most: int = MOST,
) -> Shortlist:
    """Choose among the applications of :func:`ankunft.selection.call.applications.check_applications`.

    Towns that people include come first, whatever the criteria say of them. The other places go to
    the complete and eligible towns, highest `score` first (index: AGS); where more of them would do
    than there are places and no score orders them, none is chosen: that is for people to decide.

    Raises
    ------
    ParameterError
        If the bounds are not legal, or decisions about a town contradict each other.
    """
    if not 1 <= least <= most:
        raise ParameterError(
            f"Die Liste soll {least} bis {most} Städte haben; erwartet werden mindestens 1 und "
            "höchstens so viele, wie die größere Zahl sagt."
        )
    decided = decided_towns(decisions)
    points = (score if score is not None else pd.Series(dtype="float64")).reindex(checked.index)
    role = pd.Series(
        [
            role_of(decided.get(ags), complete, eligible)
            for ags, complete, eligible in zip(
                checked.index, checked["complete"], checked["eligible"], strict=True
            )
        ],
        checked.index,
        dtype="object",
    )
    room = most - int((role == "included").sum())
    chosen, undecided = _best(points[role == "reserve"], max(0, room))
    role[chosen] = "shortlisted"
    table = _table(checked, role, points.astype("float64"), decided)
    return Shortlist(
        table,
        least,
        most,
        undecided,
        _tied(table),
        tuple(ags for ags in decided if ags not in checked.index),
    )


def decided_towns(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """The decision about each town; of several of one kind the last.

    Raises
    ------
    ParameterError
        If decisions about a town contradict each other.
    """
    decided: dict[str, Decision] = {}
    for decision in decisions:
        before = decided.get(decision.ags)
        actions = {decision.action, before.action if before else decision.action}
        if "include" in actions and len(actions) > 1:
            raise ParameterError(
                f"Zu {decision.ags} stehen eine Aufnahme und ein Veto oder „keine Antwort“ im "
                "Plan; bitte eines davon streichen."
            )
        # a veto stays one, also if the town withdrew later
        if before is None or before.action != "veto" or decision.action == "veto":
            decided[decision.ags] = decision
    return decided


def role_of(decision: Decision | None, complete: object, eligible: object) -> Role:
    """The role that follows from a decision, else from the application; "reserve" for the towns of
    which some get a place."""
    if decision is not None:
        return _BY_ACTION[decision.action]
    if pd.isna(eligible):  # type: ignore[call-overload]
        return "unknown"
    if not eligible:
        return "not_eligible"
    return "reserve" if complete else "incomplete"


def _best(points: pd.Series, room: int) -> tuple[list[str], bool]:
    """Who gets a place, and whether places are left open because nothing orders the towns."""
    scored = points.dropna().sort_index().sort_values(ascending=False, kind="stable")
    others = sorted(points.index[points.isna()])
    chosen = list(scored.index[:room])
    left = room - len(chosen)
    if len(others) <= left:
        return [*chosen, *others], False
    return chosen, left > 0


def _table(
    checked: pd.DataFrame, role: pd.Series, points: pd.Series, decided: dict[str, Decision]
) -> pd.DataFrame:
    reasons = [
        decided[ags].reason if ags in decided else " ".join(listed)
        for ags, listed in zip(checked.index, checked["reasons"], strict=True)
    ]
    table = pd.DataFrame(
        {
            "name": checked["name"],
            "role": role.astype("str"),
            "selected": role.isin(CHOSEN),
            "score": points,
            "reason": pd.Series(reasons, checked.index, dtype="str"),
        }
    ).sort_index()
    table["rank"] = table["role"].map(_ORDER.index)
    table = table.sort_values(["rank", "score"], ascending=[True, False], kind="stable")
    position = table["selected"].cumsum().where(table["selected"]).astype("Int64")
    columns = ["name", "role", "selected", "position", "score", "reason"]
    return table.assign(position=position)[columns].rename_axis("ags")


def _tied(table: pd.DataFrame) -> tuple[str, ...]:
    """Towns of the score at which the list ends, if some of them are on it and some not."""
    inside = table.loc[table["role"] == "shortlisted", "score"]
    outside = table.loc[table["role"] == "reserve", "score"]
    if inside.isna().all() or inside.min() != outside.max():
        return ()
    same = table[table["role"].isin(["shortlisted", "reserve"]) & (table["score"] == inside.min())]
    return tuple(sorted(same.index))
