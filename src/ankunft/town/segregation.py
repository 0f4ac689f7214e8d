"""How unevenly people live over the units of a town, with an interval, and how that changed.

Two groups: x persons with a foreign nationality and y = people − x with the German one, per unit.
The plain figures come from PySAL (package `segregation`), what chance and noise add to them from
:mod:`ankunft.town.segregation_estimate`. They depend on the size of the units (MAUP: smaller units give
higher values), so :func:`beside` sets several sizes side by side.

Sources: dissimilarity: Duncan & Duncan 1955; isolation: Massey & Denton 1988.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.town.segregation_estimate import Estimate, Floats, Seed, difference, estimate
from ankunft.typology.level_panel import COVERAGE

Missing = Literal["", "too_few_units", "one_group"]
Distribution = Literal["", "uneven", "not_distinguishable_from_even"]
Statement = Literal["", "rise", "fall", "unclear", "not_comparable"]

MINIMUM_UNITS = 20
"""With fewer units chance alone gives high values (operational definition of Ankunft)."""
REACHES_ZERO = 0.0005
"""A lower end below it is 0 at the three decimals that are shown."""


@dataclass(frozen=True, slots=True)
class Segregation:
    """The figures of one town in one year on one kind of unit, all between 0 and 1.

    Attributes
    ----------
    units, people
        Units with inhabitants and a known number of foreign nationals, and who lives there.
    dissimilarity
        D = ½ Σ |x_i/X − y_i/Y| (Duncan & Duncan 1955).
    dissimilarity_corrected, low, high
        D without what chance and the noise of the shares add, and its interval, which holds it.
    distribution
        "not_distinguishable_from_even" where the interval reaches 0, else "uneven"; "" without
        figures.
    isolation
        Σ (x_i/X)(x_i/n_i): share of foreign nationals in the unit of the average foreign national
        (Massey & Denton 1988). It rises with their share in the town.
    isolation_corrected, isolation_low, isolation_high
        The same without what chance and noise add (at the average foreign national's: the person
        herself), and its interval, which holds it.
    missing
        Why the figures are NaN: "too_few_units" (under :data:`MINIMUM_UNITS`) or "one_group"
        (only one of the two groups lives there); "" where they are known.
    """

    units: int
    people: float
    dissimilarity: float = np.nan
    dissimilarity_corrected: float = np.nan
    low: float = np.nan
    high: float = np.nan
    distribution: Distribution = ""
    isolation: float = np.nan
    isolation_corrected: float = np.nan
    isolation_low: float = np.nan
    isolation_high: float = np.nan
    missing: Missing = ""


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two years on the units known in both.

    Attributes
    ----------
    change_units
        Number of these units.
    change, change_low, change_high
        Of the corrected dissimilarity, with its interval.
    isolation_change, isolation_change_low, isolation_change_high
        The same of the corrected isolation.
    statement, isolation_statement
        "rise" or "fall" only where the interval leaves out 0, else "unclear"; "not_comparable"
        where the common units are fewer than :data:`MINIMUM_UNITS`, hold less than
        :data:`ankunft.typology.level_panel.COVERAGE` of the people of either year, or have only one group;
        "" where there is no earlier year.
    """

    change_units: int
    change: float = np.nan
    change_low: float = np.nan
    change_high: float = np.nan
    isolation_change: float = np.nan
    isolation_change_low: float = np.nan
    isolation_change_high: float = np.nan
    statement: Statement = "not_comparable"
    isolation_statement: Statement = "not_comparable"

    @property
    def named(self) -> bool:
        """Whether a rise or fall of the dissimilarity may be named."""
        return self.statement in ("rise", "fall")


FIRST_YEAR = Change(0, statement="", isolation_statement="")


def segregation(foreign: ArrayLike, people: ArrayLike, *, seed: Seed = 0) -> Segregation:
    """The figures of one year from the persons in each unit; NaN where a number is not known.

    Intervals hold the true value in at least 93 of 100 cases, see
    :mod:`ankunft.town.segregation_estimate`; `seed` is that of its draws.

    Raises
    ------
    ParameterError
        If there are more foreign nationals than people in a unit.
    """
    x, n = _known_units(foreign, people)
    missing = _missing(x, n)
    if missing:
        return Segregation(n.size, float(n.sum()), missing=missing)
    plain, isolated = _plain(x, n)
    uneven, among = estimate(x, n, seed)
    reaches = uneven.low < REACHES_ZERO
    return Segregation(
        n.size, float(n.sum()), plain, uneven.value, uneven.low, uneven.high,
        "not_distinguishable_from_even" if reaches else "uneven",
        isolated, among.value, among.low, among.high,
    )  # fmt: skip


