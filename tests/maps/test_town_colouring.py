"""From the view of a town to codes, styles and legend: they say the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_town import AGS, NAME, cells, city, key, nan, states

from ankunft import typology
from ankunft.base.language import LANGUAGES
from ankunft.edition.figures import figures
from ankunft.output.maps.colouring import Scale, agreement_scale
from ankunft.output.maps.palette import (
    CLASSES,
    EARLIER,
    EARLIER_DARK,
    NO_DATA,
    PUOR,
)
from ankunft.output.maps.town_colouring import (
    STEPS,
    change_scale,
    class_scale,
    cluster_scale,
    first_year_scale,
    share_scale,
)
from ankunft.town.classes import Comparison, classify_town, preset_matches, town_agreement
from ankunft.town.clusters import Cluster, cluster_labels
from ankunft.town.units import Units, cell_units, district_units
from ankunft.typology import ArrivalClass, preset_parameters

RELATIVE = preset_parameters("relative", "district")


@pytest.fixture(scope="module")
def leipzig(edition) -> Units:
    return district_units(edition.city("14713000"))


@pytest.fixture(scope="module")
def comparison(edition) -> Comparison:
    return Comparison(2011, 2022, edition.municipalities)


@pytest.fixture(scope="module")
def result(leipzig, comparison):
    return classify_town(leipzig, comparison, RELATIVE)


def nothing(units: Units) -> np.ndarray:
    return np.zeros(len(units), dtype=bool)


def assert_whole(scale: Scale, units: Units) -> None:
    """Every unit has a code, every code a style, no two of them the same name."""
    assert len(scale.codes) == len(scale.values) == len(units)
    drawn = scale.codes[scale.codes != NO_DATA]
    assert drawn.size == 0 or drawn.max() < len(scale.styles)
    labels = [style["label"] for style in scale.styles]
    assert len(set(labels)) == len(labels)
    assert all(labels)
    assert len({style["fill"] for style in scale.styles}) == len(labels)
    assert scale.title


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_classes(leipzig, result, lang, dark):
    scale = class_scale(result, lang, left_out=nothing(leipzig), dark=dark)
    assert_whole(scale, leipzig)
    np.testing.assert_array_equal(scale.codes, result.classes)
    # at the place of their codes
    labels = [kind.label(lang) for kind in ArrivalClass]
    assert [style["label"] for style in scale.styles] == labels
    assert "2011 → 2022" in scale.title


def test_what_is_left_out_looks_different_from_what_is_not_known():
    units = district_units(city())
    comparison = Comparison(2011, 2022, states(), left_out=("02",))
    result = classify_town(units, comparison, RELATIVE)
    scale = class_scale(result, "de", left_out=units.ids == "02", dark=False)
    assert_whole(scale, units)
    assert scale.codes.tolist() == [0, len(CLASSES), NO_DATA, ArrivalClass.NONE, NO_DATA]
    assert "Sonderwohnform" in scale.styles[-1]["label"]
    assert scale.styles[-1]["symbol"] not in {kind.symbol for kind in ArrivalClass}
    assert result.classes[1] == ArrivalClass.NO_DATA, "the classes stay as they are"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("t0", "t1", "of"), [(2011, 2022, 3), (2000, 2023, 3)])
def test_agreement(leipzig, edition, t0, t1, of, lang):
    comparison = Comparison(t0, t1, edition.municipalities)
    parameters = preset_parameters("relative", "district", min_n=2000)
    result = classify_town(leipzig, comparison, parameters)
    matches = preset_matches(leipzig, comparison, result)
    scale = agreement_scale(town_agreement(matches, result), lang)
    assert_whole(scale, leipzig)
    assert len(scale.styles) == of + 1
    said = result.classes != ArrivalClass.NO_DATA
    assert not said.all()
    np.testing.assert_array_equal(scale.codes == NO_DATA, ~said)
    np.testing.assert_array_equal(scale.codes[said], matches.sum(axis=0)[said])
    assert str(of) in scale.note
    assert str(of) in scale.styles[-1]["label"]


def test_change(leipzig, result):
    scale = change_scale(result, "de")
    assert_whole(scale, leipzig)
    np.testing.assert_array_equal(scale.values, typology.change(result.panel))
    fills = np.array([style["fill"] for style in scale.styles])
    rising = np.isin(fills[scale.codes], PUOR[3:])
    np.testing.assert_array_equal(rising, scale.values >= 0)


def test_no_change_is_shown_where_nothing_is_said():
    units = district_units(city())
    result = classify_town(units, Comparison(2011, 2022, states()), RELATIVE)
    scale = change_scale(result, "de")
    assert_whole(scale, units)
    assert (scale.codes == NO_DATA).tolist() == [False, False, True, False, True]
    assert np.isnan(scale.values[[2, 4]]).all()
    strict = classify_town(
        units, Comparison(2011, 2022, states()), replace(RELATIVE, min_n=1_000_000)
    )
    empty = change_scale(strict, "de")
    assert (empty.codes == NO_DATA).all()
    assert_whole(empty, units)


def one_year(shares: list[float], people: list[float]) -> Units:
    board = cells([people], [shares], [[nan] * len(people)], covered=False)
    return cell_units(board, AGS, NAME)


@pytest.mark.parametrize("dark", [False, True])
def test_one_year_alone_has_no_class(dark):
    units = one_year([5, 8, 30, 40, nan], [9000, 1000, 1000, 100, 1000])
    reference = 100 * (450 + 80 + 300 + 40) / 11_100
    scale = first_year_scale(units, RELATIVE, (), "de", dark=dark)
    assert_whole(scale, units)
    assert reference * 1.25 > 8 < reference * 1.5
    assert scale.codes.tolist() == [0, 0, 2, NO_DATA, NO_DATA]
    fills = [style["fill"] for style in scale.styles]
    assert fills == (EARLIER_DARK if dark else EARLIER)
    assert not set(fills) & {style["fill"] for style in CLASSES.values()}
    assert "2011" in scale.title
    assert scale.note


def test_one_year_alone_follows_the_thresholds():
    units = one_year([5, 11, 30], [9000, 1000, 1000])
    reference = 100 * (450 + 110 + 300) / 11_000  # 7.8 %: the second cell has 1.4 times as much
    assert 1.25 < 11 / reference < 1.5
    assert first_year_scale(units, RELATIVE, (), "de", dark=False).codes.tolist() == [0, 1, 2]
    own = replace(RELATIVE, high=1.3, low=1.1)
    assert first_year_scale(units, own, (), "de", dark=False).codes.tolist() == [0, 2, 2]
    absolute = preset_parameters("absolute", "district")
    scale = first_year_scale(units, absolute, (), "de", dark=False)
    assert scale.codes.tolist() == [0, 1, 2]
    assert "%" in scale.styles[0]["label"]
    few = replace(RELATIVE, min_n=2000)
    assert first_year_scale(units, few, (), "de", dark=False).codes.tolist() == [
        0,
        NO_DATA,
        NO_DATA,
    ]


def test_the_first_year_of_a_shipped_town(edition):
    frame = figures(edition, "cell")
    units = cell_units(frame[frame["ags"] == "14713000"], "14713000", "Leipzig")
    scale = first_year_scale(units, RELATIVE, (), "en", dark=False)
    assert_whole(scale, units)
    shown = (units.people[0] >= 500) & np.isfinite(units.share[0])
    np.testing.assert_array_equal(scale.codes != NO_DATA, shown)
    assert set(scale.codes[shown]) == {0, 1, 2}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_clusters(leipzig, lang, dark):
    kinds = [kind for kind in Cluster if kind != Cluster.NO_FIGURE]
    labels = [cluster_labels(lang)[kind] for kind in kinds]
    found = np.resize(np.array(list(Cluster), dtype=np.uint8), len(leipzig))
    scale = cluster_scale(found, labels, 2022, lang, dark=dark)
    assert_whole(scale, leipzig)
    np.testing.assert_array_equal(scale.codes == NO_DATA, found == Cluster.NO_FIGURE)
    for code, kind in enumerate(kinds):
        assert (scale.codes[found == kind] == code).all()
    assert [style["label"] for style in scale.styles] == labels
    assert "2022" in scale.title
    symbols = [style["symbol"] for style in scale.styles]
    assert len(set(symbols)) == len(symbols), "not by colour alone"
    class_fills = {style["fill"] for kind, style in CLASSES.items() if kind != ArrivalClass.NONE}
    assert not {style["fill"] for style in scale.styles} & class_fills


def test_a_step_means_the_same_in_every_year(leipzig):
    scale = share_scale(leipzig, leipzig.share, "Anteil", "Prozent", 500, "de")
    assert scale.codes.shape == scale.values.shape == leipzig.share.shape
    assert len(scale.scale.styles) == STEPS
    assert "alle Jahre" in scale.scale.note
    values, codes = scale.values.ravel(), scale.codes.ravel()
    known = codes != NO_DATA
    np.testing.assert_array_equal(known, np.isfinite(values))
    order = np.argsort(values[known], kind="stable")
    assert (np.diff(codes[known][order].astype(int)) >= 0).all(), "codes rise with the values"
    assert len(set(codes[known])) == STEPS
    lowest = [(row[row != NO_DATA] == 0).sum() for row in scale.codes]
    assert lowest[0] > lowest[-1], "shares rose, the steps stayed"


def test_todays_districts_are_told_apart(leipzig):
    """31 of 63 lay in one step, “10,5 und mehr”, although shares reach 35 %."""
    scale = share_scale(leipzig, leipzig.share, "Anteil", "Prozent", 500, "de")
    today = scale.codes[leipzig.at(2022)]
    counts = np.bincount(today[today != NO_DATA], minlength=STEPS)
    assert counts.min() > 0
    assert counts.max() <= counts.sum() / 3


def test_shares_of_few_people_are_not_shown(leipzig):
    scale = share_scale(leipzig, leipzig.share, "Anteil", "Prozent", 2000, "de")
    few = leipzig.people < 2000
    assert few.any()
    np.testing.assert_array_equal(scale.codes == NO_DATA, few | np.isnan(leipzig.share))
    assert np.isnan(scale.values[few]).all()
    nobody = share_scale(leipzig, leipzig.share, "Anteil", "Prozent", 10**9, "de")
    assert (nobody.codes == NO_DATA).all()
    assert len(nobody.scale.styles) == 1


def test_where_the_number_of_people_is_not_known_no_share_is_shown():
    units = district_units(city({"A": {2011: (900, 9), 2012: (None, 3)}, "B": {2012: (800, 40)}}))
    scale = share_scale(units, np.full_like(units.share, 7.0), "x", "y", 100, "de")
    assert (scale.codes == NO_DATA).tolist() == [[False, True], [True, False]]


def test_special_housing_with_one_year_alone():
    board = cells([[8000, 1000, 1000]], [[5, 8, 60]], [[nan] * 3], covered=False)
    units = cell_units(board, AGS, NAME)
    codes = first_year_scale(units, RELATIVE, (str(key(0, 2)),), "de", dark=False).codes
    assert codes[2] not in (0, 1, 2), "no step for what is left out"
    assert codes[1] == 2 != NO_DATA, "8 % are 1.5 times the 5.3 % of the others"
