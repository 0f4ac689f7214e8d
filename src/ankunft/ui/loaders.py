"""Everything that is read or reckoned once per process and shared by all sessions.

The results are read-only. Caches are keyed by small values (level, parameters), never by a frame.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

# charts and png are imported for what they import: the thread of `edition` needs parts of it too,
# and two threads that meet in a circle of imports fail
from ankunft import charts, classification, figures, filters  # noqa: F401
from ankunft.edition import Edition, open_edition
from ankunft.errors import EditionError
from ankunft.maps import png  # noqa: F401
from ankunft.maps.colouring import Scale, scale
from ankunft.maps.pack import inhabited
from ankunft.maps.publish import publish
from ankunft.places import Part
from ankunft.typology import Coverage, Ground, Panel, Parameters
from ankunft.ui.memory import settle
from ankunft.view import View

STATIC = Path(__file__).resolve().parents[3] / "static"
"""Beside app.py: the folder that Streamlit serves."""


@st.cache_resource(show_spinner=False)
def edition() -> Edition:
    """The edition the app shows."""
    threading.Thread(target=_warm_if_there, daemon=True).start()
    return open_edition()


@st.cache_resource(show_spinner=False)
def addresses() -> dict[str, str]:
    """Addresses of the map's files, published if they are not there yet."""
    return publish(edition(), STATIC)


@st.cache_resource(show_spinner=False)
def level_figures(level: str) -> pd.DataFrame:
    """See :func:`ankunft.figures.figures`."""
    return figures.figures(edition(), level)


# of all cells one entry takes some 20 MB
@st.cache_resource(show_spinner=False, max_entries=12)
def shown_figures(level: str, min_n: float) -> pd.DataFrame:
    """See :func:`ankunft.figures.without_small_numbers`."""
    return figures.without_small_numbers(level_figures(level), level, min_n)


@st.cache_resource(show_spinner=False, max_entries=64)
def classified(level: str, parameters: Parameters) -> classification.Classification:
    """See :func:`ankunft.classification.classify_level`."""
    # thresholds do not change what is compared with what: a slider need not add it up again
    compared = Parameters(
        reference=parameters.reference, berlin=parameters.berlin, ground=parameters.ground
    )
    measured = _panel(level, compared)
    return classification.classify_level(level_figures(level), level, parameters, measured=measured)


@st.cache_resource(show_spinner=False)
def national_coverage(ground: Ground, part: str = "", berlin: Part = "east") -> Coverage:
    """How much of Germany, or of its East or West, S of the municipalities adds up."""
    return figures.national_reference(edition().municipalities, ground, part, berlin).coverage


@st.cache_resource(show_spinner=False)
def _panel(level: str, reference: Parameters) -> Panel:
    return figures.panel(level_figures(level), level, reference)


@st.cache_resource(show_spinner=False, max_entries=24)
def _scale(view: View, dark: bool) -> Scale:
    frame = shown_figures(view.level, view.min_n)
    result = classified(view.level, view.parameters)

    def agreement() -> NDArray[np.uint8]:
        return classification.preset_agreement(result, partial(classified, view.level))

    series = edition().county_series
    return scale(view, frame, result, series, dark=dark, agreement=agreement)


def map_scale(view: View, *, dark: bool) -> Scale:
    """See :func:`ankunft.maps.colouring.scale`; filters, selection and position do not matter."""
    plain = View(
        **{
            name: getattr(view, name)
            for name in ("level", "colour", "year", "preset", "high", "low", "margin", "min_n")
        },
        berlin=view.berlin,
        ground=view.ground,
        scheme=view.scheme,
        classes=view.classes,
        lang=view.lang,
    )
    return _scale(plain, dark)


@st.cache_resource(show_spinner=False, max_entries=64)
def _passing(view: View) -> NDArray[np.bool_]:
    return filters.passing(view, level_figures(view.level), level_figures("municipality"))


def passing(view: View) -> NDArray[np.bool_]:
    """See :func:`ankunft.filters.passing`."""
    plain = View(
        level=view.level, states=view.states, sizes=view.sizes, urbanisation=view.urbanisation
    )
    return _passing(plain)


@st.cache_resource(show_spinner=False)
def drawn_rows(level: str) -> NDArray[np.intp]:
    """Rows of a level that the map's file holds, in its order."""
    frame = level_figures(level)
    return inhabited(frame) if level == "cell" else np.arange(len(frame))


@st.cache_resource(show_spinner=False)
def locator(level: str) -> filters.Locator:
    """See :class:`ankunft.filters.Locator`."""
    return filters.Locator(edition(), level, level_figures(level))


@st.cache_resource(show_spinner=False)
def search_options(level: str) -> list[str]:
    """One line per area with figures, the largest first."""
    frame = level_figures(level)
    if "has_figures" in frame:
        frame = frame[frame["has_figures"]]
    return filters.labels(frame.sort_values("population_2022", ascending=False, kind="stable"))


def _warm_if_there() -> None:
    # an edition may be deleted meanwhile; whoever needs it is told by the page
    with suppress(EditionError):
        _warm()
    settle()


def _warm() -> None:
    """Pay for slow imports and first results before somebody waits for them."""
    import mapclassify  # noqa: F401

    level_figures("municipality")
    level_figures("county")
    # for the page of a town, which somebody may open first
    import libpysal.graph  # noqa: F401

    from ankunft.ui.quarters import listing, sections, town_map  # noqa: F401

    level_figures("cell")
    # for the page of case selection
    from ankunft.selection.plan import Plan
    from ankunft.ui.selection.data import town_figures

    plan = Plan()
    town_figures(plan.population, plan.classes)
