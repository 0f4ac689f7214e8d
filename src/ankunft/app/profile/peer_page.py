"""The towns most like the chosen one: how they are found, the list, the map."""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from ankunft.app.files import table_files
from ankunft.app.loaders import edition, level_figures, locator
from ankunft.app.plain import plain
from ankunft.app.profile.data import choose_town, peers_of, pool_of, profile_frame, space
from ankunft.app.profile_view import ALIKE, EXCLUDED, MOST_PEERS, MOST_WEIGHT, ProfileView
from ankunft.app.session import ATLAS, PROFILE, page_path
from ankunft.app.show_map import show_map
from ankunft.app.show_table import show_table
from ankunft.app.style import is_dark
from ankunft.base.language import Translator, format_integer, format_number, translator
from ankunft.output.maps.colouring import legend
from ankunft.output.maps.folium_map import GERMANY, paint_payload
from ankunft.output.maps.palette import EMPTY, OUTSIDE, Style
from ankunft.profiles import frame as profiles
from ankunft.profiles.peers import PeerResult, contrast, cross_check
from ankunft.profiles.peers.files import file_notes, file_table

HEIGHT = 520
NOTED_SIZE = 5
"""Peers that have so many times more or fewer inhabitants are marked."""


def controls(view: ProfileView, lang: str) -> None:
    """How peers are found: in what alike, among which towns, with which weights."""
    _ = translator(lang)
    names = {
        "all": _("in allem ähnlich"),
        "structure": _("Struktur ähnlich, Ankunft anders"),
        "arrival": _("Ankunft ähnlich, Struktur anders"),
    }
    st.radio(
        _("Gesucht sind Städte"), ALIKE, format_func=names.__getitem__, **PROFILE.bound("alike")
    )
    st.slider(_("Anzahl"), 3, MOST_PEERS, **PROFILE.bound("n"))
    without = {
        "county": _("nicht aus dem eigenen Kreis"),
        "state": _("nicht aus dem eigenen Land"),
        "none": _("auch aus dem eigenen Kreis"),
    }
    st.radio(
        _("Von wo"),
        EXCLUDED,
        format_func=without.__getitem__,
        help=_(
            "Viele Werte sind nur für den Kreis bekannt und in seinen Kommunen gleich. Für eine "
            "kreisfreie Stadt sind es ihre eigenen."
        ),
        **PROFILE.bound("without"),
    )
    st.number_input(
        _("Mindestens Personen"), 0, 5_000_000, step=1_000,
        **PROFILE.bound("least", _set_least),
    )  # fmt: skip
    st.number_input(
        _("Höchstens Personen (0: ohne Grenze)"), 0, 5_000_000, step=5_000,
        **PROFILE.bound("most", _set_most),
    )  # fmt: skip
    weights = st.expander(
        _("Gewichte"), icon=":material/balance:", on_change="rerun", key="weights"
    )
    if weights.open:
        with weights:
            st.caption(_weights_note(lang, _))
            for block in profiles.blocks():
                st.slider(
                    block.label(lang),
                    0.0,
                    MOST_WEIGHT,
                    step=0.25,
                    format="localized",
                    **PROFILE.bound(block.id, partial(_weigh, block.id)),
                )


def _weights_note(lang: str, _: Translator) -> str:
    factors = space().block_factors()
    lowered = [
        f"{block.label(lang)} × {format_number(factors[block.id], lang, 2, trim=True)}"
        for block in profiles.blocks()
        if factors.get(block.id, 1) < 1
    ]
    note = _("Wie stark ein Bereich zählt; 0 lässt ihn weg.")
    if lowered:
        note += " " + _(
            "Je mehr Werte nur für den Kreis bekannt sind, desto weniger zählt er: {blocks}."
        ).format(blocks=", ".join(lowered))
    return note


def _set_least(view: ProfileView, people: float) -> ProfileView:
    most = view.most if view.most == 0 else max(view.most, int(people))
    return replace(view, least=int(people), most=most)


def _set_most(view: ProfileView, people: float) -> ProfileView:
    least = min(view.least, int(people)) if people else view.least
    return replace(view, least=least, most=int(people))


