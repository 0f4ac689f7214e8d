"""`ankunft peers`: the list of the library, the same every time."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from ankunft import cli
from ankunft.base.errors import ParameterError
from ankunft.base.language import LANGUAGES
from ankunft.cli.peers import parse_weights
from ankunft.profiles.frame import profile_frame
from ankunft.profiles.peers import Doubt, Pool, peers, prepare

GOSLAR = "03153017"
COLUMNS = [
    "nearest", "ags", "name", "state", "county", "population", "distance", "blocks", "complete",
    "flagged", "stability", "joins", "separates",
]  # fmt: skip


@pytest.fixture(scope="module")
def space(edition):
    return prepare(profile_frame(edition))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, ["peers", *(str(argument) for argument in arguments)])


def listed(*arguments: object) -> pd.DataFrame:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return pd.read_csv(
        io.StringIO(result.stdout),
        dtype=dict.fromkeys(["ags", "state", "county"], str),
    )


def test_the_list_is_that_of_the_library(space):
    table = listed(GOSLAR)
    expected = peers(space, GOSLAR).table
    assert list(table) == COLUMNS
    assert table["ags"].to_list() == expected["ags"].to_list()
    assert table["nearest"].to_list() == list(range(1, 11))
    assert table["distance"].to_numpy() == pytest.approx(expected["distance"].to_numpy(), abs=1e-4)
    assert table["joins"].str.split().map(tuple).to_list() == expected["joins"].to_list()
    assert listed("goslar").equals(table)


def test_the_own_kreis_appears_on_request_only(space):
    assert not (listed(GOSLAR)["county"] == "03153").any()
    table = listed(GOSLAR, "--own-county")
    assert (table["county"] == "03153").any()
    expected = peers(space, GOSLAR, pool=Pool(other_county=False)).table
    assert table["ags"].to_list() == expected["ags"].to_list()


def test_the_option_of_before_works_and_says_what_became_of_it():
    old = run(GOSLAR, "--exclude-county")
    assert old.exit_code == 0
    assert old.stdout == run(GOSLAR).stdout
    assert "--own-county" in old.stderr
    said = run(GOSLAR).stderr.splitlines()
    assert [line for line in old.stderr.splitlines() if line not in said] == [
        line for line in old.stderr.splitlines() if "--exclude-county" in line
    ]


def test_weights_and_pool_are_respected(space):
    table = listed(
        GOSLAR, "--n", 4, "--weights", "size=2,migration=0", "--weights", "housing=0.5",
        "--exclude-state", "--min-population", 10_000, "--max-population", 60_000,
    )  # fmt: skip
    pool = Pool(min_population=10_000, max_population=60_000, other_state=True, other_county=True)
    weights = {"size": 2.0, "migration": 0.0, "housing": 0.5}
    expected = peers(space, GOSLAR, n=4, weights=weights, pool=pool).table
    assert table["ags"].to_list() == expected["ags"].to_list()
    assert not (table["state"] == "03").any()
    assert table["population"].between(10_000, 60_000).all()
    assert not table["blocks"].str.contains("migration").any()
    assert table["ags"].to_list() != listed(GOSLAR, "--n", 4)["ags"].to_list()


def test_the_same_bytes_every_time():
    for format in ("csv", "json"):
        first, second = (run(GOSLAR, "--format", format, "--lang", "en") for _ in range(2))
        assert first.stdout_bytes == second.stdout_bytes
        assert first.exit_code == 0


def test_json_names_settings_and_sources(edition):
    content = json.loads(run(GOSLAR, "--n", 2, "--format", "json", "--own-county").stdout)
    assert content["metadata"]["edition"] == edition.hash
    assert content["metadata"]["attribution"] == edition.attribution()
    notes = " ".join(content["metadata"]["notes"])
    assert f"ags={GOSLAR}" in notes
    assert "exclude_county=False" in notes
    assert "size=0.2" in notes
    assert len(content["rows"]) == 2
    # a town of the own Kreis shares its Kreis values with Goslar by definition
    for row in content["rows"]:
        assert row["complete"] == (row["county"] != GOSLAR[:5])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_village_gets_a_sentence_instead_of_a_list(lang):
    result = run("01054039", "--n", 3, "--lang", lang)
    assert result.exit_code == 0
    assert Doubt.FEW_PEOPLE.text("Gröde", lang) in result.stderr.splitlines()
    table = listed("01054039")
    assert list(table) == COLUMNS
    assert table.empty
    content = json.loads(run("01054039", "--format", "json", "--lang", lang).stdout)
    assert content["rows"] == []
    assert Doubt.FEW_PEOPLE.text("Gröde", lang) in content["metadata"]["notes"]


def test_a_list_that_the_cross_check_does_not_share_is_none():
    result = run(GOSLAR, "--exclude-state")
    assert result.exit_code == 0
    assert Doubt.NOT_SHARED.text("Goslar", "de") in result.stderr.splitlines()
    assert listed(GOSLAR, "--exclude-state").empty


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--weights", "size"), "size"),
        (("--weights", "size=x"), "size=x"),
        (("--weights", "=2"), "=2"),
        (("--weights", "size=1,size=2"), "size=2"),
        (("--weights", "weather=1"), "weather"),
        (("--weights", "size=-1"), "Gewichte"),
        (("--weights", "size=nan"), "Gewichte"),
        (("--own-county", "--exclude-county"), "schließen"),
        (("--own-county", "--exclude-state"), "schließen"),
        (("--min-population", 10, "--max-population", 5), "kleinste"),
    ],
)
def test_what_cannot_be_is_one_line(options, word):
    result = run(GOSLAR, *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Fehler: ")
    assert word in result.stderr
    assert result.stderr.count("\n") == 1


def test_unknown_towns_and_numbers_are_refused():
    assert run("goslarr").exit_code == 2
    assert "goslar" in run("goslarr").stderr
    assert run(GOSLAR, "--n", 0).exit_code == 2


def test_weights_are_read():
    assert parse_weights(["size=2, migration=0", "", "housing = .5"]) == {
        "size": 2.0, "migration": 0.0, "housing": 0.5,
    }  # fmt: skip
    with pytest.raises(ParameterError, match="housing"):
        parse_weights(["housing"])
