"""How unevenly people live over the units of a town, with an interval, and how that changed.

Two groups: x persons with a foreign nationality and y = people − x with the German one, per unit.
The figures come from PySAL (package `segregation`). They depend on the size of the units (MAUP:
smaller units give higher values), so :func:`beside` sets several sizes side by side.

Sources: dissimilarity: Duncan & Duncan 1955; isolation: Massey & Denton 1988; correction of the
bias: Allen et al. 2015 (following Carrington & Troske 1997), as PySAL implements it.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ankunft.errors import ParameterError
from ankunft.figures import COVERAGE
from ankunft.i18n import translator
from ankunft.typology import standard_error

Floats = NDArray[np.float64]
Seed = int | Sequence[int]
Missing = Literal["", "too_few_units", "one_group"]
Statement = Literal["", "rise", "fall", "unclear", "not_comparable"]

MINIMUM_UNITS = 20
"""With fewer units chance alone gives high values (operational definition of Ankunft)."""
DRAWS = 200
BOOTSTRAP = 500
"""Random settlements from which the bias is estimated; the default of PySAL."""
QUANTILES = (0.025, 0.975)

_STATE = threading.Lock()


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
        D without what chance alone would give (Allen et al. 2015), and its interval. It can be
        slightly below 0 where people live no more unevenly than by chance.
    isolation, isolation_low, isolation_high
        Σ (x_i/X)(x_i/n_i): share of foreign nationals in the unit of the average foreign national
        (Massey & Denton 1988), and its interval. It rises with their share in the town.
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
    isolation: float = np.nan
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
        The same of the isolation.
    statement, isolation_statement
        "rise" or "fall" only where the interval leaves out 0, else "unclear"; "not_comparable"
        where the common units are fewer than :data:`MINIMUM_UNITS`, hold less than
        :data:`ankunft.figures.COVERAGE` of the people of either year, or have only one group;
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


def segregation(
    foreign: ArrayLike,
    people: ArrayLike,
    *,
    draws: int = DRAWS,
    seed: Seed = 0,
    bootstrap: int = BOOTSTRAP,
) -> Segregation:
    """The figures of one year from the persons in each unit; NaN where a number is not known.

    Intervals hold the noise of the shares (:func:`ankunft.typology.standard_error`) in 95 of 100
    cases. Dissimilarity: Duncan & Duncan 1955; isolation: Massey & Denton 1988; correction: Allen
    et al. 2015.

    Raises
    ------
    ParameterError
        If there are more foreign nationals than people in a unit.
    """
    x, n = _known_units(foreign, people)
    missing = _missing(x, n)
    if missing:
        return Segregation(n.size, float(n.sum()), missing=missing)
    plain, corrected, isolated = _estimates(x, n, seed, bootstrap)
    noise = _drawn(x, n, draws, seed)
    spans = _interval(corrected, noise[0]), _interval(isolated, noise[1])
    return Segregation(n.size, float(n.sum()), plain, corrected, *spans[0], isolated, *spans[1])


def change(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    *,
    draws: int = DRAWS,
    seeds: tuple[Seed, Seed] = ((0, 0), (0, 1)),
    bootstrap: int = BOOTSTRAP,
) -> Change:
    """The change between two years; each is (foreign, people) over the same units in one order.

    Levels use all units of their year, the change only those known in both: a cell that was empty
    in one year would otherwise count as a move of people. The noise of the years is independent,
    so their seeds differ. Sources: as :func:`segregation`.
    """
    years = [tuple(np.asarray(part, dtype=np.float64) for part in year) for year in (first, second)]
    both = _usable(*years[0]) & _usable(*years[1])
    common = [_known_units(x[both], n[both]) for x, n in years]
    whole = [n[_usable(x, n)].sum() for x, n in years]
    covered = all(n.sum() >= COVERAGE * total for (_, n), total in zip(common, whole, strict=True))
    units = int(both.sum())
    if not covered or any(_missing(x, n) for x, n in common):
        return Change(units)
    then, now = (_estimates(x, n, s, bootstrap) for (x, n), s in zip(common, seeds, strict=True))
    noise = [_drawn(x, n, draws, s) for (x, n), s in zip(common, seeds, strict=True)]
    moved, moved_isolation = now[1] - then[1], now[2] - then[2]
    span = _interval(moved, noise[1][0] - noise[0][0])
    span_isolation = _interval(moved_isolation, noise[1][1] - noise[0][1])
    values = (moved, *span, moved_isolation, *span_isolation)
    return Change(units, *values, _statement(*span), _statement(*span_isolation))


def beside(
    sizes: Sequence[tuple[str, Mapping[int, tuple[ArrayLike, ArrayLike]]]],
    *,
    draws: int = DRAWS,
    seed: int = 0,
    bootstrap: int = BOOTSTRAP,
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
            level = segregation(*by_year[year], draws=draws, seed=(seed, year), bootstrap=bootstrap)
            moved = FIRST_YEAR
            if year != first:
                moved = change(
                    by_year[first],
                    by_year[year],
                    draws=draws,
                    seeds=((seed, first), (seed, year)),
                    bootstrap=bootstrap,
                )
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
    # in whole persons, as the correction counts them
    return "" if 0 < np.rint(x).sum() < np.rint(n).sum() else "one_group"


def _estimates(x: Floats, n: Floats, seed: Seed, bootstrap: int) -> tuple[float, float, float]:
    """D, corrected D and isolation as PySAL computes them."""
    from segregation.singlegroup import BiasCorrectedDissim, Dissim, Isolation

    units = pd.DataFrame({"x": x, "n": n})
    # the correction draws settlements of whole persons
    persons = units.round().astype(np.int64)
    with _seeded(seed), warnings.catch_warnings(), np.errstate(invalid="ignore", divide="ignore"):
        warnings.simplefilter("ignore")  # a unit may come out empty in a drawn settlement
        corrected = BiasCorrectedDissim(persons, "x", "n", B=bootstrap)
        figures = (Dissim(units, "x", "n"), corrected, Isolation(units, "x", "n"))
    plain, corrected, isolated = (float(figure.statistic) for figure in figures)
    return plain, corrected, isolated


@contextmanager
def _seeded(seed: Seed) -> Iterator[None]:
    """PySAL draws from NumPy's global generator: seed it for a moment, then put it back.

    One at a time, or two sessions of the app would draw from each other's numbers.
    """
    with _STATE:
        before = np.random.get_state()
        np.random.seed(seed)
        try:
            yield
        finally:
            np.random.set_state(before)


def _drawn(x: Floats, n: Floats, draws: int, seed: Seed) -> tuple[Floats, Floats]:
    """D and isolation of each draw, in which all shares vary with their standard error.

    The formulas are those of PySAL (a test holds them together), for all draws at once.
    """
    noise = np.random.default_rng(seed).standard_normal((draws, n.size))
    return _indices(np.clip(100 * x / n + noise * standard_error(n), 0, 100) / 100 * n, n)


def _indices(x: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Plain D and isolation of each draw; `x` has a row per draw."""
    y = n - x
    part = x / x.sum(axis=1, keepdims=True)
    dissimilarity = np.abs(part - y / y.sum(axis=1, keepdims=True)).sum(axis=1) / 2
    return dissimilarity, (part * x / n).sum(axis=1)


def _interval(estimate: float, draws: Floats) -> tuple[float, float]:
    """The estimate plus the spread of the draws around their own median.

    Not the quantiles themselves: noise on top of the noise that the figures already hold makes
    units differ more, so every draw lies above the estimate by a bias of its own.
    """
    middle = float(np.median(draws))
    low, high = np.quantile(draws, QUANTILES)
    return estimate + float(low) - middle, estimate + float(high) - middle


def _statement(low: float, high: float) -> Statement:
    if low > 0:
        return "rise"
    return "fall" if high < 0 else "unclear"
