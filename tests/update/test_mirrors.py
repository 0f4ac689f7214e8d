"""Other addresses for the publishers' files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ankunft.base.errors import ParameterError
from ankunft.sources.catalogue import load_catalogue
from ankunft.update.mirrors import VARIABLE, update_catalogue


@pytest.fixture
def mirrors(tmp_path, monkeypatch):
    """Writes the file and names it."""

    def write(text: str) -> None:
        (tmp_path / "mirrors.toml").write_text(text, encoding="utf-8")
        monkeypatch.setenv(VARIABLE, str(tmp_path / "mirrors.toml"))

    return write


def test_without_a_file_it_is_the_official_catalogue(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert update_catalogue() == load_catalogue()
    monkeypatch.setenv(VARIABLE, "  ")
    assert update_catalogue() == load_catalogue()


def test_only_addresses_change(mirrors):
    mirrors('zensus2022_rent = "https://spiegel.example/a.zip"\ncounty_series = "http://b/c"\n')
    official, found = load_catalogue(), update_catalogue()
    changed = {
        "zensus2022_rent": "https://spiegel.example/a.zip",
        "county_series": "http://b/c",
    }
    assert list(found) == list(official)
    for id_, source in official.items():
        download = changed.get(id_, source.download)
        assert found[id_] == replace(source, download=download)
    assert not found["county_series"].by_hand


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('zensus2023 = "https://a/b"', "Eine Quelle „zensus2023“ gibt es nicht"),
        ('zensus2022_rent = "file:///etc/passwd"', "ist keine Adresse"),
        ('zensus2022_rent = "ftp://a/b"', "ist keine Adresse"),
        ('zensus2022_rent = "https://"', "ist keine Adresse"),
        ('zensus2022_rent = "http://[::1/"', "ist keine Adresse"),
        ("zensus2022_rent = 5", "ist keine Adresse"),
        ("[zensus2022_rent]\npath = '../../x'", "ist keine Adresse"),
        ("zensus2022_rent", "lassen sich nicht lesen"),
    ],
)
def test_what_is_no_address(mirrors, text, message):
    mirrors(text)
    with pytest.raises(ParameterError, match=message) as error:
        update_catalogue()
    assert "mirrors.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nothing.toml"))
    with pytest.raises(ParameterError, match=r"nothing\.toml: .* lassen sich nicht lesen"):
        update_catalogue()
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "bytes.toml"))
    with pytest.raises(ParameterError, match="lassen sich nicht lesen"):
        update_catalogue()
