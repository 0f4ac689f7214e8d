"""Similar towns: the distance by its formula, the list, its firmness, the cross-check, contrasts."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from areas import edition_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.covariance import LedoitWolf

from ankunft.base.errors import ParameterError
from ankunft.base.language import LANGUAGES
from ankunft.profiles.frame import entries, entry, profile_frame, transformed
from ankunft.profiles.peers import Doubt, Pool, Space, contrast, cross_check, peers, prepare
from ankunft.profiles.peers.check import order_of
from ankunft.profiles.similarity import block_weights, contributions, distances, gaps, spread

GOSLAR = "03153017"
BLOCKS = ("size", "migration", "economy", "housing", "infrastructure")
COMPARED = [known for known in entries() if known.compared]
ALL = Pool(other_county=False)
"""Neighbours, too."""
nan = math.nan


def made(seed: int, towns: int = 12, holes: float = 0.2, *, apart: bool = False) -> pd.DataFrame:
    """Towns of four Länder with figures drawn at random and holes; AGS in no order.

    Some share a Kreis and some are one; `apart`: each lies in one that has other municipalities.
    """
    draw = np.random.default_rng(seed)
    states = draw.choice(["01", "05", "09", "14"], towns)
    ags = [f"{state}{k % 3:03}{k:03}" for k, state in enumerate(states)]
    frame = pd.DataFrame({"ags": ags, "name": [f"Stadt {k}" for k in range(towns)]})
    frame = frame.assign(state=states, county=frame["ags"].str[:5])
    frame["independent"] = ~frame["county"].duplicated(keep=False)
    if apart:
        frame = frame.assign(county=[f"{k:05}" for k in range(towns)], independent=False)
    for name in ("population_2022", "population_2011", "dwellings_2022", "county_population"):
        frame[name] = draw.integers(5_000, 90_000, towns).astype(float)
    for known in entries():
        if known.id not in frame:
            values = draw.uniform(1, 60, towns)
            frame[known.id] = np.where(draw.random(towns) < holes, nan, values)
    return frame.set_axis(frame["ags"].to_numpy(), axis=0)


spaces = st.builds(
    lambda seed, holes: prepare(made(seed, holes=holes)),
    st.integers(0, 10_000),
    st.sampled_from([0.0, 0.2, 0.7]),
)
block_weight = st.sampled_from([0.0, 0.25, 1.0, 3.0])
weightings = st.fixed_dictionaries(dict.fromkeys(BLOCKS, block_weight)).filter(
    lambda weights: any(weights.values())
)
few_examples = settings(max_examples=25)


def away(space: Space, row: int, weights: dict[str, float] | None = None) -> np.ndarray:
    """The distance of the town in this row to all, itself included."""
    every = np.arange(len(space.frame))
    return distances(gaps(space, row, every), block_weights(space, weights))


def by_the_formula(space: Space, a: int, b: int, weights: dict[str, float]) -> float:
    """The distance as the definition says it, one number after the other."""
    one, other = space.frame.iloc[a], space.frame.iloc[b]
    of_the_towns = one["independent"] and other["independent"]
    sums = weight_of_all = 0.0
    for block in space.blocks:
        squares, counted = 0.0, []
        for k, known in enumerate(space.entries):
            d = space.scaled[a, k] - space.scaled[b, k]
            shared = known.level == "county" and one["county"] == other["county"]
            if known.block == block and math.isfinite(d) and not shared:
                own = 0.5 if known.level == "county" and not of_the_towns else 1.0
                squares += own * d * d
                counted.append(own)
        if counted:
            weight = weights[block] * sum(counted) / len(counted)
            sums += weight * squares / sum(counted)
            weight_of_all += weight
    return math.sqrt(sums / weight_of_all) if weight_of_all else nan


@given(spaces, weightings)
@few_examples
def test_the_distance_is_that_of_the_definition(space, weights):
    for row in (0, 5):
        wanted = [by_the_formula(space, row, other, weights) for other in range(12)]
        assert away(space, row, weights) == pytest.approx(wanted, nan_ok=True)


@given(spaces, weightings)
@few_examples
def test_the_distance_is_symmetric_and_nil_to_itself(space, weights):
    table = np.array([away(space, row, weights) for row in range(len(space.frame))])
    np.testing.assert_allclose(table, table.T)
    own = np.diag(table)
    assert (own[np.isfinite(own)] == 0).all()


@given(spaces, st.sampled_from(BLOCKS))
@few_examples
def test_a_block_without_weight_is_as_good_as_missing(space, block):
    nothing = prepare(space.frame, [known for known in COMPARED if known.block != block])
    np.testing.assert_allclose(away(space, 3, {block: 0}), away(nothing, 3))
    rows = np.arange(5)
    added = contributions(space, 3, rows, block_weights(space, {block: 0}))
    own = [known.id for known in space.entries if known.block == block]
    assert added[own].isna().all(axis=None)


@given(spaces, weightings, st.sampled_from([1e-9, 0.1, 7.0, 1e9]))
@few_examples
def test_only_the_ratio_of_the_weights_counts(space, weights, factor):
    ags = space.frame.index[0]
    once = peers(space, ags, n=4, weights=weights)
    again = peers(space, ags, n=4, weights={name: w * factor for name, w in weights.items()})
    pd.testing.assert_frame_equal(once.table, again.table)
    assert sum(once.weights.values()) == pytest.approx(1)


@given(spaces, weightings)
@few_examples
def test_contributions_add_up_to_the_squared_distance(space, weights):
    result = peers(space, space.frame.index[2], n=20, weights=weights, pool=ALL)
    added = result.contributions.sum(axis=1).to_numpy()
    np.testing.assert_allclose(added, result.table["distance"] ** 2)
    assert result.contributions.index.to_list() == result.table["ags"].to_list()
    for own, joins, separates in zip(
        result.contributions.to_numpy(),
        result.table["joins"],
        result.table["separates"],
        strict=True,
    ):
        known = pd.Series(own, list(result.contributions)).dropna()
        assert not set(joins) & set(separates)
        assert sorted(known[list(joins)]) == sorted(known)[: len(joins)]
        if separates:
            assert known[list(separates)].min() >= known[list(joins)].max()
        if len(known) >= 6:
            assert (len(joins), len(separates)) == (3, 3)
            assert known[separates[0]] == known.max()
            assert known[joins[0]] == known.min()


@given(spaces, weightings)
@few_examples
def test_peers_are_the_nearest_of_the_pool(space, weights):
    ags = space.frame.index[0]
    result = peers(space, ags, n=5, weights=weights, pool=ALL)
    wanted = pd.Series(away(space, 0, weights), space.frame.index).drop(ags).dropna()
    assert result.pool_size == 11
    assert result.table["distance"].to_list() == pytest.approx(sorted(wanted)[:5])
    assert result.table.index.to_list() == list(range(1, len(result.table) + 1))
    assert ags not in set(result.table["ags"])


@given(spaces, weightings, st.integers(1, 15))
@few_examples
def test_stability_is_a_share_and_full_for_the_whole_pool(space, weights, n):
    table = peers(space, space.frame.index[0], n=n, weights=weights).table
    assert table["stability"].between(0, 1).all()
    if n >= 11 or sum(weight > 0 for weight in weights.values()) == 1:
        assert (table["stability"] == 1).all()


def test_stability_by_its_definition():
    space = prepare(made(7, towns=60, holes=0.0, apart=True))
    ags = space.frame.index[0]
    weights = {"size": 2.0, "migration": 1.0, "economy": 0.0, "housing": 1.0, "infrastructure": 0}
    table = peers(space, ags, n=8, weights=weights).table
    draws = np.random.default_rng(0).dirichlet([25, 12.5, 12.5], size=500)
    times = dict.fromkeys(table["ags"], 0)
    for size, migration, housing in draws:
        drawn = {"size": size, "migration": migration, "housing": housing}
        drawn |= {"economy": 0, "infrastructure": 0}
        found = pd.Series(away(space, 0, drawn), space.frame.index).drop(ags)
        for near in found.nsmallest(8).index.intersection(table["ags"]):
            times[near] += 1
    assert table["stability"].to_list() == [times[near] / 500 for near in table["ags"]]
    assert table["stability"].nunique() > 2


@given(spaces, st.integers(0, 100))
@few_examples
def test_the_order_of_the_rows_does_not_matter(space, seed):
    frame = space.frame
    shuffled = prepare(frame.sample(frac=1, random_state=seed))
    ags = frame.index[0]
    pd.testing.assert_frame_equal(peers(space, ags).table, peers(shuffled, ags).table)


def test_equal_distances_are_ordered_by_ags():
    frame = made(3, towns=9, holes=0.0)
    figures = [known.id for known in entries()] + ["population_2011", "dwellings_2022"]
    frame.loc[frame.index[2:6], [*figures, "county_population"]] = frame.iloc[2][
        [*figures, "county_population"]
    ].to_numpy()
    twins = sorted(frame.index[2:6])
    listed = peers(frame, frame.index[0], n=8).table["ags"].to_list()
    first = listed.index(twins[0])
    assert listed[first : first + 4] == twins
    nearest = peers(frame, twins[0], n=3).table
    assert nearest["ags"].to_list() == twins[1:]
    assert (nearest["distance"] == 0).all()


def test_the_spread_is_the_mad_else_the_iqr_else_none():
    draw = np.random.default_rng(0).lognormal(size=500)
    assert spread(np.append(draw, nan)) == stats.median_abs_deviation(draw, scale="normal")
    mostly_nil = np.array([0.0] * 6 + [1, 2, 3, 4, 5])
    assert stats.median_abs_deviation(mostly_nil) == 0
    assert spread(mostly_nil) == pytest.approx(2.5 / 1.349, rel=1e-3)
    assert spread(np.array([0.0] * 9 + [1])) is None
    assert spread(np.full(50, 0.1) * 3) is None
    assert spread(np.array([nan, 1.0])) is None


def test_the_scale_is_that_of_towns_compared_by_default():
    frame = made(5, towns=30, holes=0.0)
    frame.loc[frame.index[:10], "population_2022"] = 900.0
    space = prepare(frame)
    for k, known in enumerate(space.entries):
        values = transformed(frame, known).to_numpy()
        assert space.scaled[:, k] * spread(values[10:]) == pytest.approx(values)


def test_an_indicator_without_spread_is_left_out_with_a_note():
    frame = made(5, holes=0.0).assign(vacancy_2022=4.0, q_alo=nan, dwellings_2022=9_000.0)
    result = peers(frame, frame.index[0])
    assert [left.entry.id for left in result.left_out] == ["q_alo", "vacancy_2022"]
    assert "Leerstandsquote 2022" in result.left_out[1].text("de")
    assert not {"q_alo", "vacancy_2022"} & set(result.contributions)


def emptied(*names: str) -> pd.DataFrame:
    """Towns of which the first lacks these blocks."""
    frame = made(9, holes=0.0, apart=True)
    ids = [k.id for k in entries() if k.block in names and k.id != "population_2022"]
    frame.loc[frame.index[0], ids] = nan
    return frame


def test_a_town_with_missing_blocks_is_compared_on_what_it_has_and_marked():
    frame = emptied("migration", "housing")
    result = peers(frame, frame.index[0])
    assert result.missing_blocks == ("migration", "housing")
    assert set(result.table["blocks"]) == {("size", "economy", "infrastructure")}
    assert not result.table["complete"].any()
    assert not result.table["flagged"].any()
    other = peers(frame, frame.index[1], n=11).table.set_index("ags")
    assert other["complete"].sum() == 10
    assert not other.at[frame.index[0], "complete"]
    assert other.at[frame.index[0], "distance"] > 0


def test_fewer_than_three_blocks_are_flagged():
    frame = emptied("migration", "housing", "economy")
    assert peers(frame, frame.index[0]).table["flagged"].all()
    flagged = peers(frame, frame.index[1], n=11).table.set_index("ags")["flagged"]
    assert flagged[flagged].index.to_list() == [frame.index[0]]
    three = peers(frame, frame.index[1], n=11, weights={"size": 0, "infrastructure": 0}).table
    assert not three["flagged"].any()
    # the town without these three has no distance at all
    assert set(three["ags"]) == set(frame.index[2:])
    two = {"size": 0, "infrastructure": 0, "economy": 0}
    assert peers(frame, frame.index[1], weights=two).table["flagged"].all()


@given(spaces, st.booleans(), st.booleans())
@few_examples
def test_the_own_land_or_kreis_never_appears_when_excluded(space, state, county):
    for ags in space.frame.index:
        pool = Pool(other_state=state, other_county=county)
        table = peers(space, ags, n=20, pool=pool).table
        if state:
            assert ags[:2] not in set(table["state"])
        if county:
            assert ags[:5] not in set(table["county"])


def test_the_pool_by_inhabitants():
    frame = made(2, towns=6, holes=0.0)
    frame["population_2022"] = [4_000.0, 4_999, 5_000, 8_000, 9_000, 60_000]
    space, ags = prepare(frame), frame["ags"].to_list()

    def listed(row: int, **options) -> list[str]:
        return sorted(peers(space, ags[row], pool=Pool(**options)).table["ags"])

    assert listed(0) == sorted(ags[2:])
    assert listed(2) == sorted(ags[3:])
    assert listed(0, factor=2) == sorted(ags[1:4])
    assert listed(0, factor=2, min_population=5_000) == sorted(ags[2:4])
    assert listed(0, factor=1) == []
    assert listed(3, max_population=9_000) == sorted([ags[2], ags[4]])
    assert listed(3, min_population=0, max_population=4_999) == sorted(ags[:2])
    assert listed(3, ags=(ags[0], ags[5], ags[3])) == sorted([ags[0], ags[5]])


@pytest.mark.parametrize(
    "options",
    [{"n": 0}, {"weights": {"weather": 1}}, {"weights": {"size": -1}}, {"weights": {"size": nan}},
     {"weights": dict.fromkeys(BLOCKS, 0)}, {"pool": Pool(factor=0.5)}, {"pool": Pool(factor=nan)},
     {"pool": Pool(ags=("99",))}, {"pool": Pool(min_population=9, max_population=8)}],
)  # fmt: skip
def test_what_cannot_be_is_refused(options):
    frame = made(1)
    with pytest.raises(ParameterError):
        peers(frame, frame.index[0], **options)
    with pytest.raises(ParameterError):
        contrast(frame, frame.index[0], **options)


def test_an_unknown_town_is_refused():
    with pytest.raises(ParameterError, match="99999999"):
        peers(made(1), "99999999")


def test_the_cross_check_ranks_by_mahalanobis():
    frame = made(4, towns=150, holes=0.0, apart=True)
    frame.loc[frame.index[10:20], "vacancy_2022"] = nan
    frame.loc[frame.index[0], "change"] = nan
    space = prepare(frame)
    result = peers(space, frame.index[0], n=8, weights={"infrastructure": 0})
    check = cross_check(space, result)
    used = [k for k, known in enumerate(space.entries)
            if known.block != "infrastructure" and known.id != "change"]  # fmt: skip
    assert check.indicators == tuple(space.entries[k].id for k in used)
    assert check.compared == 149
    values = space.scaled[:, used]
    whole = np.isfinite(values).all(axis=1)
    assert whole.sum() == 140
    covariance = LedoitWolf().fit(values[whole]).covariance_
    squared = pd.Series(0.0, frame.index)
    for row, ags in enumerate(frame.index):
        known = np.isfinite(values[row])
        gap = (values[row] - values[0])[known]
        inverse = np.linalg.inv(covariance[np.ix_(known, known)])
        squared[ags] = gap @ inverse @ gap / known.mean()
    ranks = squared.iloc[1:].rank()
    pd.testing.assert_series_equal(
        check.ranks, ranks.reindex(result.table["ags"]), check_names=False
    )
    assert check.overlap == (check.ranks <= 8).sum()


def test_a_list_is_not_refuted_by_what_nobody_knows():
    """The nearest towns lack one indicator; the second measure compares them by the others."""
    frame = made(4, towns=150, holes=0.0, apart=True)
    names = [known.id for known in entries()] + ["population_2011", "dwellings_2022"]
    names = [*dict.fromkeys(names), "county_population"]
    frame.loc[frame.index[1:11], names] = frame.loc[frame.index[0], names].to_numpy() * 1.001
    frame.loc[frame.index[1:11], "centre_ratio_2011"] = nan
    result = peers(frame, frame.index[0])
    assert result.doubt is None
    assert set(result.table["ags"]) == set(frame.index[1:11])
    assert cross_check(prepare(frame), result).overlap == 10


def test_towns_with_less_than_half_of_the_indicators_have_no_rank():
    frame = made(4, towns=150, holes=0.0, apart=True)
    gone = [known.id for known in COMPARED if known.block in ("migration", "economy", "housing")]
    frame.loc[frame.index[5], gone] = nan
    space = prepare(frame)
    order = order_of(space, 0, np.arange(1, 150), block_weights(space, None))
    assert order.compared == 148
    assert 5 not in order.rows


def test_the_cross_check_needs_enough_towns():
    space = prepare(made(4, holes=0.0))
    check = cross_check(space, peers(space, space.frame.index[0], n=3))
    assert check.ranks.isna().all()
    assert check.overlap == 0


@given(st.integers(0, 1000))
@few_examples
def test_a_contrast_is_near_in_one_and_far_in_the_other(seed):
    space = prepare(made(seed, towns=40, holes=0.0, apart=True))
    ags = space.frame.index[0]
    structure = {"migration": 0.0}
    arrival = dict.fromkeys(BLOCKS, 0.0) | {"migration": 1.0}
    for alike, different, near, far in (
        (None, ("migration",), structure, arrival),
        (["migration"], [b for b in BLOCKS if b != "migration"], arrival, structure),
    ):
        table = contrast(space, ags, alike=alike, different=different, n=5, among=10).table
        closest = pd.Series(away(space, 0, near), space.frame.index).drop(ags).nsmallest(10)
        apart = pd.Series(away(space, 0, far), space.frame.index)[closest.index]
        assert table["ags"].to_list() == apart.nlargest(5).index.to_list()
        assert table["distance"].to_list() == pytest.approx(closest[table["ags"]].to_list())
        assert table["difference"].to_list() == pytest.approx(apart.nlargest(5).to_list())
        assert not table["flagged"].any()
        blocks = {known.id: known.block for known in entries()}
        for joins, separates in zip(table["joins"], table["separates"], strict=True):
            assert len(joins) == len(separates) == 3
            assert {blocks[name] for name in joins} <= {b for b in BLOCKS if near.get(b, 1)}
            assert {blocks[name] for name in separates} <= {b for b in BLOCKS if far.get(b, 1)}


def test_a_contrast_needs_its_blocks():
    frame = emptied("migration")
    with pytest.raises(ParameterError, match="fehlen"):
        contrast(frame, frame.index[0])
    listed = contrast(frame, frame.index[1], n=20).table
    assert frame.index[0] not in set(listed["ags"])
    with pytest.raises(ParameterError):
        contrast(frame, frame.index[1], alike=["size", "migration"])
    with pytest.raises(ParameterError):
        contrast(frame, frame.index[1], alike=["weather"])
    with pytest.raises(ParameterError):
        contrast(frame, frame.index[1], alike=[])


@pytest.fixture(scope="module")
def real(edition) -> Space:
    return prepare(profile_frame(edition))


def test_every_indicator_of_the_real_edition_can_be_compared(real):
    assert real.left_out == ()
    assert [known.id for known in real.entries] == [known.id for known in COMPARED]
    assert (real.base == (real.frame["population_2022"] >= 5_000)).all()


def test_peers_of_goslar(real):
    before = real.frame.copy()
    result = peers(real, GOSLAR, pool=Pool())
    # medium-sized towns at the edge of the Harz and along the Weser
    assert {"Alfeld (Leine)", "Uelzen", "Hameln"} <= set(result.table["name"])
    assert result.table["complete"].all()
    assert result.missing_blocks == ()
    assert (
        result.pool_size
        == (before["population_2022"] >= 5_000).sum()
        - ((before["county"] == "03153") & (before["population_2022"] >= 5_000)).sum()
    )
    check = cross_check(real, result)
    assert check.overlap >= 3
    pd.testing.assert_frame_equal(real.frame, before)


def test_the_distance_of_a_real_pair_is_symmetric_but_being_a_peer_is_not(real):
    nearest = peers(real, GOSLAR, n=10).table
    back = {ags: peers(real, ags, n=10).table.set_index("ags") for ags in nearest["ags"]}
    mutual = [ags for ags in back if GOSLAR in back[ags].index]
    assert 0 < len(mutual) < 10
    for ags in mutual:
        there = nearest.set_index("ags").at[ags, "distance"]
        assert there == pytest.approx(back[ags].at[GOSLAR, "distance"])


def test_a_village_gets_no_list_of_towns_many_times_its_size(real):
    """Gröde has a handful of inhabitants."""
    result = peers(real, "01054039")
    assert result.doubt == Doubt.FEW_PEOPLE
    assert result.table.empty
    assert result.missing_blocks == ("migration",)


def test_neighbours_are_no_peers_by_construction(real):
    """Before, 4.9 of 10 peers of a town of 10,000 to 50,000 lay in its own Kreis; chance is 0.04."""
    people = real.frame["population_2022"]
    towns = real.frame.index[(people >= 10_000) & (people < 50_000)][::20]
    counties = real.frame["county"]

    def own(pool: Pool) -> float:
        found = {ags: peers(real, ags, pool=pool).table for ags in towns}
        shares = [table["county"].eq(counties[ags]).sum() for ags, table in found.items()]
        assert np.mean([table.empty for table in found.values()]) < 0.15
        return float(np.mean(shares))

    assert own(Pool()) == 0
    assert 0.5 < own(ALL) < 2.75, "neighbours are alike in fact, too"


def test_a_city_that_is_a_kreis_is_compared_by_figures_of_its_own(real):
    assert real.frame["independent"].sum() == 106
    berlin = peers(real, "11000000")
    assert berlin.doubt is None
    assert set(berlin.table["name"]) >= {"Hamburg", "Köln"}
    leipzig = real.position("14713000")
    listed = contributions(
        real, leipzig, np.array([real.position("14612000")]), block_weights(real, None)
    )
    d = real.scaled[leipzig] - real.scaled[real.position("14612000")]
    economy = np.array([known.block == "economy" for known in real.entries])
    wanted = d[economy] ** 2 / economy.sum() / len(BLOCKS)
    assert listed.to_numpy()[0, economy] == pytest.approx(wanted)


def test_an_edition_without_series_compares_what_towns_have(edition):
    none = edition.county_series.iloc[:0]
    frame = profile_frame(edition_of(municipalities=edition.municipalities, county_series=none))
    result = peers(frame, GOSLAR)
    assert {left.entry.level for left in result.left_out} == {"county"}
    assert result.missing_blocks == ("economy", "infrastructure")
    assert set(result.table["blocks"]) == {("size", "migration", "housing")}
    assert not result.table["flagged"].any()


def test_a_tiny_weight_is_as_good_as_none(real):
    one = peers(real, GOSLAR, weights=dict.fromkeys(BLOCKS, 0.0) | {"size": 1.0}).table
    tiny = peers(real, GOSLAR, weights=dict.fromkeys(BLOCKS, 1e-300) | {"size": 1.0}).table
    assert tiny["ags"].to_list() == one["ags"].to_list()
    assert (tiny["stability"] == 1).all()


def test_weights_of_indicators_inside_their_block():
    compared = [entry("population_2022"), entry("vacancy_2022"), entry("m_mietpr")]
    compared = [replace(known, transform="none") for known in compared]
    frame = made(0, towns=4, holes=0.0, apart=True)
    frame["population_2022"] = [5_000.0, 6_000, 7_000, 8_000]
    frame["vacancy_2022"] = [1.0, 2, 3, 4]
    frame["m_mietpr"] = [10.0, 10, 12, 12]
    space = prepare(frame, compared)
    size, vacancy, rent = (1.4826 * mad for mad in (1000, 1, 1))
    # of the two indicators of housing one is of the Kreis: the block weighs ¾
    wanted = (1000 / size) ** 2 + 0.75 * (1 * vacancy**-2 + 0.5 * 0 * rent**-2) / 1.5
    assert away(space, 0)[1] ** 2 == pytest.approx(wanted / 1.75, rel=1e-4)
    wanted = (2000 / size) ** 2 + 0.75 * (4 * vacancy**-2 + 0.5 * 4 * rent**-2) / 1.5
    assert away(space, 0)[2] ** 2 == pytest.approx(wanted / 1.75, rel=1e-4)
    assert space.block_factors() == {"size": 1.0, "housing": 0.75}


def two_blocks() -> pd.DataFrame:
    """Towns with a figure of their own in one block and figures of the Kreis alone in another."""
    frame = made(0, towns=6, holes=0.0, apart=True)
    frame["population_2022"] = [5_000.0, 6_000, 7_000, 8_000, 9_000, 9_500]
    frame["q_kaufkraft"] = [10.0, 12, 14, 16, 18, 20]
    frame["q_pkw_bev"] = [50.0, 40, 10, 20, 10, 30]
    return frame


def of_two_blocks(frame: pd.DataFrame) -> Space:
    names = ("population_2022", "q_kaufkraft", "q_pkw_bev")
    return prepare(frame, [replace(entry(name), transform="none") for name in names])


def test_a_block_of_kreis_values_alone_counts_half():
    space = of_two_blocks(two_blocks())
    assert space.block_factors() == {"size": 1.0, "economy": 0.5, "infrastructure": 0.5}
    d = space.scaled[1] - space.scaled[0]
    wanted = (d[0] ** 2 + 0.5 * d[1] ** 2 + 0.5 * d[2] ** 2) / 2
    assert away(space, 0)[1] ** 2 == pytest.approx(wanted)


def test_between_towns_that_are_a_kreis_its_figures_are_their_own():
    frame = two_blocks()
    frame.loc[frame.index[:2], "independent"] = True
    space = of_two_blocks(frame)
    one, two = space.scaled[1] - space.scaled[0], space.scaled[2] - space.scaled[0]
    found = away(space, 0) ** 2
    assert found[1] == pytest.approx((one**2).mean()), "both are a Kreis"
    assert found[2] == pytest.approx((two**2 * [1, 0.5, 0.5]).sum() / 2), "only one is"


def test_what_neighbours_share_is_missing_and_no_reason():
    frame = two_blocks()
    neighbours = frame.index[:2]
    frame.loc[neighbours, "county"] = "77777"
    frame.loc[neighbours[1], ["q_kaufkraft", "q_pkw_bev"]] = [10.0, 50.0]
    space = of_two_blocks(frame)
    result = peers(space, neighbours[0], pool=ALL)
    listed = result.table.set_index("ags").loc[neighbours[1]]
    assert listed["joins"] == ("population_2022",)
    assert listed["separates"] == ()
    assert listed["blocks"] == ("size",)
    assert listed["flagged"]
    assert not listed["complete"]
    assert listed["distance"] == pytest.approx(abs(space.scaled[1, 0] - space.scaled[0, 0]))
    assert result.contributions.loc[neighbours[1], ["q_kaufkraft", "q_pkw_bev"]].isna().all()
    assert neighbours[1] not in set(peers(space, neighbours[0]).table["ags"]), "left out by default"


def test_a_small_town_gets_no_list():
    frame = made(2, towns=30, holes=0.0, apart=True)
    frame["population_2022"] = 5_000.0 + 100 * np.arange(30)
    frame.loc[frame.index[0], "population_2022"] = 1_999.0
    for find in (peers, contrast):
        result = find(frame, frame.index[0], pool=Pool(min_population=0))
        assert result.doubt == Doubt.FEW_PEOPLE
        assert result.table.empty
        assert result.contributions.empty
    frame.loc[frame.index[0], "population_2022"] = 2_000.0
    for find in (peers, contrast):
        assert find(frame, frame.index[0], pool=Pool(min_population=0)).doubt is None


def test_towns_of_quite_another_size_are_no_comparison():
    frame = made(2, towns=30, holes=0.0, apart=True)
    frame["population_2022"] = 90_000.0 + np.arange(30)
    frame.loc[frame.index[0], "population_2022"] = 8_000.0
    assert peers(frame, frame.index[0]).doubt == Doubt.OTHER_SIZES
    assert peers(frame, frame.index[0]).table.empty
    chosen = Pool(ags=tuple(frame.index[3:8]))
    assert len(peers(frame, frame.index[0], pool=chosen).table) == 5, "somebody named them"
    frame.loc[frame.index[0], "population_2022"] = 9_100.0
    assert peers(frame, frame.index[0]).doubt is None
    frame["population_2022"] = 8_000.0 + np.arange(30)
    frame.loc[frame.index[0], "population_2022"] = 90_000.0
    assert peers(frame, frame.index[0]).doubt == Doubt.OTHER_SIZES


@pytest.mark.parametrize("n", [1, 10, 25])
def test_there_is_no_list_where_the_cross_check_finds_none_of_the_ten(n):
    """Judged by ten, however many are asked for: the same verdict, and one that can be both."""
    verdicts = set()
    # the second measure does not know that one block counts nearly alone
    weights = dict.fromkeys(BLOCKS, 0.1) | {"size": 3.0}
    for seed in range(12):
        space = prepare(made(seed, towns=400, holes=0.0, apart=True))
        ags = space.frame.index[0]
        away_from = pd.Series(away(space, 0, weights), space.frame.index).drop(ags)
        result = peers(space, ags, n=n, weights=weights)
        order = order_of(space, 0, np.arange(1, 400), block_weights(space, weights))
        shared = set(away_from.nsmallest(10).index) & set(space.frame.index[order.rows[:10]])
        assert (result.doubt == Doubt.NOT_SHARED) == (not shared)
        assert len(result.table) == (n if shared else 0)
        verdicts.add(result.doubt)
    assert verdicts == {None, Doubt.NOT_SHARED}


@pytest.mark.parametrize("doubt", Doubt)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_doubt_is_one_sentence_with_the_name(doubt, lang):
    said = doubt.text("Gröde", lang)
    assert "Gröde" in said
    assert said.endswith(".")
    assert said.count(". ") == 0


def test_the_cross_check_compares_neighbours_by_what_they_do_not_share():
    frame = made(4, towns=150, holes=0.0, apart=True)
    near = frame.index[[0, 1]]
    shared = [known.id for known in COMPARED if known.level == "county"]
    frame.loc[near, "county"] = "77777"
    frame.loc[near, "county_population"] = 50_000.0
    frame.loc[near[1], shared] = frame.loc[near[0], shared].to_numpy()
    space = prepare(frame)
    own = np.flatnonzero(~space.of_county)
    learned = LedoitWolf().fit(space.scaled)
    inverse = np.linalg.inv(learned.covariance_[np.ix_(own, own)])
    gap = space.scaled[1, own] - space.scaled[0, own]
    squared = gap @ inverse @ gap * space.of_county.size / own.size
    others = learned.mahalanobis(space.scaled[2:] - space.scaled[0] + learned.location_)
    order = order_of(space, 0, np.arange(1, 150), block_weights(space, None))
    assert order.rows.tolist().index(1) == (others < squared).sum()
