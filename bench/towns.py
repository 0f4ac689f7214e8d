"""Speed of what is reckoned over all towns: similar towns, a frame with its sample, cases."""

from __future__ import annotations

import numpy as np

from ankunft.edition import open_edition
from ankunft.profiles.frame import profile_frame
from ankunft.profiles.peers import Pool, Space, cross_check, peers, prepare
from ankunft.selection.frame.projects import project
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import variables
from ankunft.selection.outcome import carry_out
from ankunft.selection.plan import Plan
from bench.report import Row, milliseconds
from bench.science import goal_row, timed

PEERS_GOAL = 300.0
SELECTION_GOAL = 333.0
"""Milliseconds (median): one town against all others; one change of a filter."""

TOWN = "03153017"
TIMES = 10

OWN_KREIS_GOAL = 2.75
"""Of ten peers of a town of 10,000 to 50,000 where neighbours are asked for; it was 4.9."""


def neighbours(space: Space) -> list[Row]:
    """How many of ten peers lie in the town's own Kreis, and how many the cross-check shares, for
    every fifth town of 10,000 to 50,000."""
    frame = space.frame
    people = frame["population_2022"]
    towns = frame.index[(people >= 10_000) & (people < 50_000)][::5]
    rows = []
    for name, pool in (("asked for", Pool(other_county=False)), ("left out", Pool())):
        results = [peers(space, ags, pool=pool) for ags in towns]
        listed = [found for found in results if not found.doubt]
        own = np.mean([(r.table["county"] == frame.at[r.ags, "county"]).sum() for r in listed])
        goal = OWN_KREIS_GOAL if pool.other_county is False else 0.0
        shared = np.mean([cross_check(space, found).overlap for found in listed])
        rows += [
            Row(f"peers of the own Kreis among ten, {name}", f"{own:.2f}", goal=f"≤ {goal}", met=bool(own <= goal)),
            Row(f"of ten peers shared with Mahalanobis, {name}", f"{shared:.2f}"),
            Row(f"towns of 10,000–50,000 without a good comparison, {name}",
                f"{1 - len(listed) / len(results):.1%}"),
        ]  # fmt: skip
    return rows


def measure() -> list[Row]:
    """The rows of this part of the table."""
    edition = open_edition()
    space = prepare(profile_frame(edition))
    everywhere = Pool(min_population=0)
    near = timed(lambda: peers(space, TOWN, pool=everywhere), TIMES)
    known = variables(edition)
    frame = town_frame(edition, Plan())
    rows = [goal_row(f"peers of one town among {len(space.frame):,}", near, PEERS_GOAL)]
    for name, what in (("ankunftsquartiere", "sample"), ("zentren", "frame")):
        plan = project(name).plan
        chosen = timed(lambda plan=plan: carry_out(plan, frame, known), TIMES)
        rows.append(goal_row(f"{what} of “{name}” from all towns", chosen, SELECTION_GOAL))
    rows += neighbours(space)
    again = timed(lambda: town_frame(edition, Plan()), 3)
    return [*rows, Row("figures of all towns for a selection", milliseconds(again))]
