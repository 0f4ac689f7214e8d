"""Texts about towns: careful words, true figures, nothing missing written as a number."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
from test_wording import FORBIDDEN

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, format_percent
from ankunft.profiles.missing import Why
from ankunft.profiles.placement import place_in
from ankunft.profiles.text import TextBase, text_base, town_text
from ankunft.typology import ArrivalClass

UNFINISHED = re.compile(r"\b(nan|NaN|None|inf)\b|  |[{}]|\(\)|[ ][.,]|,,|\.\.(?!\w)")
JUDGING = re.compile(
    r"\b(gut|gute|besser|schlecht\w*|leider|erfreulich\w*|Rang|Platz|Spitzen\w*|Schlusslicht|"
    r"better|worse|good|bad|unfortunately|rank\w*|leading)\b"
)
GERMAN = re.compile(r"\b(und|der|die|das|nicht|liegt|lag|wird|Viertel|keine|von|für)\b")
GOSLAR, BERLIN, SMALLEST = "03153017", "11000000", "01054039"


@pytest.fixture(scope="module")
def base(edition) -> TextBase:
    return text_base(edition)


def changed(base: TextBase, ags: str, **figures: float) -> TextBase:
    """The same towns, one of them with other figures; what is missing is not published."""
    position = base.town(ags).position
    columns, missing = dict(base.columns), dict(base.missing)
    for name, value in figures.items():
        columns[name] = columns[name].copy()
        columns[name][position] = value
        if name in missing:
            missing[name] = missing[name].copy()
            missing[name][position] = Why.NOT_PUBLISHED if np.isnan(value) else Why.THERE
    return dataclasses.replace(base, columns=columns, missing=missing)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_municipality_has_a_careful_text(base, lang):
    assert len(base.frame) > 10_000
    # English follows the German branches; the rarest are in the fifth, too
    for ags in base.frame.index[:: {"de": 1, "en": 5}[lang]]:
        town = base.town(ags)
        paragraphs = town_text(base, ags, lang)
        assert 9 <= len(paragraphs) <= 10, ags
        own = [town.name, town.county(lang), *(region.name for region in base.states.values())]
        whole = "\n".join(paragraphs)
        for name in sorted(own, key=len, reverse=True):
            whole = whole.replace(name, "X")
        for pattern in (FORBIDDEN, UNFINISHED, JUDGING):
            assert not (hit := pattern.search(whole)), (ags, hit and hit.group())
        assert town.name in paragraphs[0], ags
        assert len(whole) > 1_500, ags
        for text in paragraphs:
            assert text.endswith("."), (ags, text)
            assert text == text.strip(), ags
            assert text[0].isupper() or text[0].isdigit() or text.startswith(town.name), (ags, text)
        if lang == "en":
            assert not (hit := GERMAN.search(whole)), (ags, hit and hit.group())


@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_share_of_few_people_is_told(base, lang):
    few = base.frame[base.frame["population_2022"] < 1_000].index
    assert len(few) > 3_000
    for ags in few[::5]:
        share, arrival = town_text(base, ags, lang)[1:3]
        own = share.partition("Zum Vergleich" if lang == "de" else "For comparison")[0]
        assert base.town(ags).arrival == ArrivalClass.NO_DATA
        before = base.town(ags).value("share_foreign_2011")
        assert own.count("%") == int(np.isfinite(before)), ags
        assert "%" not in arrival


def test_figures_are_those_of_the_edition(base):
    row = base.frame.loc[GOSLAR]
    paragraphs = town_text(base, GOSLAR)
    people, share, arrival, centre, economy, housing, infrastructure = paragraphs[:7]
    assert format_integer(row["population_2022"], "de") in people
    assert "kleine Mittelstadt" in people
    assert "sank" in people
    for year in (2011, 2022):
        assert f"{format_percent(row[f'share_foreign_{year}'], 'de')} ({year}" in share
    assert "stieg" in share
    assert "Niedersachsen" in share
    assert "Deutschland 7,7\u00a0% (2011) und 13,2\u00a0% (2022)" in share
    assert "statistischer Hinweis" in arrival
    assert base.town(GOSLAR).arrival.label("de") in arrival
    assert "Fache" in centre
    assert f"2021 betrug die Arbeitslosenquote {format_percent(row['q_alo'], 'de')}" in economy
    assert "Landkreis Goslar" in economy
    assert f"{format_percent(row['vacancy_2022'], 'de')} aller Wohnungen" in housing
    assert "Hausärztinnen" in infrastructure
    assert "Bewertung" in paragraphs[7]
    assert "Fluktuation" in paragraphs[8]


def test_every_placed_figure_has_its_year_before_it(base):
    blocks = " ".join(town_text(base, GOSLAR)[4:7])
    placed = blocks.split("Viertel)")[:-1]
    assert len(placed) > 12
    assert all(re.search(r"(^|[.] )20[12]\d [a-z]", part) for part in placed)


@pytest.mark.parametrize(("lang", "euros"), [("de", "29.600\u00a0€"), ("en", "29,600\u00a0€")])
def test_thousands_of_euros_are_written_out(base, lang, euros):
    text = town_text(changed(base, GOSLAR, q_bip_ew=29.6), GOSLAR, lang)[4]
    assert euros in text
    assert not re.search(r"Tsd|thousand", text)


def test_a_kreis_that_is_a_town_is_not_told_apart(base):
    text = " ".join(town_text(base, BERLIN))
    assert "kreisfreie Stadt" in text
    assert "ganzen Kreis" not in text
    assert text.count("Berlin") == 1  # no comparison with its own Land


@pytest.mark.parametrize(
    ("ags", "words"),
    [
        ("08128007", "(Main-Tauber-Kreis, Baden-Württemberg)"),
        ("10041100", "(Regionalverband Saarbrücken, Saarland)"),
        ("05334002", "(Städteregion Aachen, Nordrhein-Westfalen)"),
    ],
)
def test_a_kreis_is_not_called_so_twice(base, ags, words):
    assert words in town_text(base, ags)[0]


def test_missing_figures_are_named_never_nil(base):
    paragraphs = town_text(base, SMALLEST)
    missing = [known.label("de") for known in base.entries if np.isnan(base.town(SMALLEST).value(known.id))]  # fmt: skip
    assert missing
    assert all(label in paragraphs[-1] for label in missing)
    assert "nicht gezeigt" in paragraphs[1]
    assert "Leerstand" not in paragraphs[5]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (5.0, 9.7, ["stieg von 5,0", "auf 9,7", "4,7 Prozentpunkte"]),
        (9.7, 5.0, ["sank von 9,7", "auf 5,0", "um 4,7 Prozentpunkte"]),
        (5.0, 5.04, ["fast gleich"]),
        (7.24, 18.36, ["stieg von 7,2", "auf 18,4", "11,1 Prozentpunkte, aus ungerundeten Werten"]),
        (np.nan, 9.7, ["2022 9,7", "für 2011 wird kein Anteil gezeigt, weil er nicht veröff"]),
        (5.0, np.nan, ["5,0\u00a0%", "für 2022 wird kein Anteil gezeigt, weil er nicht veröff"]),
        (
            np.nan,
            np.nan,
            ["wird für 2011 und 2022 nicht gezeigt, weil er nicht veröffentlicht ist"],
        ),
    ],
)
def test_every_course_of_the_share(base, before, after, words):
    other = changed(base, GOSLAR, share_foreign_2011=before, share_foreign_2022=after)
    text = town_text(other, GOSLAR)[1]
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (40_000.0, "wuchs die Zahl um 18,6"),
        (47_433.0, "fast gleich"),
        (1_234.0, "rund 1.200."),
        (13.0, "rund 10."),
        (2.0, "weniger als 10."),
        (np.nan, ""),
    ],
)
def test_every_course_of_the_number_of_inhabitants(base, before, words):
    text = town_text(changed(base, GOSLAR, population_2011=before), GOSLAR)[0]
    assert words in text
    assert ("2011" in text) == bool(words)


def test_fewer_than_three_people_are_no_number(base):
    text = town_text(changed(base, GOSLAR, population_2022=2.0), GOSLAR)[0]
    assert "weniger als 3" in text


def test_quarters_are_those_of_single_towns(base):
    for ags in (GOSLAR, BERLIN, SMALLEST, "14713000", "01001000"):
        town = base.town(ags)
        group = base.frame[base.frame["size_class"] == town.text("size_class")]
        for known in base.entries:
            alone = place_in(group[known.id], town.value(known.id), town.value("population_2022"))
            assert town.placement(known.id).words("de") == alone.words("de"), (ags, known.id)
            assert town.placement(known.id).n == alone.n


@pytest.mark.parametrize(
    ("robustness", "noise", "words"),
    [
        (1.0, 0.9, "ist deutlich: Es hängt wenig von den Schwellen ab"),
        (1.0, 0.6, "ist eher deutlich: Es hängt wenig von den Schwellen ab"),
        (0.41, 1.0, "ist grenznah: Es hängt stark von den Schwellen ab"),
        (1.0, 0.3, "und stark von der Unschärfe"),
        (0.41, 1.0, "und wenig von der Unschärfe"),
    ],
)
def test_the_cause_of_a_weak_class_is_named(base, robustness, noise, words):
    row = base.rows[base.town(GOSLAR).position]
    firm, drawn = base.robustness.copy(), base.noise.copy()
    firm[row], drawn[row] = robustness, noise
    other = dataclasses.replace(base, robustness=firm, noise=drawn)
    assert words in town_text(other, GOSLAR)[2]


def test_the_same_figures_give_the_same_text(base, edition):
    again = text_base(edition)
    for ags in (GOSLAR, BERLIN, SMALLEST):
        assert town_text(base, ags, "en") == town_text(again, ags, "en")


def test_unknown_towns_and_languages_are_refused(base):
    with pytest.raises(ParameterError, match="99999999"):
        town_text(base, "99999999")
    with pytest.raises(ParameterError, match="fr"):
        town_text(base, GOSLAR, "fr")
