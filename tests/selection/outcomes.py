"""Small plans and the figures they are carried out with, for tests of outcome, protocol and report."""

from __future__ import annotations

import pandas as pd

from ankunft.edition import Edition
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import variables
from ankunft.selection.outcome import Outcome, carry_out
from ankunft.selection.plan import Plan, read_plan

FLENSBURG, KIEL = "01001000", "01002000"
EVIL = "=1+1|[x](http://y) *b* <b>"

SAMPLED = {
    "title": "Probe",
    "groups": [
        {"any_of": [{"variable": "population", "operator": "at_least", "value": 40_000}]},
        {"any_of": [{"variable": "state", "operator": "one_of", "values": ["01", "02", "03"]}]},
    ],
    "sampling": {
        "all_in": {"variable": "population", "operator": "at_least", "value": 80_000},
        "n": 6,
        "strata": [{"variable": "population", "breaks": [50_000]}, {"variable": "urbanisation"}],
        "seed": 7,
    },
}

CASES = {
    "title": "Fälle",
    "groups": SAMPLED["groups"],
    "cases": {
        "n": 4,
        "score": [{"variable": "change"}, {"variable": "population", "weight": 2, "high": False}],
        "quotas": [
            {
                "all_of": [{"variable": "state", "operator": "one_of", "values": ["01"]}],
                "at_least": 2,
                "at_most": 3,
            }
        ],
    },
}


def plan_of(described: dict, **changes: object) -> Plan:
    """The plan with other parts."""
    return read_plan(described | changes)


def outcome_of(edition: Edition, plan: Plan) -> Outcome:
    """The plan carried out; figures are kept, because none of these plans chooses another count."""
    if edition.hash not in _FRAMES:
        _FRAMES[edition.hash] = town_frame(edition, Plan())
    return carry_out(plan, _FRAMES[edition.hash], variables(edition))


_FRAMES: dict[str, pd.DataFrame] = {}
