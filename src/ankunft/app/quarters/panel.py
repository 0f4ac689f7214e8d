"""The panel of the selected unit: its quarter, its class and why, its groups, its years."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.quarters.scene import Scene
from ankunft.app.quarters.town_map import group_values
from ankunft.app.session import TOWN
from ankunft.base.language import (  # fmt: skip
    Translator,
    format_integer,
    format_number,
    format_percent,
    translator,
)
from ankunft.base.small_numbers import count_text
from ankunft.intake.areas.names import describe
from ankunft.output.charts.series import against_town
from ankunft.town.classes import explain_unit, thresholds_sentence
from ankunft.town.series import town_series
from ankunft.typology import ArrivalClass, firmness_figures, firmness_word


def panel(scene: Scene) -> None:
    """Everything about the selected unit."""
    _ = translator(scene.lang)
    st.button(
        _("Schließen"), icon=":material/close:", key="close", type="tertiary", on_click=_close
    )
    st.subheader(_heading(scene, _), anchor=False)
    if scene.two_years:
        _class(scene, _)
    _figures(scene, _)
    if scene.units.kind == "district" and len(scene.units.years) > 2:
        _years(scene, _)
    if scene.units.groups:
        _groups(scene, _)
    if scene.units.kind == "cell":
        _cell_buttons(scene, _)


def _heading(scene: Scene, _: Translator) -> str:
    if scene.units.kind == "district":
        return plain(str(scene.units.names[scene.selected]))
    if scene.quarter >= 0:
        return plain(str(scene.quarters["name"].iloc[scene.quarter]))
    names = {"cell": _("1-km-Zelle in {place}"), "fine": _("100-m-Zelle in {place}, nur 2022")}
    return plain(names[scene.units.kind].format(place=scene.name))


def _class(scene: Scene, _: Translator) -> None:
    arrival = ArrivalClass(int(scene.result.classes[scene.selected]))
    parts = [f"**{arrival.symbol} · {arrival.label(scene.lang)}**"]
    figures = ""
    if scene.quarter >= 0 and arrival != ArrivalClass.NO_DATA:
        row = scene.quarters.iloc[scene.quarter]
        firmness = row["robustness"], row["noise_robustness"]
        matches = _("{n} von {of} Regeln").format(n=row["presets"], of=len(scene.matches))
        parts += [firmness_word(*firmness, scene.lang), matches]
        figures = firmness_figures(*firmness, scene.lang)
        reason = f"{_whose(scene, _)} {scene.reason(scene.quarter)}".strip()
    else:
        reason = " ".join(
            explain_unit(
                scene.units, scene.comparison, scene.result, scene.selected, scene.name, scene.lang
            )
        )
    # the figures behind the word on demand
    st.markdown(" · ".join(filter(None, parts)), help=figures or None)
    st.markdown(plain(reason))
    used = thresholds_sentence(scene.result, scene.lang)
    reference = f"{scene.reference[0]}." if scene.reference else ""
    if said := " ".join(filter(None, (used, reference))):
        st.caption(said)


def _whose(scene: Scene, _: Translator) -> str:
    """Whose figures the reason names: a cell is explained by the quarter it is part of."""
    quarter = _larger_quarter(scene)
    if quarter is None:
        return ""
    return _("Für das ganze Quartier ({cells} Zellen, {area} km²) gilt:").format(
        cells=format_integer(quarter["cells"], scene.lang),
        area=format_number(quarter["area_km2"], scene.lang),
    )


def _figures(scene: Scene, _: Translator) -> None:
    """The figures of the unit; of a cell in a larger quarter those of the quarter as well."""
    units, view = scene.units, scene.view
    rows = np.array([units.at(year) for year in dict.fromkeys([view.t0, view.t1])])
    people, share = units.people[rows, scene.selected], units.share[rows, scene.selected]
    share = np.where(people >= view.least, share, np.nan)
    counts, shares = {_("Personen"): people}, {_("Anteil"): share}
    whole = _larger_quarter(scene)
    if whole is not None:
        of_quarter = whole[["people_t0", "people_t1", "share_t0", "share_t1"]].to_numpy(float)
        counts = {_("Personen, diese Zelle"): people, _("Personen, Quartier"): of_quarter[:2]}
        shares = {_("Anteil, diese Zelle"): share, _("Anteil, Quartier"): of_quarter[2:]}
    lines = {name: [count_text(n, scene.lang) for n in values] for name, values in counts.items()}
    lines |= {
        name: [format_percent(s, scene.lang) if np.isfinite(s) else "–" for s in values]
        for name, values in shares.items()
    }
    years = [str(units.years[row]) for row in rows]
    st.table(pd.DataFrame.from_dict(lines, orient="index", columns=years), border="horizontal")
    st.caption(unit_source(scene, _))


def _larger_quarter(scene: Scene) -> pd.Series | None:
    """The quarter of the selected cell, if there are other cells in it."""
    if scene.units.kind != "cell" or scene.quarter < 0:
        return None
    quarter = scene.quarters.iloc[scene.quarter]
    return quarter if quarter["cells"] > 1 else None


def unit_source(scene: Scene, _: Translator) -> str:
    """Where the figures of the units are from, on which day, in which unit."""
    if scene.units.kind == "district" and scene.city:
        publisher = plain(scene.city.credit.publisher or scene.city.title)
        return _("Anteil von Personen mit ausländischer Staatsangehörigkeit. Quelle: {source}.").format(source=publisher)  # fmt: skip
    return _(
        "Anteil von Personen mit ausländischer Staatsangehörigkeit. Quelle: Zensus 9. Mai 2011 und "
        "15. Mai 2022, Statistische Ämter des Bundes und der Länder."
    )


def _years(scene: Scene, _: Translator) -> None:
    units = scene.units
    own = [
        share if people >= scene.view.least else float("nan")
        for share, people in zip(
            units.share[:, scene.selected], units.people[:, scene.selected], strict=True
        )
    ]
    town = town_series(units)
    name = str(units.names[scene.selected])
    beside = scene.name if scene.name != name else _("{town} insgesamt").format(town=name)
    lines = {name: np.array(own), beside: town.shares}
    shown = units.share[(units.people >= scene.view.least) & np.isfinite(units.share)]
    # one axis for the quarters of a town; the last hundredth are hostels, and wider alone
    top = float(np.quantile(shown, 0.99)) if shown.size else 0.0
    segments = {beside: town.segments}
    chart = against_town(units.years, lines, scene.lang, segments=segments, top=top)
    st.altair_chart(chart, width="stretch")
    if text := town.interruption(units.kind, scene.lang):
        st.caption(text)


def _groups(scene: Scene, _: Translator) -> None:
    """Shares of the groups that the town's statistics hold, for both years."""
    units, rows = scene.units, {}
    for name in units.groups:
        label, kind = describe(name, scene.lang)
        values = group_values(units, name, kind)[:, scene.selected]
        cells = {}
        for year in dict.fromkeys([scene.view.t0, scene.view.t1]):
            row = units.at(year)
            enough = units.people[row, scene.selected] >= scene.view.least
            cells[str(year)] = format_percent(values[row], scene.lang) if enough else "–"
        rows[label] = cells
    st.table(pd.DataFrame.from_dict(rows, orient="index"), border="horizontal")
    st.caption(_("Anteile an allen Personen; Quoten wie veröffentlicht."))


def _cell_buttons(scene: Scene, _: Translator) -> None:
    cell = str(scene.units.ids[scene.selected])
    marked = cell in scene.view.left_out
    st.button(
        _("Wieder aufnehmen") if marked else _("Als Sonderwohnform kennzeichnen"),
        key="mark_cell",
        on_click=_mark,
        args=(cell,),
        width="stretch",
        help=_(
            "Gemeinschaftsunterkünfte und Heime können eine Zelle prägen. Eine gekennzeichnete Zelle "
            "bleibt in allen Zahlen der Stadt außen vor; Adresse und Dateien halten das fest."
        ),
    )
    st.button(
        _("Zentrum hierher legen"), key="move_centre", on_click=_move, args=(cell,), width="stretch"
    )


def _mark(cell: str) -> None:
    view = TOWN.now()
    others = tuple(key for key in view.left_out if key != cell)
    left_out = others if cell in view.left_out else tuple(sorted((*others, cell)))
    TOWN.set(replace(view, left_out=left_out))


def _move(cell: str) -> None:
    TOWN.set(replace(TOWN.now(), centre=cell))


def _close() -> None:
    TOWN.set(replace(TOWN.now(), selected=""))
