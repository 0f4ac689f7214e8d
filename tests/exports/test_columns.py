"""What columns are called: every one of every file has a title, a meaning and the right kind."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

from ankunft import cli
from ankunft.base.language import LANGUAGES
from ankunft.edition.indicators import of_level
from ankunft.output.tables import csvw
from ankunft.output.tables.codes import codes
from ankunft.output.tables.columns import Column, _data, columns_of, of_survey, of_table
from ankunft.typology import ArrivalClass

COMMANDS = [
    ("classify", "--level", "municipality", "--state", "04"),
    ("classify", "--level", "cell", "--state", "04"),
    ("classify", "--level", "quarter", "--city", "leipzig"),
    ("segregation", "leipzig"),
    ("centre", "leipzig"),
    ("centre",),
    ("peers", "goslar", "--n", "2"),
    ("cities",),
    ("sample", "--preset", "ankunftsquartiere"),
    ("frame", "--preset", "zentren"),
    ("cases", "--preset", "zusammenhalt"),
    ("cases", "--preset", "zentren", "--strategy", "most_similar", "--outcome", "change",
     "--covariates", "population", "--n", "2"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_column_of_every_command_is_described(tmp_path, command):
    """Whoever adds a column describes it in exports/columns.toml (or in the catalogue of figures)."""
    import json

    out = tmp_path / "x.csv"
    result = CliRunner().invoke(cli.app, [*command, "--out", str(out)])
    assert result.exit_code == 0, result.stderr
    found = json.loads((tmp_path / "x.csv-metadata.json").read_text("utf-8"))
    for column in found["tableSchema"]["columns"]:
        header = column["titles"]["und"]
        assert column["titles"]["de"] != header or header == "name", header
        assert column.get("dc:description") or column.get("schema:unitText"), header
    head = pd.read_csv(out, nrows=0)
    assert [column["titles"]["und"] for column in found["tableSchema"]["columns"]] == list(head)


@pytest.mark.parametrize("level", ["municipality", "cell"])
def test_figures_are_those_of_the_catalogue_of_their_level(level):
    for entry in of_level(level):
        (column,) = columns_of(pd.DataFrame({entry.column: [1.0]}), level)
        assert (column.title("de"), column.unit("en")) == (entry.label("de"), entry.unit("en"))


def test_keys_stay_keys_whatever_is_known_of_them():
    known = {"state": Column("state", "Land", "Land")}
    (column,) = columns_of(pd.DataFrame({"state": ["01"]}), known=known)
    assert column.key
    assert csvw.datatype(column, pd.Series([1])) == "string"


def test_codes_of_classes_are_those_of_the_typology():
    assert [code for code, *_words in codes("class")] == [kind.id for kind in ArrivalClass]
    (column,) = columns_of(pd.DataFrame({"class": ["new"]}))
    for lang in LANGUAGES:
        assert column.word("new", lang) == ArrivalClass.NEW.label(lang)
        assert column.word("unheard", lang) == "unheard"


def test_columns_of_a_year_go_by_the_column_without():
    (column,) = columns_of(pd.DataFrame({"centre_share_2011": [1.0]}))
    assert column.title("de") == "Anteil im Zentrum 2011"


def test_a_column_that_nobody_describes_goes_by_its_name():
    (column,) = columns_of(pd.DataFrame({"weather": [1.0]}))
    assert column == Column("weather", "weather", "weather")


def test_headings_of_results_become_names(edition):
    rows = pd.DataFrame(
        {"Antwort": ["a"], "Anteil (%)": [1.0], "von (%)": [0.5], "von": [1], "Größe & Lage": [2]}
    )
    table, known = of_survey(rows, "de")
    assert list(table) == ["answer", "share", "low", "low_", "grosse_lage"]
    assert known["share"].unit("en") == "%"
    assert known["grosse_lage"].title("en") == "Größe & Lage"


def test_the_catalogue_is_complete_and_has_no_column_twice():
    for name, entries in _data().items():
        for entry in entries:
            for field in ("title_de", "title_en", "about_de", "about_en"):
                assert entry[field].strip(), (name, entry["name"], field)
            assert ("unit_de" in entry) == ("unit_en" in entry)
        if name != "survey":
            assert len(of_table(name)) == len(entries), name
