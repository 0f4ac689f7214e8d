"""Where shares like their neighbours' lie together: local clusters inside one town (PySAL).

Local Moran's I for rates (Assunção & Reis 1999; Anselin 1995) from the package `esda`, with a
bound on the false discovery rate (Benjamini & Hochberg 1995; for maps Castro & Singer 2006). It
compares with what the same shares would give in any other order over the town.
"""

from __future__ import annotations

import warnings
from enum import IntEnum

import geopandas as gpd
import numpy as np
from numpy.typing import ArrayLike, NDArray

from ankunft.base.language import translator

MINIMUM_UNITS = 20
"""As for the other figures of unevenness, see :data:`ankunft.town.segregation.MINIMUM_UNITS`."""

PERMUTATIONS = 9_999
"""The smallest p is 2 / (permutations + 1): with 999 permutations none of 900 units could pass the
bound unless 37 of them did so together, and small clusters would never show."""

GAP = 1.0
"""Metres up to which units count as touching: outlines from different hands leave slivers."""

Codes = NDArray[np.uint8]


class Cluster(IntEnum):
    """What is said about a unit and those around it; stored as uint8."""

    NOT_SIGNIFICANT = 0
    HIGH_AMONG_HIGH = 1
    LOW_AMONG_LOW = 2
    HIGH_AMONG_LOW = 3
    LOW_AMONG_HIGH = 4
    NO_FIGURE = 255


_QUADRANTS = np.array(
    [
        Cluster.NOT_SIGNIFICANT,
        Cluster.HIGH_AMONG_HIGH,
        Cluster.LOW_AMONG_HIGH,
        Cluster.LOW_AMONG_LOW,
        Cluster.HIGH_AMONG_LOW,
    ],
    dtype=np.uint8,
)
"""By the quadrant number of esda: 1 high–high, 2 low–high, 3 low–low, 4 high–low."""


def cluster_labels(lang: str) -> dict[Cluster, str]:
    """The name of each code on screen."""
    _ = translator(lang)
    return {
        Cluster.NOT_SIGNIFICANT: _("nicht von einer zufälligen Verteilung zu unterscheiden"),
        Cluster.HIGH_AMONG_HIGH: _("höher als im Mittel der Stadt, ringsum ebenso"),
        Cluster.LOW_AMONG_LOW: _("niedriger als im Mittel der Stadt, ringsum ebenso"),
        Cluster.HIGH_AMONG_LOW: _("höher als im Mittel der Stadt, ringsum niedriger"),
        Cluster.LOW_AMONG_HIGH: _("niedriger als im Mittel der Stadt, ringsum höher"),
        Cluster.NO_FIGURE: _("keine Angabe: Anteil, Nachbargebiete oder genügend Gebiete fehlen"),
    }


def local_clusters(
    foreign: ArrayLike,
    people: ArrayLike,
    geometry: gpd.GeoSeries,
    *,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    alpha: float = 0.05,
) -> Codes:
    """The :class:`Cluster` of each unit of one town from the persons in it.

    `geometry` holds the units' polygons in metres, in the order of the numbers. Neighbours share
    an edge or a corner (queen contiguity, gaps up to :data:`GAP` closed). At most `alpha` of the
    units named are expected to be named by chance. NO_FIGURE where a number is missing, nobody
    lives, or no neighbour has a figure; everywhere when fewer than :data:`MINIMUM_UNITS` are left.
    """
    x, n = np.asarray(foreign, dtype=np.float64), np.asarray(people, dtype=np.float64)
    codes = np.full(n.size, Cluster.NO_FIGURE, dtype=np.uint8)
    used = np.flatnonzero((n > 0) & (x >= 0) & np.isfinite(n) & np.isfinite(x))
    # units without neighbours go first: esda compares their 0 with simulations that are all 0,
    # and gives them the smallest p of all
    used = used[_with_neighbours(geometry.iloc[used])]
    if used.size < MINIMUM_UNITS:
        return codes
    codes[used] = Cluster.NOT_SIGNIFICANT
    share = x[used] / n[used]
    if np.ptp(share) > 0:
        codes[used] = _classify(x[used], n[used], geometry.iloc[used], permutations, seed, alpha)
    return codes


def _with_neighbours(geometry: gpd.GeoSeries) -> NDArray[np.bool_]:
    if len(geometry) < 2:
        return np.zeros(len(geometry), dtype=bool)
    return (_graph(geometry).cardinalities > 0).to_numpy()


def _graph(geometry: gpd.GeoSeries):
    from libpysal.graph import Graph

    return Graph.build_fuzzy_contiguity(geometry.reset_index(drop=True), buffer=GAP / 2)


def _classify(
    x: NDArray[np.float64],
    n: NDArray[np.float64],
    geometry: gpd.GeoSeries,
    permutations: int,
    seed: int,
    alpha: float,
) -> Codes:
    from esda import fdr
    from esda.moran import Moran_Local_Rate

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # esda announces that its p will be two-sided one day
        local = Moran_Local_Rate(
            x,
            n,
            _graph(geometry),
            permutations=permutations,
            n_jobs=1,
            keep_simulations=False,
            seed=seed,
        )
    # esda picks the side on which the observed value lies, which makes p half of what it should be
    two_sided = np.minimum(2 * local.p_sim.astype(np.float64), 1)
    significant = two_sided <= fdr(two_sided, alpha)
    return np.where(significant, _QUADRANTS[local.q], Cluster.NOT_SIGNIFICANT).astype(np.uint8)
