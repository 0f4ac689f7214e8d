"""The controls of the town page: units, what the map shows, years, reference, rule."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ankunft.app.quarters.scene import Scene, take_rule_gone
from ankunft.app.session import TOWN
from ankunft.app.thresholds import thresholds
from ankunft.app.town_view import ROWS, TownView, shown_by
from ankunft.base.language import Translator, format_integer, format_number, translator
from ankunft.intake.areas.names import describe
from ankunft.town.classes import CENSUS, applicable, common_units
from ankunft.typology import (
    FIXED,
    LARGE_MEDIAN,
    applies,
    default_parameters,
    not_inside_towns,
)
from ankunft.typology.explain import too_few_units


def controls(scene: Scene) -> None:
    """All controls; a change of any makes a new view."""
    _ = translator(scene.lang)
    view = scene.view
    kinds = tuple(scene.all_units)
    if len(kinds) > 1:
        st.radio(
            _("Gebiete"),
            kinds,
            format_func=lambda kind: unit_names(scene, _)[kind],
            help=_("Wie ein Anteil ausfällt, hängt auch von der Größe der Gebiete ab."),
            **TOWN.bound("unit", _change_unit),
        )
    st.selectbox(
        _("Zeigen"),
        shown_by(scene.units),
        format_func=shown_names(_, years=len(scene.units.years)).__getitem__,
        **TOWN.bound("shown"),
    )
    if view.shown in ("share", "beside") and scene.units.groups:
        st.selectbox(
            _("Gruppe"),
            ("foreign", *scene.units.groups),
            format_func=lambda name: describe(name, scene.lang)[0],
            **TOWN.bound("of"),
        )
    if len(scene.units.years) > 2:
        _years(scene, _)
    if scene.two_years:
        _reference(view, _)
    if scene.units.kind != "fine":
        if take_rule_gone():
            st.warning(_too_few(scene) + " " + _("Gezeigt wird „relativ“."))
        rules = st.expander(
            _("Regel und Schwellen"), icon=":material/tune:", on_change="rerun", key="town_rules"
        )
        if rules.open:
            with rules:
                _rules(scene, _)


def _rules(scene: Scene, _: Translator) -> None:
    """The rules that apply here, those that do not, and the row of thresholds."""
    view = scene.view
    years = (view.t0, view.t1)
    on_offer = [
        preset
        for preset in FIXED
        if not scene.two_years or applicable(preset, scene.units, years, view.left_out)
    ]
    on_offer = [preset for preset in on_offer if applies(preset, "district")]
    thresholds(view, TOWN, (*on_offer, "own"), scene.lang)
    if view.parameters.rule == "relative":
        st.radio(
            _("Schwellen für"),
            ROWS,
            format_func=lambda row: row_name(row, scene.lang),
            help=_(
                "Je größer Gebiete sind, desto näher liegt ihr Anteil am Mittel der Stadt. Große "
                "Bezirke: ab {n} Personen im Median."
            ).format(n=format_integer(LARGE_MEDIAN, scene.lang)),
            **TOWN.bound("row", _change_row),
        )
    if scene.two_years and "fifth" not in on_offer:
        st.caption(_too_few(scene))
    st.caption(not_inside_towns(scene.lang))


def row_name(row: str, lang: str) -> str:
    """A row of default thresholds with its numbers."""
    _ = translator(lang)
    parameters = default_parameters(row)
    names = {"district": _("Gebiete in der Stadt"), "large_district": _("große Bezirke")}
    return _("{name} (hoch {high}, niedrig {low})").format(
        name=names[row],
        high=format_number(parameters.high, lang, 2, trim=True),
        low=format_number(parameters.low, lang, 2, trim=True),
    )


def _too_few(scene: Scene) -> str:
    """Why the upper fifth does not apply to these units."""
    view = scene.view
    units = common_units(scene.units, (view.t0, view.t1), view.left_out)
    return too_few_units(units, view.parameters, scene.lang)


def _change_row(view: TownView, row: str) -> TownView:
    return replace(view, row=row).with_thresholds_of_preset()


def unit_names(scene: Scene, _: Translator) -> dict[str, str]:
    """Kinds of units with their number and years."""
    names = unit_kinds(_)
    return {
        kind: f"{names[kind]} ({units.years[0]}"
        + (f"–{units.years[-1]})" if len(units.years) > 1 else ")")
        for kind, units in scene.all_units.items()
    }


def unit_kinds(_: Translator) -> dict[str, str]:
    """Kinds of units as the user reads them."""
    return {"district": _("Stadtteile"), "cell": _("1-km-Zellen"), "fine": _("100-m-Zellen")}


def shown_names(_: Translator, *, years: int) -> dict[str, str]:
    """What the map can show, as the list offers it."""
    share = _("Anteil, Jahre abspielen") if years > 1 else _("Anteil")
    return {
        "class": _("Klasse der Ankunft"),
        "agreement": _("Übereinstimmung der Regeln"),
        "share": share,
        "beside": _("Zwei Jahre nebeneinander"),
        "change": _("Veränderung des Anteils"),
        "clusters": _("Räumliche Häufung"),
    }


def _years(scene: Scene, _: Translator) -> None:
    # its own state, not bound: a range that begins with a value of the session is read as one year
    key = f"town_years_{scene.view.town}_{scene.view.unit}"

    def apply() -> None:
        first, last = st.session_state[key]
        if first < last:
            TOWN.set(replace(TOWN.now(), t0=first, t1=last))

    st.select_slider(
        _("Vergleich von … bis …"),
        scene.units.years,
        value=(scene.view.t0, scene.view.t1),
        key=key,
        on_change=apply,
        help=_("Die Klassen vergleichen diese beiden Jahre."),
    )


def _reference(view: TownView, _: Translator) -> None:
    census = (view.t0, view.t1) == CENSUS
    st.radio(
        _("Bezug"),
        ("own", "nation"),
        format_func={"own": _("eigene Stadt"), "nation": _("Deutschland")}.__getitem__,
        horizontal=True,
        disabled=not census or view.parameters.rule != "relative",
        help=_(
            "Womit die Gebiete verglichen werden. Deutschlandwerte gibt es nur für die Zensusjahre "
            "{first} und {last}; Stadtteile stammen dann aus einer anderen Quelle als ihr Bezug. Die "
            "Regeln „absolut“ und „oberes Fünftel“ fragen nicht danach."
        ).format(first=CENSUS[0], last=CENSUS[1]),
        **TOWN.bound("reference"),
    )


def _change_unit(view: TownView, unit: str) -> TownView:
    return replace(view, unit=unit, row="", selected="")
