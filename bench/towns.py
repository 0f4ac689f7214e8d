"""Speed of what is reckoned over all towns: similar towns, a frame with its sample, cases."""

from __future__ import annotations

from ankunft.edition import open_edition
from ankunft.peers import Pool, peers, prepare
from ankunft.profiles import profile_frame
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
    again = timed(lambda: town_frame(edition, Plan()), 3)
    return [*rows, Row("figures of all towns for a selection", milliseconds(again))]
