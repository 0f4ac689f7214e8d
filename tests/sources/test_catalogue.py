from __future__ import annotations

import re

import pytest

from ankunft.base.errors import SourceError
from ankunft.sources import zensus2022
from ankunft.sources.catalogue import Source, load_catalogue, locate

SOURCES = list(load_catalogue().values())


LICENCES = {
    ("dl-de/by-2-0", "https://www.govdata.de/dl-de/by-2-0"),
    ("CC BY 3.0 DE", "https://creativecommons.org/licenses/by/3.0/de/"),
}


def test_every_source_of_the_build_is_described():
    assert list(load_catalogue()) == [
        "zensus2011_1km",
        "zensus2011_100m",
        "zensus2022_share",
        "zensus2022_population",
        "zensus2022_age",
        "zensus2022_vacancy",
        "zensus2022_rent",
        "regional_demography",
        "regional_dwellings",
        "municipal_outlines",
        "municipal_boundaries",
        "municipal_register",
        "county_series",
        "city_leipzig",
        "city_berlin",
    ]
    assert set(zensus2022.COLUMNS) < set(load_catalogue())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_can_be_attributed(source: Source):
    assert (source.licence, source.licence_url) in LICENCES
    assert source.attribution.startswith("© ")
    assert source.attribution.endswith("(Daten verändert)")
    assert source.url.startswith("https://")
    assert source.dataset_url.startswith("https://")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d|\d{4}/\d{4}", source.reference_date)
    notes = [source.title_de, source.title_en, source.change_note_de, source.change_note_en]
    assert all(note == note.strip() != "" for note in notes)
    assert len(set(notes)) == len(notes)


def test_paths_are_distinct():
    assert len({source.path for source in SOURCES}) == len(SOURCES)


def test_towns_are_named_by_their_key_and_are_optional():
    towns = [source for source in SOURCES if source.ags]
    assert all(source.optional for source in towns)
    assert [(source.ags, source.slug) for source in towns] == [
        ("14713000", "leipzig"),
        ("11000000", "berlin"),
    ]
    for source in towns:
        assert source.id == f"city_{source.slug}", "exports name the sources of towns like this"
    assert all(source.ags == source.slug == "" for source in SOURCES if source not in towns)


def test_the_exact_boundaries_are_a_supplement():
    supplements = [source.id for source in SOURCES if source.supplement]
    assert supplements == ["municipal_boundaries"]
    assert load_catalogue()[supplements[0]].optional
    assert not load_catalogue()["municipal_outlines"].optional


def test_a_file_is_found_and_a_missing_one_says_where_to_get_it(tmp_path):
    source = load_catalogue()["zensus2022_share"]
    with pytest.raises(SourceError) as error:
        locate(tmp_path, source)
    for part in (
        "Auslaenderanteil_in_Gitterzellen.zip fehlt",
        str(tmp_path / "zensus2022"),
        source.url,
    ):
        assert part in str(error.value)
    path = tmp_path / source.path
    path.parent.mkdir()
    path.touch()
    assert locate(tmp_path, source) == path


def test_the_source_of_a_town_is_a_folder(tmp_path):
    source = load_catalogue()["city_leipzig"]
    path = tmp_path / source.path
    path.parent.mkdir()
    path.touch()
    with pytest.raises(SourceError, match=rf"leipzig fehlt in .*{source.url}"):
        locate(tmp_path, source)
    path.unlink()
    path.mkdir()
    assert locate(tmp_path, source) == path
