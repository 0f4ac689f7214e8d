"""Exact boundaries of a later day, fitted to the municipalities of the edition.

The file of the exact boundaries is of another day than the census: municipalities merged, were
divided or got another key. A municipality has its exact outline where the file knows it by its key,
or where it is the only one of the edition that lies in an area of the file. Where several lie in
one, the outer border is exact and the border between them is the drawn one. Nothing is lost, and
the result is a coverage: neighbours share their borders to the last coordinate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

GAP = 1.0
"""Metres; a narrower gap between neighbours is an error of reckoning and is closed."""

STEP = 100.0
"""Metres between the points of a drawn border that say which municipality is nearest."""

Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class Fitted:
    """Outlines in the order of the edition's municipalities, a valid coverage.

    `exact` says of each whether all its border is that of the file. `unknown` are keys of the file
    that the edition lacks, `missing` those of the edition that the file lacks; both sorted.
    """

    geometry: Geometries
    exact: NDArray[np.bool_]
    unknown: list[str]
    missing: list[str]


def fit(official: gpd.GeoDataFrame, drawn: gpd.GeoDataFrame) -> Fitted:
    """The areas of the file (ags, geometry) for the drawn municipalities (ags, geometry)."""
    theirs, ours = official.geometry.to_numpy(), drawn.geometry.to_numpy()
    own = pd.Index(drawn["ags"]).get_indexer(official["ags"])
    missing = np.flatnonzero(~drawn["ags"].isin(official["ags"]).to_numpy())
    overlaps = _overlaps(theirs, ours, np.flatnonzero(own < 0), missing)
    takers = _takers(own, overlaps, shapely.area(ours), missing)

    pieces: dict[int, list[shapely.Geometry]] = {}
    exact = np.ones(len(ours), dtype=bool)
    for area, members in takers.items():
        if len(members) == 1:
            parts = theirs[[area]]
        else:
            parts = divide(theirs[area], ours[members])
            exact[members] = False
        for member, part in zip(members, parts, strict=True):
            if not part.is_empty:
                pieces.setdefault(member, []).append(part)
    result = _polygons([_united(pieces.get(position, [])) for position in range(len(ours))])
    for position in np.flatnonzero(shapely.is_empty(result)).tolist():
        cut = _insert(result, position, ours[position])
        exact[[position, *cut]] = False
    return Fitted(
        clean(result),
        exact,
        sorted(official["ags"][own < 0]),
        sorted(drawn["ags"].iloc[missing]),
    )


def clean(outlines: Geometries) -> Geometries:
    """The outlines without gaps and overlaps, and with the same vertices on both sides.

    They come back as they are if that is so already.
    """
    if shapely.coverage_is_valid(outlines, gap_width=GAP):
        return outlines
    return shapely.coverage_clean(outlines, gap_width=GAP)


def _overlaps(
    theirs: Geometries, ours: Geometries, unknown: NDArray, missing: NDArray
) -> pd.DataFrame:
    """Pairs of an area of the file and one of the edition that share ground: area, member, shared.

    Only pairs with one side whose key the other lacks (positions `unknown` and `missing`).
    """
    of_missing = shapely.STRtree(theirs).query(ours[missing], predicate="intersects")
    of_unknown = shapely.STRtree(ours).query(theirs[unknown], predicate="intersects")
    area = np.concatenate([of_missing[1], unknown[of_unknown[0]]])
    member = np.concatenate([missing[of_missing[0]], of_unknown[1]])
    pairs = pd.DataFrame({"area": area, "member": member}).drop_duplicates()
    shared = shapely.area(shapely.intersection(theirs[pairs["area"]], ours[pairs["member"]]))
    return pairs.assign(shared=shared)[shared > 0]


def _takers(
    own: NDArray, overlaps: pd.DataFrame, size: NDArray, missing: NDArray
) -> dict[int, list[int]]:
    """Which municipalities share each area of the file.

    The one with its key, and those without an area of their own that lie more than half in it. An
    area that has none of these is part of the municipality that holds most of it.
    """
    takers: dict[int, list[int]] = {i: [int(own[i])] for i in np.flatnonzero(own >= 0).tolist()}
    lost = overlaps[overlaps["member"].isin(missing)]
    inside = lost[lost["shared"].to_numpy() > size[lost["member"]] / 2]
    for area, member in zip(inside["area"].tolist(), inside["member"].tolist(), strict=True):
        takers.setdefault(area, []).append(member)
    free = overlaps[~overlaps["area"].isin(takers)]
    most = free.sort_values(["area", "shared", "member"], ascending=[True, False, True])
    most = most.drop_duplicates("area")
    for area, member in zip(most["area"].tolist(), most["member"].tolist(), strict=True):
        takers[area] = [member]
    return takers


def divide(area: shapely.Geometry, drawn: Geometries) -> Geometries:
    """An exact area divided by the drawn borders of the municipalities that lie in it.

    What lies in none of them, because drawn borders run a little inside of the exact ones, goes to
    the nearest.
    """
    parts = _polygons(shapely.intersection(area, drawn))
    rest = shapely.difference(area, shapely.union_all(parts))
    if rest.is_empty:
        return parts
    nearest = _polygons(shapely.intersection(rest, _nearest(parts, area)))
    return _polygons(shapely.union(parts, nearest))


def _nearest(parts: Geometries, around: shapely.Geometry) -> Geometries:
    """The ground nearest to each part: Voronoi cells of points on its border.

    Points on the border of two parts belong to neither.
    """
    points, part = shapely.get_coordinates(shapely.segmentize(parts, STEP), return_index=True)
    found = pd.DataFrame({"x": points[:, 0], "y": points[:, 1], "part": part}).drop_duplicates()
    found = found[~found.duplicated(["x", "y"], keep=False)]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(found[["x", "y"]].to_numpy()), extend_to=around, ordered=True
        )
    )
    part = found["part"].to_numpy()
    return np.array([shapely.union_all(cells[part == i]) for i in range(len(parts))])


def _insert(outlines: Geometries, position: int, drawn: shapely.Geometry) -> list[int]:
    """Give a municipality without an area its drawn outline, in place; return who lost ground.

    If most of that lies in no area of the file, such as a lake, it ends at these; else it is cut
    out of them.
    """
    others = shapely.STRtree(outlines).query(drawn, predicate="intersects")
    outside = _polygons([shapely.difference(drawn, shapely.union_all(outlines[others]))])
    if shapely.area(outside[0]) >= shapely.area(drawn) / 2:
        outlines[position] = outside[0]
        return []
    outlines[position] = drawn
    outlines[others] = _polygons(shapely.difference(outlines[others], drawn))
    return others.tolist()


def _united(pieces: list[shapely.Geometry]) -> shapely.Geometry:
    return pieces[0] if len(pieces) == 1 else shapely.union_all(pieces)


def _polygons(geometries: Geometries | Sequence[shapely.Geometry]) -> Geometries:
    """The areas among what an overlay yields; loose points and lines are left out."""
    geometries = np.asarray(geometries, dtype=object)
    result = np.empty(geometries.shape, dtype=object)
    for place, geometry in np.ndenumerate(geometries):
        parts = shapely.get_parts(geometry)
        areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        result[place] = areas[0] if len(areas) == 1 else shapely.MultiPolygon(list(areas))
    return result
