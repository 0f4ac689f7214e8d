"""The command line: what it prints where, and how it fails."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from typer.testing import CliRunner, Result

from ankunft import cli
from ankunft.base.extras import BUILD_PACKAGES
from ankunft.base.language import LANGUAGES
from ankunft.build.manifest import edition_hash
from ankunft.edition.figures import LAYERS, figures
from ankunft.output.tables import FORMATS
from ankunft.town.classes import REFERENCES
from ankunft.town.units import KINDS
from ankunft.typology import PRESETS, default_parameters, preset_parameters
from ankunft.typology.levels import classification_table, classify_level

COLUMNS = [
    "id", "name", "share_2011", "share_2022", "lq_2011", "lq_2022", "change", "excess", "class",
    "robustness", "noise_robustness",
]  # fmt: skip
ROOT = Path(__file__).parents[1]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def classes(*arguments: object) -> pd.DataFrame:
    result = run("classify", *arguments)
    assert result.exit_code == 0, result.stderr
    return pd.read_csv(
        io.StringIO(result.stdout), dtype={"id": str, "name": str},
        keep_default_na=False, na_values={name: [""] for name in {*COLUMNS, "position_2011", "position_2022"} - {"id", "name", "class"}},
    )  # fmt: skip


def refused(result: Result) -> str:
    """The one line on stderr."""
    assert result.exit_code == 2
    assert result.stdout == ""
    line, end = result.stderr[:-1], result.stderr[-1]
    assert end == "\n"
    assert "\n" not in line
    assert line.startswith("Fehler: ")
    return line


def test_choices_are_those_of_the_library():
    levels = [level.value for level in cli.Level]
    assert levels == ["municipality", "county", "state", "cell", "quarter"]
    assert set(levels) == {*LAYERS, "quarter"}
    assert [preset.value for preset in cli.Preset] == list(PRESETS)
    assert [format.value for format in cli.Format] == list(FORMATS)
    assert [lang.value for lang in cli.Language] == list(LANGUAGES)
    assert [reference.value for reference in cli.Reference] == list(REFERENCES)
    assert {unit.value for unit in cli.Unit} == set(KINDS) - {"fine"}


def test_classify_prints_every_area_with_all_columns(edition):
    table = classes("--level", "municipality")
    assert list(table) == COLUMNS
    assert table["id"].to_list() == edition.municipalities["ags"].to_list()
    frame = figures(edition, "municipality")
    result = classify_level(frame, "municipality", default_parameters("municipality"))
    expected = classification_table(frame, result)
    pd.testing.assert_frame_equal(table, expected.round(4), check_dtype=False)


def test_sources_and_parameters_stand_beside_the_table_not_in_it(edition):
    result = run("classify", "--level", "state")
    assert len(result.stdout.splitlines()) == 17  # header and sixteen Länder
    lines = result.stderr.splitlines()
    for line in edition.attribution():
        assert line in lines
    assert edition.hash in result.stderr
    assert any("high=1.2" in line and "preset=relative" in line for line in lines)


def test_state_filters_after_classing():
    whole = classes("--level", "municipality", "--preset", "fifth")
    for state in ("05", "5"):
        own = classes("--level", "municipality", "--preset", "fifth", "--state", state)
        expected = whole[whole["id"].str.startswith("05")].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, expected)


@pytest.mark.parametrize("level", ["state", "county", "cell"])
def test_other_levels(edition, level):
    table = classes("--level", level, "--state", "02")
    frame = figures(edition, level)
    assert table["id"].to_list() == frame.loc[frame["state"] == "02", "id"].to_list()
    assert set(table["class"]) != {"no_data"}


@pytest.mark.parametrize("preset", list(PRESETS))
def test_presets(edition, preset):
    table = classes("--level", "county", "--preset", preset, "--berlin", "west")
    frame = figures(edition, "county")
    result = classify_level(frame, "county", preset_parameters(preset, "county", berlin="west"))
    expected = classification_table(frame, result)
    assert table["class"].to_list() == expected["class"].to_list()
    assert table["robustness"].isna().all() == (preset in ("absolute", "fifth"))


def test_thresholds_change_the_classes(edition):
    given = {"high": 1.5, "low": 0.9, "margin": 1.0, "min_n": 20_000}
    options = [text for name, value in given.items()
               for text in (f"--{name.replace('_', '-')}", value)]  # fmt: skip
    table = classes("--level", "municipality", *options)
    frame = figures(edition, "municipality")
    parameters = preset_parameters("own", "municipality", **given)
    expected = classification_table(frame, classify_level(frame, "municipality", parameters))
    assert table["class"].to_list() == expected["class"].to_list()
    assert table["class"].to_list() != classes("--level", "municipality")["class"].to_list()


def test_json_and_geojson_on_stdout(edition):
    rows = json.loads(run("classify", "--level", "state", "--format", "json").stdout)
    assert rows["metadata"]["attribution"] == edition.attribution()
    assert [list(row) for row in rows["rows"]] == [COLUMNS] * 16
    shapes = json.loads(run("classify", "--level", "state", "--format", "geojson").stdout)
    assert [feature["properties"] for feature in shapes["features"]] == rows["rows"]


@pytest.mark.parametrize("format", list(FORMATS))
def test_files(tmp_path, format):
    path = tmp_path / f"laender.{format}"
    result = run("classify", "--level", "state", "--format", format, "--out", path, "--lang", "de")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "16 Zeilen" in result.stderr
    if format == "csv":
        table = pd.read_csv(path, dtype={"id": str})
        side = json.loads(Path(f"{path}-metadata.json").read_text("utf-8"))
        assert side["url"] == path.name
        assert any("level=state" in note["body"] for note in side["notes"])
    elif format == "xlsx":
        table = pd.read_excel(path, dtype=str)
        assert len(table) == 16
        assert table["Schlüssel"].to_list() == [f"{code:02}" for code in range(1, 17)]
        return
    elif format == "json":
        table = pd.DataFrame(json.loads(path.read_text("utf-8"))["rows"])
    elif format == "parquet":
        table = gpd.read_parquet(path)
    else:
        table = pyogrio.read_dataframe(path, **({"layer": "states"} if format == "gpkg" else {}))
    assert table["id"].to_list() == [f"{code:02}" for code in range(1, 17)]
    assert table["share_2022"].between(1, 30).all()


def test_language_of_the_notes():
    german = run("classify", "--level", "state")
    english = run("classify", "--level", "state", "--lang", "en")
    assert "\nLizenz: " in german.stderr
    assert "\nLicence: " in english.stderr
    assert german.stdout_bytes == english.stdout_bytes


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "geojson", "gpkg", "parquet"])
def test_the_ending_of_the_file_says_the_format(tmp_path, ending):
    path = tmp_path / f"Laender.{ending.upper()}"
    assert run("classify", "--level", "state", "--out", path).exit_code == 0
    starts = {"csv": b"id,", "json": b'{"met', "xlsx": b"PK", "geojson": b'{"typ', "gpkg": b"SQL"}
    assert path.read_bytes().startswith(starts.get(ending, b"PAR1"))
    assert Path(f"{path}-metadata.json").is_file() == (ending == "csv")


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--low", "1.5", "--high", "1.2"), "low"),
        (("--high", "0.9"), "high"),
        (("--high", "nan"), "high"),
        (("--min-n", "-1"), "min_n"),
        (("--state", "17"), "17"),
        (("--state", "Bayern"), "Bayern"),
        (("--city", "leipzig"), "--city"),
        (("--t0", "2011"), "--t0"),
        (("--unit", "cell"), "--unit"),
        (("--reference", "own"), "--reference"),
        (("--leave-out", "1"), "--leave-out"),
        (("--format", "gpkg"), "--out"),
        (("--format", "parquet"), "--out"),
        (("--format", "xlsx"), "--out"),
        (("--format", "csv", "--out", "x.xlsx"), "passen nicht"),
        (("--out", "x.doc"), "doc"),
        (("--format", "csv", "--out", "/nowhere/at/all.csv"), "/nowhere"),
    ],
)
def test_illegal_values_are_one_line(options, word):
    assert word in refused(run("classify", "--level", "state", *options))


@pytest.mark.parametrize(
    "arguments",
    [("classify",), ("classify", "--level", "planet"), ("classify", "--levle", "state"), ("fly",)],
)
def test_unknown_options_are_explained(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_missing_edition_is_one_line(tmp_path, monkeypatch):
    assert str(tmp_path) in refused(run("edition", tmp_path))
    assert str(tmp_path) in refused(run("check", tmp_path))
    monkeypatch.setenv("ANKUNFT_EDITION", str(tmp_path))
    assert str(tmp_path) in refused(run("classify", "--level", "state"))


def test_edition_describes_itself(edition):
    described = json.loads(run("edition").stdout)
    assert described["edition"] == edition.hash
    assert set(described["layers"]) == set(edition.manifest["layers"])
    for name, entry in described["layers"].items():
        assert entry["rows"] == len(edition.layer(name))
        assert entry["columns"] == list(edition.layer(name).columns)
    assert {"2011-05-09", "2022-05-15"} <= set(described["reference_dates"])
    assert [source["id"] for source in described["sources"]] == [
        source["id"] for source in edition.manifest["sources"]
    ]


def test_check_accepts_the_shipped_edition(edition):
    result = run("check", edition.path)
    assert result.exit_code == 0
    assert edition.hash in result.stdout
    assert run("check").exit_code == 0


@pytest.fixture
def copy(edition, tmp_path) -> Path:
    return Path(shutil.copytree(edition.path, tmp_path / "copy"))


def failed_check(folder: Path) -> str:
    result = run("check", folder)
    assert result.exit_code == 2
    assert result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last.startswith("Fehler: ")
    return last


def test_check_finds_a_changed_layer(copy):
    with (copy / "states.parquet").open("ab") as file:
        file.write(b"\0")
    assert "states.parquet" in failed_check(copy)


def test_check_finds_a_missing_layer(copy):
    (copy / "counties.parquet").unlink()
    assert "counties.parquet" in failed_check(copy)


def test_check_finds_a_changed_manifest(copy):
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["sources"][0]["attribution"] = "© nobody"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert "manifest" in failed_check(copy)


def test_check_finds_rows_that_the_manifest_does_not_have(copy):
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["layers"]["states"]["rows"] = 17
    manifest["edition"] = edition_hash(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert "erwartet werden 17" in failed_check(copy)


def test_build_names_the_file_that_is_missing(tmp_path):
    out = tmp_path / "out"
    line = refused(run("build", "--sources", tmp_path, "--out", out))
    assert ".xlsx" in line or ".zip" in line
    assert not out.exists()


def ankunft(*arguments: str, before: str = "pass") -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, as the console script starts it."""
    code = f"import sys; {before}; from ankunft.cli import app; app()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_a_real_process():
    result = ankunft("classify", "--level", "state", "--state", "13")
    assert result.returncode == 0
    assert "Fehler" not in result.stderr
    assert result.stdout.startswith(",".join(COLUMNS) + "\n13,Mecklenburg-Vorpommern,")
    failed = ankunft("classify", "--level", "state", "--low", "3")
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert failed.stderr.count("\n") == 1


