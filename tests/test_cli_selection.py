"""`ankunft frame`, `sample`, `cases` and `replay`: what the library says, the same every time."""

from __future__ import annotations

import io
import json

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from ankunft import cli
from ankunft.selection.frame.projects import project
from ankunft.selection.outcome import choose
from ankunft.selection.plan import read_plan
from ankunft.selection.protocol.document import read_protocol
from ankunft.selection.protocol.seal import checksums

EVIL = "=HYPERLINK(1)"
SMALL = {
    "title": EVIL,
    "groups": [
        {"any_of": [{"variable": "state", "operator": "one_of", "values": ["01"]}]},
        {"any_of": [{"variable": "population", "operator": "at_least", "value": 20_000}]},
    ],
    "sampling": {"n": 5, "seed": 3},
    "decisions": [{"ags": "01001000", "action": "include", "reason": EVIL}],
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def listed(*arguments: object) -> pd.DataFrame:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    text = dict.fromkeys(["ags", "state", "county"], str)
    return pd.read_csv(io.StringIO(result.stdout), dtype=text)


@pytest.fixture
def plan_file(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(SMALL), "utf-8")
    return path


def test_the_sample_is_that_of_the_library(edition):
    table = listed(
        "sample", "--preset", "ankunftsquartiere", "--share", 0.4, "--seed", 7, "--format", "csv"
    )
    plan = project("ankunftsquartiere").plan
    sampling = plan.sampling.model_copy(update={"share": 0.4, "seed": 7})
    expected = choose(edition, plan.model_copy(update={"sampling": sampling}))
    assert table["ags"].to_list() == expected.chosen
    assert (table["role"] == "all_in").sum() == 190
    assert (table["role"] == "sampled").sum() == round(0.4 * 509)
    weights = table.query("role == 'sampled'")["design_weight"]
    assert weights.sum() == pytest.approx(509, abs=1e-3)
    other = listed("sample", "--preset", "ankunftsquartiere", "--share", 0.4, "--seed", 8)
    assert other["ags"].to_list() != table["ags"].to_list()


def test_the_frame_is_that_of_the_project():
    table = listed("frame", "--preset", "zentren")
    assert len(table) == 729
    assert table["population"].between(10_000, 49_999).all()
    assert list(table)[:5] == ["ags", "name", "state", "county", "population"]


def test_cases_have_a_reason(plan_file):
    table = listed(
        "cases", "--preset", "zentren", "--strategy", "deviant", "--outcome", "change",
        "--covariates", "population,part", "--n", 3,
    )  # fmt: skip
    assert table["order"].to_list() == [1, 2, 3]
    assert table["reason"].str.startswith("Abweichender Fall").all()
    assert (table["studentised"].abs() > 2).all()
    paired = listed(
        "cases", "--plan", plan_file, "--strategy", "most_similar", "--outcome", "change",
        "--covariates", "population", "--n", 3,
    )  # fmt: skip
    assert paired["pair"].dropna().to_list() == [1, 1]
    assert paired["role"].to_list() == ["case", "case", "included"]


def test_formulas_are_no_formulas_in_a_table(plan_file):
    text = run("sample", "--plan", plan_file).stdout
    assert f",'{EVIL}," in text
    assert f",{EVIL}" not in text


def test_reserve_and_size(plan_file):
    table = listed("sample", "--plan", plan_file, "--n", 4)
    assert (table["role"] == "sampled").sum() == 4
    whole = listed("sample", "--plan", plan_file, "--n", 4, "--reserve")
    assert len(whole) > len(table)
    assert (whole["role"] == "reserve").any()
    half = listed("sample", "--plan", plan_file, "--share", 0.5)
    assert (half["role"] == "sampled").sum() == round(0.5 * len(whole))


def test_protocol_and_report_are_written(plan_file, tmp_path):
    protocol = tmp_path / "p.json"
    for name in ("r.md", "r.pdf"):
        result = run(
            "sample", "--plan", plan_file, "--protocol", protocol, "--report", tmp_path / name
        )
        assert result.exit_code == 0, result.stderr
    found = read_protocol(protocol.read_bytes())
    assert found.plan == read_plan(SMALL)
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert "Startzahl 3" in (tmp_path / "r.md").read_text("utf-8")
    again = listed("sample", "--plan", protocol)
    assert set(again["ags"]) == {row.ags for row in found.towns}


def test_replay_says_same_other_or_error(plan_file, tmp_path):
    path = tmp_path / "p.json"
    assert run("sample", "--plan", plan_file, "--protocol", path).exit_code == 0
    result = run("replay", path)
    assert (result.exit_code, result.stdout) == (0, "Dieselbe Liste aus denselben Daten.\n")
    data = json.loads(path.read_text("utf-8"))
    data["edition"] = "f" * 64
    path.write_text(json.dumps(data), "utf-8")
    result = run("replay", path)
    assert result.exit_code == 1, "somebody changed the file"
    assert "nach dem Schreiben verändert (Ausgabe der Daten)" in result.stdout
    data["checksums"] = checksums(data)
    path.write_text(json.dumps(data), "utf-8")
    result = run("replay", path)
    assert result.exit_code == 3, "the same list from other data"
    assert "ffffffffffff" in result.stdout
    data["plan"]["sampling"]["seed"] = 4
    path.write_text(json.dumps(data), "utf-8")
    result = run("replay", path, "--format", "json", "--lang", "en")
    assert result.exit_code == 1
    described = json.loads(result.stdout)
    assert (described["same"], described["same_list"], described["sealed"]) == (False, False, True)
    kinds = {one["kind"] for one in described["differences"]}
    assert {"missing", "added", "edited", "edition"} <= kinds
    assert "plan.sampling" in {one["subject"] for one in described["differences"]}
    del data["checksums"]
    path.write_text(json.dumps(data), "utf-8")
    assert "keine Prüfsummen" in run("replay", path).stdout
    path.write_text("{", "utf-8")
    assert run("replay", path).exit_code == 2
    assert run("replay", tmp_path / "none.json").exit_code == 2


def test_a_checksum_noted_elsewhere_tells_one_protocol_from_another(plan_file, tmp_path):
    path, report = tmp_path / "p.json", tmp_path / "r.md"
    run("sample", "--plan", plan_file, "--protocol", path, "--report", report)
    noted = read_protocol(path.read_bytes()).checksum
    assert noted in report.read_text("utf-8")
    for text in (noted, noted[:12].upper()):
        assert run("replay", path, "--checksum", text).exit_code == 0
    other = run("replay", path, "--checksum", "0" * 64)
    assert other.exit_code == 1
    assert "nicht die mit der Prüfsumme 000000000000" in other.stdout
    assert run("replay", path, "--checksum", "abc").exit_code == 2


@pytest.mark.parametrize("command", ["frame", "sample", "cases"])
def test_tables_go_into_files_of_the_format_of_their_ending(tmp_path, command):
    out = tmp_path / "liste.xlsx"
    preset = "zusammenhalt" if command == "cases" else "ankunftsquartiere"
    result = run(command, "--preset", preset, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Daten", "Quellen"]
    assert book["Daten"].cell(1, 1).value == "AGS"
    assert all(len(row[0]) == 8 for row in book["Daten"].iter_rows(2, values_only=True))


def test_the_same_bytes_every_time(plan_file):
    for format in ("csv", "json"):
        first, second = (run("sample", "--plan", plan_file, "--format", format) for _ in range(2))
        assert first.exit_code == 0
        assert first.stdout_bytes == second.stdout_bytes


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("sample",), "--preset"),
        (("sample", "--preset", "x", "--n", 3), "„x“"),
        (("sample", "--preset", "zentren"), "--share"),
        (("sample", "--preset", "zentren", "--n", 3, "--share", 0.2), "nur eines"),
        (("sample", "--preset", "zentren", "--share", 1.2), "share"),
        (("sample", "--preset", "zentren", "--n", 3_000), "nur 729"),
        (("sample", "--preset", "zentren", "--n", 3, "--report", "r.doc"), ".pdf"),
        (("sample", "--preset", "zentren", "--n", 3, "--protocol", "/no/where.json"), "schreiben"),
        (("sample", "--plan", "none.json", "--n", 3), "none.json"),
        (("cases", "--preset", "zentren"), "--strategy"),
        (("cases", "--preset", "zentren", "--strategy", "typical"), "Zielgröße"),
        (("cases", "--preset", "zusammenhalt", "--outcome", "weather"), "weather"),
    ],
)
def test_what_cannot_be_is_one_line(options, word):
    result = run(*options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1].startswith("Fehler: ")
    assert word in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff\xff", b"[" * 100_000, b'{"groups": 3}'])
def test_a_hostile_plan_is_one_line(tmp_path, content):
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    result = run("sample", "--plan", path, "--n", 3)
    assert result.exit_code == 2
    assert result.stderr.startswith("Fehler: ")
    assert result.stderr.count("\n") == 1


def test_wishes_that_contradict_are_explained(tmp_path):
    plan = SMALL | {
        "sampling": None,
        "decisions": [],
        "cases": {
            "n": 3,
            "strategy": "extreme",
            "outcome": "change",
            "quotas": [
                {
                    "all_of": [{"variable": "part", "operator": "one_of", "values": ["east"]}],
                    "at_least": 1,
                }
            ],
        },
    }
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({k: v for k, v in plan.items() if v is not None}), "utf-8")
    result = run("cases", "--plan", path)
    assert result.exit_code == 2
    assert "nicht erfüllbar" in result.stderr
    assert "Ostdeutschland" in result.stderr
