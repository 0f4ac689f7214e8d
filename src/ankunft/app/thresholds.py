"""The controls of the rules: preset, thresholds, smallest number of people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar, get_args

import streamlit as st

from ankunft.app.session import Store
from ankunft.app.town_view import TownView
from ankunft.app.view import LIMITS, View
from ankunft.base.language import Translator, format_number, translator
from ankunft.typology import PRESETS, Ground, Parameters

V = TypeVar("V", View, TownView)


def thresholds(view: V, store: Store, presets: tuple[str, ...], lang: str) -> None:
    """The rule and its numbers, bound to the view in the store; `presets` are those on offer."""
    _ = translator(lang)
    st.selectbox(
        _("Regel"),
        presets,
        format_func=lambda name: PRESETS[name].labels[lang],
        help="  \n".join(
            f"**{PRESETS[name].labels[lang]}**: {PRESETS[name].descriptions[lang]}"
            for name in presets
        ),
        **store.bound("preset", _change_preset),
    )
    if view.preset == "absolute":
        st.caption(absolute_rule(view.parameters, lang))
    elif view.preset == "fifth":
        st.caption(fifth_rule(view.parameters, lang))
    else:
        _sliders(view, store, _)
    if view.preset == "east_west":
        st.radio(
            _("Berlin zählt zu"),
            ("east", "west"),
            format_func={"east": _("Ost"), "west": _("West")}.__getitem__,
            horizontal=True,
            **store.bound("berlin"),
        )
    ground_choice(lang, **store.bound("ground"))
    st.number_input(
        _("Mindestzahl Personen"),
        *LIMITS["min_n"],
        step=100,
        help=_("Gebiete mit weniger Personen in einem der beiden Jahre: keine Aussage."),
        **store.bound("min_n", lambda v, n: replace(v, min_n=int(n))),
    )


def ground_choice(lang: str, **widget: Any) -> None:
    """Which areas the reference adds up; `widget` binds the choice."""
    _ = translator(lang)
    st.radio(
        _("Bezug zählt zusammen"),
        get_args(Ground),
        format_func={
            "common": _("dieselben Gebiete in beiden Jahren"),
            "each": _("alle Gebiete jedes Jahres"),
        }.__getitem__,
        help=_(
            "Fehlt ein Gebiet in einem Jahr, so fehlt es im Bezug beider Jahre. Sonst würde der Bezug "
            "auch dadurch wachsen, dass andere Gebiete zusammengezählt sind."
        ),
        **widget,
    )


def absolute_rule(p: Parameters, lang: str) -> str:
    """The fixed percentages of the absolute rule in one sentence."""
    _ = translator(lang)
    numbers = {
        "old_low": p.absolute_old_low,
        "old_high": p.absolute_old_high,
        "new_mid": p.absolute_new_mid,
        "new_high": p.absolute_new_high,
    }
    shown = {k: format_number(v, lang, 2, trim=True) for k, v in numbers.items()}
    return _(
        "erstes und zweites Jahr – traditionell: ab {old_high} % und ab {new_high} % · verstärkt: "
        "{old_low} bis unter {old_high} % und ab {new_high} % · neu: unter {old_low} % und ab "
        "{new_high} % · im Entstehen: unter {old_high} % und {new_mid} bis unter {new_high} % · "
        "angeglichen: ab {old_high} % und unter {new_mid} %"
    ).format(**shown)


def fifth_rule(p: Parameters, lang: str) -> str:
    """The places of the rule "oberes Fünftel" in one sentence."""
    _ = translator(lang)
    numbers = {"low": p.fifth_low, "high": p.fifth_high, "rise": p.fifth_rise}
    shown = {k: format_number(100 * v, lang, 2, trim=True) for k, v in numbers.items()}
    return _(
        "Platz: so viel Prozent der Menschen der Bezugsebene leben in Gebieten mit niedrigerem Anteil "
        "(gleiche zur Hälfte). Erstes und zweites Jahr – traditionell: ab {high} und ab {high} · "
        "verstärkt: {low} bis unter {high} und ab {high} · neu: unter {low} und ab {high}, mindestens "
        "{rise} mehr · im Entstehen: unter {high}, mindestens {rise} mehr · angeglichen: ab {high} und "
        "unter {high}. Nur wo mindestens {units} Gebiete Angaben aus beiden Jahren haben."
    ).format(units=format_number(p.fifth_units, lang), **shown)


def _sliders(view: V, store: Store, _: Translator) -> None:
    st.slider(
        _("Schwelle hoch"),
        *LIMITS["high"],
        step=0.05,
        format="localized",
        help=_("Ab diesem Vielfachen des Bezugswerts gilt ein Anteil als erhöht."),
        **store.bound("high", _change_high),
    )
    st.slider(
        _("Schwelle niedrig"),
        *LIMITS["low"],
        step=0.05,
        format="localized",
        help=_(
            "„Neu“ lag im ersten Jahr unter diesem Vielfachen des Bezugswerts, „verstärkt“ nicht."
        ),
        **store.bound("low", _change_low),
    )
    st.slider(
        _("Mehrzuwachs (Prozentpunkte)"),
        *LIMITS["margin"],
        step=0.5,
        format="localized",
        help=_("Um so viele Prozentpunkte muss der Anteil stärker gewachsen sein, auf 11 Jahre."),
        **store.bound("margin", _change_margin),
    )


def _change_preset(view: V, preset: str) -> V:
    changed = replace(view, preset=preset)
    return changed if preset == "own" else changed.with_thresholds_of_preset()


def _change_high(view: V, high: float) -> V:
    return replace(view, preset="own", high=high, low=min(view.low, high))


def _change_low(view: V, low: float) -> V:
    return replace(view, preset="own", low=low, high=max(view.high, low))


def _change_margin(view: V, margin: float) -> V:
    return replace(view, preset="own", margin=margin)