def _weigh(block: str, view: ProfileView, weight: float) -> ProfileView:
    others = sum(value for name, value in view.weights.items() if name != block)
    changes: dict[str, Any] = {block: weight}
    return replace(view, **changes) if weight or others else view


def found(view: ProfileView) -> PeerResult:
    """The result that the view asks for."""
    if view.alike == "all":
        return peers_of(view)
    blocks = [block.id for block in profiles.blocks()]
    structure = [b for b in blocks if b != "migration" and view.weights[b]]
    structure = structure or [b for b in blocks if b != "migration"]
    alike, different = (
        (structure, ["migration"]) if view.alike == "structure" else (["migration"], structure)
    )
    return contrast(
        space(), view.town, alike=alike, different=different, n=view.n,
        weights={name: weight or 0.01 for name, weight in view.weights.items()}, pool=pool_of(view),
    )  # fmt: skip


def listing(view: ProfileView, result: PeerResult, lang: str) -> None:
    """The towns by distance, with what joins and what separates the pair."""
    _ = translator(lang)
    table = result.table
    if result.doubt:
        st.info(plain(result.doubt.text(str(profile_frame()["name"].loc[view.town]), lang)))
        return
    if table.empty:
        st.info(_("Bei diesen Grenzen bleibt keine Stadt übrig. Lassen Sie mehr Städte zu."))
        return
    labels = {entry.id: entry.label(lang) for entry in profiles.entries(edition())}
    states = edition().states.set_index("state")["name"]
    rows = pd.DataFrame(
        {
            "ags": table["ags"],
            _("Stadt"): table["name"],
            _("Land"): table["state"].map(states),
            _("Personen 2022"): table["population"],
            _("Abstand"): table["distance"].round(2),
            _("verbindet"): [
                " · ".join(labels[name] for name in names) for names in table["joins"]
            ],
            _("trennt"): [
                " · ".join(labels[name] for name in names) for names in table["separates"]
            ],
            _("Hinweis"): _remarks(table, view.town, lang, _),
        }
    )
    if "stability" in table:
        rows.insert(5, _("Bestand"), table["stability"].round(2))
    key = f"peer_table_{zlib.crc32(' '.join(table['ags']).encode())}"
    show_table(
        rows.drop(columns="ags"),
        height=min(38 + 36 * len(rows), 460),
        column_config={
            _("Personen 2022"): st.column_config.NumberColumn(format="localized", step=1),
            _("Abstand"): st.column_config.NumberColumn(format="localized", step=0.01),
            _("Bestand"): st.column_config.ProgressColumn(
                format="percent", min_value=0, max_value=1
            ),
            _("verbindet"): st.column_config.TextColumn(width="large"),
            _("trennt"): st.column_config.TextColumn(width="large"),
        },
        on_select=lambda: _compare(rows, key),
        selection_mode="multi-row",
        key=key,  # ticks belong to these towns and go with them
    )
    st.caption(
        _("Angekreuzte Städte lassen sich vergleichen (mit der Tastatur: Umschalt und Leertaste).")
    )
    town = str(profile_frame()["name"].loc[view.town])
    title = _("Vergleichsstädte von {town}").format(town=town)
    table_files(
        partial(file_table, result), f"vergleichsstaedte-{view.town}", title,
        file_notes(result, town, lang), lang, key="peers",
    )  # fmt: skip
    _notes(view, result, lang, _)


def _remarks(table: pd.DataFrame, town: str, lang: str, _: Translator) -> list[str]:
    """Per town what to keep in mind: little in common to compare, another size."""
    people = profile_frame()["population_2022"].loc[town]
    remarks = []
    for flagged, ratio in zip(table["flagged"], table["population"] / people, strict=True):
        factor = format_integer(round(max(ratio, 1 / ratio)), lang)
        size = _("rund {factor}-mal so groß") if ratio > 1 else _("rund {factor}-mal so klein")
        few = _("wenige gemeinsame Bereiche") if flagged else ""
        apart = size.format(factor=factor) if not 1 / NOTED_SIZE < ratio < NOTED_SIZE else ""
        remarks.append(" · ".join(filter(None, (few, apart))))
    return remarks


