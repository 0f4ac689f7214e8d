"""Whether a covariate defines the outcome: both are made of the same figures, so that a regression
would only find the definition again (a share against a class made of that share)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ankunft.base.errors import ParameterError
from ankunft.selection.cases.values import joined
from ankunft.selection.frame.variables import Variable


def pieces(variable: Variable, variables: Mapping[str, Variable]) -> frozenset[str]:
    """What a variable is made of, down to the columns; variables on the way are among them."""
    found: set[str] = {variable.id}
    waiting = list(variable.made_of)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += variables[name].made_of if name in variables else ()
    return frozenset(found)


def shared(one: Variable, other: Variable, variables: Mapping[str, Variable]) -> frozenset[str]:
    """The pieces that relate two variables by definition; empty where nothing does."""
    return pieces(one, variables) & pieces(other, variables)


def refuse_circular(
    outcome: Variable, covariates: Sequence[Variable], variables: Mapping[str, Variable]
) -> None:
    """Raise ParameterError if a covariate is made of what the outcome is made of."""
    found = [known for known in covariates if shared(outcome, known, variables)]
    if found:
        names = joined([known.label("de") for known in found])
        one = "ist" if len(found) == 1 else "sind"
        raise ParameterError(
            f"{names} {one} aus denselben Angaben gebildet wie die Zielgröße „{outcome.label('de')}“ "
            f"und {'kann' if len(found) == 1 else 'können'} sie deshalb nicht erklären."
        )
