"""What a single town answered stands in no list and in no protocol."""

import json

import numpy as np
import pandas as pd
import pytest

from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import Variable, variables
from ankunft.selection.outcome import carry_out
from ankunft.selection.plan import read_plan
from ankunft.selection.protocol.record import protocol_of
from ankunft.selection.protocol.report import report_of
from ankunft.selection.tables import cases_table, frame_table

ANSWER = Variable(
    "survey:druck", "number", "Handlungsdruck", "Pressure to act", "survey",
    level="survey", decimals=4, made_of=frozenset({"survey:druck"}),
)  # fmt: skip
BIG = {"variable": "population", "operator": "at_least", "value": 50_000}


@pytest.fixture(scope="module")
def frame(edition):
    bare = town_frame(edition, read_plan({}))
    said = np.random.default_rng(1).random(len(bare)) + 987_654  # no figure of the edition looks so
    return bare.assign(**{"survey:druck": pd.Series(said, bare.index)})


@pytest.mark.parametrize(
    "cases",
    [
        {"n": 4, "strategy": "extreme", "outcome": "survey:druck"},
        {"n": 4, "strategy": "deviant", "outcome": "survey:druck", "covariates": ["q_alo"]},
        {"n": 4, "score": [{"variable": "survey:druck"}]},
        None,
    ],
)
def test_no_answer_of_a_town_is_in_protocol_or_table(edition, frame, cases):
    answered = {"variable": "survey:druck", "operator": "above", "value": 987_654.5}
    groups = [{"any_of": [BIG]}, {"any_of": [answered]}]
    plan = read_plan({"groups": groups} | ({"cases": cases} if cases else {}))
    outcome = carry_out(plan, frame, variables(edition, [ANSWER]))
    protocol = protocol_of(outcome, edition)
    tables = [frame_table(outcome, "de")] + ([cases_table(outcome, "de")] if cases else [])
    rows = json.dumps([row.model_dump() for row in protocol.towns], ensure_ascii=False)
    written = rows + "".join(table.to_csv() for table in tables)
    assert protocol.towns
    assert "987654" not in written
    assert "survey:druck" not in written
    assert protocol.digests["survey:druck"]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_list_that_answers_decide_is_confidential(edition, frame, lang):
    known = variables(edition, [ANSWER])
    answered = {"variable": "survey:druck", "operator": "above", "value": 987_654.5}
    for groups, marked in (([BIG, answered], True), ([BIG], False)):
        plan = read_plan({"groups": [{"any_of": [one]} for one in groups]})
        outcome = carry_out(plan, frame, known)
        protocol = protocol_of(outcome, edition, survey="ab" * 32, lang=lang)
        word = {"de": "ertraulich", "en": "onfidential"}[lang]
        assert any(word in note for note in protocol.notes) == marked
        assert (word in report_of(protocol, known, lang).subtitle) == marked
