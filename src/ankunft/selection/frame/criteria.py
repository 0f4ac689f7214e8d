"""Filters with three answers: yes, no, no figures.

Criteria, groups and plans say what is asked (:mod:`ankunft.selection.plan`); here is what the
towns answer, in Kleene's logic: "no figures or yes" is yes, "no figures and no" is no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.arrays import BooleanArray

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.selection.frame.variables import UNSAID, YES_NO, Kind, Variable, variable
from ankunft.selection.plan import NUMERIC, Criterion, Group
from ankunft.typology.rules import TOLERANCE

LISTED = 12
"""An error names so many of the values that are possible."""


@dataclass(frozen=True, eq=False)
class Filtered:
    """What a filter says of every town, and what the choice for "no figures" makes of it.

    Attributes
    ----------
    verdicts
        One row per town, one column per group (0, 1, …) as "boolean": passes, fails, no figures.
    overall
        Whether all groups hold, before the choice ("boolean").
    inside
        Whether the town belongs to the frame, after the choice (bool).
    counts
        One row per group: passing, failing, unknown (no figures; the three add up to all towns)
        and kept (those of the unknown that the group's choice keeps).
    inhabitants
        Sum of the chosen count (column population) over the towns inside; towns without are left
        out.
    """

    verdicts: pd.DataFrame
    overall: pd.Series
    inside: pd.Series
    counts: pd.DataFrame
    inhabitants: float

    @property
    def size(self) -> int:
        """Towns inside."""
        return int(self.inside.sum())

    @property
    def unknown(self) -> int:
        """Towns of which the whole filter says "no figures"."""
        return int(self.overall.isna().sum())

    @property
    def kept(self) -> int:
        """Towns inside although the whole filter says "no figures"."""
        return int((self.inside & self.overall.isna()).sum())


def evaluate(
    frame: pd.DataFrame,
    groups: Sequence[Group],
    variables: Mapping[str, Variable] | None = None,
) -> Filtered:
    """Ask every town of a town frame; without groups all are inside.

    With `variables` the criteria are checked first, see :func:`check`.

    Raises
    ------
    ParameterError
        If a criterion asks for what is not there.
    """
    overall = pd.Series(True, index=frame.index, dtype="boolean")
    inside = pd.Series(True, index=frame.index, dtype="boolean")
    verdicts: dict[int, pd.Series] = {}
    counts = []
    for number, group in enumerate(groups):
        said = pd.Series(group_verdict(frame, group, variables), index=frame.index)
        keeps = group.unknown == "keep"
        verdicts[number] = said
        overall &= said
        inside &= said.fillna(keeps)
        unknown = int(said.isna().sum())
        passing = int(said.sum())
        counts.append((passing, len(said) - passing - unknown, unknown, unknown if keeps else 0))
    mask = inside.astype(bool)
    return Filtered(
        verdicts=pd.DataFrame(verdicts, index=frame.index),
        overall=overall,
        inside=mask,
        counts=pd.DataFrame(counts, columns=["passing", "failing", "unknown", "kept"]),
        inhabitants=float(frame.loc[mask, "population"].sum()),
    )


def group_verdict(
    frame: pd.DataFrame, group: Group, variables: Mapping[str, Variable] | None = None
) -> BooleanArray:
    """Whether at least one criterion of the group holds, town by town."""
    said = pd.DataFrame(
        {
            number: verdict(frame, criterion, variables)
            for number, criterion in enumerate(group.any_of)
        }
    )
    yes, missing = (said.fillna(False).any(axis=1), said.isna().any(axis=1))
    return _answers(yes, missing & ~yes)


def verdict(
    frame: pd.DataFrame, criterion: Criterion, variables: Mapping[str, Variable] | None = None
) -> BooleanArray:
    """Whether the criterion holds, town by town; missing where the town has no figure.

    A number that lies on the limit by less than the typology's TOLERANCE lies on it. With
    `variables` the criterion is checked first, see :func:`check`.

    Raises
    ------
    ParameterError
        If the frame has no such variable, or the operator does not fit its kind.
    """
    if variables is not None:
        check(criterion, variables)
    if criterion.variable not in frame.columns:
        raise ParameterError(f"Eine Variable „{criterion.variable}“ gibt es nicht.")
    column = frame[criterion.variable]
    kind = _kind(column)
    _check_operator(criterion, kind)
    if kind == "number":
        numbers = pd.Series(column.to_numpy(float, na_value=np.nan), index=column.index)
        return _answers(_compared(numbers, criterion), numbers.isna())
    values = column.map({True: "yes", False: "no"}) if kind == "yesno" else column
    missing = values.isna()
    unsaid = UNSAID.get(criterion.variable)
    if unsaid is not None and unsaid not in criterion.values:
        missing |= values == unsaid
    held = values.isin(criterion.values)
    return _answers(~held if criterion.operator == "none_of" else held, missing)


def _answers(yes: pd.Series, missing: pd.Series) -> BooleanArray:
    """True and False, and missing where it is missing whatever `yes` says."""
    return BooleanArray(yes.to_numpy(bool), missing.to_numpy(bool))


def check(criterion: Criterion, variables: Mapping[str, Variable]) -> None:
    """Raise ParameterError unless there is such a variable, and operator and values fit it."""
    known = variable(variables, criterion.variable)
    _check_operator(criterion, known.kind)
    if known.kind == "number" or not known.choices:
        return
    possible = [value for value, _german, _english in known.choices]
    for value in criterion.values:
        if value not in possible:
            listed = ", ".join(possible[:LISTED]) + (" …" if len(possible) > LISTED else "")
            raise ParameterError(
                f"„{known.id}“ kennt den Wert „{value[:60]}“ nicht; möglich sind {listed}."
            )


def describe(
    asked: Criterion | Group | Sequence[Group], variables: Mapping[str, Variable], lang: str
) -> str:
    """A criterion, a group or a whole filter in words; a filter has one line per group.

    Raises
    ------
    ParameterError
        For a variable that is not known.
    """
    if isinstance(asked, Criterion):
        return _criterion_text(asked, variable(variables, asked.variable), lang)
    if isinstance(asked, Group):
        return _group_text(asked, variables, lang)
    if not asked:
        return translator(lang)("alle Gemeinden")
    return "\n".join(_group_text(group, variables, lang) for group in asked)


def summary(filtered: Filtered, lang: str) -> str:
    """How many towns are inside, and what became of those without figures."""
    _ = translator(lang)
    return _(
        "{inside} von {all} Gemeinden mit zusammen {people} Menschen; ohne Angabe: {unknown}, "
        "davon behalten: {kept}"
    ).format(
        inside=format_integer(filtered.size, lang),
        all=format_integer(len(filtered.inside), lang),
        people=format_integer(filtered.inhabitants, lang),
        unknown=format_integer(filtered.unknown, lang),
        kept=format_integer(filtered.kept, lang),
    )


def _compared(values: pd.Series, criterion: Criterion) -> pd.Series:
    assert criterion.value is not None  # the model of a criterion sees to it
    limit = float(criterion.value)
    match criterion.operator:
        case "at_least":
            return values >= limit - TOLERANCE
        case "at_most":
            return values <= limit + TOLERANCE
        case "above":
            return values > limit + TOLERANCE
        case _:
            return values < limit - TOLERANCE


def _kind(column: pd.Series) -> Kind:
    if pd.api.types.is_bool_dtype(column.dtype):
        return "yesno"
    return "number" if pd.api.types.is_numeric_dtype(column.dtype) else "category"


def _check_operator(criterion: Criterion, kind: Kind) -> None:
    numeric = criterion.operator in NUMERIC
    if numeric == (kind == "number"):
        if kind == "yesno" and not set(criterion.values) <= {value for value, _, _ in YES_NO}:
            raise ParameterError(f"„{criterion.variable}“ kennt nur die Werte yes und no.")
        return
    wanted = "keine Zahl, sondern Werte" if numeric else "eine Zahl, keine Werte"
    allowed = ", ".join(("one_of", "none_of") if numeric else NUMERIC)
    raise ParameterError(
        f"„{criterion.operator}“ passt nicht zu „{criterion.variable}“: die Variable hat {wanted}; "
        f"möglich sind {allowed}."
    )


def _criterion_text(criterion: Criterion, known: Variable, lang: str) -> str:
    _ = translator(lang)
    if criterion.operator in NUMERIC:
        patterns = {
            "at_least": _("{variable}: mindestens {value}"),
            "at_most": _("{variable}: höchstens {value}"),
            "above": _("{variable}: über {value}"),
            "below": _("{variable}: unter {value}"),
        }
        value = known.show(criterion.value, lang)
    else:
        patterns = {"one_of": _("{variable}: {value}"), "none_of": _("{variable}: nicht {value}")}
        value = _(" oder ").join(known.show(one, lang) for one in criterion.values)
    return patterns[criterion.operator].format(variable=known.label(lang), value=value)


def _group_text(group: Group, variables: Mapping[str, Variable], lang: str) -> str:
    _ = translator(lang)
    texts = [describe(criterion, variables, lang) for criterion in group.any_of]
    asked = _("; oder ").join(texts)
    if group.unknown == "keep":
        return _("{criteria} (ohne Angabe: bleibt dabei)").format(criteria=asked)
    return _("{criteria} (ohne Angabe: ausgeschlossen)").format(criteria=asked)
