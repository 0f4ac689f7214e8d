"""Everything that is read or reckoned once per process and shared by all sessions.

The results are read-only. Caches are keyed by small values (level, parameters), never by a frame.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.app.framework import from_memory, static_folder
from ankunft.app.shared import shared
from ankunft.app.view import View
from ankunft.base.town_groups import Part
from ankunft.edition import Edition, figures, filters, open_edition
from ankunft.output.maps.colouring import Coloured, Scale, scale
from ankunft.output.maps.pack import inhabited, layer_files
from ankunft.output.maps.publish import FIRST, publish
from ankunft.profiles.spread import SeriesSpread, series_spread
from ankunft.typology import Agreement, Coverage, Ground, Panel, Parameters, level_panel, levels
from ankunft.typology.parameters import Rule


@shared()
def edition() -> Edition:
    """The edition the app shows."""
    return open_edition()


def addresses() -> dict[str, str]:
    """Addresses of the map's files, published if they are not there yet.

    Where the server serves no folder, or the folder cannot be written, they are served from memory
    (the browser then fetches them again at every visit).
    """
    return _published(static_folder()) or from_memory(_files(), first=FIRST)


@shared()
def _published(folder: Path | None) -> dict[str, str]:
    try:
        return publish(edition(), folder) if folder else {}
    except OSError:
        return {}


@shared()
def _files() -> dict[str, bytes]:
    return layer_files(edition())


@shared()
def level_figures(level: str) -> pd.DataFrame:
    """See :func:`ankunft.edition.figures.figures`."""
    return figures.figures(edition(), level)


# of all cells one entry takes some 20 MB
@shared(12)
def shown_figures(level: str, min_n: float) -> pd.DataFrame:
    """See :func:`ankunft.edition.figures.without_small_numbers`."""
    return figures.without_small_numbers(level_figures(level), level, min_n)


@shared(64)
def classified(level: str, parameters: Parameters) -> levels.Classification:
    """See :func:`ankunft.typology.levels.classify_level`."""
    # thresholds do not change what is compared with what: a slider need not add it up again
    rule: Rule = "fifth" if parameters.rule == "fifth" else "relative"
    compared = Parameters(
        rule=rule,
        reference=parameters.reference,
        berlin=parameters.berlin,
        ground=parameters.ground,
    )
    measured = _panel(level, compared)
    return levels.classify_level(level_figures(level), level, parameters, measured=measured)


@shared()
def national_coverage(ground: Ground, part: str = "", berlin: Part = "east") -> Coverage:
    """How much of Germany, or of its East or West, S of the municipalities adds up."""
    return level_panel.national_reference(edition().municipalities, ground, part, berlin).coverage


@shared()
def _panel(level: str, reference: Parameters) -> Panel:
    return level_panel.panel(level_figures(level), level, reference)


@shared(24)
def _scale(asked: Coloured, dark: bool) -> Scale:
    frame = shown_figures(asked.level, asked.parameters.min_n)
    result = classified(asked.level, asked.parameters)

    def agreement() -> Agreement:
        return levels.preset_agreement(result, partial(classified, asked.level))

    series = edition().county_series
    return scale(asked, frame, result, series, dark=dark, agreement=agreement)


def coloured(view: View) -> Coloured:
    """What of a view decides the colours: not its filters, selection and position."""
    return Coloured(
        view.level, view.colour, view.parameters, view.year, view.scheme, view.classes, view.lang
    )


def map_scale(view: View, *, dark: bool) -> Scale:
    """See :func:`ankunft.output.maps.colouring.scale`."""
    return _scale(coloured(view), dark)


@shared(64)
def _passing(level: str, **chosen: tuple[str, ...]) -> NDArray[np.bool_]:
    return filters.passing(level, level_figures(level), level_figures("municipality"), **chosen)


def passing(view: View) -> NDArray[np.bool_]:
    """See :func:`ankunft.edition.filters.passing`."""
    return _passing(
        view.level, states=view.states, sizes=view.sizes, urbanisation=view.urbanisation
    )


@shared()
def drawn_rows(level: str) -> NDArray[np.intp]:
    """Rows of a level that the map's file holds, in its order."""
    frame = level_figures(level)
    return inhabited(frame) if level == "cell" else np.arange(len(frame))


@shared()
def locator(level: str) -> filters.Locator:
    """See :class:`ankunft.edition.filters.Locator`."""
    return filters.Locator(edition(), level, level_figures(level))


@shared()
def series_scale(name: str) -> SeriesSpread:
    """See :func:`ankunft.profiles.spread.series_spread`; `name` is that of a series of the Kreise."""
    series = edition().county_series
    return series_spread(series[series["indicator"] == name])


@shared()
def search_options(level: str) -> dict[str, str]:
    """Key and what a search box shows of every area with figures, the largest first."""
    frame = level_figures(level)
    if "has_figures" in frame:
        frame = frame[frame["has_figures"]]
    ordered = frame.sort_values("population_2022", ascending=False, kind="stable")
    return dict(zip(ordered["id"], filters.labels(ordered), strict=True))
