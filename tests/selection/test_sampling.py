"""The draw: its order, its probabilities by simulation, replacement and decisions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling_frame import ALL_IN, STRATA, made_frame
from scipy import stats

from ankunft.base.errors import ParameterError
from ankunft.selection.plan import Criterion, Decision, Sampling, StratumVariable
from ankunft.selection.sampling.draw import draw, in_order

PLAN = Sampling(all_in=ALL_IN, share=0.4, strata=STRATA, minimum=2, collapse_below=4, seed=7)
BY_PART = Sampling(n=10, strata=(StratumVariable(variable="part"),), seed=3)
FRAME = made_frame(60)
ACTIVE = ["all_in", "sampled", "replacement", "included"]


def decision(ags: str, action: str) -> Decision:
    return Decision(ags=ags, action=action, reason=f"{action} {ags}")


def ordered(sample, stratum: str) -> list[str]:
    rows = sample.table[sample.table["stratum"] == stratum]
    return rows.sort_values("order").index.to_list()


def test_the_order_is_that_of_sha_256():
    # reckoned with the program sha256sum from "7|14713000" and so on
    towns = ["14713000", "03153017", "01001000", "09162000", "05515000"]
    assert in_order(sorted(towns), 7) == towns


town_sets = st.sets(st.integers(0, 10**8 - 1).map("{:08}".format), min_size=2, max_size=40)


@given(town_sets, town_sets, st.integers(0, 2**63 - 1))
@settings(max_examples=60)
def test_other_towns_do_not_change_the_relative_order(towns, others, seed):
    alone = in_order(towns, seed)
    together = in_order(towns | others, seed)
    assert [ags for ags in together if ags in towns] == alone


@given(st.integers(0, 1_000), st.integers(5, 59))
@settings(max_examples=15)
def test_removing_towns_from_a_frame_keeps_the_order_of_the_others(seed, left):
    plan = BY_PART.model_copy(update={"seed": seed, "n": 4, "minimum": 1, "collapse_below": 1})
    fewer = made_frame().sample(left, random_state=seed)
    before, after = draw(made_frame(), plan), draw(fewer, plan)
    for stratum in after.design.index:
        kept = [ags for ags in ordered(before, stratum) if ags in fewer.index]
        assert ordered(after, stratum) == kept


@given(st.integers(0, 1_000), st.integers(0, 1_000))
@settings(max_examples=20)
def test_what_a_draw_promises(seed, frame_seed):
    frame = made_frame(80, frame_seed)
    sample = draw(frame, PLAN.model_copy(update={"seed": seed}))
    table, design = sample.table, sample.design
    assert table.index.to_list() == sorted(frame.index)
    certain = frame["population"] >= 50_000
    assert set(table.index[table["stratum"] == "all_in"]) == set(frame.index[certain])
    assert table["stratum"].value_counts().to_dict() == design["towns"].to_dict()
    assert (table.groupby("stratum")["selected"].sum() == design["n"].sort_index()).all()
    others = int((~certain).sum())
    assert design["n"].drop("all_in", errors="ignore").sum() == int(np.floor(0.4 * others + 0.5))
    assert sample.unknown_all_in == frame["population"].isna().sum()
    share = design["n"] / design["towns"]
    np.testing.assert_allclose(table["inclusion_probability"], table["stratum"].map(share))
    drawn = table["drawn"]
    assert (table["role"] == np.select([table["stratum"] == "all_in", drawn], ["all_in", "sampled"], "reserve")).all()  # fmt: skip
    np.testing.assert_allclose((table["design_weight"] * table["inclusion_probability"])[drawn], 1)
    assert table["design_weight"][~drawn].isna().all()
    for stratum in design.index:
        own = table[table["stratum"] == stratum].sort_values("order")
        assert own["order"].to_list() == list(range(1, len(own) + 1))
        assert own.index.to_list() == in_order(own.index, seed)
        assert own["drawn"].to_list() == sorted(own["drawn"], reverse=True)


def test_towns_are_included_as_often_as_stated():
    """Simulation over seeds: frequencies within the binomial bound, totals unbiased."""
    frame, seeds = made_frame(60, 5), 150
    plan = PLAN.model_copy(update={"minimum": 1})
    times = pd.Series(0, sorted(frame.index))
    totals = []
    value = frame["foreign_share"]
    for seed in range(seeds):
        table = draw(frame, plan.model_copy(update={"seed": seed})).table
        times += table["selected"]
        totals.append((value * table["design_weight"]).sum())
    probability = table["inclusion_probability"]
    assert probability.nunique() > 2
    # two-sided 1 in 10,000 for the least likely of all towns together
    outside = 1e-4 / len(frame) / 2
    low = stats.binom.ppf(outside, seeds, probability)
    high = stats.binom.isf(outside, seeds, probability)
    assert ((times >= low) & (times <= high)).all()
    assert (times[probability == 1] == seeds).all()
    error = np.std(totals, ddof=1) / np.sqrt(seeds)
    assert np.mean(totals) == pytest.approx(value.sum(), abs=4 * error)
    # not by chance: without weights the total would be far off
    assert abs((value * table["selected"]).sum() - value.sum()) > 10 * error


def test_a_town_that_drops_out_is_replaced_by_the_next_of_its_stratum():
    before = draw(FRAME, BY_PART)
    towns = ordered(before, "east")
    n = int(before.design.loc["east", "n"])
    first, second, following, then, last = *towns[:2], *towns[n : n + 3]
    after = draw(
        FRAME,
        BY_PART,
        [decision(first, "no_response"), decision(then, "veto"), decision(second, "veto")],
    ).table
    assert after.loc[first, ["role", "replaced_by", "selected"]].to_list() == [
        "no_response", following, False,
    ]  # fmt: skip
    assert after.loc[first, "reason"] == f"no_response {first}"
    assert after.loc[following, ["role", "replaces", "selected"]].to_list() == [
        "replacement", first, True,
    ]  # fmt: skip
    # a vetoed town is passed over
    assert after.loc[then, ["role", "replaces", "selected"]].to_list() == ["veto", "", False]
    assert after.loc[second, ["role", "replaced_by"]].to_list() == ["veto", last]
    weight = before.table.loc[first, "design_weight"]
    assert after.loc[[following, last], "design_weight"].to_list() == [weight, weight]
    assert after.loc[[first, second, then], "design_weight"].isna().all()
    assert not after.loc[[following, last, then], "drawn"].any()
    pd.testing.assert_series_equal(
        after["inclusion_probability"], before.table["inclusion_probability"]
    )


def test_a_replacement_that_does_not_respond_is_replaced_in_its_turn():
    before = draw(FRAME, BY_PART)
    towns = ordered(before, "east")
    n = int(before.design.loc["east", "n"])
    one, two, three = towns[0], towns[n], towns[n + 1]
    later = draw(FRAME, BY_PART, [decision(one, "no_response"), decision(two, "no_response")])
    # known before it was asked: it counts once its turn comes
    earlier = draw(FRAME, BY_PART, [decision(two, "no_response"), decision(one, "no_response")])
    pd.testing.assert_frame_equal(later.table, earlier.table)
    assert later.table.loc[[one, two, three], "role"].to_list() == [
        "no_response", "no_response", "replacement",
    ]  # fmt: skip
    assert later.table.loc[[one, two], "replaced_by"].to_list() == [two, three]
    never_asked = draw(FRAME, BY_PART, [decision(towns[-1], "no_response")]).table
    assert never_asked.loc[towns[-1], "role"] == "reserve"


def test_a_stratum_that_is_used_up_has_no_replacement():
    before = draw(FRAME, BY_PART)
    towns = ordered(before, "east")
    after = draw(FRAME, BY_PART, [decision(ags, "no_response") for ags in towns])
    own = after.table.loc[towns]
    assert (own["role"] == "no_response").all()
    n = int(before.design.loc["east", "n"])
    assert len(after.unreplaced) == n
    # the last of every chain keeps the weight
    assert own.index[own["design_weight"].notna()].to_list() == [
        ags for ags in towns if ags in after.unreplaced
    ]
    assert after.notes("de")[-1].startswith("Ausgefallen, ohne dass die Schicht noch Ersatz hat: ")


def test_where_all_are_taken_nobody_is_replaced():
    towns = FRAME.index[FRAME["population"] >= 50_000]
    after = draw(FRAME, PLAN, [decision(towns[0], "no_response"), decision(towns[1], "veto")])
    own = after.table.loc[towns]
    assert own["role"].to_list()[:2] == ["no_response", "veto"]
    assert (own["role"][2:] == "all_in").all()
    assert (own["replaced_by"] == "").all()
    assert (own["design_weight"] == 1).all()
    assert after.unreplaced == ()


def test_included_towns_have_no_probability_and_are_marked():
    before = draw(FRAME, BY_PART)
    n = int(before.design.loc["east", "n"])
    towns = ordered(before, "east")
    extra, outside = towns[n], "99000000"
    after = draw(
        FRAME,
        BY_PART,
        [
            decision(extra, "include"),
            decision(outside, "include"),
            decision(towns[0], "include"),
            decision(towns[1], "no_response"),
        ],
    )
    own = after.table.loc[[extra, outside]]
    assert own["role"].to_list() == ["included", "included"]
    assert own["selected"].all()
    assert own[["inclusion_probability", "design_weight"]].isna().all(axis=None)
    assert own["stratum"].to_list() == ["east", ""]
    assert after.table["order"].isna().sum() == 1
    # it is in already: chance keeps it, with its probability
    assert after.table.loc[towns[0], "role"] == "sampled"
    assert after.without_effect == (towns[0],)
    assert after.table.loc[towns[1], "replaced_by"] == towns[n + 1]
    gone = draw(FRAME, BY_PART, [decision(extra, "include"), decision(extra, "no_response")])
    row = gone.table.loc[extra]
    assert (row["role"], row["selected"]) == ("no_response", False)
    assert np.isnan(row["inclusion_probability"])
    assert np.isnan(row["design_weight"])


def test_a_decision_about_a_town_outside_has_no_effect_and_is_said():
    after = draw(FRAME, BY_PART, [decision("99000000", "veto")])
    pd.testing.assert_frame_equal(after.table, draw(FRAME, BY_PART).table)
    assert after.notes("de") == ["Entscheidungen ohne Wirkung auf die Stichprobe: 99000000."]


def test_contradicting_decisions_are_refused():
    table = draw(FRAME, BY_PART).table
    drawn, spare = table.index[table["drawn"]][0], table.index[~table["drawn"]][0]
    for ags in (drawn, spare, "99000000"):
        if ags != "99000000":
            with pytest.raises(ParameterError, match=f"{ags} stehen ein Veto und danach"):
                draw(FRAME, BY_PART, [decision(ags, "veto"), decision(ags, "include")])
        if ags != drawn:
            with pytest.raises(ParameterError, match=f"{ags} stehen eine Aufnahme und danach"):
                draw(FRAME, BY_PART, [decision(ags, "include"), decision(ags, "veto")])
    for ags in (drawn, spare):
        with pytest.raises(ParameterError, match="„keine Antwort“ und danach eine Aufnahme"):
            draw(FRAME, BY_PART, [decision(ags, "no_response"), decision(ags, "include")])


some_decisions = st.lists(
    st.tuples(st.integers(0, 59), st.sampled_from(["veto", "no_response", "include"])),
    max_size=25,
    unique_by=lambda made: made[0],
).map(lambda made: [decision(FRAME.index[row], action) for row, action in made])


@given(some_decisions, st.integers(0, 50))
@settings(max_examples=25)
def test_whatever_people_decide(decisions, seed):
    plan = PLAN.model_copy(update={"seed": seed})
    before, after = draw(FRAME, plan), draw(FRAME, plan, decisions)
    table = after.table
    pd.testing.assert_frame_equal(after.design, before.design)
    pd.testing.assert_series_equal(table["drawn"], before.table["drawn"])
    assert (table["selected"] == table["role"].isin(ACTIVE)).all()
    # in every stratum the weights stand for all of its towns
    weights = table.groupby("stratum")["design_weight"].sum()
    np.testing.assert_allclose(weights, after.design["towns"].reindex(weights.index))
    for ags, other in table["replaced_by"][table["replaced_by"] != ""].items():
        assert table.loc[other, "replaces"] == ags
        assert table.loc[other, "stratum"] == table.loc[ags, "stratum"]
        assert not table.loc[ags, "selected"]
    assert (table["replaced_by"] != "").sum() == (table["replaces"] != "").sum()
    if not after.unreplaced:
        by_chance = table["role"].isin(["sampled", "replacement"])
        assert by_chance.sum() == (before.table["role"] == "sampled").sum()
    silent = {made.ags for made in decisions if made.action != "include"}
    assert not silent & set(table.index[table["selected"]])
    assert set(after.without_effect) <= {made.ags for made in decisions}


@given(some_decisions)
@settings(max_examples=15)
def test_a_later_decision_leaves_earlier_replacements_alone(decisions):
    for count in (len(decisions) // 2, len(decisions) - 1):
        earlier = draw(FRAME, PLAN, decisions[: max(count, 0)]).table["replaced_by"]
        settled = earlier[earlier != ""]
        assert (draw(FRAME, PLAN, decisions).table["replaced_by"][settled.index] == settled).all()


def test_neyman_looks_at_the_spread_of_its_variable():
    frame = FRAME.assign(
        foreign_share=np.where(FRAME["part"] == "east", 5.0, FRAME["foreign_share"])
    )
    plan = {"strata": BY_PART.strata, "n": 12, "minimum": 2, "allocation": "neyman"}
    sample = draw(frame, Sampling(**plan, neyman_variable="foreign_share"))
    west = FRAME["foreign_share"][FRAME["part"] == "west"]
    assert sample.design["n"].to_dict() == {"east": 2, "west": 10}
    assert sample.design.loc["west", "spread"] == pytest.approx(west.std())
    for name in ("part", "nowhere"):
        with pytest.raises(ParameterError, match=f"„{name}“ ist es nicht"):
            draw(frame, Sampling(**plan, neyman_variable=name))


def test_a_stratum_from_which_nothing_is_drawn_is_said():
    plan = Sampling(strata=BY_PART.strata, allocation="fixed", fixed={"east": 0, "west": 1})
    sample = draw(FRAME, plan)
    east = (FRAME["part"] == "east").sum()
    assert f"ohne Aussage: {east} Gemeinden." in sample.notes("de")[0]
    assert sample.notes("de")[1].endswith("nicht schätzen lässt: 1.")
    assert sample.table["design_weight"].sum() == len(FRAME) - east


def test_a_frame_of_towns_that_are_all_taken():
    large = FRAME[FRAME["population"] >= 50_000]
    sample = draw(large, PLAN)
    assert (sample.table["role"] == "all_in").all()
    assert list(sample.design.index) == ["all_in"]
    assert sample.label("all_in", "de") == "Vollerhebung"
    assert draw(FRAME.head(0), PLAN).table.empty


def test_what_cannot_be_drawn():
    with pytest.raises(ParameterError, match="steht zweimal"):
        draw(pd.concat([FRAME, FRAME.head(1)]), BY_PART)
    with pytest.raises(ParameterError):
        draw(FRAME, Sampling(n=5, all_in=Criterion(variable="nowhere", operator="above", value=1)))
    with pytest.raises(ParameterError, match="stehen nur 60"):
        draw(FRAME, Sampling(n=61))
