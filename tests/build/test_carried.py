"""Building upon an edition: what has no file is taken over as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources.files import write_workbook

from ankunft.base.errors import SourceError
from ankunft.build import build_edition, check_edition
from ankunft.edition import Edition, open_edition, shipped_path
from ankunft.sources.catalogue import load_catalogue

from . import country as c
from .test_exact_boundaries import exact  # noqa: F401

NATIONAL = [source.id for source in load_catalogue().values() if not source.optional]
CATALOGUE = {**load_catalogue(), c.CITY.id: c.CITY}


def built(sources, out: Path, base: Edition | None, **options) -> Edition:
    build_edition(sources, out, base=base, national=False, **options)
    return check_edition(out, national=False)


def files(folder: Path, *ids: str) -> dict[str, Path]:
    return {id_: folder / CATALOGUE[id_].path for id_ in ids}


def sums(edition: Edition) -> dict[str, str]:
    return {name: layer["sha256"] for name, layer in edition.manifest["layers"].items()}


def entries(edition: Edition) -> dict[str, dict]:
    return {source["id"]: source for source in edition.manifest["sources"]}


def assert_same(edition: Edition, base: Edition, carried: set[str]) -> None:
    """Byte for byte, and the manifest says the same of layers and sources."""
    assert sums(edition) == sums(base)
    assert set(edition.manifest.get("carried", [])) == carried
    assert edition.manifest["sources"] == base.manifest["sources"]
    for name in ("layers", "cities", "absent", "parameters"):
        assert edition.manifest[name] == base.manifest[name], name


@pytest.mark.parametrize("name", ["mini", "with_city", "exact"])
def test_of_nothing_but_an_edition_comes_that_edition(name, request, tmp_path):
    base = request.getfixturevalue(name)
    edition = built({}, tmp_path / "out", base, catalogue=CATALOGUE)
    absent = edition.manifest["absent"]
    assert sums(edition) == sums(base)
    assert edition.manifest["sources"] == base.manifest["sources"]
    assert edition.manifest["carried"] == sorted(entries(base))
    assert edition.manifest["cities"] == base.manifest["cities"]
    assert (c.CITY.id in absent) == (name != "with_city")


def test_of_the_shipped_edition_comes_its_like(tmp_path):
    shipped = open_edition(shipped_path())
    build_edition({}, tmp_path / "out", base=shipped)
    edition = check_edition(tmp_path / "out")
    assert_same(edition, shipped, set(entries(shipped)))
    assert edition.hash != shipped.hash, "an edition says what it has taken over"


def test_an_edition_that_takes_over_is_the_same_each_time(mini, tmp_path):
    first = built({}, tmp_path / "first", mini)
    assert built({}, tmp_path / "second", first).hash == first.hash


@pytest.mark.parametrize("id_", NATIONAL)
def test_each_source_can_be_missing(id_, country, mini, tmp_path):
    there = files(country, *(name for name in NATIONAL if name != id_))
    assert_same(built(there, tmp_path / "out", mini), mini, {id_})


@pytest.mark.parametrize("id_", NATIONAL)
def test_each_source_can_be_the_only_one(id_, country, mini, tmp_path):
    edition = built(files(country, id_), tmp_path / "out", mini)
    assert_same(edition, mini, set(NATIONAL) - {id_})


def test_a_folder_may_lack_files_too(country, mini, tmp_path):
    folder = c.write_country(tmp_path / "files")
    c.path_of(folder, "municipal_register").unlink()
    c.path_of(folder, "county_series").unlink()
    edition = built(folder, tmp_path / "out", mini)
    assert sums(edition) == sums(mini)
    assert edition.manifest["carried"] == ["county_series", "municipal_register"]


def test_new_figures_of_one_source_meet_the_old_ones_of_the_others(mini, tmp_path):
    rows = [list(row) for row in c.DEMOGRAPHY]
    rows[2][4:7] = [2000, 1500, 500]
    folder = c.write_country(tmp_path / "files")
    write_workbook(c.path_of(folder, "regional_demography"), {"CSV-Demografie": rows})
    edition = built(files(folder, "regional_demography"), tmp_path / "out", mini)
    old, new = (e.municipalities.set_index("ags") for e in (mini, edition))
    ags = c.A[:5] + c.A[-3:]
    assert (new.loc[ags, "population_2022"], new.loc[ags, "share_foreign_2022"]) == (2000, 25)
    same = ["name", "population_2011", "eu_2011_min", "dwellings_2022", "population_register_2021"]
    assert new[same].equals(old[same])
    assert entries(edition)["regional_demography"] != entries(mini)["regional_demography"]


def test_a_file_that_cannot_be_used_is_told_and_taken_over(country, mini, tmp_path):
    broken = tmp_path / "Zensus2022_Bevoelkerungszahl.zip"
    broken.write_bytes(b"<html>")
    told: dict[str, str] = {}
    there = {**files(country, *NATIONAL), "zensus2022_population": broken}
    edition = built(there, tmp_path / "out", mini, refused=told.__setitem__)
    assert_same(edition, mini, {"zensus2022_population"})
    assert list(told) == ["zensus2022_population"]
    assert str(broken) in told["zensus2022_population"]


def test_new_files_that_fit_to_nothing_old_end_the_build(mini, tmp_path):
    folder = c.write_country(tmp_path / "files")
    c.write_outlines(folder, {"010510163003": c.AREAS[c.A]})
    with pytest.raises(SourceError, match="Keine der Gemeinden hat einen Umriss"):
        built(files(folder, "municipal_outlines"), tmp_path / "out", mini)
    assert not (tmp_path / "out").exists()


def test_without_an_edition_every_file_is_needed(country, tmp_path):
    there = files(country, *NATIONAL)
    del there["county_series"]
    with pytest.raises(
        SourceError, match=r"county_series: Die Datei fehlt\. Laden Sie sie von https://"
    ):
        built(there, tmp_path / "out", None)


def test_unusable_boundaries_leave_an_edition_without_them_as_it_is(country, mini, tmp_path):
    broken = tmp_path / "vg250.gpkg"
    broken.write_bytes(b"nothing")
    told: dict[str, str] = {}
    there = {"municipal_boundaries": broken}
    edition = built(there, tmp_path / "out", mini, refused=told.__setitem__)
    assert sums(edition) == sums(mini)
    assert list(told) == ["municipal_boundaries"]
    assert "municipal_boundaries" not in edition.manifest["carried"]


def test_old_boundaries_do_not_go_with_other_municipalities(exact, tmp_path):  # noqa: F811
    """A town has parted since: of its boundaries nothing is known, so all are drawn."""
    folder = c.write_country(tmp_path / "files")
    parts = {c.A: (0, 0, 1, 2), "091710111119": (1, 0, 2.5, 2)}
    c.write_outlines(folder, {**c.AREAS, **parts})
    figures = (1, 5, "84507", "9,9", "47,3", "03")
    rows = [*c.REGISTER, c._record("60", "64", "091710111119", "Neudorf", *figures)]
    write_workbook(c.path_of(folder, "municipal_register"), {"Onlineprodukt": rows})
    there = files(folder, "municipal_outlines", "municipal_register")
    edition = built(there, tmp_path / "out", exact)
    assert "Neudorf" in set(edition.municipalities["name"])
    assert not edition.has_exact_boundaries
    assert "municipal_boundaries" not in entries(edition)
    assert "municipal_boundaries" not in edition.manifest["carried"]


def test_a_town_is_taken_over_beside_a_new_one(with_city, country, tmp_path):
    folder = c.write_city(tmp_path / "files")
    fresh = built(files(folder, c.CITY.id), tmp_path / "out", with_city, catalogue=CATALOGUE)
    assert_same(fresh, with_city, set(NATIONAL))


@pytest.mark.parametrize("share_is", ["taken over", "of a smaller area"])
def test_people_without_their_shares_are_not_taken(share_is, mini, tmp_path):
    """A share that nobody knows would pass for nil."""
    folder = c.write_country(tmp_path / "files")
    column, _ = c.GRIDS["zensus2022_share"]
    cells = [*c.CELLS_2022, (3, 0)]
    people = ["1100", "450", "20", "1300"]
    c.write_grid_2022(folder, "zensus2022_population", "Einwohner", people, cells)
    there = files(folder, "zensus2022_population")
    if share_is == "of a smaller area":
        c.write_grid_2022(folder, "zensus2022_share", column, ["30"], cells[:1])
        there |= files(folder, "zensus2022_share")
    told: dict[str, str] = {}
    edition = built(there, tmp_path / "out", mini, refused=told.__setitem__)
    assert sums(edition) == sums(mini)
    assert set(told) == set(there)
    assert (
        "Die Anteile von 2022 liegen nur für einen Teil dieser Zellen vor"
        in told["zensus2022_population"]
    )
    with pytest.raises(SourceError, match="nur für einen Teil dieser Zellen"):
        built({**files(folder, *NATIONAL), **there}, tmp_path / "other", None)


def test_a_file_that_must_not_be_read_is_told_and_taken_over(mini, tmp_path):
    """A folder in its place stands for whatever the file system refuses."""
    place = tmp_path / "Zensus2022_Durchschn_Nettokaltmiete.zip"
    place.mkdir()
    told: dict[str, str] = {}
    edition = built({"zensus2022_rent": place}, tmp_path / "out", mini, refused=told.__setitem__)
    assert sums(edition) == sums(mini)
    assert str(place) in told["zensus2022_rent"]
