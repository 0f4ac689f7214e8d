"""The list of quarters, each with its class and the reason for it, and its files."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import shapely
import streamlit as st

from ankunft.app.files import GEOGRAPHIC, file_buttons
from ankunft.app.loaders import edition
from ankunft.app.quarters.scene import Scene
from ankunft.app.session import TOWN
from ankunft.app.show_table import show_table
from ankunft.base.language import Translator, format_integer, format_number, translator
from ankunft.base.small_numbers import said_counts
from ankunft.output.tables import Files, export
from ankunft.town.classes import thresholds_sentence
from ankunft.typology import ASSIGNED, PRESETS, ArrivalClass

NAMED = tuple(kind.id for kind in ASSIGNED)
"""Classes that a quarter is listed with unless all are wanted."""


MOST = 1_000
"""Rows on the page; a town of thousands of districts would take seconds to write all reasons."""


def listing(scene: Scene) -> None:
    """The quarters by name, never by their share; choosing a row selects the quarter."""
    _ = translator(scene.lang)
    if not scene.two_years:
        st.info(
            _(
                "Hier liegt nur das Jahr {year} vor; Quartiere brauchen zwei Jahre. Unter „Eigene "
                "Daten“ können Sie Stadtteile mit mehreren Jahren laden."
            ).format(year=scene.view.t1)
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        every = st.toggle(_("auch Quartiere ohne Zuordnung"), key="every_quarter")
        _downloads(scene, _)
    table = quarters_with_reasons(scene, every=every, most=MOST)
    if table.empty:
        st.info(why_empty(scene))
        return
    if len(table) == MOST:
        st.caption(
            _("Gezeigt sind die ersten {n}; alle stehen in den Dateien zum Herunterladen.").format(
                n=format_integer(MOST, scene.lang)
            )
        )
    table = table.assign(**{name: said_counts(table[name]) for name in ("people_t0", "people_t1")})
    labels = {kind.id: f"{kind.symbol} {kind.label(scene.lang)}" for kind in ArrivalClass}
    first = [
        "name",
        "class",
        "share_t0",
        "share_t1",
        "robustness",
        "noise_robustness",
        "presets",
        "reason",
    ]
    show_table(
        table[[*first, *table.columns.drop([*first, "id", "number", "presets_of"])]].assign(
            **{"class": table["class"].map(labels)}
        ),
        height=min(38 + 36 * len(table), 460),
        column_config=_columns(scene, _),
        on_select=lambda: _select(scene, table),
        selection_mode="single-row",
        key="quarter_table",
    )
    if scene.reference:
        st.caption(f"{scene.reference[0]}.")
    st.caption(
        _(
            "Nach Namen geordnet. Ein statistischer Hinweis auf Konzentration und Veränderung, keine "
            "Aussage über die Menschen im Quartier; Umzüge enthält keine der Quellen."
        )
    )


def why_empty(scene: Scene) -> str:
    """Why no quarter is listed: of no unit anything can be said, or none has one of the classes."""
    _ = translator(scene.lang)
    if (scene.result.classes != ArrivalClass.NO_DATA).any():
        return _("Kein Quartier hat bei dieser Regel eine der fünf Klassen.")
    return _(
        "Hier lässt sich über kein Quartier etwas sagen: In keinem Gebiet lebten in beiden Jahren "
        "mindestens {n} Personen, deren Anteil bekannt ist. Die Mindestzahl steht unter „Regel und "
        "Schwellen“."
    ).format(n=format_integer(scene.view.min_n, scene.lang))


def quarters_with_reasons(scene: Scene, *, every: bool, most: int | None = None) -> pd.DataFrame:
    """The rows of `scene.quarters` to list (the first so many), by name, with number and reason."""
    table = scene.quarters.assign(number=np.arange(len(scene.quarters)))
    if not every:
        table = table[table["class"].isin(NAMED)]
    table = table.sort_values("name", kind="stable", ignore_index=True).iloc[:most]
    reasons = [scene.reason(number) for number in table["number"]]
    firm = ["robustness", "noise_robustness"]
    table[firm] = table[firm].round(2)
    table["reason"] = pd.Series(reasons, index=table.index, dtype=str)
    return table.drop(columns="cells") if scene.units.kind == "district" else table


def _select(scene: Scene, table: pd.DataFrame) -> None:
    rows = st.session_state["quarter_table"]["selection"]["rows"]
    if rows:
        number = table["number"].iloc[rows[0]]
        members = np.flatnonzero(scene.numbers == number)
        people = np.nan_to_num(scene.units.people[scene.units.at(scene.view.t1)][members])
        chosen = scene.units.ids[members[np.argmax(people)]]
        TOWN.set(replace(TOWN.now(), selected=str(chosen)))


def _columns(scene: Scene, _: Translator) -> dict:
    number = st.column_config.NumberColumn
    t0, t1 = scene.view.t0, scene.view.t1
    return {
        "name": st.column_config.TextColumn(_("Quartier"), pinned=True, width="medium"),
        "class": _("Klasse"),
        "cells": number(_("Zellen"), format="localized"),
        "area_km2": number(_("Fläche (km²)"), format="localized", step=0.1),
        "people_t0": number(_("Personen {year}").format(year=t0), format="localized", step=1),
        "people_t1": number(_("Personen {year}").format(year=t1), format="localized", step=1),
        "share_t0": number(_("Anteil {year} (%)").format(year=t0), format="localized", step=0.1),
        "share_t1": number(_("Anteil {year} (%)").format(year=t1), format="localized", step=0.1),
        "change": number(_("Veränderung (Prozentpunkte)"), format="localized", step=0.1),
        "excess": number(_("Mehrzuwachs (Prozentpunkte)"), format="localized", step=0.1),
        "lq_t0": number(_("Vielfaches des Bezugs {year}").format(year=t0), format="localized", step=0.01),
        "lq_t1": number(_("Vielfaches des Bezugs {year}").format(year=t1), format="localized", step=0.01),
        "robustness": st.column_config.ProgressColumn(_("Robustheit"), format="percent", min_value=0, max_value=1),
        "noise_robustness": st.column_config.ProgressColumn(_("Robustheit gegen Unschärfe"), format="percent", min_value=0, max_value=1),
        "presets": number(_("Regeln (von {n})").format(n=len(scene.matches))),
        "reason": st.column_config.TextColumn(_("Warum?"), width="large"),
    }  # fmt: skip


def _downloads(scene: Scene, _: Translator) -> None:
    opened = st.popover(
        _("Herunterladen"), icon=":material/download:", on_change="rerun", key="quarter_downloads"
    )
    if not opened.open:
        return
    with opened:
        st.caption(_("Alle Quartiere dieser Ansicht, mit Quellen und Änderungshinweis."))
        stem = f"ankunft-quartiere-{scene.view.town}-{scene.view.t0}-{scene.view.t1}"
        make = partial(quarters_file, scene)
        file_buttons(make, stem, "quarters", scene.lang, GEOGRAPHIC, width="stretch")


def quarters_file(scene: Scene, format: str, file: str) -> Files:
    """The quarters as a file, with the rule, what was left out and the link to the view."""
    _ = translator(scene.lang)
    table = quarters_with_reasons(scene, every=True)
    geometry = np.array(
        [
            shapely.union_all(scene.units.geometry[scene.numbers == number])
            for number in table["number"]
        ],
        dtype=object,
    )
    return export(
        edition(), table.drop(columns="number"), "quarters", format,
        lang=scene.lang,
        title=_("Quartiere in {town}, {first} → {last}").format(
            town=scene.name, first=scene.view.t0, last=scene.view.t1
        ),
        file=file,
        notes=notes(scene),
        city=scene.city,  # also of cells joined: their names are those of the districts
        geometry=geometry,
    )  # fmt: skip


def notes(scene: Scene) -> list[str]:
    """What a reader of a file must know to make it again."""
    _ = translator(scene.lang)
    view = scene.view
    numbers = ", ".join(
        f"{name}={format_number(value, scene.lang, 2, trim=True) if isinstance(value, float) else value}"
        for name, value in asdict(view.parameters).items()
    )
    reference = _("Bezug: {name}").format(
        name=scene.name if view.reference == "own" else _("Deutschland")
    )
    rule = [
        _("Regel: {preset}").format(preset=PRESETS[view.preset].labels[scene.lang])
        + f" ({numbers})"
    ]
    if scene.two_years:
        rule += filter(None, [thresholds_sentence(scene.result, scene.lang)])
        rule.append(
            _("Übereinstimmung: von {n} festen Regeln, die hier gelten").format(
                n=len(scene.matches)
            )
        )
    lines = [
        *rule,
        reference,
        *scene.reference,
        _("Ansicht: {address}").format(
            address="/quartiere?" + urlencode(replace(view, position=None).to_query())
        ),
    ]
    if view.left_out:
        lines.append(
            _("Als Sonderwohnform außen vor: {cells}").format(cells=", ".join(view.left_out))
        )
    if scene.units.kind == "district" and scene.city:
        lines += scene.city.record
    return lines
