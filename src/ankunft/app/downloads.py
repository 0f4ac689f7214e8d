"""Files of the current selection, each with sources and change note inside; made when asked for."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from ankunft.app.files import GEOGRAPHIC, file_buttons
from ankunft.app.loaders import (
    classified,
    drawn_rows,
    edition,
    level_figures,
    map_scale,
    passing,
)
from ankunft.app.table import figures_table, selection
from ankunft.app.thresholds import absolute_rule, fifth_rule
from ankunft.app.view import View
from ankunft.base.grid import FACTOR
from ankunft.base.language import format_number, translator
from ankunft.edition.figures import LAYERS
from ankunft.output.maps.colouring import legend, masked
from ankunft.output.maps.folium_map import BORDERS
from ankunft.output.maps.picture import Cells
from ankunft.output.maps.png import map_png
from ankunft.output.tables import Files, credit_lines, export
from ankunft.typology import PRESETS
from ankunft.typology.levels import level_reference


def downloads(view: View) -> None:
    """One button per format, and the map as a picture."""
    _ = translator(view.lang)
    opened = st.popover(
        _("Herunterladen"), icon=":material/download:", on_change="rerun", key="downloads"
    )
    if not opened.open:
        return
    with opened:
        st.caption(_("Die gefilterten Gebiete dieser Karte, mit Quellen und Änderungshinweis."))
        stem = f"ankunft-{view.level}-{edition().hash[:8]}"
        file_buttons(
            partial(_file, view), stem, "download", view.lang, GEOGRAPHIC,
            rows=len(selection(view)), width="stretch",
        )  # fmt: skip
        st.download_button(
            _("Karte als Bild (PNG)"),
            data=partial(_picture, view),
            file_name=f"{stem}.png",
            mime="image/png",
            icon=":material/image:",
            on_click="ignore",
            width="stretch",
            key="download_png",
        )


def _file(view: View, format: str, file: str) -> Files:
    return export(
        edition(), figures_table(view), view.level, format,
        lang=view.lang, title=map_scale(view, dark=False).title, file=file, notes=view_notes(view),
    )  # fmt: skip


def view_notes(view: View) -> list[str]:
    """The parameters behind the classes, and the link that reopens the view."""
    _ = translator(view.lang)
    query = urlencode(replace(view, position=None).to_query())
    result = classified(view.level, view.parameters)
    reference = level_reference(level_figures(view.level), result, view.lang)
    return [
        "; ".join(filter(None, (*_rule_parts(view), reference))),
        _("Ansicht: {address}").format(address="/" + (f"?{query}" if query else "")),
    ]


def _rule_parts(view: View) -> list[str]:
    """The rule and those numbers that it uses."""
    _ = translator(view.lang)
    p = view.parameters
    parts = [_("Regel: {preset}").format(preset=PRESETS[view.preset].labels[view.lang])]
    if p.rule == "absolute":
        parts.append(absolute_rule(p, view.lang))
    elif p.rule == "fifth":
        parts.append(fifth_rule(p, view.lang))
    else:
        numbers = [
            (_("hoch {number}"), p.high),
            (_("niedrig {number}"), p.low),
            (_("Schwelle {number} Prozentpunkte"), p.margin),
        ]
        parts += [
            text.format(number=format_number(number, view.lang, 2, trim=True))
            for text, number in numbers
        ]
    if p.reference == "part":
        part = _("Ost") if p.berlin == "east" else _("West")
        parts.append(_("Berlin zählt zu {part}").format(part=part))
    if p.ground == "each":
        parts.append(_("Bezug: in jedem Jahr alle Gebiete mit Angaben"))
    least = format_number(p.min_n, view.lang)
    return [*parts, _("mindestens {number} Personen").format(number=least)]


def _picture(view: View) -> bytes:
    """The map without base map, in the colours of the page's light theme."""
    _ = translator(view.lang)
    frame, layers = level_figures(view.level), edition()
    scale = map_scale(view, dark=False)
    rows = drawn_rows(view.level)
    codes = masked(scale.codes, frame, passing(view))[rows]
    people = frame["population_2022"].fillna(frame["population_2011"]).to_numpy()[rows]
    entries = legend(codes, scale.styles, people, view.lang)
    if view.level == "cell":
        key = frame["cell"].to_numpy()[rows]
        areas: Any = Cells(key // FACTOR, key % FACTOR)
    else:
        areas = layers.layer(LAYERS[view.level]).geometry.to_numpy()
    borders = [layers.layer(name).geometry.to_numpy() for name in BORDERS[LAYERS[view.level]]
               if name != "municipalities"]  # fmt: skip
    return map_png(
        areas,
        codes,
        scale.styles,
        {
            "title": scale.title,
            "countHead": _("Gebiete"),
            "peopleHead": _("Personen"),
            "note": scale.note,
            "rows": [asdict(row) for row in entries],
        },
        title=scale.title,
        subtitle=view_notes(view)[0],
        attribution=credit_lines(layers, view.lang),
        borders=borders,
        patterns=view.patterns,
        lang=view.lang,
    )
