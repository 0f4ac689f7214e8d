"""What every importer says about a file that is not what it should be."""

from __future__ import annotations

import pytest

from ankunft.base.errors import SourceError
from ankunft.sources import bkg, gemeindeverzeichnis, inkar, regional, zensus2011, zensus2022

from .files import table, write_zip

IMPORTERS = [
    zensus2011.read_cells_1km,
    zensus2011.read_origin_100m,
    lambda path: zensus2022.read_cells(path, "Einwohner"),
    regional.read_demography,
    regional.read_dwellings,
    bkg.read_outlines,
    gemeindeverzeichnis.read_municipalities,
    gemeindeverzeichnis.read_counties,
    gemeindeverzeichnis.read_states,
    inkar.read_series,
]
every_importer = pytest.mark.parametrize("importer", IMPORTERS)


def message(importer, path) -> str:
    with pytest.raises(SourceError) as error:
        importer(path)
    assert str(path) in str(error.value)
    return str(error.value)


@every_importer
def test_missing_file(importer, tmp_path):
    assert "Die Datei fehlt" in message(importer, tmp_path / "data.zip")


@every_importer
@pytest.mark.parametrize("page", [b"<!DOCTYPE html><html>403</html>", b"\n <HTML><body>"])
def test_web_page_in_place_of_the_file(importer, page, tmp_path):
    path = tmp_path / "data.zip"
    path.write_bytes(page)
    assert "Webseite" in message(importer, path)


@every_importer
def test_truncated_archive(importer, tmp_path):
    path = write_zip(tmp_path / "data.zip", {"a.csv": "text" * 1000})
    path.write_bytes(path.read_bytes()[:-40])
    assert "beschädigt oder unvollständig" in message(importer, path)


@every_importer
def test_archive_of_something_else(importer, tmp_path):
    path = write_zip(tmp_path / "data.zip", {"liesmich.txt": "nichts"})
    assert any(part in message(importer, path) for part in ("liesmich.txt", "Excel"))


def test_damage_inside_the_archive(tmp_path):
    rows = [f"Kreise;01001;q;Label;{year};{year % 7},5" for year in range(1000, 3000)]
    header = "Raumbezug;Kennziffer;Kuerzel;Indikator;Zeitbezug;Wert"
    path = write_zip(tmp_path / "data.zip", {"a.csv": table(header, *rows)})
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    assert "beschädigt" in message(inkar.read_series, path)


def test_two_members_that_fit(tmp_path):
    path = write_zip(tmp_path / "data.zip", {"a.csv": "", "b.csv": ""})
    text = message(inkar.read_series, path)
    assert "Mehr als eine Datei" in text
    assert "a.csv, b.csv" in text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf_16_is_refused(tmp_path, encoding):
    content = table("Raumbezug;Kennziffer;Kuerzel;Indikator;Zeitbezug;Wert")
    path = write_zip(tmp_path / "data.zip", {"a.csv": content.encode(encoding)})
    text = message(inkar.read_series, path)
    assert "a.csv, Zeile 1" in text
    assert "UTF-16" in text