def _notes(view: ProfileView, result: PeerResult, lang: str, _: Translator) -> None:
    if view.alike != "all":
        st.caption(
            _(
                "Aus {n} Städten. Der Abstand gilt den Bereichen, in denen die Städte ähnlich sein "
                "sollen; gezeigt sind die, die sich im Übrigen am meisten unterscheiden."
            ).format(n=format_integer(result.pool_size, lang))
        )
        return
    st.caption(
        _(
            "Aus {n} Städten. Abstand 0 hieße gleich in allem; nah heißt nicht besser. Bestand: in wie "
            "vielen von 500 leicht veränderten Gewichtungen die Stadt in der Liste bleibt."
        ).format(n=format_integer(result.pool_size, lang))
    )
    of_county = _("Werte mit Jahr in Klammern gelten für den Kreis.")
    shared = _("Was Kommunen eines Kreises als Kreiswert teilen, ist keine Gemeinsamkeit.")
    st.caption(f"{of_county} {shared}" if view.without == "none" else of_county)
    check = cross_check(space(), result)
    st.caption(
        _(
            "Gegenprobe mit einem zweiten Abstandsmaß (Mahalanobis): {n} dieser Städte gehören auch dort zu den nächsten."
        ).format(n=format_number(check.overlap, lang))
    )
    for left in result.left_out:
        st.caption(left.text(lang))


def _compare(rows: pd.DataFrame, key: str) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    view = PROFILE.now()
    towns = (view.town, *rows["ags"].iloc[chosen][:5]) if chosen else ()
    PROFILE.set(replace(view, compared=tuple(towns)))


def peer_map(view: ProfileView, result: PeerResult, lang: str) -> None:
    """Where the towns lie; a click makes the town below it the chosen one."""
    _ = translator(lang)
    frame, atlas = level_figures("municipality"), ATLAS.current()
    codes = np.full(len(frame), OUTSIDE, dtype=np.uint8)
    codes[~frame["has_figures"].to_numpy()] = EMPTY
    codes[frame["ags"].isin(result.table["ags"]).to_numpy()] = 1
    codes[(frame["ags"] == view.town).to_numpy()] = 0
    styles: list[Style] = [
        {
            "fill": "#1d2126" if not is_dark() else "#f2f3f5",
            "label": _("diese Stadt"),
            "symbol": "",
            "ink": "#ffffff",
        },
        {
            "fill": "#2c7fb8",
            "label": _("ähnliche Städte") if view.alike == "all" else _("gefundene Städte"),
            "symbol": "",
            "ink": "#ffffff",
        },
    ]
    people = frame["population_2022"].to_numpy()
    rows = [row for row in legend(codes, styles, people, lang) if row.code in (0, 1)]
    p = view.position if page_path() == "aehnliche" else None
    place = (
        {"id": "peers", "lat": p.lat, "lng": p.lng, "zoom": p.zoom}
        if p
        else {"id": "peers", "bounds": [*map(list, GERMANY)], "maxZoom": 7}
    )
    payload = paint_payload(
        layer="municipalities", codes=codes, styles=styles, title=_("Ähnliche Städte"), note="", rows=rows,
        selected=-1, least=1_000, lang=lang, dark=is_dark(), patterns=atlas.patterns, basemap=atlas.basemap,
        view=place,
    )  # fmt: skip
    with st.container(key="peermap"):
        show_map(
            payload,
            key="peer_map",
            attribution=edition().attribution(),
            lang=lang,
            height=HEIGHT,
            on_click=_choose_clicked,
        )


def _choose_clicked(lat: float, lng: float) -> None:
    position = locator("municipality").at(lat, lng)
    frame = level_figures("municipality")
    if position >= 0 and frame["has_figures"].iloc[position]:
        view = PROFILE.now()
        choose_town(str(frame["ags"].iloc[position]), view)


def in_frame(ags: str) -> bool:
    """Whether there are figures to compare."""
    return ags in profile_frame().index
