"""How a town and its Kreis changed over the years."""

from __future__ import annotations

import streamlit as st

from ankunft.app.loaders import edition, series_scale
from ankunft.app.plain import plain
from ankunft.app.profile.data import profile_frame
from ankunft.app.profile_view import ProfileView
from ankunft.app.towns import city_of, units_of_town
from ankunft.base.language import translator
from ankunft.edition.indicators import series_catalogue
from ankunft.output.charts.series import against_town, series_chart
from ankunft.town.series import town_series

SHARE = "a_ausl_bev"
"""The series of the share of foreign nationals."""


def trends(view: ProfileView, lang: str) -> None:
    """The series of the Kreis, each with its own years and interrupted at breaks, and the share of
    the town's own statistics where they are loaded."""
    _ = translator(lang)
    county = str(profile_frame()["county"].loc[view.town])
    row = edition().counties.set_index("county").loc[county]
    known = series_catalogue()
    left, right = st.columns(2, gap="large")
    with left:
        chosen = st.selectbox(
            _("Zeitreihe des Kreises {county}").format(county=f"{row['name']} ({row['kind']})"),
            list(known),
            format_func=lambda name: known[name].label(lang),
            key="profile_series",
        )
        series = edition().county_series
        own = series[(series["county"] == county) & (series["indicator"] == chosen)]
        if own.empty:
            st.caption(_("Für diesen Kreis liegt die Zeitreihe nicht vor."))
        else:
            st.altair_chart(
                series_chart(own, known[chosen], series_scale(chosen), lang), width="stretch"
            )
            st.caption(_("Quelle: INKAR, BBSR Bonn; Jahresende, daher nicht gleich dem Zensus."))
            st.caption(
                _("Grau: die mittlere Hälfte aller Kreise; die Achse ist für alle dieselbe.")
            )
    units = units_of_town(view.town).get("district")
    if units is None:
        return
    with right:
        # by name, because texts inside of an f-string are not found for the catalogue
        heading = _("Die Stadt nach ihrer eigenen Statistik")
        st.markdown(f"**{heading}**")
        town = town_series(units)
        label = _("Anteil von Personen mit ausländischer Staatsangehörigkeit")
        lines, segments = {label: town.shares}, {label: town.segments}
        # as high as the chart of the same share beside it
        top = series_scale(SHARE).high
        chart = against_town(units.years, lines, lang, segments=segments, top=top)
        st.altair_chart(chart, width="stretch")
        if text := town.interruption(units.kind, lang):
            st.caption(text)
        st.caption(
            _("Summe der Stadtteile; Quelle: {source}.").format(source=plain(_publisher(view.town)))
        )


def _publisher(ags: str) -> str:
    city = city_of(ags)
    return (city.credit.publisher or city.title) if city else ""
