"""The controls beside the map: level, colour, thresholds, filters."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.session import ATLAS, bound, set_view
from ankunft.app.thresholds import thresholds
from ankunft.app.view import CLASS_COLOURS, LEVELS, SCHEMES, URBANISATION, View, colours
from ankunft.base.language import Translator, translator
from ankunft.base.town_groups import size_names
from ankunft.edition.indicators import catalogue, series_catalogue
from ankunft.output.maps.folium_map import BASEMAPS
from ankunft.typology import applies, fixed_presets, not_inside_towns


def controls(view: View) -> None:
    """All controls; a change of any makes a new view."""
    _ = translator(view.lang)
    st.radio(
        _("Ebene"),
        LEVELS,
        format_func=level_names(_).__getitem__,
        **bound("level", _change_level),
    )
    st.selectbox(
        _("Farbe"),
        colours(view.level),
        format_func=lambda name: colour_name(name, view.lang),
        help=_("Wonach die Karte eingefärbt wird: Klasse der Ankunft oder eine Kennzahl."),
        **bound("colour"),
    )
    if view.colour in series_catalogue():
        _year(view, _)
    if view.colour in CLASS_COLOURS:
        thresholds(view, ATLAS, (*fixed_presets(view.level), "own"), view.lang)
        if not applies("east_west", view.level):
            st.caption(not_inside_towns(view.lang))
    else:
        _steps(view, _)
    # closed sections are not built: fewer parts to load before the map is there
    filters = st.expander(
        _("Filter"), icon=":material/filter_alt:", on_change="rerun", key="filters"
    )
    if filters.open:
        with filters:
            _filters(view, _)
    appearance = st.expander(
        _("Darstellung"), icon=":material/palette:", on_change="rerun", key="appearance"
    )
    if appearance.open:
        with appearance:
            _appearance(view, _)


def level_names(_: Translator) -> dict[str, str]:
    """Levels as the user reads them."""
    return {
        "state": _("Länder"),
        "county": _("Kreise"),
        "municipality": _("Gemeinden"),
        "cell": _("1-km-Zellen"),
    }


def urbanisation_names(_: Translator) -> dict[str, str]:
    """Degrees of urbanisation as Eurostat and Destatis call them."""
    names = (_("dicht besiedelt"), _("mittlere Besiedlungsdichte"), _("gering besiedelt"))
    return dict(zip(URBANISATION, names, strict=True))


def colour_name(name: str, lang: str) -> str:
    """What a colour shows, as the list offers it."""
    _ = translator(lang)
    own = {
        "class": _("Klasse der Ankunft"),
        "robustness": _("Robustheit der Klasse"),
        "agreement": _("Übereinstimmung der Regeln"),
    }
    if name in own:
        return own[name]
    return (catalogue().get(name) or series_catalogue()[name]).label(lang)


def _change_level(view: View, level: str) -> View:
    """Colour and selection of the old level mean nothing on the new one."""
    colour = view.colour if view.colour in colours(level) else "class"
    # a rule that says nothing on the new level gives way; the controls name it there
    preset = view.preset if applies(view.preset, level) else "relative"
    changed = replace(view, level=level, colour=colour, preset=preset, selected="")
    return changed if view.preset == "own" else changed.with_thresholds_of_preset()


def _year(view: View, _: Translator) -> None:
    series = edition().county_series
    years = sorted(series.loc[series["indicator"] == view.colour, "year"].unique().tolist())
    if view.year not in years:
        set_view(replace(view, year=years[-1]))
    st.select_slider(_("Jahr"), years, **bound("year"))


def _steps(view: View, _: Translator) -> None:
    names = {
        "quantiles": _("Quantile"),
        "natural": _("natürliche Grenzen"),
        "equal": _("gleiche Schritte"),
    }
    st.selectbox(
        _("Einteilung"),
        SCHEMES,
        format_func=names.__getitem__,
        help=_(
            "Quantile: in jeder Stufe gleich viele Gebiete. Natürliche Grenzen: ähnliche Werte "
            "zusammen. Gleiche Schritte: jede Stufe gleich breit."
        ),
        **bound("scheme"),
    )
    entry = catalogue().get(view.colour)
    if entry is None or entry.kind != "diverging":
        st.slider(_("Stufen"), 3, 7, **bound("classes"))


def _filters(view: View, _: Translator) -> None:
    states = edition().states.set_index("state")["name"].to_dict()
    st.multiselect(
        _("Land"),
        list(states),
        format_func=states.__getitem__,
        placeholder=_("alle"),
        **bound("states"),
    )
    if view.level not in ("municipality", "cell"):
        return
    for field, label, names in (
        ("sizes", _("Größe"), size_names(_)),
        ("urbanisation", _("Grad der Verstädterung"), urbanisation_names(_)),
    ):
        st.multiselect(
            label, list(names), format_func=names.__getitem__, placeholder=_("alle"), **bound(field)
        )
    st.caption(_("Größenklassen angelehnt an das BBSR, nach der Einwohnerzahl 2022."))


def _appearance(view: View, _: Translator) -> None:
    st.toggle(
        _("Muster zu den Farben"),
        help=_("Zeichnet zu jeder Klasse ein Muster, zum Beispiel für Schwarz-Weiß-Druck."),
        **bound("patterns"),
    )
    names = {"": _("keine"), **{key: entry["label"] for key, entry in BASEMAPS.items()}}
    st.selectbox(
        _("Hintergrundkarte"), list(names), format_func=names.__getitem__, **bound("basemap")
    )
    st.caption(
        _(
            "Ohne Hintergrundkarte bleibt alles auf diesem Rechner. Mit ihr fragt Ihr Browser Kacheln "
            "bei {host} ab und sendet dabei Ihre IP-Adresse und den gezeigten Ausschnitt."
        ).format(host=next(iter(BASEMAPS.values()))["host"])
    )
