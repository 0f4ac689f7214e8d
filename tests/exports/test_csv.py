"""CSV for programs: readers that guess see the same rows, and the side file says what they are."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import duckdb
import numpy as np
import pandas as pd
import pytest

from ankunft.output import tables as exports
from ankunft.output.tables.text import FORMULA, csv_text

ROOT = Path(__file__).parents[2]
NOTE = "high=1.2 low=1.0"


@pytest.fixture
def written(edition, table, tmp_path) -> Path:
    files = exports.export(
        edition, table, "cell", "csv", lang="de", title="Probe", notes=[NOTE], file="probe.csv"
    )
    assert list(files) == ["probe.csv", "probe.csv-metadata.json"]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path / "probe.csv"


def described(path: Path) -> dict:
    return json.loads(Path(f"{path}-metadata.json").read_text("utf-8"))


def guarded(texts) -> list[str]:
    return [f"'{text}" if text.startswith(FORMULA) else text for text in texts]


def test_pandas_reads_every_row_by_itself(table, written):
    back = pd.read_csv(written)
    assert list(back) == list(table)
    assert len(back) == len(table)
    assert back["id"].to_list() == [int(key) for key in table["id"]]  # it does guess
    assert back["name"].to_list() == guarded(table["name"])
    np.testing.assert_allclose(back["share_2022"], table["share_2022"], atol=1e-6)
    assert back["share_2022"].isna().to_list() == table["share_2022"].isna().to_list()
    assert back["class"].to_list() == table["class"].to_list()  # "none" is no gap
    assert back["meets"][1:].to_list() == table["meets"][1:].to_list()
    assert back["meets"].isna()[0]


def test_duckdb_reads_the_same_rows_by_its_own_guess(table, written):
    back = duckdb.sql(f"SELECT * FROM '{written}'").df()
    pandas = pd.read_csv(written)
    assert list(back) == list(pandas)
    assert len(back) == len(pandas)
    for name in pandas:
        mine, theirs = pandas[name].astype(object), back[name].astype(object)
        missing = mine.isna()
        assert theirs.isna().to_list() == missing.to_list(), name
        texts = [mine[~missing].to_list(), theirs[~missing].to_list()]
        if name == "id":
            texts = [[int(key) for key in column] for column in texts]
        assert texts[0] == pytest.approx(texts[1]) if name == "share_2022" else texts[0] == texts[1]


def test_no_byte_that_a_reader_stumbles_over(written):
    content = written.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" not in content
    assert b"# " not in content
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")


def test_the_side_file_is_csv_on_the_web(edition, table, written):
    found = described(written)
    assert found["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "de"}]
    assert found["url"] == "probe.csv"
    assert found["dc:title"] == "Probe"
    assert edition.hash in found["dc:identifier"]
    assert {"type": "Annotation", "body": NOTE} in found["notes"]
    columns = found["tableSchema"]["columns"]
    assert [column["titles"]["und"] for column in columns] == list(table)
    types = {column["name"]: column["datatype"] for column in columns}
    assert types == {
        "id": "string", "name": "string", "share_2022": "number", "population_2022": "integer",
        "class": "string", "meets": "boolean", "centre_cell": "string", "reason": "string",
    }  # fmt: skip
    for column in columns:
        assert column["titles"]["de"]
        assert column["titles"]["en"]
        assert {text["@language"] for text in column["dc:description"]} == {"de", "en"}
    share = next(column for column in columns if column["name"] == "share_2022")
    assert share["schema:unitText"] == [
        {"@value": "%", "@language": "de"}, {"@value": "%", "@language": "en"},
    ]  # fmt: skip
    assert "Staatsangehörigkeit" in share["titles"]["de"]
    kind = next(column for column in columns if column["name"] == "class")
    assert "new = neu" in kind["dc:description"][0]["@value"]
    assert next(c for c in columns if c["name"] == "reason")["lang"] == "de"


def test_the_side_file_holds_all_a_licence_asks_for(edition, written):
    found = described(written)
    assert len(found["dc:source"]) == len(edition.national_sources)
    for source, said in zip(edition.national_sources, found["dc:source"], strict=True):
        assert said["@id"] == source["dataset_url"]
        assert said["dc:publisher"] == source["publisher"]
        assert said["dc:bibliographicCitation"] == source["attribution"]
        assert said["dc:license"] == {"@id": source["licence_url"]}
        assert said["dc:provenance"] == source["change_note_de"]
        assert {"@id": source["licence_url"]} in found["dc:license"]


def test_the_apostrophe_of_formulas_is_said_where_there_is_one(edition, table):
    def notes(rows) -> str:
        files = exports.export(edition, rows, "cell", "csv", lang="de", title="")
        return str(json.loads([*files.values()][1])["notes"])

    assert "Apostroph" in notes(table)
    assert "Apostroph" not in notes(table.assign(name="Leipzig"))


def test_the_example_of_the_readme_reads_a_file_back(edition, table, written, monkeypatch):
    """Keys keep their zeros; the README says how."""
    monkeypatch.chdir(written.parent)
    code = next(
        block
        for block in re.findall(
            r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S
        )
        if "metadata.json" in block
    )
    (written.parent / "gemeinden.csv").write_bytes(written.read_bytes())
    side = Path(f"{written}-metadata.json").read_bytes()
    (written.parent / "gemeinden.csv-metadata.json").write_bytes(side)
    names: dict = {}
    exec(code, names)
    assert names["table"]["id"].to_list() == table["id"].to_list()
    assert (
        names["table"]["centre_cell"][1:].to_list()
        == table["centre_cell"][1:].astype(str).to_list()
    )
    assert names["table"]["share_2022"].dtype == float


def test_headers_that_are_no_plain_names_are_found_by_their_title(edition):
    odd = pd.DataFrame({"q_ärzte_bev": [1.5], "a b": [2]})
    files = exports.export(edition, odd, "", "csv", lang="en", title="")
    columns = json.loads([*files.values()][1])["tableSchema"]["columns"]
    assert [column["titles"]["und"] for column in columns] == list(odd)
    assert all(re.fullmatch(r"([A-Za-z0-9_]|%[0-9A-F]{2})+", column["name"]) for column in columns)
    assert unquote(columns[0]["name"]) == "q_ärzte_bev"


def test_a_page_gives_table_and_description_in_one_archive(edition, table):
    files = exports.export(edition, table, "cell", "csv", lang="de", title="", file="a.csv")
    first, second = exports.download(files), exports.download(dict(files))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["a.csv", "a.csv-metadata.json"]
        assert archive.read("a.csv") == files["a.csv"]
        assert all(entry.external_attr >> 16 == 0o644 for entry in archive.infolist())
    assert exports.download({"a.json": b"{}"}) == b"{}"


def test_a_row_without_any_value_is_a_row():
    assert csv_text(pd.DataFrame({"x": [1.0, None]})) == 'x\n1\n""\n'
