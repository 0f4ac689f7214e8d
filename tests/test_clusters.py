"""Local clusters: planted ones are found, chance is not, and what cannot be said is not."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from areas import nan
from esda import fdr
from esda.moran import Moran_Local_Rate
from libpysal.graph import Graph

from ankunft.base.grid import CRS, FACTOR
from ankunft.town.clusters import Cluster, cluster_labels, local_clusters
from ankunft.town.quarters import squares

SIDE = 15
NOISE = 25
"""Persons by which the number of foreign nationals of a unit varies by chance."""


def board(side: int = SIDE) -> gpd.GeoSeries:
    keys = [(3000 + row) * FACTOR + 4000 + column for row in range(side) for column in range(side)]
    return squares(keys, size=1000)


def shares(seed: int = 0, side: int = SIDE) -> np.ndarray:
    """Foreign nationals among 1,000 people in each unit: 10 % and chance."""
    return np.random.default_rng(seed).normal(100, NOISE, (side, side))


PEOPLE = np.full(SIDE * SIDE, 1000.0)


def clusters(foreign, people=PEOPLE, geometry=None, **options) -> np.ndarray:
    geometry = board() if geometry is None else geometry
    return local_clusters(np.ravel(foreign), people, geometry, **options)


def planted() -> np.ndarray:
    foreign = shares()
    foreign[2:5, 2:5] += 150
    foreign[9:14, 8:13] = np.maximum(foreign[9:14, 8:13] - 90, 0)
    foreign[3, 3] = 20  # a low unit among high ones
    foreign[11, 10] = 200  # and the reverse
    return foreign


def test_planted_clusters_are_found():
    codes = clusters(planted()).reshape(SIDE, SIDE)
    assert codes[3, 3] == Cluster.LOW_AMONG_HIGH
    assert codes[11, 10] == Cluster.HIGH_AMONG_LOW
    # the corners have more neighbours outside than inside
    assert codes[[2, 3, 3, 4], [3, 2, 4, 3]].tolist() == [Cluster.HIGH_AMONG_HIGH] * 4
    assert (codes[9:14, 8:13] == Cluster.LOW_AMONG_LOW).sum() >= 9
    far = np.ones((SIDE, SIDE), dtype=bool)
    far[1:6, 1:6] = far[8:15, 7:14] = False
    assert (codes[far] != Cluster.NOT_SIGNIFICANT).sum() <= 2


def test_chance_alone_gives_next_to_nothing():
    named = [(clusters(shares(seed), seed=seed) > 0).sum() for seed in range(10)]
    # 225 units and p ≤ 0.05 without a bound would name about eleven each time
    assert sum(named) <= 3


def test_the_bound_is_that_of_esda_on_the_two_sided_p():
    foreign = planted().ravel()
    graph = Graph.build_contiguity(board().reset_index(drop=True), rook=False)
    with pytest.warns(DeprecationWarning, match="alternative"):
        local = Moran_Local_Rate(foreign, PEOPLE, graph, permutations=999, seed=3, n_jobs=1)
    p = 2 * local.p_sim
    significant = p <= fdr(p, 0.1)
    codes = clusters(foreign, permutations=999, seed=3, alpha=0.1)
    assert (codes > 0).tolist() == significant.tolist()
    assert 5 < significant.sum() < (local.p_sim <= fdr(local.p_sim, 0.1)).sum()
    high = foreign > 100
    named = np.isin(codes, [Cluster.HIGH_AMONG_HIGH, Cluster.HIGH_AMONG_LOW])
    assert high[named].all()


def test_the_same_seed_gives_the_same_result_and_disturbs_nobody():
    np.random.seed(5)
    wanted = np.random.random(3)
    np.random.seed(5)
    first = clusters(planted(), seed=1)
    assert np.random.random(3).tolist() == wanted.tolist()
    assert (clusters(planted(), seed=1) == first).all()


def test_units_without_figures_or_neighbours_have_no_figure():
    foreign, people = planted().ravel(), PEOPLE.copy()
    foreign[7], people[8], people[9] = nan, 0, nan
    island = squares([9000 * FACTOR + 9000], size=1000)
    geometry = gpd.GeoSeries([*board(), *island], crs=CRS)
    codes = clusters(np.append(foreign, 900), np.append(people, 1000), geometry)
    assert np.flatnonzero(codes == Cluster.NO_FIGURE).tolist() == [7, 8, 9, SIDE * SIDE]
    without = clusters(
        np.delete(foreign, [7, 8, 9]),
        np.delete(people, [7, 8, 9]),
        board().drop(board().index[[7, 8, 9]]),
    )
    assert codes[codes != Cluster.NO_FIGURE].tolist() == without.tolist()


def test_fewer_than_twenty_units_have_no_figure():
    row = board(20).iloc[:20]
    foreign = np.where(np.arange(20) < 5, 500, 50)
    assert (local_clusters(foreign, np.full(20, 1000), row) != Cluster.NO_FIGURE).all()
    codes = local_clusters(foreign[:19], np.full(19, 1000), row.iloc[:19])
    assert codes.tolist() == [Cluster.NO_FIGURE] * 19
    assert local_clusters([], [], row.iloc[:0]).size == 0
    assert local_clusters([1], [10], row.iloc[:1]).tolist() == [Cluster.NO_FIGURE]


def test_equal_shares_have_no_clusters():
    assert (clusters(np.full(SIDE * SIDE, 100.0)) == Cluster.NOT_SIGNIFICANT).all()


def test_slivers_between_units_do_not_part_neighbours():
    shrunk = board().buffer(-0.2, join_style="mitre")
    assert not shapely.intersects(shrunk.iloc[0], shrunk.iloc[1])
    assert (clusters(planted(), geometry=shrunk) == clusters(planted())).all()


def test_every_code_has_a_label():
    assert set(cluster_labels("de")) == set(Cluster)
    assert len(set(cluster_labels("de").values())) == len(Cluster)
