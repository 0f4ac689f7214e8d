"""Keys that end while others begin: paired by the ground of their outlines, else by inhabitants."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
import shapely

from ankunft.intake.areas.boundaries.change import LEAST, SLIVER, Change, Step
from ankunft.intake.areas.boundaries.conversion import by_inhabitants, weighted

TOLERANCE, TOLERANCE_MOST = 0.05, 0.25
"""By so much, per year between, the inhabitants of old and new keys may differ after the growth of
the town has been taken out."""
CLEARLY = 0.05
"""A pairing counts only if every other one of the same keys fits worse by so much."""
MOST_COMBINED = 3
"""Districts that are added up to see whether they fit one other, besides all of them."""
MOST_TRIED = 12
"""With more keys in one year, chance alone finds sums that fit: nothing is paired then."""

LIVING_YEARS = 3
"""Years between up to which a key that lives on is looked at as a partner of one that does not."""
LIVING = 0.15
"""How well its gain or loss has to fit, and how large it is at least, relative to it."""

COVERED = 0.5
"""Part of the outline of a key that ended which others cover, if they are to take its place."""


Group = tuple[tuple[str, ...], tuple[str, ...]]
"""Keys that ended, and keys that began."""


def by_ground(step: Step, used: set[str]) -> Iterator[Change]:
    """Keys whose outline lies under those of keys that begin or live on: one change per year."""
    ended = [key for key in step.ended if key in step.outlines.index]
    current = [key for key in (*step.begun, *step.living) if key in step.outlines.index]
    if not ended or not current:
        return
    old, new = step.outlines[ended].to_numpy(), step.outlines[current].to_numpy()
    one, other = shapely.STRtree(new).query(old, "intersects")
    common = shapely.area(shapely.intersection(old[one], new[other]))
    of_old, of_new = shapely.area(old)[one], shapely.area(new)[other]
    real = common > SLIVER * np.minimum(of_old, of_new)
    covered = np.bincount(one[real], common[real] / of_old[real], len(ended))
    real &= (covered >= COVERED)[one]
    if not real.any():
        return
    rows = [(ended[i], current[j]) for i, j in zip(one[real], other[real], strict=True)]
    pairs = step.pairs(rows)
    people = pairs["new"].map(step.now).fillna(0.0) * (common / of_new)[real]
    ground = pd.Series(common[real])
    total = people.groupby(pairs["old"]).transform("sum")
    changes = weighted(pairs, people.where(total > 0, ground))
    changes = changes[changes["share"] > SLIVER]
    changes = weighted(changes[["old", "new", "year"]], changes["share"])
    kept = sorted(set(changes["new"]) & set(step.living))
    changes = pd.concat([changes, step.whole(kept)], ignore_index=True)
    old_keys = sorted(set(changes["old"]) - set(kept))
    yield step.change("same_ground", old_keys, sorted(set(changes["new"])), changes)


def by_people(step: Step, used: set[str]) -> Iterator[Change]:
    """Keys without outlines that ended, paired with keys that began by their inhabitants."""
    ended, begun = _open(step, used)
    if not ended or not begun or max(len(ended), len(begun)) > MOST_TRIED:
        return
    groups = {
        (old, new): misfit
        for old, new in _groups(ended, begun)
        if (misfit := step.misfit(old, new)) <= _tolerance(step) + CLEARLY
    }
    whole = (tuple(ended), tuple(begun))
    if whole in groups and groups[whole] <= _tolerance(step):
        # the plain story first: where one key ended or began, what ended is what began
        groups = {whole: groups[whole]}
    while groups:
        best = min(groups, key=lambda group: groups[group])
        rivals = [group for group in groups if group != best and _share_a_key(group, best)]
        close = [rival for rival in rivals if groups[rival] < groups[best] + CLEARLY]
        if not close and groups[best] <= _tolerance(step):
            pairs = step.pairs([(a, b) for a in best[0] for b in best[1]])
            yield step.change("same_people", *best, by_inhabitants(pairs, step.now))
        # what fits almost as well bars all that share a key with either
        gone = {
            group for group in groups if any(_share_a_key(group, one) for one in (best, *close))
        }
        groups = {group: misfit for group, misfit in groups.items() if group not in gone}


def _share_a_key(one: Group, other: Group) -> bool:
    return bool({*one[0], *one[1]} & {*other[0], *other[1]})


def _groups(ended: list[str], begun: list[str]) -> Iterator[Group]:
    """One key against one, against a few, or against all of the other side."""
    for old in _sets(ended):
        for new in _sets(begun):
            if min(len(old), len(new)) == 1:
                yield old, new


def _sets(keys: list[str]) -> list[tuple[str, ...]]:
    sizes = sorted({*range(1, min(MOST_COMBINED, len(keys)) + 1), len(keys)})
    return [chosen for size in sizes for chosen in combinations(keys, size)]


def absorbed(step: Step, used: set[str]) -> Iterator[Change]:
    """Keys that ended and whose inhabitants one key that lives on has gained."""
    if step.years > LIVING_YEARS:
        return
    ended, _begun = _open(step, used)
    for old in [tuple(ended)] * (len(ended) > 1) + [(key,) for key in ended]:
        lost = step.growth * float(step.then[list(old)].sum())
        if used & set(old) or lost < LEAST:
            continue
        gains = step.gains.drop(list(used), errors="ignore")
        fitting = gains[(gains - lost).abs() <= LIVING * lost]
        if len(fitting) == 1:
            taker = str(fitting.index[0])
            changes = pd.concat(
                [by_inhabitants(step.pairs([(key, taker) for key in old]), step.now), step.whole([taker])],
                ignore_index=True,
            )  # fmt: skip
            used.update(old)
            yield step.change("absorbed", old, (taker,), changes)


def unpaired(step: Step, used: set[str]) -> Iterator[Change]:
    """What ended without an outline while something began, and nothing says which is which."""
    ended, begun = _open(step, used)
    if ended and begun:
        yield step.change("unpaired", ended, begun)


def _open(step: Step, used: set[str]) -> tuple[list[str], list[str]]:
    """Keys without an outline that ended and keys that began, of which nothing is known yet. A key
    with an outline that others do not cover did not change its name: it lacks later figures."""
    ended = [key for key in step.ended if key not in used and key not in step.outlines.index]
    return ended, [key for key in step.begun if key not in used]


def _tolerance(step: Step) -> float:
    return min(TOLERANCE * step.years, TOLERANCE_MOST)
