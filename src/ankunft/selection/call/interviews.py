"""The quota list of guided interviews: how many on which side, how many are still open.

Municipal interviews are spread over the pressure to act as the towns state it in the survey,
national ones over kinds of organisations. The list holds counts and keys of towns, no persons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_number, translator
from ankunft.selection.plan import Interviews

Side = Literal["municipal", "national"]

NATIONAL: dict[str, int] = {
    "ministries": 3,
    "associations": 3,
    "housing": 3,
    "migrant_organisations": 3,
    "science": 3,
}
"""Kinds of organisations and interviews with each, where a plan names none."""

MOST_CATEGORIES = 11
"""A scale of more steps (0 to 10 has eleven) is a number, over which nothing can be spread."""


@dataclass(frozen=True, slots=True)
class Held:
    """An interview that took place: `key` is the AGS of the town, or the kind of organisation."""

    side: Side
    key: str


def quota_list(
    plan: Interviews,
    stated: pd.Series | None = None,
    held: Sequence[Held] = (),
    labels: Mapping[str, str] | None = None,
    lang: str = "de",
) -> pd.DataFrame:
    """One row per cell of the quota, the municipal ones first, by falling pressure to act.

    Columns: side, category (a value of `stated` as text; "" while no town has answered, and for
    interviews with towns that did not answer), label, towns (with this answer; missing on the
    national side), wanted, held, open (wanted − held, at least 0).

    Parameters
    ----------
    stated
        The variable of the plan by AGS, numbers of a scale or texts; NaN: not stated.
    labels
        Labels of the categories.

    Raises
    ------
    ParameterError
        If the variable has too many different values, or an interview belongs to no cell.
    """
    municipal = _municipal(plan.municipal, stated, held, labels or {}, lang)
    national = _national(dict(plan.national) or NATIONAL, held, lang)
    table = pd.concat([municipal, national], ignore_index=True)
    table["towns"] = table["towns"].astype("Int64")
    table["open"] = (table["wanted"] - table["held"]).clip(lower=0)
    return table


def spread(total: int, towns: Sequence[int]) -> list[int]:
    """Interviews per category: as even as the numbers of towns allow, the first ones one more.

    They add up to `total`, or to all towns if there are fewer.
    """
    wanted = [0] * len(towns)
    for _place in range(min(total, sum(towns))):
        free = [k for k, of_category in enumerate(towns) if wanted[k] < of_category]
        wanted[min(free, key=lambda k: (wanted[k], k))] += 1
    return wanted


def notes(table: pd.DataFrame, plan: Interviews, lang: str) -> list[str]:
    """What a reader has to know about a quota list."""
    _ = translator(lang)
    municipal = table[table["side"] == "municipal"]
    texts = []
    if not municipal["towns"].gt(0).any():
        texts.append(_("Noch hat keine Stadt ihren Handlungsdruck angegeben."))
    elif (short := plan.municipal - int(municipal["wanted"].sum())) > 0:
        texts.append(
            _("Für so viele kommunale Interviews fehlen Städte mit Angabe: {n}.").format(n=short)
        )
    if (over := int((table["held"] - table["wanted"]).clip(lower=0).sum())) > 0:
        texts.append(_("Geführte Interviews über der Quote: {n}.").format(n=over))
    return texts


def _municipal(
    total: int,
    stated: pd.Series | None,
    held: Sequence[Held],
    labels: Mapping[str, str],
    lang: str,
) -> pd.DataFrame:
    known = (stated if stated is not None else pd.Series(dtype="float64")).dropna()
    values = sorted(known.unique(), reverse=True)
    if len(values) > MOST_CATEGORIES:
        raise ParameterError(
            f"Die Angabe zum Handlungsdruck hat {len(values)} verschiedene Werte; erwartet wird "
            f"eine Skala mit höchstens {MOST_CATEGORIES} Stufen."
        )
    texts = known.map(_text).to_dict()
    talks = [interview.key for interview in held if interview.side == "municipal"]
    done = pd.Series([texts.get(ags, "") for ags in talks], dtype="str").value_counts()
    categories = [_text(value) for value in values]
    towns = [int((known == value).sum()) for value in values]
    wanted = spread(total, towns)
    if not categories or "" in done.index:
        # talks in towns that stated nothing are listed, and fill no other cell
        categories, towns = [*categories, ""], [*towns, 0]
        wanted = [*wanted, 0 if values else total]
    shown = [labels.get(category) or _shown(category, lang) for category in categories]
    return _cells("municipal", categories, shown, towns, wanted, done)


def _national(wanted: Mapping[str, int], held: Sequence[Held], lang: str) -> pd.DataFrame:
    talks = [interview.key for interview in held if interview.side == "national"]
    stray = sorted(set(talks) - set(wanted))
    if stray:
        raise ParameterError(
            f"Ein Interview gehört zu „{stray[0][:60]}“; die Quote kennt: {', '.join(wanted)}."
        )
    done = pd.Series(talks, dtype="str").value_counts()
    names = _national_labels(lang)
    shown = [names.get(kind, kind) for kind in wanted]
    return _cells("national", list(wanted), shown, None, list(wanted.values()), done)


def _cells(
    side: Side,
    categories: Sequence[str],
    labels: Sequence[str],
    towns: Sequence[int] | None,
    wanted: Sequence[int],
    done: pd.Series,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "side": side,
            "category": pd.Series(categories, dtype="str"),
            "label": pd.Series(labels, dtype="str"),
            "towns": pd.array(towns if towns is not None else [pd.NA] * len(wanted), dtype="Int64"),
            "wanted": list(wanted),
            "held": [int(done.get(category, 0)) for category in categories],
        }
    )


def _national_labels(lang: str) -> dict[str, str]:
    _ = translator(lang)
    return {
        "ministries": _("Ministerien"),
        "associations": _("Verbände"),
        "housing": _("Wohnungsunternehmen"),
        "migrant_organisations": _("Migrantenorganisationen"),
        "science": _("Wissenschaft"),
    }


def _text(value: object) -> str:
    """A value of a scale as text: 4.0 is 4."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _shown(category: str, lang: str) -> str:
    if category:
        return category
    return format_number(None, lang)
