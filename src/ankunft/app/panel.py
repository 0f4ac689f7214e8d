"""The panel of the selected area: its class and why, its figures, its Kreis over the years."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ankunft.app.loaders import classified, edition, level_figures, series_scale, shown_figures
from ankunft.app.plain import plain
from ankunft.app.session import current_view, set_view
from ankunft.app.view import View
from ankunft.base.language import (
    NO_BREAK_SPACE,
    Translator,
    format_change,
    format_number,
    format_percent,
    translator,
)
from ankunft.edition.indicators import (
    ESTIMATED,
    Indicator,
    caveats,
    series_catalogue,
    show,
    show_number,
)
from ankunft.output.charts.series import series_chart
from ankunft.town.compare import beside
from ankunft.typology import ArrivalClass, firmness_figures, firmness_word
from ankunft.typology.levels import Classification, explain_area, level_reference


def panel(view: View, position: int) -> None:
    """Everything about the area in this row of the level."""
    _ = translator(view.lang)
    frame = level_figures(view.level)
    result = classified(view.level, view.parameters)
    row = frame.iloc[position]
    st.button(
        _("Schließen"), icon=":material/close:", key="close", type="tertiary", on_click=_close
    )
    st.subheader(_heading(row, view, _), anchor=False)
    _class_line(result, position, view, _)
    st.markdown(" ".join(plain(s) for s in explain_area(frame, result, position, view.lang)))
    if reference := level_reference(frame, result, view.lang, position):
        st.caption(f"{reference}.")
    if view.level in ("municipality", "cell") and row["ags"]:
        _links(str(row["ags"]), _)
    if view.level != "state" and row["state"]:
        _series(row, view, _)
    _comparison(view, position, _)


def _links(ags: str, _: Translator) -> None:
    """From the map to the pages about this town."""
    town = {"town": ags}
    with st.container(horizontal=True):
        st.page_link("pages/stadtprofil.py", label=_("Stadtprofil"), query_params=town)
        st.page_link("pages/quartiere.py", label=_("Quartiere"), query_params=town)
        st.page_link("pages/aehnliche.py", label=_("Ähnliche Städte"), query_params=town)


def _close() -> None:
    set_view(replace(current_view(), selected=""))


def _heading(row: pd.Series, view: View, _: Translator) -> str:
    name = plain(str(row["name"]))
    if view.level == "municipality":
        return f"{name} :gray[:small[{plain(str(row['designation']))}]]"
    if view.level == "cell":
        return _("Zelle in {place}").format(place=name) if name else _("1-km-Zelle")
    return name


def _class_line(result: Classification, position: int, view: View, _: Translator) -> None:
    arrival = ArrivalClass(int(result.classes[position]))
    firmness = result.firmness(position)
    parts = [
        f"**{arrival.symbol} · {arrival.label(view.lang)}**",
        firmness_word(*firmness, view.lang),
    ]
    # the figures behind the word on demand
    figures = firmness_figures(*firmness, view.lang)
    st.markdown(" · ".join(filter(None, parts)), help=figures or None)
    before, after = result.panel.share_t0[position], result.panel.share_t1[position]
    if arrival != ArrivalClass.NO_DATA:
        change = format_change(before, after, view.lang, signed=True)
        st.markdown(
            f"{format_percent(before, view.lang)} → {format_percent(after, view.lang)} "
            f"({change}, 2011 → 2022)"
        )


def _comparison(view: View, position: int, _: Translator) -> None:
    shown = shown_figures(view.level, view.min_n)
    rows = [
        {
            _("Kennzahl"): f"{entry.label(view.lang)} ({entry.unit(view.lang)})",
            _("hier"): show_number(here, entry, view.lang),
            _("Land"): _in_brief(land, entry, view.lang),
            "D": _in_brief(germany, entry, view.lang),
        }
        for entry, here, land, germany in beside(
            shown, position, view.level, level_figures("state")
        )
    ]
    table = pd.DataFrame(rows).set_index(_("Kennzahl"))
    if view.level == "state":
        table = table.drop(columns=_("Land"))
    if view.level == "cell":
        table = table.drop(columns=[_("Land"), "D"])
    st.table(table, border="horizontal")
    st.caption(
        _(
            "Zensus 2011 und 2022 (Statistische Ämter des Bundes und der Länder). „D“: Deutschland. {note}"
        ).format(note="≈ " + caveats(view.lang)[ESTIMATED] + "." if view.level != "cell" else "")
    )


def _in_brief(value: float, entry: Indicator, lang: str) -> str:
    """Numbers of a Land or of Germany, millions shortened: the panel is narrow."""
    if not value >= 1e6:
        return format_number(value, lang, entry.decimals)
    _ = translator(lang)
    millions = _("{number} Mio.").format(number=format_number(value / 1e6, lang, 1))
    return millions.replace(" ", NO_BREAK_SPACE)


def _series(row: pd.Series, view: View, _: Translator) -> None:
    county = row["county"]
    counties = edition().counties.set_index("county")
    catalogue = series_catalogue()
    st.markdown(
        f"**{plain(counties.loc[county, 'name'])}** ({plain(counties.loc[county, 'kind'])})"
    )
    chosen = st.selectbox(
        _("Zeitreihe des Kreises"),
        list(catalogue),
        format_func=lambda name: catalogue[name].label(view.lang),
        key="panel_series",
        label_visibility="collapsed",
    )
    entry = catalogue[chosen]
    series = edition().county_series
    own = series[(series["county"] == county) & (series["indicator"] == chosen)]
    if own.empty:
        st.caption(_("Für diesen Kreis liegt die Zeitreihe nicht vor."))
        return
    st.altair_chart(series_chart(own, entry, series_scale(chosen), view.lang), width="stretch")
    last = own.sort_values("year").iloc[-1]
    st.caption(
        _(
            "{series} {year}: {value}. Quelle: INKAR, BBSR Bonn; Jahresende, daher nicht gleich dem "
            "Zensus."
        ).format(
            series=entry.label(view.lang),
            year=int(last["year"]),
            value=show(float(last["value"]), entry, view.lang),
        )
    )
