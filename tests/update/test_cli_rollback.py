"""`ankunft update --dry-run`, `ankunft rollback`, and both with the whole country."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sources.files import write_zip

from ankunft.base.errors import EditionError
from ankunft.cli.update import run_plan, run_rollback
from ankunft.edition import Edition, open_edition, shipped_path
from ankunft.edition.folders import current_edition
from ankunft.sources.catalogue import load_catalogue
from ankunft.update.lock import update_lock

from .commands import refused, row, run, used
from .published import RENT, address_of, publish
from .server import Handler

pytestmark = pytest.mark.usefixtures("_bare")


@pytest.fixture
def mirrored(server, newer, tmp_path, monkeypatch) -> Path:
    """A data folder that is not there yet, and all addresses of the catalogue on loopback."""
    addresses = publish(server, newer)
    lines = [f'{id_} = "{s.download}"\n' for id_, s in addresses.items() if s.download]
    lines.append(f'municipal_boundaries = "{server.address("/boundaries.zip")}"\n')
    (tmp_path / "mirrors.toml").write_text("".join(lines))
    monkeypatch.setenv("ANKUNFT_MIRRORS", str(tmp_path / "mirrors.toml"))
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path / "none"))
    return tmp_path / "none"


def test_a_dry_run(mirrored, server, newer):
    result = run("update", "--dry-run", "--only", "zensus2022", "--only", "city_berlin")
    assert result.exit_code == 0
    here = f"127.0.0.1:{server.port}"
    assert result.stderr == f"Gefragt werden: {here}.\n"
    assert row(result.stdout, RENT) == f"{RENT} | wird geladen | 0,0\u00a0MB | {here}"
    assert row(result.stdout, "city_berlin") == "city_berlin | von Hand zu holen"
    lines = result.stdout.splitlines()
    assert lines[6:8] == ["Zu laden: 0,0\u00a0MB (Quellen: 5).", f"Gefragt werden: {here}."]
    assert str(mirrored / "sources" / "quarters" / "berlin") in lines[8]
    assert not mirrored.exists()
    assert {r.method for r in server.requests} == {"HEAD"}


def test_a_dry_run_names_what_is_not_to_be_had(mirrored, server):
    result = run("update", "--dry-run", "--only", "municipal_boundaries")
    assert result.exit_code == 1
    address = server.address("/boundaries.zip")
    assert row(result.stdout, "municipal_boundaries").startswith(
        "municipal_boundaries | fehlgeschlagen | "
    )
    assert f"municipal_boundaries fehlgeschlagen: {address}: " in result.stdout
    assert "Wie viel zu laden ist, war nicht zu erfahren." in result.stdout


def test_a_dry_run_without_a_network(mirrored, server, newer):
    result = run("update", "--dry-run", "--offline", "--sources", newer)
    assert result.exit_code == 1, "the exact boundaries are not in the folder"
    assert result.stderr == ""
    assert row(result.stdout, RENT) == f"{RENT} | aus dem Ordner | 0,0\u00a0MB"
    assert "municipal_boundaries | fehlt" in row(result.stdout, "municipal_boundaries")
    assert server.requests == []
    assert not mirrored.exists()


def test_sizes_that_nobody_says(own, published, server, capsys):
    def sizeless(handler: Handler, content: bytes) -> None:
        handler.send_response(200)
        handler.end_headers()

    server.scripts[address_of(RENT)] = [sizeless]
    assert run_plan(own, published, only=["zensus2022"]) == 0
    out, _ = capsys.readouterr()
    assert "Größe unbekannt" in row(out, RENT)
    assert "Zu laden: 0,0\u00a0MB (Quellen: 5, davon ohne bekannte Größe: 1)." in out


@pytest.mark.parametrize("also", [[], ["--dry-run"]])
def test_a_source_that_does_not_exist(mirrored, server, also):
    line = refused(run("update", "--only", "zensus2023", *also))
    assert "Eine Quelle „zensus2023“ gibt es nicht; es gibt zensus2011_1km, " in line
    assert server.requests == []
    assert not mirrored.exists()


@pytest.mark.parametrize("also", [[], ["--dry-run"]])
def test_a_folder_that_does_not_exist(mirrored, tmp_path, also):
    assert "Diesen Ordner gibt es nicht" in refused(
        run("update", "--sources", tmp_path / "x", *also)
    )
    assert not mirrored.exists()


def test_back_and_forth(update, own, before, capsys):
    update(only=[RENT])
    new = used(own)
    for wanted_hash in (before.hash, new):
        run_rollback(own)
        assert used(own) == wanted_hash
        out, err = capsys.readouterr()
        assert (out, err) == (f"{own.editions / wanted_hash}: Ausgabe {wanted_hash}\n", "")


def test_back_to_the_one_that_ships(own, edition, capsys):
    run_rollback(own)
    assert current_edition(own) is None
    out, _ = capsys.readouterr()
    assert out == f"{shipped_path()}: mitgelieferte Ausgabe {edition.hash}\n"


def test_no_way_back(tmp_path, monkeypatch):
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path))
    assert "keine frühere Ausgabe" in refused(run("rollback"))


def test_no_way_back_to_a_damaged_one(update, own, before):
    update(only=[RENT])
    (own.editions / before.hash / "states.parquet").unlink()
    new = used(own)
    with pytest.raises(EditionError, match="beschädigt"):
        run_rollback(own)
    assert used(own) == new


def test_no_way_back_during_an_update(own, before, monkeypatch):
    monkeypatch.setenv("ANKUNFT_DATA", str(own.data))
    with update_lock(own.lock):
        assert "läuft schon eine Aktualisierung" in refused(run("rollback"))
    assert used(own) == before.hash


@pytest.mark.sources
def test_the_whole_country(sources: Path, edition: Edition, tmp_path: Path):
    """Of real files, one of them packed anew: so it is not the edition that ships."""
    files = tmp_path / "files"
    link_all(sources, files)
    rent = files / load_catalogue()[RENT].path
    repack(rent)

    def ankunft(*arguments: object) -> tuple[int, list[str]]:
        code = "from ankunft.cli import app; app()"
        result = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            env={**os.environ, "ANKUNFT_DATA": str(tmp_path / "data"), "PYTHONIOENCODING": "utf-8"},
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert "Traceback" not in result.stderr
        return result.returncode, result.stdout.splitlines()

    def hash_in_use() -> str:
        code, described = ankunft("edition")
        assert code == 0
        return json.loads("\n".join(described))["edition"]

    assert hash_in_use() == edition.hash
    code, said = ankunft("update", "--offline", "--sources", files)
    failed = [line.split()[0] for line in said if line.split()[1:] == ["fehlt"]]
    missing = [s.id for s in load_catalogue().values() if not (files / s.path).exists()]
    assert (code, failed) == (int(bool(missing)), missing)
    new = hash_in_use()
    place = tmp_path / "data" / "editions" / new
    assert new != edition.hash
    assert said[0] == f"{place}: Ausgabe {new} (neu)"
    assert ankunft("check", place) == (0, [f"{place}: in Ordnung, Ausgabe {new}"])
    layers = open_edition(place).manifest["layers"]
    assert layers == edition.manifest["layers"], "the figures are those of the same files"

    _, said = ankunft("update", "--offline", "--sources", files)
    assert said[0] == f"{place}: Ausgabe {new} (wie zuvor)"
    assert ankunft("rollback") == (
        0, [f"{shipped_path()}: mitgelieferte Ausgabe {edition.hash}"]
    )  # fmt: skip
    assert hash_in_use() == edition.hash
    assert ankunft("rollback") == (0, [f"{place}: Ausgabe {new}"])
    assert hash_in_use() == new


def link_all(source: Path, target: Path) -> None:
    """The same files in folders that can be written to."""
    for file in source.rglob("*"):
        if file.is_file():
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(file)


def repack(archive: Path) -> None:
    """The same content in other bytes, in place of the link."""
    with zipfile.ZipFile(archive) as file:
        members = {name: file.read(name) for name in file.namelist()}
    archive.unlink()
    write_zip(archive, members)