@pytest.mark.parametrize("package", BUILD_PACKAGES)
def test_without_the_build_extra_it_says_what_to_install(tmp_path, package, request):
    hidden = f"sys.modules['{package}'] = None"
    if package == "pandera":
        result = ankunft("check", before=hidden)
    else:
        sources = request.getfixturevalue("sources")
        result = ankunft(
            "build", "--sources", str(sources), "--out", str(tmp_path / "out"), before=hidden
        )
    assert result.returncode == 2
    assert result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last == f'Fehler: {package} fehlt; dafür braucht es: pip install "ankunft[build]"'
    assert "Traceback" not in result.stderr


def test_the_build_extra_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = project["optional-dependencies"]["build"]
    packages = [re.match(r"[\w-]+", name)[0].replace("-", "_") for name in named]
    assert packages == list(BUILD_PACKAGES)


def test_help_comes_at_once():
    heavy = "pandas", "numpy", "geopandas", "matplotlib", "pyarrow", "rasterio", "streamlit"
    code = (
        "import sys; from ankunft.cli import app; app(['--help'], standalone_mode=False); "
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stderr.strip() == "[]"
    commands = (
        "build", "check", "edition", "classify", "segregation", "centre", "add-city", "cities",
        "remove-city",
    )  # fmt: skip
    for command in commands:
        assert command in result.stdout
