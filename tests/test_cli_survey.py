"""`ankunft frame`, `sample`, `cases` and `replay` with the answers of a survey."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from test_cli_selection import run

from ankunft.edition.figures import figures
from ankunft.intake.survey.join import MADE_UP
from ankunft.intake.survey.tokens import read_tokens
from ankunft.selection.frame.read_survey import read_survey
from ankunft.selection.outcome import choose
from ankunft.selection.plan import read_plan
from ankunft.selection.protocol.document import read_protocol
from ankunft.survey.example.generator import (
    PARTICIPANTS,
    RESPONSES,
    STRUCTURE,
    STRUCTURE_TXT,
    make_example,
)

PRESSED = "survey:druck"
PLAN = {
    "groups": [
        {"any_of": [{"variable": "state", "operator": "one_of", "values": ["01", "02", "03"]}]},
        {"any_of": [{"variable": PRESSED, "operator": "at_least", "value": 3}]},
    ],
    "sampling": {"n": 12, "seed": 5},
}


@pytest.fixture(scope="module")
def asked(edition) -> pd.DataFrame:
    """The towns of three Länder with at least 10,000 people."""
    groups = [
        PLAN["groups"][0],
        {"any_of": [{"variable": "population", "operator": "at_least", "value": 10_000}]},
    ]
    return choose(edition, read_plan({"groups": groups})).inside[["population", "arrival_class"]]


def write(folder, asked: pd.DataFrame, seed: int = 1) -> list[object]:
    """The files of an example in this folder, as options."""
    folder.mkdir(exist_ok=True)
    for name, content in make_example(asked, seed, 0.8).files.items():
        (folder / name).write_bytes(content)
    named = {"--survey": RESPONSES, "--structure": STRUCTURE, "--tokens": PARTICIPANTS}
    return [part for option, name in named.items() for part in (option, folder / name)]


@pytest.fixture
def files(tmp_path, asked) -> list[object]:
    return write(tmp_path / "survey", asked)


@pytest.fixture
def plan_file(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(PLAN), "utf-8")
    return path


@pytest.fixture
def protocol(tmp_path, plan_file, files):
    path = tmp_path / "p.json"
    result = run("sample", "--plan", plan_file, "--protocol", path, *files)
    assert result.exit_code == 0, result.stderr
    return path


def towns_in(edition) -> pd.DataFrame:
    return figures(edition, "municipality").set_index("ags")[["name"]]


def test_answers_filter_the_frame(edition, asked, plan_file, files):
    result = run("frame", "--plan", plan_file, *files)
    assert result.exit_code == 0, result.stderr
    listed = pd.read_csv(io.StringIO(result.stdout), dtype={"ags": str})
    example = make_example(asked, 1, 0.8).files
    found = read_survey(
        example[RESPONSES], example[STRUCTURE], towns_in(edition), tokens=example[PARTICIPANTS]
    )
    pressed = found.figures[PRESSED]
    assert listed["ags"].to_list() == sorted(pressed.index[pressed >= 3])
    assert 0 < len(listed) < len(pressed)


def test_answers_can_be_an_outcome_of_cases(plan_file, files):
    result = run(
        "cases",
        "--plan",
        plan_file,
        "--strategy",
        "extreme",
        "--outcome",
        PRESSED,
        "--n",
        3,
        *files,
    )
    assert result.exit_code == 0, result.stderr
    assert "Alle Antworten sind erfunden" in result.stderr
    listed = pd.read_csv(io.StringIO(result.stdout))
    assert set(listed["answers"]) == {"made_up"}


def test_the_same_answers_give_the_same_list(protocol, files):
    assert read_protocol(protocol.read_bytes()).survey
    result = run("replay", protocol, *files)
    assert (result.exit_code, result.stdout) == (0, "Dieselbe Liste aus denselben Daten.\n")


def test_the_structure_as_text_gives_the_same_answers(edition, asked):
    example = make_example(asked, 1, 0.8).files
    first, second = (
        read_survey(
            example[RESPONSES], example[name], towns_in(edition), tokens=example[PARTICIPANTS]
        )
        for name in (STRUCTURE, STRUCTURE_TXT)
    )
    assert first.digest == second.digest


def test_other_answers_are_named(protocol, tmp_path, asked):
    result = run("replay", protocol, *write(tmp_path / "other", asked, seed=2))
    assert result.exit_code == 1
    assert "Andere Antworten der Befragung" in result.stdout
    assert "Neu in der Liste" in result.stdout


def test_answers_without_which_a_protocol_cannot_be_followed_are_asked_for(protocol):
    result = run("replay", protocol)
    assert result.exit_code == 2
    assert "--survey" in result.stderr.splitlines()[-1]


def test_the_protocol_names_no_answers(protocol, asked):
    found = read_protocol(protocol.read_bytes())
    assert {name for town in found.towns for name in town.figures} == {"state"}
    text = protocol.read_text("utf-8")
    codes = read_tokens(make_example(asked, 1, 0.8).files[PARTICIPANTS], asked.index).towns
    assert not [code for code in codes if code in text]


def test_a_column_named_is_the_key(tmp_path, plan_file, files, asked):
    by_ags = tmp_path / "by_ags.csv"
    answers = pd.read_csv(files[1], dtype=str, keep_default_na=False)
    listed = read_tokens(files[5], asked.index).towns
    answers.assign(AGS=answers["token"].map(listed)).drop(columns=["token", MADE_UP]).to_csv(
        by_ags, index=False
    )
    common = ("frame", "--plan", plan_file, "--structure", files[3], "--survey", by_ags)
    found = [run(*common, *key) for key in ((), ("--key", "AGS"))]
    assert [result.exit_code for result in found] == [0, 0], found[1].stderr
    assert found[0].stdout == found[1].stdout
    wrong = run(*common, "--key", "nichts")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "„nichts“" in wrong.stderr


def test_a_choice_can_be_read_as_a_scale(plan_file, files):
    ordered = ("cases", "--plan", plan_file, "--strategy", "extreme", "--n", 2)
    outcome = ("--outcome", "survey:neuesquartier")
    assert run(*ordered, *outcome, *files).exit_code == 2
    result = run(*ordered, *outcome, *files, "--scale", "neuesquartier")
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize(
    ("left_out", "word"), [("--survey", "--survey"), ("--structure", "--structure")]
)
def test_files_that_need_each_other(plan_file, files, left_out, word):
    place = files.index(left_out)
    result = run("frame", "--plan", plan_file, *files[:place], *files[place + 2 :])
    assert (result.exit_code, result.stdout) == (2, "")
    assert word in result.stderr


def test_answers_of_a_plan_without_files_are_one_line(plan_file):
    result = run("frame", "--plan", plan_file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert PRESSED in result.stderr


@pytest.mark.parametrize("content", [b"", b"a\0b", b"x;y\n1;2\n", b"\xff\xfe\x00"])
def test_hostile_answers_are_one_line(tmp_path, plan_file, files, content):
    path = tmp_path / "evil.csv"
    path.write_bytes(content)
    result = run("frame", "--plan", plan_file, "--survey", path, *files[2:])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "evil.csv" in result.stderr.splitlines()[-1]


def damaged(files: list[object], folder) -> list[object]:
    """The options with answers as an export for R, some of them beyond reading."""
    answers = pd.read_csv(files[1], dtype=str, keep_default_na=False, encoding="utf-8-sig")
    yes = answers["begleitung"].map({"Y": "1", "N": "2", "": ""})
    gone = answers["druck"].where(answers["druck"] != "5", "sehr hoch")
    path = folder / "damaged.csv"
    answers.assign(begleitung=yes, druck=gone).to_csv(path, index=False)
    return [files[0], path, *files[2:]]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ("Hinweis: „druck“: nicht lesbare Angaben", "1 = Ja und 2 = Nein", "keines davon")),
        ("en", ("Note: “druck”: entries that cannot be read", "1 = yes and 2 = no", "none of these")),
    ],
)  # fmt: skip
def test_what_was_found_in_the_answers_is_said_on_the_side(
    tmp_path, asked, plan_file, files, lang, words
):
    options = damaged(files, tmp_path)
    result = run("frame", "--plan", plan_file, *options, "--lang", lang)
    assert result.exit_code == 0, result.stderr
    for word in (*words, "sehr hoch (", "--read begleitung=1/2 | begleitung=2/1"):
        assert word in result.stderr, word
        assert word not in result.stdout


def test_what_is_not_certain_can_be_decided(edition, tmp_path, plan_file, files):
    wanted = {"variable": "survey:begleitung", "operator": "one_of", "values": ["yes"]}
    plan_file.write_text(json.dumps({"groups": [{"any_of": [wanted]}]}), "utf-8")
    options = damaged(files, tmp_path)

    def listed(*more: str) -> set[str]:
        result = run("frame", "--plan", plan_file, *options, *more)
        assert result.exit_code == 0, result.stderr
        return set(pd.read_csv(io.StringIO(result.stdout), dtype={"ags": str})["ags"])

    plain = run("frame", "--plan", plan_file, *files)
    expected = pd.read_csv(io.StringIO(plain.stdout), dtype={"ags": str})["ags"]
    assert listed() == listed("--read", "begleitung=1/2") == set(expected)
    assert not listed() & listed("--read", "begleitung=2/1")


@pytest.mark.parametrize(
    ("decision", "said"),
    [("begleitung", "FRAGE=LESART"), ("druck=1/2", "nichts zu entscheiden"), ("begleitung=9", "1/2, 2/1")],
)  # fmt: skip
def test_a_decision_that_is_none_is_one_line(tmp_path, plan_file, files, decision, said):
    result = run("frame", "--plan", plan_file, *damaged(files, tmp_path), "--read", decision)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr.splitlines()[-1]
