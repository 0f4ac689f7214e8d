"""Tables and files have one owner each: nothing else puts a table on a page or writes one."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ankunft.app import files, show_table
from ankunft.output.tables import download, export
from ankunft.output.tables.profiles import figure_columns, figures_of_town, figures_of_towns
from ankunft.profiles.frame import profile_frame
from ankunft.profiles.peers import peers, prepare
from ankunft.profiles.peers.files import file_notes, file_table

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "src").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
OWNERS = {
    "dataframe": {"show_table.py"},
    "data_editor": {"show_table.py"},
    "to_csv": set(),
    "to_excel": set(),
}


def calls(path: Path) -> set[str]:
    """Names of methods that are called in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    found = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {function.attr for function in found if isinstance(function, ast.Attribute)}


def test_nothing_else_shows_or_writes_a_table():
    strangers = {
        (path.name, name)
        for path in SOURCES
        for name in calls(path) & OWNERS.keys()
        if path.name not in OWNERS[name]
    }
    assert not strangers


def test_the_csv_writer_is_called_by_the_exports_alone():
    named = {path.parent.relative_to(ROOT / "src" / "ankunft").as_posix() for path in SOURCES
             if "csv_text" in path.read_text("utf-8")}  # fmt: skip
    assert named == {"output/tables"}


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_every_page_hides_the_button_of_tables(page):
    """The rule is part of the style of every page."""
    assert show_table.RULES
    assert "apply_style" in page.read_text("utf-8")


def test_buttons_exist_for_every_format_and_language():
    assert set(files.GEOGRAPHIC) == set(files.names("de")) == set(files.names("en"))
    assert set(files.PLAIN) <= set(files.GEOGRAPHIC)


def sheet(edition, table: pd.DataFrame, **options) -> list[tuple]:
    content = download(export(edition, table, "", "xlsx", lang="de", title="", **options))
    return [*openpyxl.load_workbook(io.BytesIO(content))["Daten"].values]


def test_profiles_and_peers_are_tables_of_numbers(edition):
    frame = profile_frame(edition)
    town = "03153017"
    found = figures_of_town(edition, frame, town, frame[frame["state"] == "03"], "de").set_index(
        "figure"
    )
    share = found.loc["share_foreign_2022"]
    assert share["value"] == frame.at[town, "share_foreign_2022"]
    same = frame.loc[frame["state"] == "03", "share_foreign_2022"]
    assert share["median"] == pytest.approx(same.median())
    assert (share["unit"], share["towns"]) == ("%", same.notna().sum())
    rows = sheet(
        edition, figures_of_towns(frame, [town, "01001000"]), known=figure_columns(edition)
    )
    assert [row[0] for row in rows[1:]] == [town, "01001000"]
    assert "Anteil von Personen mit ausländischer Staatsangehörigkeit 2022 (%)" in rows[0]
    result = peers(prepare(frame), town, n=2)
    assert file_table(result)["ags"].to_list() == result.table["ags"].to_list()
    assert f"ags={town}" in file_notes(result, "Goslar", "de")[0]
