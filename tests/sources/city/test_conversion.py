"""Figures brought to the current outlines: nobody is lost, nobody counted twice, nothing made up."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.intake.areas.boundaries.conversion import (
    by_inhabitants,
    convert,
    split_counts,
    weighted,
)


def figures(table):
    """{(key, year): (inhabitants, foreign nationals)} -> rows; None: no figure."""
    rows = [
        (key, year, name, float(value))
        for (key, year), pair in table.items()
        for name, value in zip(("population", "foreign"), pair, strict=False)
        if value is not None
    ]
    return pd.DataFrame(rows, columns=["area_id", "year", "indicator", "value"])


def changes(*rows):
    return pd.DataFrame(rows, columns=["old", "new", "year", "share"])


def read(rows, key, year, indicator="population"):
    hit = rows[(rows.area_id == key) & (rows.year == year) & (rows.indicator == indicator)]
    return None if hit.empty else hit["value"].item()


def test_a_merger_is_added_up():
    rows = figures({("a", 2011): (100, 10), ("b", 2011): (50, 20), ("c", 2015): (160, 40)})
    found = convert(rows, changes(("a", "c", 2015, 1.0), ("b", "c", 2015, 1.0)))
    assert (read(found, "c", 2011), read(found, "c", 2011, "foreign")) == (150, 30)
    assert read(found, "c", 2015) == 160, "what is already under the new key stays"
    assert set(found["area_id"]) == {"c"}


def test_half_a_sum_is_no_figure():
    rows = figures({("a", 2011): (100, 10), ("b", 2011): (50, None), ("a", 2012): (100, 10)})
    found = convert(rows, changes(("a", "c", 2015, 1.0), ("b", "c", 2015, 1.0)))
    assert read(found, "c", 2011) == 150
    assert read(found, "c", 2011, "foreign") is None
    assert read(found, "c", 2012) is None, "of the other half nothing is known"


def test_a_split_keeps_whole_persons_and_their_groups():
    rows = figures({("a", 2011): (101, 51)})
    found = convert(rows, changes(("a", "b", 2015, 0.5), ("a", "c", 2015, 0.5)))
    parts = [(read(found, k, 2011), read(found, k, 2011, "foreign")) for k in ("b", "c")]
    assert sum(people for people, _foreign in parts) == 101
    assert sum(foreign for _people, foreign in parts) == 51
    assert all(foreign <= people for people, foreign in parts)


def test_a_part_moves_to_a_neighbour_that_lives_on():
    rows = figures({("a", 2011): (1000, 100), ("b", 2011): (500, 50)})
    moved = changes(("a", "a", 2015, 0.7), ("a", "b", 2015, 0.3), ("b", "b", 2015, 1.0))
    found = convert(rows, moved)
    assert [read(found, k, 2011) for k in ("a", "b")] == [700, 800]
    assert [read(found, k, 2011, "foreign") for k in ("a", "b")] == [70, 80]


def test_a_new_number_moves_everything():
    rows = figures({("a", 2011): (1000, 100), ("a", 2015): (7, 7)})
    found = convert(rows, changes(("a", "b", 2015, 1.0)))
    assert read(found, "b", 2011) == 1000
    assert read(found, "a", 2015) == 7, "from the year of the change on the key is another's"


def test_keys_that_swap_their_ground():
    rows = figures({("a", 2011): (1000, 100), ("b", 2011): (500, 5)})
    found = convert(rows, changes(("a", "b", 2015, 1.0), ("b", "a", 2015, 1.0)))
    assert [read(found, k, 2011) for k in ("a", "b")] == [500, 1000]


def test_a_key_used_again_gets_the_figures_of_what_it_means_now():
    rows = figures({("52", 2011): (800, 80), ("51", 2011): (300, 30), ("52", 2015): (310, 31)})
    found = convert(rows, changes(("52", "60", 2015, 1.0), ("51", "52", 2015, 1.0)))
    assert read(found, "60", 2011) == 800
    assert (read(found, "52", 2011), read(found, "52", 2015)) == (300, 310)


def test_chains_lead_to_their_end():
    rows = figures({("a", 2005): (100, 1), ("b", 2011): (110, 2), ("x", 2005): (40, 4), ("x", 2011): (50, 5)})  # fmt: skip
    chain = changes(("a", "b", 2010, 1.0), ("b", "c", 2015, 1.0), ("x", "c", 2015, 1.0))
    found = convert(rows, chain.iloc[::-1])
    assert [read(found, "c", year) for year in (2005, 2011)] == [140, 160]
    assert set(found["area_id"]) == {"c"}


def test_a_rate_is_a_mean_weighted_with_people():
    rows = figures({("a", 2011): (300, 0), ("b", 2011): (100, 0)})
    rates = pd.DataFrame(
        {"area_id": ["a", "b"], "year": 2011, "indicator": "sgb2_rate", "value": [10.0, 30.0]}
    )
    both = pd.concat([rows, rates])
    found = convert(both, changes(("a", "c", 2015, 1.0), ("b", "c", 2015, 1.0)))
    assert read(found, "c", 2011, "sgb2_rate") == pytest.approx(15)
    parts = convert(both, changes(("a", "x", 2015, 0.25), ("a", "y", 2015, 0.75)))
    assert [read(parts, k, 2011, "sgb2_rate") for k in ("x", "y")] == [10, 10]
    alone = convert(rates, changes(("a", "c", 2015, 1.0), ("b", "d", 2015, 1.0)))
    assert read(alone, "c", 2011, "sgb2_rate") == 10, "no weights are needed for one"
    unweighted = convert(rates, changes(("a", "c", 2015, 1.0), ("b", "c", 2015, 1.0)))
    assert read(unweighted, "c", 2011, "sgb2_rate") is None


def test_shares_follow_the_inhabitants():
    pairs = pd.DataFrame({"old": ["a", "a", "b", "b"], "new": list("xyxy"), "year": 2015})
    shares = by_inhabitants(pairs, pd.Series({"x": 300.0, "y": 100.0}))
    assert shares["share"].tolist() == [0.75, 0.25, 0.75, 0.25]
    unknown = by_inhabitants(pairs.iloc[:2], pd.Series(dtype=float))
    assert unknown["share"].tolist() == [0.5, 0.5]


@given(
    counts=st.lists(st.integers(0, 100_000), min_size=1, max_size=20),
    weights=st.lists(st.floats(0.001, 1), min_size=1, max_size=6),
)
def test_parts_are_whole_persons_that_sum_to_the_count(counts, weights):
    shares = np.array(weights) / sum(weights)
    values = np.repeat(np.array(counts, dtype=float), len(shares))
    groups = np.repeat(np.arange(len(counts)), len(shares))
    parts = split_counts(values, np.tile(shares, len(counts)), groups)
    assert (parts == np.rint(parts)).all()
    assert (parts >= 0).all()
    assert np.bincount(groups, parts).tolist() == counts
    assert (np.abs(parts - values * np.tile(shares, len(counts))) <= 1).all()


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.01, 0.99))
def test_foreign_nationals_stay_part_of_the_inhabitants(foreign, others, share):
    rows = figures({("a", 2011): (foreign + others, foreign)})
    found = convert(rows, changes(("a", "b", 2015, share), ("a", "c", 2015, 1 - share)))
    parts = [(read(found, k, 2011), read(found, k, 2011, "foreign")) for k in ("b", "c")]
    assert sum(people for people, _f in parts) == foreign + others
    assert sum(f for _people, f in parts) == foreign
    assert all(0 <= f <= people for people, f in parts)


def test_a_town_of_the_size_of_berlin():
    """448 Planungsräume until 2020, 542 since 2021: most as they were, some split, some moved."""
    generator = np.random.default_rng(1)
    old, new = [f"{k:08}" for k in range(448)], [f"N{k:07}" for k in range(542)]
    # the new ones in a ring: each old one covers its own and, at random, parts of its neighbours'
    place = np.arange(542) * 448 // 542
    rows = [(old[place[k]], new[k]) for k in range(542)]
    rows += [(old[(place[k] + 1) % 448], new[k]) for k in generator.choice(542, 120, replace=False)]
    pairs = pd.DataFrame(rows, columns=["old", "new"]).assign(year=2021)
    table = weighted(pairs, pd.Series(generator.uniform(0.05, 1, len(pairs))))
    assert np.allclose(table.groupby("old")["share"].sum(), 1)
    index = pd.MultiIndex.from_product([old, range(2015, 2021)], names=["area_id", "year"])
    people = generator.integers(0, 20_000, len(index)).astype(float)
    wide = pd.DataFrame({"population": people, "foreign": np.floor(people * generator.uniform(0, 1, len(index)))}, index)  # fmt: skip
    for name in ("origin_eu", "origin_syria", "migration_background"):
        wide[name] = np.floor(wide["foreign"] * 0.3)
    rows = wide.stack().rename_axis(["area_id", "year", "indicator"]).rename("value").reset_index()
    began = time.process_time()
    found = convert(rows, table)
    assert time.process_time() - began < 2, "vectorised: a fraction of a second"
    assert set(found["area_id"]) == set(new)
    assert (found["value"] == np.rint(found["value"])).all()
    before, after = (
        part.groupby(["year", "indicator"])["value"].sum().to_dict() for part in (rows, found)
    )
    assert before == after, "to the last person, in every year and group"
    both = found.pivot(index=["area_id", "year"], columns="indicator", values="value")
    assert (both["foreign"] <= both["population"]).all()
