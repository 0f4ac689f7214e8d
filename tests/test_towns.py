"""Which town a text means, and what is said when it is none or several."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from areas import edition_of
from made_town import AGS, city

from ankunft.base.errors import ParameterError
from ankunft.edition import Edition
from ankunft.edition.towns import CANDIDATES, resolve, slug


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Leipzig", "leipzig"),
        ("Frankfurt am Main", "frankfurt-am-main"),
        ("Frankfurt (Oder)", "frankfurt-oder"),
        ("Köln", "koeln"),
        ("Ko\u0308ln", "koeln"),
        ("Gießen", "giessen"),
        ("Übach-Palenberg", "uebach-palenberg"),
        ("Neustadt a.d. Waldnaab", "neustadt-a-d-waldnaab"),
        ("Neustadt/ Westerwald", "neustadt-westerwald"),
    ],
)
def test_short_names(name, short):
    assert slug(name) == short
    assert slug(short) == short


@pytest.mark.parametrize(
    ("text", "ags"),
    [
        ("14713000", "14713000"),
        ("leipzig", "14713000"),
        ("Leipzig", "14713000"),
        ("berlin", "11000000"),
        ("deggendorf", "09271119"),
        ("frankfurt-am-main", "06412000"),
        ("Frankfurt am Main", "06412000"),
        ("muenchen", "09162000"),
    ],
)
def test_towns_of_the_edition(edition, text, ags):
    assert resolve(edition, text) == ags


def test_every_key_and_every_single_name_is_known(edition):
    towns = edition.municipalities
    names = towns["name"].map(slug)
    single = towns[~names.duplicated(keep=False)]
    for ags, name in single.iloc[::400][["ags", "name"]].itertuples(index=False):
        assert resolve(edition, ags) == ags
        assert resolve(edition, name) == ags


def made(towns: list[tuple[str, str, str]], cities: list[tuple[str, str]] = ()) -> Edition:
    """An edition with these municipalities (AGS, name, Kreis) and cities (slug, AGS)."""
    frame = pd.DataFrame(towns, columns=["ags", "name", "county_name"]).assign(has_figures=True)
    edition = edition_of(municipalities=gpd.GeoDataFrame(frame))
    entries = [{"slug": name, "ags": ags} for name, ags in cities]
    return replace(edition, manifest={**edition.manifest, "cities": entries})


TOWNS = [
    ("01001001", "Neudorf", "Nord"),
    ("02001001", "Neudorf", "Süd"),
    ("03001001", "Altdorf", "West"),
    (AGS, "Musterstadt (Muster)", "Mitte"),
]


def test_several_towns_of_one_name_are_listed():
    with pytest.raises(ParameterError) as caught:
        resolve(made(TOWNS), "neudorf")
    assert "Neudorf (Nord) 01001001, Neudorf (Süd) 02001001" in str(caught.value)
    many = [(f"0100{n}001", "Neudorf", f"Kreis {n}") for n in range(1, 8)]
    with pytest.raises(ParameterError) as caught:
        resolve(made(many), "neudorf")
    assert str(caught.value).count("Neudorf (") == CANDIDATES
    assert "…" in str(caught.value)


def test_a_city_goes_before_the_municipalities():
    assert resolve(made(TOWNS, [("neudorf", "02001001")]), "neudorf") == "02001001"
    assert resolve(made(TOWNS), "musterstadt", [city()]) == AGS
    assert resolve(made(TOWNS), "musterstadt-muster", [city()]) == AGS
    own = replace(city(), slug="altdorf")
    assert resolve(made(TOWNS), "altdorf", [own]) == AGS
    # the same town in both is one
    assert resolve(made(TOWNS, [("musterstadt", AGS)]), "musterstadt", [city()]) == AGS


def test_two_cities_of_one_short_name_are_listed():
    edition = made(TOWNS, [("musterstadt", "03001001")])
    with pytest.raises(ParameterError, match=rf"{AGS}.*Altdorf \(West\) 03001001"):
        resolve(edition, "musterstadt", [city()])


def test_a_city_of_the_user_is_known_by_its_key_in_any_edition():
    assert resolve(made(TOWNS[:2]), AGS, [city()]) == AGS
    with pytest.raises(ParameterError, match=AGS):
        resolve(made(TOWNS[:2]), AGS)


@pytest.mark.parametrize(
    ("text", "close"), [("leipzg", "leipzig"), ("degendorf", "deggendorf"), ("berlinn", "berlin")]
)
def test_similar_names_are_offered(edition, text, close):
    with pytest.raises(ParameterError) as caught:
        resolve(edition, text)
    offered = str(caught.value).partition("ähnlich: ")[2].partition(". ")[0].split(", ")
    assert close in offered
    assert len(offered) <= 3


@pytest.mark.parametrize(
    "text", ["", "?", "99999999", "1471300", "147130000", "１４７１３０００", "x" * 300]
)
def test_what_is_no_town_is_refused(edition, text):
    with pytest.raises(ParameterError):
        resolve(edition, text)
