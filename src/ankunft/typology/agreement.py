"""How far the fixed presets agree: about one area, and any two of them over a whole level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.typology.parameters import ASSIGNED, ArrivalClass
from ankunft.typology.rules import Classes

Counts = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Agreement:
    """Per area: `count` of the `of` fixed presets that apply to it give the class it has.

    A preset applies to an area if it says anything about it. Areas about which nothing is said
    agree with nothing: both are 0.
    """

    count: Counts
    of: Counts


def agreement(classes: Classes, fixed_classes: Sequence[Classes]) -> Agreement:
    """The agreement of each area; `fixed_classes` are its classes by the fixed presets."""
    count, of = np.zeros(classes.shape, dtype=np.uint8), np.zeros(classes.shape, dtype=np.uint8)
    said = classes != ArrivalClass.NO_DATA
    for other in fixed_classes:
        count += said & (classes == other)
        of += said & (other != ArrivalClass.NO_DATA)
    return Agreement(count, of)


def agreement_matrix(by_preset: Mapping[str, Classes]) -> pd.DataFrame:
    """How often any two presets agree, one row per pair.

    Columns: first, second (presets), areas (about which both say something), same (of these, with
    the same class), named (with one of the assigned classes by at least one of the two),
    same_named (of these, with the same class). Most areas have no class by either preset: `named`
    leaves them out.
    """
    rows = []
    for first, second in combinations(by_preset, 2):
        one, other = by_preset[first], by_preset[second]
        both = (one != ArrivalClass.NO_DATA) & (other != ArrivalClass.NO_DATA)
        same = both & (one == other)
        named = both & (np.isin(one, ASSIGNED) | np.isin(other, ASSIGNED))
        counts = (both.sum(), same.sum(), named.sum(), (same & named).sum())
        rows.append((first, second, *map(int, counts)))
    columns = ["first", "second", "areas", "same", "named", "same_named"]
    return pd.DataFrame(rows, columns=columns)
