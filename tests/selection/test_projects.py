"""The projects a plan can start from, on the edition that ships with the project."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from ankunft.base.errors import ParameterError
from ankunft.selection.frame.criteria import check, evaluate, verdict
from ankunft.selection.frame.projects import project, projects
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import variables
from ankunft.selection.plan import Plan, read_plan


def filtered(edition, name, **changes):
    plan = project(name).plan.model_copy(update=changes)
    frame = town_frame(edition, plan)
    return frame, evaluate(frame, plan.groups, variables(edition))


def test_projects_are_complete():
    assert list(projects()) == ["ankunftsquartiere", "zentren", "zusammenhalt"]
    for name, found in projects().items():
        assert found.id == found.plan.preset == name
        for lang in ("de", "en"):
            assert found.label(lang)
            assert found.description(lang)
        assert found.label("de") != found.label("en")
        assert found.plan.title == found.label("de")


def test_an_unknown_project_is_named():
    with pytest.raises(ParameterError, match="„x“ gibt es nicht; möglich sind ankunftsquartiere"):
        project("x")


@pytest.mark.parametrize("name", ["ankunftsquartiere", "zentren", "zusammenhalt"])
def test_a_plan_survives_its_way_through_a_file(name):
    plan = project(name).plan
    assert read_plan(plan.to_dict()) == plan


def test_everything_a_plan_names_is_a_variable(edition):
    known = variables(edition)
    for found in projects().values():
        plan = found.plan
        for group in plan.groups:
            for criterion in group.any_of:
                check(criterion, known)
        if plan.sampling:
            check(plan.sampling.all_in, known)
            for part in plan.sampling.strata:
                assert (known[part.variable].kind == "number") == bool(part.breaks)
        if plan.cases:
            assert {plan.cases.outcome, *plan.cases.covariates} <= set(known)


def test_the_frame_of_the_arrival_quarters(edition):
    frame, found = filtered(edition, "ankunftsquartiere")
    plan = project("ankunftsquartiere").plan
    assert found.size == 190 + 509
    assert found.unknown == 0
    inside = frame[found.inside]
    all_in = verdict(inside, plan.sampling.all_in)
    assert all_in.sum() == 190
    sampled = inside[~all_in.astype(bool)]
    assert sampled["population"].between(20_000, 50_000, inclusive="left").all()
    bands = (sampled["population"] >= plan.sampling.strata[0].breaks[0]).value_counts()
    assert bands.to_dict() == {False: 302, True: 207}
    assert 0.3 <= plan.sampling.share <= 0.5
    assert [part.variable for part in plan.sampling.strata[1:]] == [
        "part", "urbanisation", "arrival_class",
    ]  # fmt: skip
    assert plan.interviews.municipal == sum(plan.interviews.national.values()) == 15


def test_the_nine_towns_lie_in_the_frame_of_the_centres(edition):
    text = files("ankunft.typology").joinpath("selections.toml").read_text(encoding="utf-8")
    nine = tomllib.loads(text)["vielfalt_in_den_zentren"]["towns"]
    frame, found = filtered(edition, "zentren")
    assert len(nine) == 9
    assert found.inside[nine].all()
    # of all that have enough inhabitants
    assert frame["population"].between(10_000, 50_000, inclusive="left").sum() == 1403
    assert 9 < found.size < 1403


def test_the_frame_of_the_centres_by_hand(edition):
    frame, found = filtered(edition, "zentren")
    inside = frame[found.inside]
    medians = {"02": 9.3000317, "03": 4.8882601}
    assert inside["population"].between(10_000, 50_000, inclusive="left").all()
    assert inside["urbanisation"].isin(["02", "03"]).all()
    assert (inside["centre_ratio_2011"] >= 1.25).all()
    enough = inside["share_foreign_2022"] >= inside["urbanisation"].map(medians) - 1e-6
    assert (enough | (inside["part"] == "east")).all()
    waived = inside[~enough]
    assert len(waived) > 0
    assert {"16070029", "14626610"} <= set(waived.index)  # Ilmenau and Zittau
    outside = frame[~found.inside]
    assert not (
        outside["population"].between(10_000, 50_000, inclusive="left")
        & outside["urbanisation"].isin(["02", "03"])
        & (outside["centre_ratio_2011"] >= 1.25)
        & (
            (outside["part"] == "east")
            | (outside["share_foreign_2022"] >= outside["urbanisation"].map(medians) + 1e-6)
        )
    ).any()


def test_the_count_decides_whether_goslar_is_small_enough(edition):
    """It has 47,433 inhabitants in the census and 50,010 in the register."""
    _, census = filtered(edition, "zentren")
    _, register = filtered(edition, "zentren", population="register")
    assert census.inside["03153017"]
    assert not register.inside["03153017"]


def test_towns_without_a_centre_are_counted_as_unknown(edition):
    frame, found = filtered(edition, "zentren")
    groups = project("zentren").plan.groups
    said = found.verdicts[len(groups) - 1]
    assert found.counts["unknown"].iloc[-1] == frame["centre_ratio_2011"].isna().sum()
    assert said.isna().sum() > 0
    assert (
        found.unknown
        == (
            frame["population"].between(10_000, 50_000, inclusive="left")
            & frame["urbanisation"].isin(["02", "03"])
            & frame["centre_ratio_2011"].isna()
            & found.verdicts[3].fillna(True)
        ).sum()
    )


def test_the_frame_of_cohesion_has_small_and_medium_sized_towns(edition):
    frame, found = filtered(edition, "zusammenhalt")
    assert (found.inside == frame["population"].between(5_000, 100_000, inclusive="left")).all()
    cases = project("zusammenhalt").plan.cases
    assert (cases.n, cases.strategy) == (6, "diverse")
    kinds = frame[found.inside].groupby(list(cases.covariates)).size()
    assert len(kinds) == cases.n


def test_plans_start_from_what_is_written_down_only():
    for found in projects().values():
        assert found.plan.decisions == ()
        assert found.plan.population == Plan().population == "census"
