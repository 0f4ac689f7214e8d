"""How places are grouped: size by inhabitants, East and West."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.language import Translator

Part = Literal["east", "west"]

SIZE_CLASSES: tuple[tuple[str, float], ...] = (
    ("rural", 0),
    ("small_town", 5_000),
    ("smaller_medium_town", 20_000),
    ("larger_medium_town", 50_000),
    ("city", 100_000),
)
"""Id and smallest number of inhabitants; modelled on the classes of the BBSR, by population alone
(the BBSR also looks at central functions)."""

EASTERN_STATES = ("11", "12", "13", "14", "15", "16")
"""Berlin to Thuringia."""

BERLIN = "11"
STATES = tuple(f"{code:02}" for code in range(1, 17))


def size_class(population: pd.Series) -> pd.Series:
    """Ids of :data:`SIZE_CLASSES`; missing where the population is."""
    ids, lower = zip(*SIZE_CLASSES, strict=True)
    return pd.cut(population, [*lower, np.inf], right=False, labels=list(ids)).astype("str")


def size_names(_: Translator) -> dict[str, str]:
    """Size classes with their bounds."""
    names = (
        _("Landgemeinde (unter 5.000)"),
        _("Kleinstadt (5.000 bis unter 20.000)"),
        _("kleine Mittelstadt (20.000 bis unter 50.000)"),
        _("große Mittelstadt (50.000 bis unter 100.000)"),
        _("Großstadt (ab 100.000)"),
    )
    return dict(zip((name for name, _least in SIZE_CLASSES), names, strict=True))


def part_of_country(state_codes: ArrayLike, berlin: Part = "east") -> NDArray[np.str_]:
    """ "east" or "west" for each two-digit code of a Land (or AGS, which begins with it).

    Raises
    ------
    ParameterError
        If a code is none of the sixteen Länder.
    """
    codes = np.asarray(state_codes).astype("U2")
    unknown = ~np.isin(codes, STATES)
    if unknown.any():
        raise ParameterError(f"„{codes[unknown].flat[0]}“ ist kein Schlüssel eines Landes (01–16).")
    east = np.isin(codes, EASTERN_STATES)
    east &= (codes != BERLIN) | (berlin == "east")
    return np.where(east, "east", "west")
