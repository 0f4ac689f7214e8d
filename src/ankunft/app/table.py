"""The table beside every map: the same areas, filters and figures, to read and to sort."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from ankunft import typology
from ankunft.app.loaders import (
    classified,
    drawn_rows,
    edition,
    level_figures,
    map_scale,
    passing,
    shown_figures,
)
from ankunft.app.mapview import jump_to
from ankunft.app.session import ATLAS, set_view
from ankunft.app.show_table import show_table
from ankunft.app.view import CLASS_COLOURS, View
from ankunft.base.language import format_integer, translator
from ankunft.base.small_numbers import said_counts
from ankunft.edition.filters import position_of
from ankunft.edition.indicators import ESTIMATED, catalogue, caveats, of_level
from ankunft.typology import ArrivalClass
from ankunft.typology.levels import class_ids, level_reference

MOST = 20_000
"""Rows sent to the browser; more cells than that nobody reads."""


def selection(view: View) -> np.ndarray:
    """Rows of the level that the filters let through and the map draws with figures."""
    keep = np.zeros(len(level_figures(view.level)), dtype=bool)
    keep[drawn_rows(view.level)] = True
    frame = level_figures(view.level)
    if "has_figures" in frame:
        keep &= frame["has_figures"].to_numpy()
    if view.level == "cell":
        # cells whose shares rest on too few people have nothing to say in any column
        keep &= (frame[["population_2011", "population_2022"]].max(axis=1) >= view.min_n).to_numpy()
    return np.flatnonzero(keep & passing(view))


def figures_table(view: View) -> pd.DataFrame:
    """The selection with id, name, class, its firmness and all figures that may be shown; counts
    as published (:func:`as_said` rounds them for a reader).

    The columns are those of :func:`ankunft.typology.levels.classification_table` (without the noise
    robustness) and the indicators of the level; the value that is coloured comes last if it is
    none of these.
    """
    rows = selection(view)
    frame = shown_figures(view.level, view.min_n).iloc[rows]
    result = classified(view.level, view.parameters)
    lq0, lq1 = typology.location_quotients(result.panel)
    said = result.classes[rows] != ArrivalClass.NO_DATA
    table = pd.DataFrame({"id": frame["id"], "name": frame["name"]})
    for name in ("designation", "kind", "county_name", "state_name"):
        if name in frame:
            table[name] = frame[name]
    table["class"] = class_ids(result.classes[rows])
    table["robustness"] = result.robustness()[rows]
    table["excess"] = np.where(said, typology.excess(result.panel)[rows], np.nan)
    table["lq_2011"] = np.where(said, lq0[rows], np.nan)
    table["lq_2022"] = np.where(said, lq1[rows], np.nan)
    for entry in of_level(view.level):
        if entry.column not in table:
            table[entry.column] = frame[entry.column]
    if view.colour not in CLASS_COLOURS and view.colour not in {e.id for e in of_level(view.level)}:
        table[view.colour] = map_scale(view, dark=False).values[rows]
    return table


def as_said(table: pd.DataFrame, level: str) -> pd.DataFrame:
    """The table with numbers of people as a reader may see them; empty where no number is said."""
    counts = [entry for entry in of_level(level) if entry.counts_people and entry.column in table]
    return table.assign(
        **{c.column: said_counts(table[c.column], estimated=c.estimated) for c in counts}
    )


def table(view: View) -> None:
    """Show the table; choosing a row selects the area on the map."""
    _ = translator(view.lang)
    content = figures_table(view)
    if content.empty:
        st.info(_("Kein Gebiet passt zu diesen Filtern. Nehmen Sie einen Filter zurück."))
        return
    if len(content) > MOST:
        st.caption(
            _("Gezeigt sind die ersten {n}; alle stehen in den Dateien zum Herunterladen.").format(
                n=format_integer(MOST, view.lang)
            )
        )
    shown = as_said(content.head(MOST), view.level)
    labels = {c.id: f"{c.symbol} {c.label(view.lang)}" for c in ArrivalClass}
    show_table(
        shown.assign(**{"class": shown["class"].map(labels)}),
        height=420,
        column_config=_columns(view, shown),
        on_select=lambda: _select(shown),
        selection_mode="single-row",
        key="table",
    )
    reference = level_reference(
        level_figures(view.level), classified(view.level, view.parameters), view.lang
    )
    st.caption(". ".join(filter(None, (reference, edition_line(view)))))


def edition_line(view: View) -> str:
    """Which edition the figures are of."""
    _ = translator(view.lang)
    return _("Ausgabe {hash}; Zensus 9. Mai 2011 und 15. Mai 2022.").format(
        hash=edition().hash[:12]
    )


def _select(shown: pd.DataFrame) -> None:
    chosen = st.session_state["table"]["selection"]["rows"]
    if chosen:
        view = ATLAS.now()
        area = str(shown["id"].iloc[chosen[0]])
        set_view(replace(view, selected=area))
        jump_to(view.level, position_of(level_figures(view.level), area))


def _columns(view: View, shown: pd.DataFrame) -> dict:
    _ = translator(view.lang)
    config = {
        "id": st.column_config.TextColumn(_("Schlüssel"), pinned=True),
        "name": st.column_config.TextColumn(_("Name"), pinned=True),
        "designation": _("Bezeichnung"),
        "kind": _("Bezeichnung"),
        "county_name": _("Kreis"),
        "state_name": _("Land"),
        "class": _("Klasse"),
        "robustness": st.column_config.ProgressColumn(
            _("Robustheit"), format="percent", min_value=0, max_value=1
        ),
    }
    # of cells the excess and one quotient are no indicators: they are compared with their town
    behind_class = [catalogue()[name] for name in ("excess", "lq_2011", "lq_2022")]
    for entry in [*behind_class, *of_level(view.level)]:
        estimate = entry.counts_people and entry.estimated
        config[entry.column] = st.column_config.NumberColumn(
            f"{'≈ ' * estimate}{entry.label(view.lang)} ({entry.unit(view.lang)})",
            format="localized",
            step=10**-entry.decimals,
            help=caveats(view.lang)[ESTIMATED] if estimate else None,
        )
    if view.colour in shown and view.colour not in config:
        config[view.colour] = st.column_config.NumberColumn(
            map_scale(view, dark=False).title, format="localized", step=0.01
        )
    return config