def change(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    *,
    seeds: tuple[Seed, Seed] = ((0, 0), (0, 1)),
) -> Change:
    """The change between two years; each is (foreign, people) over the same units in one order.

    Levels use all units of their year, the change only those known in both: a cell that was empty
    in one year would otherwise count as a move of people. The noise of the years is independent,
    so their seeds differ. Intervals: :func:`ankunft.town.segregation_estimate.difference`.
    """
    years = [tuple(np.asarray(part, dtype=np.float64) for part in year) for year in (first, second)]
    both = _usable(*years[0]) & _usable(*years[1])
    common = [_known_units(x[both], n[both]) for x, n in years]
    whole = [n[_usable(x, n)].sum() for x, n in years]
    covered = all(n.sum() >= COVERAGE * total for (_, n), total in zip(common, whole, strict=True))
    units = int(both.sum())
    if not covered or any(_missing(x, n) for x, n in common):
        return Change(units)
    then, now = (estimate(x, n, seed) for (x, n), seed in zip(common, seeds, strict=True))
    moved, among = (difference(before, after) for before, after in zip(then, now, strict=True))
    return Change(
        units, moved.value, moved.low, moved.high, among.value, among.low, among.high,
        _statement(moved), _statement(among),
    )  # fmt: skip


def beside(
    sizes: Sequence[tuple[str, Mapping[int, tuple[ArrayLike, ArrayLike]]]],
    *,
    seed: int = 0,
) -> pd.DataFrame:
    """Several unit sizes and years, so that nobody reads one number alone (MAUP).

    `sizes` holds (label of the unit, year → (foreign, people) over the same units in one order).
    One row per unit size and year, years ascending. Columns: year, unit, the fields of
    :class:`Segregation`, and those of the :class:`Change` since the first year of the same unit
    size. Sources: as :func:`segregation`.
    """
    rows = []
    for unit, by_year in sizes:
        first = min(by_year)
        for year in sorted(by_year):
            level = segregation(*by_year[year], seed=(seed, year))
            moved = FIRST_YEAR
            if year != first:
                seeds = (seed, first), (seed, year)
                moved = change(by_year[first], by_year[year], seeds=seeds)
            rows.append({"year": year, "unit": unit, **asdict(level), **asdict(moved)})
    return pd.DataFrame(rows)


def missing_text(missing: Missing, lang: str) -> str:
    """Why there is no figure, as a sentence; "" where there is one."""
    _ = translator(lang)
    if missing == "too_few_units":
        text = _("Es braucht mindestens {minimum} bewohnte Gebiete mit Angaben.")
        return text.format(minimum=MINIMUM_UNITS)
    return _("Hier lebt nur eine der beiden verglichenen Gruppen.") if missing else ""


def _usable(foreign: Floats, people: Floats) -> NDArray[np.bool_]:
    return (people > 0) & (foreign >= 0) & np.isfinite(people) & np.isfinite(foreign)


def _known_units(foreign: ArrayLike, people: ArrayLike) -> tuple[Floats, Floats]:
    x, n = np.asarray(foreign, dtype=np.float64), np.asarray(people, dtype=np.float64)
    usable = _usable(x, n)
    x, n = x[usable], n[usable]
    if (x > n).any():
        raise ParameterError(
            "In mindestens einem Gebiet gibt es mehr Personen mit ausländischer "
            "Staatsangehörigkeit als Einwohnerinnen und Einwohner."
        )
    return x, n


def _missing(x: Floats, n: Floats) -> Missing:
    if n.size < MINIMUM_UNITS:
        return "too_few_units"
    # shares of cells are rounded: less than half a person is nobody
    return "" if 0.5 < x.sum() < n.sum() - 0.5 else "one_group"


def _plain(x: Floats, n: Floats) -> tuple[float, float]:
    """D and isolation as PySAL computes them."""
    from segregation.singlegroup import Dissim, Isolation

    units = pd.DataFrame({"x": x, "n": n})
    return float(Dissim(units, "x", "n").statistic), float(Isolation(units, "x", "n").statistic)


def _statement(moved: Estimate) -> Statement:
    if moved.low > 0:
        return "rise"
    return "fall" if moved.high < 0 else "unclear"
