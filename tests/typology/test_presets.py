"""Presets, references and the agreement between the presets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ankunft import typology
from ankunft.base.errors import ParameterError
from ankunft.typology import ArrivalClass

LEVELS = ("state", "county", "municipality", "cell", "district", "quarter")


def test_presets_have_names_and_descriptions_in_both_languages():
    assert [p.labels["de"] for p in typology.PRESETS.values()] == [
        "relativ",
        "absolut",
        "oberes Fünftel",
        "Ost/West",
        "eigene",
    ]
    assert set(typology.PRESETS) - set(typology.FIXED) == {"own"}
    for id_, preset in typology.PRESETS.items():
        assert preset.id == id_
        for lang in ("de", "en"):
            assert preset.labels[lang]
            assert preset.descriptions[lang].endswith(".")


@pytest.mark.parametrize("level", LEVELS)
def test_presets_change_only_what_they_are_about(level):
    base = typology.default_parameters(level)
    assert typology.preset_parameters("relative", level) == base
    assert typology.preset_parameters("own", level) == base
    assert typology.preset_parameters("absolute", level) == replace(base, rule="absolute")
    assert typology.preset_parameters("fifth", level) == replace(base, rule="fifth")
    assert typology.preset_parameters("east_west", level) == replace(base, reference="part")


def test_overrides_replace_values():
    p = typology.preset_parameters("own", "cell", high=1.6, min_n=200)
    assert (p.high, p.low, p.min_n) == (1.6, 1.25, 200)
    assert typology.preset_parameters("fifth", "cell", fifth_low=0.6).fifth_low == 0.6


def test_unknown_presets_and_parameters_are_refused():
    with pytest.raises(ParameterError, match="best"):
        typology.preset_parameters("best", "cell")
    with pytest.raises(ParameterError, match="hight"):
        typology.preset_parameters("own", "cell", hight=2)
    with pytest.raises(ParameterError, match="top_share"):
        typology.preset_parameters("own", "cell", top_share=0.1)


def test_the_former_preset_says_what_became_of_it():
    with pytest.raises(ParameterError, match=r"„Zuwachs“ gibt es nicht mehr.*„relativ“"):
        typology.preset_parameters("growth", "municipality")
    assert "“growth” is gone" in typology.what_became("en")


def test_east_and_west_apply_outside_towns_only():
    for level in ("state", "county", "municipality"):
        assert typology.fixed_presets(level) == ("relative", "absolute", "fifth", "east_west")
    for level in ("cell", "district", "large_district", "quarter"):
        assert typology.fixed_presets(level) == ("relative", "absolute", "fifth")
        assert typology.applies("own", level)
        with pytest.raises(ParameterError, match="nicht innerhalb einer Stadt"):
            typology.check_applies("east_west", level)


def test_reference_is_the_sum_of_the_rows_where_both_are_known():
    foreign = [10.0, np.nan, 30.0, 5.0, -9.0]
    people = [100.0, 500.0, 200.0, np.nan, 50.0]
    assert typology.reference_shares(foreign, people) == pytest.approx(100 * 40 / 300)
    assert typology.reference_shares(foreign, people).shape == ()


def test_reference_of_each_group():
    groups = np.array(["a", "b", "a", None, "c", "d"], dtype=object)
    shares = typology.reference_shares(
        [10.0, 8.0, 20.0, 5.0, np.nan, 0.0], [100.0, 40.0, 200.0, 50.0, 10.0, 0.0], groups
    )
    np.testing.assert_allclose(shares, [10.0, 20.0, 10.0, np.nan, np.nan, np.nan])


def test_panel_compares_with_all_areas_the_town_or_the_part_of_the_country():
    figures = {
        "share_t0": [10.0, 20.0, 4.0, 2.0],
        "share_t1": [20.0, 20.0, np.nan, 6.0],
        "n_t0": [100.0, 300.0, 100.0, 100.0],
        "n_t1": [100.0, 100.0, 100.0, 300.0],
    }
    p = typology.default_parameters("municipality")
    nation = typology.panel_for(p, **figures)
    assert nation.ref_t0 == pytest.approx(100 * 72 / 500), "the third is known once, counted never"
    assert nation.ref_t1 == pytest.approx(100 * 58 / 500)
    common, p = p, replace(p, ground="each")
    nation = typology.panel_for(p, **figures)
    assert nation.ref_t0 == pytest.approx(100 * 76 / 600)
    assert nation.ref_t1 == pytest.approx(100 * 58 / 500)
    alike = typology.panel_for(common, **figures, groups=["x", "x", "y", "y"])
    np.testing.assert_allclose(alike.ref_t0, [17.5, 17.5, 2.0, 2.0])
    towns = typology.panel_for(p, **figures, groups=["x", "x", "y", "y"], year_t1=2020)
    np.testing.assert_allclose(towns.ref_t0, [17.5, 17.5, 3.0, 3.0])
    np.testing.assert_allclose(towns.ref_t1, [20.0, 20.0, 6.0, 6.0])
    assert (towns.year_t0, towns.year_t1) == (2011, 2020)

    east_west = typology.preset_parameters("east_west", "municipality", ground="each")
    parts = typology.panel_for(east_west, **figures, state_codes=["05", "09", "11", "14"])
    np.testing.assert_allclose(parts.ref_t0, [17.5, 17.5, 3.0, 3.0])
    switched = replace(east_west, berlin="west")
    parts = typology.panel_for(switched, **figures, state_codes=["05", "09", "11", "14"])
    np.testing.assert_allclose(parts.ref_t0, [14.8, 14.8, 14.8, 2.0])
    with pytest.raises(ParameterError, match="Land"):
        typology.panel_for(east_west, **figures)


def codes(*kinds) -> np.ndarray:
    return np.array(kinds, dtype=np.uint8)


new, none, no_data = ArrivalClass.NEW, ArrivalClass.NONE, ArrivalClass.NO_DATA


def test_agreement_counts_the_presets_that_say_the_same_of_those_that_apply():
    chosen = codes(new, none, no_data, new)
    others = [
        codes(new, none, no_data, none),
        codes(new, new, no_data, none),
        codes(new, none, new, no_data),
        codes(new, none, no_data, none),
    ]
    found = typology.agreement(chosen, others)
    assert found.count.tolist() == [4, 3, 0, 0]
    assert found.of.tolist() == [4, 4, 0, 3], "a preset that says nothing here does not apply"
    assert found.count.dtype == found.of.dtype == np.uint8
    assert chosen.tolist() == [new, none, no_data, new]


def test_the_matrix_counts_every_pair_of_presets():
    table = typology.agreement_matrix(
        {
            "relative": codes(new, none, none, no_data),
            "absolute": codes(new, new, none, none),
            "fifth": codes(none, new, no_data, none),
        }
    )
    assert table.to_dict("split")["data"] == [
        ["relative", "absolute", 3, 2, 2, 1],
        ["relative", "fifth", 2, 0, 2, 0],
        ["absolute", "fifth", 3, 2, 2, 1],
    ]


def test_reference_refers_to_the_base_of_the_shares_where_one_is_given():
    figures = {"share_t0": [10.0, 20.0], "share_t1": [20.0, np.nan], "n_t0": [100.0, 100.0]}
    panel = typology.panel_for(
        typology.Parameters(),
        **figures,
        n_t1=[100.0, 100.0],
        foreign_t0=[9.0, 20.0],
        base_t0=[90.0, 100.0],
        foreign_t1=[20.0, 0.0],
    )
    assert panel.ref_t0 == pytest.approx(100 * 29 / 190)
    assert panel.ref_t1 == pytest.approx(100 * 20 / 200)
