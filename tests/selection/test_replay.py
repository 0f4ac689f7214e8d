"""A protocol carried out again: the same list, or every difference by its name."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outcomes import CASES, FLENSBURG, KIEL, SAMPLED, outcome_of, plan_of

from ankunft.base.errors import ParameterError
from ankunft.selection.outcome import carry_out
from ankunft.selection.plan import Plan
from ankunft.selection.protocol.again import again
from ankunft.selection.protocol.difference import ABOUT_FILE, ABOUT_LIST
from ankunft.selection.protocol.document import CallRow, read_protocol, seal_of
from ankunft.selection.protocol.record import protocol_of
from ankunft.selection.protocol.replay import compare
from ankunft.selection.protocol.seal import checksums

DECIDED = [{"ags": FLENSBURG, "action": "veto", "reason": "Haushalt"}]


@pytest.fixture(scope="module")
def then(edition):
    return protocol_of(outcome_of(edition, plan_of(SAMPLED, decisions=DECIDED)), edition)


def changed(protocol, change):
    data = json.loads(protocol.text())
    change(data)
    return read_protocol(json.dumps(data).encode())


def of_kind(result, kind):
    return [difference for difference in result.differences if difference.kind == kind]


@pytest.mark.parametrize("described", [SAMPLED, CASES, {"groups": SAMPLED["groups"]}])
def test_the_same_figures_give_the_same_list(edition, described):
    made = outcome_of(edition, plan_of(described, decisions=DECIDED))
    for lang in ("de", "en"):
        before = protocol_of(made, edition, made="2026-01-01", lang=lang)
        result = compare(read_protocol(before.text().encode()), again(before, edition))
        assert result.differences == ()
        assert result.same_list
    assert result.text("de") == "Dieselbe Liste aus denselben Daten."


def test_another_edition_is_named_but_the_list_is_the_same(then):
    other = changed(then, lambda data: data.update(edition="0" * 64))
    result = compare(other, then)
    assert [one.kind for one in result.differences] == ["edition"]
    assert result.same_list
    assert "000000000000" in result.differences[0].text("de")


def test_another_figure_is_named(edition, then):
    found = outcome_of(edition, plan_of(SAMPLED, decisions=DECIDED))
    town = next(row.ags for row in then.towns if row.role == "sampled")
    figures = found.frame.copy()
    figures.loc[town, "population"] += 1
    now = protocol_of(carry_out(found.plan, figures, found.variables), edition)
    result = compare(then, now)
    assert not result.same_list
    assert result.text("de").startswith(
        "Dieselben Gemeinden in derselben Reihenfolge, aber nicht mit"
    )
    assert [one.subject for one in of_kind(result, "figures")] == ["population"]
    figure = of_kind(result, "figure")
    assert len(figure) == 1
    assert town in figure[0].subject
    assert figure[0].field == "population"
    assert "Einwohner" in figure[0].text("de", found.variables)
    assert float(figure[0].now) == float(figure[0].then) + 1
    assert of_kind(result, "count")[0].subject == "inhabitants"


def test_another_seed_is_another_list_with_every_town_named(edition, then):
    other = changed(then, lambda data: data["plan"]["sampling"].update(seed=8))
    now = again(other, edition)
    result = compare(other, now)
    assert not result.same_list
    before = {row.ags for row in then.towns}
    after = {row.ags for row in now.towns}
    assert before != after
    missing = {one.subject[-9:-1] for one in of_kind(result, "missing")}
    added = {one.subject[-9:-1] for one in of_kind(result, "added")}
    assert (missing, added) == (before - after, after - before)


def test_a_town_that_vanished_changes_the_list(edition, then):
    found = outcome_of(edition, plan_of(SAMPLED, decisions=DECIDED))
    town = next(row.ags for row in then.towns if row.role == "sampled")
    now = protocol_of(carry_out(found.plan, found.frame.drop(index=town), found.variables), edition)
    result = compare(then, now)
    assert not result.same_list
    assert any(town in one.subject for one in of_kind(result, "missing"))
    assert of_kind(result, "stratum")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("role", "included", "Rolle: aufgenommen"),
        ("design_weight", 9.5, "Gewicht: 9,5"),
        ("reason", "anders", "Grund: anders"),
        ("position", 99, "Platz: 99"),
    ],
)
def test_a_row_that_was_tampered_with_is_named(then, field, value, said):
    def tamper(data):
        data["towns"][-1][field] = value

    other = changed(then, tamper)
    found = of_kind(compare(other, then), "changed")
    assert len(found) == 1
    assert found[0].field == field
    assert said in found[0].text("de")


def test_answers_of_a_survey_that_are_missing_are_said(edition, then):
    other = changed(then, lambda data: data.update(survey="ab" * 32))
    with pytest.raises(ParameterError, match="Befragung"):
        again(other, edition)


def test_texts_in_both_languages(then):
    other = changed(then, lambda data: data["towns"].pop())
    result = compare(other, then)
    for lang in ("de", "en"):
        assert result.text(lang)
        assert all(one.subject in one.text(lang) for one in of_kind(result, "added"))


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        (lambda d: d["towns"].append(d["towns"][0]), "duplicate", "2-mal, jetzt 1-mal"),
        (lambda d: d["towns"].reverse(), "order", "Andere Reihenfolge der Gemeinden"),
        (lambda d: d["towns"][1].update(name="Anders"), "renamed", "heißt im Protokoll „Anders“"),
        (lambda d: d["towns"][1].update(pair=3), "changed", "Paar: 3, jetzt –"),
        (lambda d: d["towns"][1].update(replaced_by=KIEL), "changed", f"ersetzt durch: {KIEL}"),
        (lambda d: d["towns"][1]["figures"].pop("state"), "figure", "Land: –, jetzt"),
        (lambda d: d["notes"].append("Neu"), "note", "entsteht nicht mehr: „Neu“"),
        (lambda d: d["notes"].pop(), "note", "steht nicht im Protokoll"),
        (lambda d: d.update(program="0.0.1"), "program", "Erstellt mit Ankunft 0.0.1, jetzt"),
        (lambda d: d["attribution"].pop(), "attribution", "Andere Quellenangabe: „–“"),
        (
            lambda d: d["counts"].update(inhabitants=7),
            "count",
            "Menschen in der Grundgesamtheit: 7",
        ),
        (lambda d: d["strata"][1].update(sampled=9), "stratum", "gezogen 9/"),
        (lambda d: d["strata"][1].update(label="L"), "stratum", "heißt im Protokoll „L“"),
        (lambda d: d["strata"].reverse(), "stratum", "Die Schichten stehen in anderer Reihenfolge"),
        (
            lambda d: d["digests"].update(state="0"),
            "figures",
            "Andere Werte in der Grundgesamtheit: Land",
        ),
        (lambda d: d["plan"].update(title="T"), "plan", "Ein anderer Plan: Titel"),
        (lambda d: d["plan"]["decisions"].clear(), "plan", "Plan: Entscheidungen"),
    ],
)
def test_every_part_that_differs_is_named(edition, then, change, kind, said):
    known = outcome_of(edition, Plan()).variables
    result = compare(changed(then, change), then)
    assert [one.kind for one in result.differences] == [kind]
    assert said in result.differences[0].text("de", known)
    assert result.differences[0].text("en", known) != result.differences[0].text("de", known)
    assert result.same_list == (kind not in ABOUT_LIST)
    assert result.text("de") != "Dieselbe Liste aus denselben Daten."


def test_a_town_that_is_drawn_and_a_case_stands_twice_by_right(edition):
    both = plan_of(SAMPLED | {"cases": CASES["cases"]}, decisions=DECIDED)
    made = protocol_of(outcome_of(edition, both), edition)
    keys = [row.ags for row in made.towns]
    assert len(keys) > len(set(keys))
    assert compare(made, again(made, edition)).same


CALL = (
    CallRow(ags=KIEL, name="Kiel", role="shortlisted", complete=True, eligible=True),
    CallRow(ags=FLENSBURG, name="Flensburg", role="veto", complete=True, eligible=True, reason="Haushalt"),
)  # fmt: skip


@pytest.fixture(scope="module")
def called(edition):
    plan = plan_of(SAMPLED, decisions=DECIDED)
    return protocol_of(outcome_of(edition, plan), edition, made="2026-01-01", call=CALL)


@pytest.mark.parametrize(
    ("row", "change", "said"),
    [
        (0, {"name": "Kiehl"}, "Name: Kiehl, jetzt Kiel"),
        (0, {"eligible": False}, "erfüllt die Kriterien: nein, jetzt ja"),
        (0, {"role": "veto"}, "Rolle: Veto, jetzt Reserve"),
        (1, {"role": "shortlisted"}, "Rolle: auf der Liste, jetzt Veto"),
        (1, {"reason": "anders"}, "Grund: anders, jetzt Haushalt"),
    ],
)
def test_applications_are_checked_as_far_as_they_follow_from_the_plan(
    edition, called, row, change, said
):
    assert compare(called, again(called, edition)).same
    other = changed(called, lambda data: data["call"][row].update(change))
    found = of_kind(compare(other, again(other, edition)), "call")
    assert said in found[0].text("de")
    twice = changed(called, lambda data: data["call"].append(data["call"][0]))
    assert "2-mal, jetzt 1-mal" in compare(twice, again(twice, edition)).differences[0].text("de")


def test_a_file_changed_in_plan_and_list_alike_is_noticed(edition, called):
    """Replaying alone cannot tell: what stands there now fits together."""
    other = changed(called, lambda data: data["plan"]["sampling"].update(seed=8))
    forged = json.loads(again(other, edition).text())
    forged["checksums"] = json.loads(called.text())["checksums"]
    content = json.dumps(forged).encode()
    result = compare(
        read_protocol(content), again(read_protocol(content), edition), seal_of(content)
    )
    assert {one.subject for one in result.differences} >= {"plan.sampling", "towns"}
    assert {one.kind for one in result.differences} == {"edited"}
    assert not result.same_list
    assert "Plan: Stichprobe" in result.text("de")
    assert "Dieselbe Liste" not in result.text("de")
    # with new checksums it is a protocol like any other, but not the one whose checksum was noted
    forged["checksums"] = checksums(forged)
    content = json.dumps(forged).encode()
    now = again(read_protocol(content), edition)
    assert compare(read_protocol(content), now, seal_of(content)).same
    result = compare(read_protocol(content), now, seal_of(content), checksum=called.checksum)
    assert [one.kind for one in result.differences] == ["checksum"]
    assert not result.same_list


def test_a_protocol_without_checksums_replays_and_says_so(edition, called):
    data = json.loads(called.text())
    del data["checksums"]
    data["plan"] = called.plan.to_dict()  # as older versions wrote it
    content = json.dumps(data).encode()
    result = compare(read_protocol(content), again(called, edition), seal_of(content))
    assert result.same
    assert not result.sealed
    assert result.text("de").startswith(
        "Dieselbe Liste aus denselben Daten. Das Protokoll hat keine"
    )
    assert "no checksums" in result.text("en")


def test_layout_and_order_of_keys_are_no_change(called):
    """Another program that saves the file writes 1.0 as 1."""
    data = json.loads(called.text())
    whole = json.loads(json.dumps(data).replace(".0,", ",").replace(".0}", "}"))
    assert json.dumps(whole) != json.dumps(data)
    turned = dict(reversed(whole.items()))
    seal = seal_of(json.dumps(turned, indent=3).encode())
    assert seal.edited == ()
    assert seal.checksum == called.checksum


def test_a_field_that_stands_twice_is_refused(called):
    twice = called.text().replace('"seed": 7', '"seed": 8, "seed": 7').encode()
    with pytest.raises(ParameterError, match="„seed“ zweimal"):
        read_protocol(twice)


def leaves(value, path=()):
    """Paths of everything that is no object and no list, and of the lists."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, (*path, name))
    elif isinstance(value, list):
        yield path
        for place, one in enumerate(value):
            yield from leaves(one, (*path, place))
    else:
        yield path


