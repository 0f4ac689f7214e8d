"""Outlines on the map of a town: the town, the quarter of the selected cell, the centre."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from ankunft.app.loaders import edition, level_figures
from ankunft.app.quarters.scene import Scene
from ankunft.app.quarters.town_map import outline
from ankunft.app.shared import shared
from ankunft.edition import filters
from ankunft.town.classes import CENSUS
from ankunft.town.quarters import squares
from ankunft.typology.centre import centre_of


def outlines(scene: Scene, *, centre: bool) -> list[dict[str, Any]]:
    """The lines of the view; districts have outlines of their own, so the town needs none."""
    lines = []
    if scene.units.kind != "district":
        lines += _town(scene.view.town)
        if scene.quarter >= 0:
            members = scene.units.geometry[scene.numbers == scene.quarter]
            lines.append(outline(shapely.union_all(members), "quarter"))
    if (centre or scene.view.centre) and scene.centre_cell is not None:
        found = centre_of(scene.cells, scene.centre_cell, year=CENSUS[0])
        cells = squares(np.array(found.cells), size=1000).to_numpy()
        lines.append(outline(shapely.union_all(cells), "centre"))
    return lines


@shared(64)
def _town(ags: str) -> list[dict[str, Any]]:
    position = filters.position_of(level_figures("municipality"), ags)
    if position < 0:
        return []
    return [outline(edition().municipalities.geometry.iloc[position], "town")]
