"""`ankunft update`: what it says on the way and at the end, and its exit code."""

from __future__ import annotations

import re
import shutil

import pytest
from build import country as c
from sources.files import write_zip

from ankunft.base.errors import AnkunftError
from ankunft.build.ledger import Steps
from ankunft.cli.update_progress import Lines
from ankunft.edition import LAYERS, open_edition
from ankunft.edition.folders import current_edition
from ankunft.update.fetch import Progress, State
from ankunft.update.texts import step_label

from .commands import row, used
from .published import RENT, address_of
from .server import page, status

pytestmark = pytest.mark.usefixtures("_bare")


def test_it_says_what_it_does_and_what_came_of_it(update, own, published, server, before):
    code, out, err = update()
    assert code == 0
    new = used(own)
    assert new != before.hash
    assert out.startswith(f"{own.editions / new}: Ausgabe {new} (neu)\n")
    assert row(out, RENT) == f"{RENT} | geladen | 0,0\u00a0MB"
    assert row(out, "city_berlin") == "city_berlin | von Hand zu holen"
    assert str(own.sources / "quarters" / "berlin") in out.splitlines()[-1]
    assert "fehlgeschlagen" not in out
    assert "übernommen" not in out
    # on the way: first who is asked, then a line per source and step
    lines = err.splitlines()
    assert lines[0] == f"Gefragt werden: 127.0.0.1:{server.port}."
    assert lines[1] == "Zu laden: 0,0\u00a0MB (Quellen: 12)."
    for id_, source in published.items():
        assert len([line for line in lines if line.startswith(f"{id_}: ")]) == 1, source
    steps = [line for line in lines if line.startswith(("Bauen", "Prüfen"))]
    names = Steps.names
    assert steps[: len(names)] == [
        f"Bauen [{number}/{len(names)}] {name}" for number, name in enumerate(names, 1)
    ]
    assert steps[len(names)].startswith(f"Prüfen [1/{len(LAYERS)}] ")
    assert len(steps) == len(names) + len(LAYERS)
    assert len(lines) == 2 + len(published) + len(steps), "and nothing else"


def test_the_same_again_says_so(update, own):
    update()
    code, out, err = update()
    assert code == 0
    assert out.splitlines()[0].endswith(f"{used(own)} (wie zuvor)")
    assert row(out, RENT).startswith(f"{RENT} | unverändert")
    assert f"{RENT}: unverändert" in err.splitlines()
    assert "Zu laden ist nichts." in err.splitlines()


def test_every_step_of_the_build_has_words_in_english():
    assert [name for name in Steps.names if step_label(name, "en") == name] == []


def test_in_english(update):
    _, out, err = update(lang="en")
    for text in ("geladen", "Ausgabe", "von Hand", "Gefragt", "Bauen", "Raster", "neu)"):
        assert text not in out + err


@pytest.mark.parametrize(("behaviour", "said"), [(status(404), "Status 404"), (page, "Webseite")])
def test_what_failed_is_named_and_the_rest_goes_on(update, own, server, before, behaviour, said):
    server.scripts[address_of(RENT)] = [behaviour]
    code, out, err = update()
    assert code == 1
    assert used(own) != before.hash or "carried" in open_edition(current_edition(own)).manifest
    assert row(out, RENT) == f"{RENT} | fehlgeschlagen"
    (reason,) = [line for line in out.splitlines() if line.startswith(f"{RENT} fehlgeschlagen: ")]
    assert server.address(address_of(RENT)) in reason
    assert said in reason
    assert f"Aus der vorigen Ausgabe übernommen: {RENT}." in out.splitlines()
    assert f"{RENT}: fehlgeschlagen" in err.splitlines()


def test_what_failed_is_named_if_nothing_can_be_built(update, own, server, before, capsys):
    server.scripts[address_of(RENT)] = [status(404)]
    with pytest.raises(AnkunftError, match="Keine einzige Quelle liegt vor"):
        update(only=[RENT])
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith(
        f"{RENT} fehlgeschlagen: {server.address(address_of(RENT))}: "
    )
    assert used(own) == before.hash


def test_an_older_file_in_place_of_one_that_failed(update, own, server):
    update()
    server.scripts[address_of(RENT)] = [status(500)]
    code, out, _ = update()
    assert code == 1
    assert row(out, RENT) == f"{RENT} | fehlgeschlagen, ältere Datei benutzt"
    assert out.splitlines()[0].endswith("(wie zuvor)")


def test_what_cannot_be_used_is_named(update, server, tmp_path):
    write_zip(tmp_path / "wrong.zip", {"liesmich.txt": "nichts"})
    server.files[address_of(RENT)] = (tmp_path / "wrong.zip").read_bytes()
    code, out, err = update()
    assert code == 1
    assert row(out, RENT).startswith(f"{RENT} | nicht verwendbar")
    (reason,) = [line for line in out.splitlines() if line.startswith(f"{RENT} nicht verwendbar: ")]
    assert "liesmich.txt" in reason
    assert f"Aus der vorigen Ausgabe übernommen: {RENT}." in out.splitlines()
    assert f"{RENT}: nicht verwendbar" in err.splitlines()


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([(3_000_000, 6_000_000), (6_000_000, 6_000_000)], "a: 6,0\u00a0MB\n"),
        ([(6_000_000, 6_000_000), (6_000_000, 6_000_000)], "a: 6,0\u00a0MB\n"),
        ([(3_000_000, 6_000_000), (3_000_000, 3_000_000)], ""),
        ([(0, 6_000_000), (0, 0)], ""),
        ([(3_000_000, None), (6_000_000, None)], ""),
    ],
    ids=["whole", "whole at once", "failed half-way", "failed at once", "of unknown size"],
)
def test_a_file_is_told_of_when_it_is_whole(states, said, capsys):
    """One that fails is reported as done as far as it came."""
    lines = Lines("de")
    for done, total in states:
        lines.fetching(Progress((State("a", done, total),), done, total))
    assert capsys.readouterr() == ("", said)


def test_only_some(update, server, published):
    code, out, err = update(only=["zensus2022"])
    assert code == 0
    asked = [id_ for id_ in published if id_.startswith("zensus2022_")]
    assert {r.path for r in server.requests} == {address_of(id_) for id_ in asked}
    (carried,) = [line for line in out.splitlines() if line.startswith("Aus der vorigen")]
    rest = [id_ for id_ in published if id_ not in asked and not published[id_].ags]
    assert set(re.findall(r"\w+_\w+", carried)) == set(rest)
    assert "(Quellen: 5)" in err


def test_from_a_folder_without_a_network(update, server, newer):
    code, out, err = update(sources=newer, offline=True)
    assert code == 0
    assert server.requests == []
    assert "Gefragt" not in err
    assert row(out, RENT).startswith(f"{RENT} | aus dem Ordner")


def test_a_folder_with_some_of_the_files(update, server, newer, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    shutil.copy(c.path_of(newer, RENT), theirs)
    _, out, _ = update(sources=theirs, only=[RENT, "zensus2022_share"])
    assert row(out, RENT).startswith(f"{RENT} | aus dem Ordner")
    assert row(out, "zensus2022_share").startswith("zensus2022_share | geladen")
    assert {r.path for r in server.requests} == {address_of("zensus2022_share")}


def test_a_pinned_edition_is_pointed_out(update, before, monkeypatch):
    monkeypatch.setenv("ANKUNFT_EDITION", str(before.path))
    _, _, err = update(only=[RENT])
    assert err.splitlines()[-1] == (
        f"ANKUNFT_EDITION ist gesetzt: App und Befehle benutzen die Ausgabe in {before.path}."
    )
