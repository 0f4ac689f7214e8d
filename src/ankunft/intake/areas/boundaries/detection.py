"""Changes of boundaries that nobody has named: keys that end and begin together, and jumps.

Looked for between any two consecutive years with inhabitants. What a district gained or lost is
measured against the town: against the median growth of the districts known in both years.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd

from ankunft.intake.areas.boundaries.change import LEAST, Change, Step
from ankunft.intake.areas.boundaries.conversion import by_inhabitants, weighted
from ankunft.intake.areas.boundaries.pairing import (
    LIVING,
    LIVING_YEARS,
    absorbed,
    by_ground,
    by_people,
    unpaired,
)

JUMP = 1.5
"""From this factor within a year on, a change of inhabitants is asked about. In Leipzig 2000–2023,
Berlin 2015–2020 and München 2000–2024 no district of :data:`LEAST` inhabitants that changed by
:data:`JUMP_PEOPLE` came nearer than 1.46, and that one had lost a part to a new key."""
JUMP_MOST = 3.0
"""The factor grows with the years between (1.5, 2.25, then this): new housing fills within a few."""
JUMP_PEOPLE = 1_500
"""Inhabitants by which a district changes at least, per year between; the largest growth of new
housing (Berlin-Adlershof West 2016–2017, 1.8-fold) is 1,020."""
JUMP_PEOPLE_MOST = 5_000


def detect(figures: pd.DataFrame, areas: gpd.GeoDataFrame) -> list[Change]:
    """The changes, by year; `figures` as in `conversion.convert`, `areas` as read (they may overlap
    where outlines of both are there)."""
    people = figures[figures["indicator"] == "population"]
    if people.empty:
        return []
    table = people.pivot(index="area_id", columns="year", values="value").sort_index(axis=1)
    outlines = areas.set_index("area_id").geometry
    found: list[Change] = []
    for before, after in pairwise(table.columns):
        found += _between(Step(table, int(before), int(after), outlines))
    return found


def _between(step: Step) -> Iterator[Change]:
    used: set[str] = set()
    for make in (by_ground, by_people, absorbed, unpaired, _split_off, _jumps):
        for change in make(step, used):
            used.update(change.old, change.new)
            yield change


def _split_off(step: Step, used: set[str]) -> Iterator[Change]:
    """Keys that began beside one that lives on and has lost as many inhabitants."""
    if step.years > LIVING_YEARS:
        return
    for key in step.begun:
        people = float(step.now[key])
        if key in used or people < LEAST:
            continue
        losses = -step.gains.reindex(sorted(step.neighbours(key) - used)).dropna()
        large = losses >= LIVING * step.then.reindex(losses.index)
        fitting = losses[large & ((losses - people).abs() <= LIVING * people)]
        if len(fitting) == 1:
            giver = str(fitting.index[0])
            pairs = step.pairs([(giver, giver), (giver, key)])
            yield step.change("split_off", (giver,), (giver, key), by_inhabitants(pairs, step.now))


def _jumps(step: Step, used: set[str]) -> Iterator[Change]:
    """Keys that live on and whose inhabitants jump; beside one that lost what they gained, a transfer."""
    keys = pd.Index([key for key in step.living if key not in used])
    then, now, gains = step.growth * step.then[keys], step.now[keys], step.gains[keys]
    factor = min(JUMP**step.years, JUMP_MOST)
    least = min(JUMP_PEOPLE * step.years, JUMP_PEOPLE_MOST)
    large = (step.then[keys] >= LEAST) & (now >= LEAST) & (gains.abs() >= least)
    jumped = large & (np.maximum(now / then, then / now) >= factor)
    order = gains[jumped].abs().sort_values(ascending=False, kind="stable").index
    paired: set[str] = set()
    for key in map(str, order):
        if key in paired:
            continue
        gain = float(gains[key])
        beside = gains.reindex(sorted(step.neighbours(key) - used - paired)).dropna()
        fitting = beside[(beside + gain).abs() <= LIVING * abs(gain)]
        if len(fitting) != 1:
            yield step.change("jump", (key,), (key,))
            continue
        other = str(fitting.index[0])
        paired |= {key, other}
        giver, taker = (other, key) if gain > 0 else (key, other)
        stayed = float(now[giver] / then[giver])
        pairs = step.pairs([(giver, giver), (giver, taker)])
        changes = weighted(pairs, pd.Series([stayed, 1 - stayed]))
        changes = pd.concat([changes, step.whole([taker])], ignore_index=True)
        yield step.change("transfer", (giver, taker), (giver, taker), changes)
