"""Presets, references and the agreement between the presets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ankunft import typology
from ankunft.errors import ParameterError
from ankunft.typology import ArrivalClass

LEVELS = ("state", "county", "municipality", "cell", "district", "quarter")


def test_presets_have_names_and_descriptions_in_both_languages():
    assert [p.labels["de"] for p in typology.PRESETS.values()] == [
        "relativ",
        "absolut",
        "Zuwachs",
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
    assert typology.preset_parameters("growth", level) == replace(base, rule="growth", low=1.0)
    assert typology.preset_parameters("east_west", level) == replace(base, reference="part")


def test_overrides_replace_values():
    p = typology.preset_parameters("own", "cell", high=1.6, min_n=200)
    assert (p.high, p.low, p.min_n) == (1.6, 1.25, 200)
    assert typology.preset_parameters("growth", "cell", low=1.1).low == 1.1


def test_unknown_presets_and_parameters_are_refused():
    with pytest.raises(ParameterError, match="best"):
        typology.preset_parameters("best", "cell")
    with pytest.raises(ParameterError, match="hight"):
        typology.preset_parameters("own", "cell", hight=2)


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


def test_agreement_counts_the_presets_that_say_the_same():
    new, none, no_data = ArrivalClass.NEW, ArrivalClass.NONE, ArrivalClass.NO_DATA
    chosen = np.array([new, none, no_data, new], dtype=np.uint8)
    others = [
        np.array(row, dtype=np.uint8)
        for row in (
            [new, none, no_data, none],
            [new, new, no_data, none],
            [new, none, new, no_data],
            [new, none, no_data, none],
        )
    ]
    counts = typology.agreement(chosen, others)
    assert counts.tolist() == [4, 3, 0, 0]
    assert counts.dtype == np.uint8
    assert chosen.tolist() == [new, none, no_data, new]


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
