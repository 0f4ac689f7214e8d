"""From what is asked of a town and its figures to codes, styles and legend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ankunft import typology
from ankunft.base.language import translator
from ankunft.output.maps.breaks import class_limits, diverging_limits
from ankunft.output.maps.colouring import Scale, interval_labels, pattern_of_first_year, stepped
from ankunft.output.maps.palette import (
    NO_DATA,
    Style,
    class_styles,
    cluster_styles,
    earlier_styles,
    special_style,
)
from ankunft.town.classes import left_out_mask, thresholds_sentence
from ankunft.town.units import Floats, Mask, Units, on_ground
from ankunft.typology import ArrivalClass, Parameters
from ankunft.typology.levels import Classification

STEPS = 6
"""Steps of a share."""


@dataclass(frozen=True, eq=False)
class YearScale:
    """The same steps for every year: `codes` and `values` have a row per year."""

    codes: NDArray[np.uint8]
    values: Floats
    scale: Scale


def class_scale(
    result: Classification, lang: str, *, left_out: NDArray[np.bool_], dark: bool
) -> Scale:
    """The classes; units marked as Sonderwohnform have a look of their own."""
    _ = translator(lang)
    codes = result.classes.copy()
    codes[codes == ArrivalClass.NO_DATA] = NO_DATA
    styles = class_styles(lang, dark=dark)
    _set_apart(codes, styles, left_out, lang, dark=dark)
    title = _("Ankunft {year0} → {year1}").format(
        year0=int(result.panel.year_t0), year1=int(result.panel.year_t1)
    )
    used = thresholds_sentence(result, lang) if result.level == "large_district" else ""
    note = " ".join(filter(None, (used, result.reference_words(lang))))
    return Scale(codes, styles, title, note, codes.astype(float))


def first_year_scale(
    units: Units, parameters: Parameters, left_out: tuple[str, ...], lang: str, *, dark: bool
) -> Scale:
    """Where there is one year alone: how its shares compare with the town, in no class's colours."""
    _ = translator(lang)
    keep = ~left_out_mask(units, left_out)
    people, share = units.people[0], np.where(keep, units.share[0], np.nan)
    reference = typology.reference_shares(units.foreign[0][keep], units.base[0][keep])
    step, labels = pattern_of_first_year(
        share, people, reference, parameters, str(units.years[0]), lang
    )
    codes = np.where(step < 0, NO_DATA, step).astype(np.uint8)
    styles = earlier_styles(labels, dark=dark)
    _set_apart(codes, styles, ~keep, lang, dark=dark)
    title = _("Muster {year}").format(year=units.years[0])
    note = _("Für ein zweites Jahr liegen keine Angaben vor; deshalb keine Klassen.")
    year = (units.years[0], units.years[0])
    within = on_ground(units, year, "each") & keep
    found = typology.coverage(within, units.people[[0, 0]], year)
    note = f"{note} {typology.coverage_text(found, units.kind, lang)}"
    return Scale(codes, styles, title, note, codes.astype(float))


def _set_apart(
    codes: NDArray[np.uint8], styles: list[Style], left_out: Mask, lang: str, *, dark: bool
) -> None:
    """A code and a style of their own for the units that the user left out."""
    _ = translator(lang)
    if left_out.any():
        codes[left_out] = len(styles)
        styles.append(special_style(_("Sonderwohnform, außen vor"), dark=dark))


def change_scale(result: Classification, lang: str) -> Scale:
    """How much the share changed, in percentage points."""
    _ = translator(lang)
    values = typology.change(result.panel)
    values = np.where(result.classes == ArrivalClass.NO_DATA, np.nan, values)
    limits = diverging_limits(values, "quantiles")
    title = _("Veränderung des Anteils {year0} → {year1}").format(
        year0=int(result.panel.year_t0), year1=int(result.panel.year_t1)
    )
    labels = interval_labels(values, limits, lang)
    note = _("Einheit: {unit}").format(unit=_("Prozentpunkte"))
    return stepped(values, limits, labels, title, note, diverging=True)


def cluster_scale(
    codes: NDArray[np.uint8], labels: list[str], year: int, lang: str, *, dark: bool
) -> Scale:
    """Local clusters (see `ankunft.town.clusters`); 255 stands for no figure."""
    _ = translator(lang)
    shown = np.where(codes == 255, NO_DATA, codes).astype(np.uint8)
    note = _("Statistisch auffällig nach Korrektur für viele Vergleiche (FDR 5 %)")
    title = _("Räumliche Häufung {year}").format(year=year)
    return Scale(shown, cluster_styles(labels, dark=dark), title, note, shown.astype(float))


def share_scale(
    units: Units, values: Floats, title: str, unit: str, least: float, lang: str
) -> YearScale:
    """A share of every year in the same steps, so that years can be compared by eye.

    Natural breaks over all years: steps of as many districts would be spent on the years in which
    nearly all shares were low, and leave one for most of today's. `values` are Y × N; those that rest on fewer than `least` inhabitants are not shown.
    """
    _ = translator(lang)
    shown = np.where(units.people >= least, values, np.nan)
    limits = class_limits(shown.ravel(), "natural", STEPS)
    labels = interval_labels(shown.ravel(), limits, lang)
    several = _("Einheit: {unit}; Stufen für alle Jahre gleich")
    note = (several if len(units.years) > 1 else _("Einheit: {unit}")).format(unit=unit)
    scale = stepped(shown.ravel(), limits, labels, title, note)
    return YearScale(scale.codes.reshape(shown.shape), shown, scale)