def mutated(value, draw):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + draw(st.sampled_from([1, -1, 0.25]))
    if isinstance(value, list):
        if len(value) > 1 and value[0] != value[-1] and draw(st.booleans()):
            return value[::-1]
        return (
            value[1:] if value and draw(st.booleans()) else [*value, *value[:1]] if value else ["x"]
        )
    return draw(st.sampled_from(["x", "01003000", "veto"])) if value != "x" else "y"


REPLAYED = {}
CHECKED = ("program", "edition", "attribution", "digests", "counts", "strata", "towns", "notes")
"""Fields that follow from plan and data."""


@given(data=st.data())
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_single_change_of_a_file_passes_in_silence(edition, called, data):
    document = json.loads(called.text())
    path = data.draw(st.sampled_from([*leaves(document)]))
    other = copy.deepcopy(document)
    part = other
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = mutated(part[path[-1]], data.draw)
    if other == document:
        return
    made = outcome_of(edition, Plan())

    def replayed(described):
        content = json.dumps(described).encode()
        then = read_protocol(content)
        # all that a replay takes from the file
        key = (then.plan, then.made, then.lang, then.survey, then.call)
        if str(key) not in REPLAYED:
            REPLAYED[str(key)] = again(then, edition, made.frame, made.variables)
        now = REPLAYED[str(key)]
        return compare(then, now, seal_of(content))

    try:
        result = replayed(other)
        # the file says it, whatever was changed
        assert any(one.kind in ABOUT_FILE for one in result.differences)
        assert not result.same_list
        assert "Dieselbe Liste" not in result.text("de")
        # so does its content, where somebody makes the checksums anew
        forged = replayed(other | {"checksums": checksums(other)})
        assert path[0] not in CHECKED or not forged.same
        assert not any(one.kind in ABOUT_FILE for one in forged.differences)
        del other["checksums"]
        assert "keine Prüfsummen" in replayed(other).text("de")
    except ParameterError:
        pass  # refused in a sentence
