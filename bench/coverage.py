"""How often the intervals of dissimilarity and isolation hold the true value.

``python -m bench.coverage`` prints every town. The truth are the shares of a town; what would be
seen of it is drawn again and again: with the noise of the published shares alone, and with people
who settle by chance before that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ankunft.edition import Edition, open_edition
from ankunft.edition.figures import figures
from ankunft.town.segregation_estimate import (
    Estimate,
    difference,
    dissimilarity,
    estimate,
    isolation,
)
from ankunft.town.units import Units, cell_units, district_units
from ankunft.typology import standard_error
from bench.report import Row, print_rows

Floats = NDArray[np.float64]

GOAL = 0.93
TRIALS, FEW_TRIALS = 300, 60
CELLS = {"Goslar": "03153017", "Ilmenau": "16070029", "Zittau": "14626610", "Leipzig": "14713000"}
SIZES = (20, 40, 60, 400)
SIZES_OF_TOWNS = ("20 to 40", "41 to 150", "more than 150")
SEED = 2022


@dataclass(frozen=True)
class Town:
    """The true shares (0 to 1) and inhabitants of the units of one town."""

    name: str
    shares: Floats
    people: Floats

    @property
    def size(self) -> str:
        """Which of :data:`SIZES_OF_TOWNS` it is."""
        units = self.shares.size
        return SIZES_OF_TOWNS[(units > 40) + (units > 150)]


@dataclass(frozen=True)
class Coverage:
    """Which trials hold the true value, and how wide the intervals are, for D and isolation."""

    held: NDArray[np.bool_]
    widths: Floats
    held_isolation: NDArray[np.bool_]

    @property
    def part(self) -> float:
        return float(self.held.mean())


def made_up(units: int, kind: str) -> Town:
    """A town of lognormal units around 600 people; even, nearly even, mixed or apart."""
    random = np.random.default_rng((SEED, units))
    people = np.rint(random.lognormal(np.log(600), 1, units)).clip(20)
    spread = random.standard_normal(units).clip(-1.9, 2.5)
    shares = {
        "even": np.full(units, 0.1),
        "nearly even": 0.1 + 0.01 * spread,
        "mixed": 0.1 + 0.05 * spread,
        "apart": random.beta(0.3, 2.7, units),
    }[kind]
    return Town(f"{units} made-up units, {kind}", shares, people)


def real(edition: Edition) -> Iterator[Town]:
    """Towns of the edition whose cells or districts have figures."""
    cells = figures(edition, "cell")
    for name, ags in CELLS.items():
        units = cell_units(cells[cells["ags"] == ags], ags, name)
        yield _town(f"{name}, cells 2011", units, 2011)
    leipzig = district_units(edition.city("14713000"))
    yield _town("Leipzig, districts 2011", leipzig, 2011)
    yield _town("Leipzig, districts 2022", leipzig, 2022)
    yield _town("Berlin, districts 2020", district_units(edition.city("11000000")), 2020)


def cover(town: Town, *, chance: bool, trials: int) -> Coverage:
    """Trials of one town."""
    true = dissimilarity(town.shares, town.people), isolation(town.shares, town.people)
    found = [_estimate(town, chance, k) for k in range(trials)]
    return Coverage(
        np.array([_holds(even, float(true[0])) for even, _ in found]),
        np.array([even.high - even.low for even, _ in found]),
        np.array([_holds(among, float(true[1])) for _, among in found]),
    )


def cover_change(first: Town, second: Town, *, chance: bool, trials: int) -> Coverage:
    """Trials of the difference between two towns of the same units."""
    indices = dissimilarity, isolation
    true = [float(f(second.shares, second.people) - f(first.shares, first.people)) for f in indices]
    found = []
    for k in range(trials):
        years = _estimate(first, chance, k), _estimate(second, chance, trials + k)
        found.append([difference(then, now) for then, now in zip(*years, strict=True)])
    return Coverage(
        np.array([_holds(moved, true[0]) for moved, _ in found]),
        np.array([moved.high - moved.low for moved, _ in found]),
        np.array([_holds(moved, true[1]) for _, moved in found]),
    )


def measure(*, quick: bool) -> list[Row]:
    """Rows by size of town: the least of all towns with noise alone, their mean with chance."""
    trials = FEW_TRIALS if quick else TRIALS
    towns = [*real(open_edition()), *(made_up(n, k) for n in SIZES for k in ("even", "mixed", "apart"))]  # fmt: skip
    rows = []
    for size in SIZES_OF_TOWNS:
        own = [town for town in towns if town.size == size]
        for chance in (False, True):
            found = [cover(town, chance=chance, trials=trials) for town in own]
            parts = [c.part for c in found]
            parts_isolation = [float(c.held_isolation.mean()) for c in found]
            name = f"{size} units ({len(own)} towns), {_NAMES[chance]}"
            width = float(np.mean([c.widths.mean() for c in found]))
            rows.append(_row(f"D in its interval, {name}", parts, chance, width))
            rows.append(_row(f"isolation in its interval, {name}", parts_isolation, chance))
    by_name = {town.name: town for town in towns}
    then, now = (by_name[f"Leipzig, districts {year}"] for year in (2011, 2022))
    goslar = by_name["Goslar, cells 2011"]
    nearer = Town("", goslar.shares * 0.8 + 0.04, goslar.people)
    pairs = ((then, now), (goslar, goslar), (goslar, nearer))
    for chance in (False, True):
        found = [cover_change(*pair, chance=chance, trials=trials) for pair in pairs]
        width = float(np.mean([c.widths.mean() for c in found]))
        name = f"change of D in its interval, {_NAMES[chance]}"
        rows.append(_row(name, [c.part for c in found], chance, width))
    return rows


_NAMES = {False: "noise alone", True: "chance and noise"}


def _row(figure: str, parts: list[float], chance: bool, width: float | None = None) -> Row:
    """Chance: the mean, for a single town of 300 trials may lie 1.3 points off."""
    value = float(np.mean(parts)) if chance else min(parts)
    text = f"{100 * value:.1f} % of trials ({'mean' if chance else 'least'} of towns)"
    if width is not None:
        text += f", mean width {width:.3f}"
    return Row(figure, text, goal=f"≥ {100 * GOAL:.0f} %", met=value >= GOAL)


def _town(name: str, units: Units, year: int) -> Town:
    row = units.at(year)
    foreign, people = units.foreign[row], units.people[row]
    known = (people > 0) & np.isfinite(foreign)
    return Town(name, foreign[known] / people[known], people[known])


def _estimate(town: Town, chance: bool, trial: int) -> tuple[Estimate, Estimate]:
    random = np.random.default_rng((SEED, trial))
    shares = town.shares
    if chance:
        whole = np.maximum(np.rint(town.people), 1).astype(np.int64)
        shares = random.binomial(whole, shares) / whole
    noise = random.standard_normal(shares.size) * standard_error(town.people) / 100
    seen = np.clip(shares + noise, 0, 1)
    return estimate(seen * town.people, town.people, trial)


def _holds(interval: Estimate, value: float) -> bool:
    # an even town has D = 0 but for the last bits of a float
    return interval.low - 1e-9 <= value <= interval.high + 1e-9


def main() -> None:
    """Print every town."""
    kinds = ("even", "nearly even", "mixed", "apart")
    towns = [*real(open_edition()), *(made_up(n, kind) for n in SIZES for kind in kinds)]
    rows = []
    for town in towns:
        for chance in (False, True):
            found = cover(town, chance=chance, trials=TRIALS)
            rows.append(
                Row(
                    f"{town.name}, {town.shares.size} units, {_NAMES[chance]}",
                    f"D {100 * found.part:.1f} %, width {found.widths.mean():.4f}; "
                    f"isolation {100 * found.held_isolation.mean():.1f} %",
                )
            )
    print_rows(f"95 % intervals that hold the true value, {TRIALS} trials", rows)


if __name__ == "__main__":
    main()
