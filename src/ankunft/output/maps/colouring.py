"""From what is asked of a level and its figures to codes, styles and legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ankunft.base.language import (
    Translator,
    format_integer,
    format_number,
    format_percent,
    translator,
)
from ankunft.base.small_numbers import count_text
from ankunft.edition.indicators import Series, catalogue, series_catalogue
from ankunft.output.maps.breaks import class_limits, diverging_limits
from ankunft.output.maps.palette import (
    EMPTY,
    NO_DATA,
    OUTSIDE,
    Style,
    class_styles,
    earlier_styles,
    sequence,
)
from ankunft.typology import Agreement, ArrivalClass, Parameters, coverage_text, quotient
from ankunft.typology.levels import Classification, level_reference

CLASS_COLOURS = ("class", "robustness", "agreement")
"""What a level can be coloured by beside the indicators."""

BESIDE_NATION = ("excess", "lq_2011", "lq_2022")
"""Indicators that compare an area with Germany."""


@dataclass(frozen=True, eq=False)
class Scale:
    """One code per area before any filter, and how the codes are drawn and called.

    `values` are the numbers behind the codes (the class code, or the indicator), for tables.
    """

    codes: NDArray[np.uint8]
    styles: list[Style]
    title: str
    note: str
    values: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coloured:
    """What decides the colours of a level.

    `colour` is one of :data:`CLASS_COLOURS`, the id of an indicator, or the Kuerzel of a county
    series, of which `year` is shown; `scheme` and `classes` say how its values are divided into steps.
    """

    level: str
    colour: str
    parameters: Parameters
    year: int
    scheme: str
    classes: int
    lang: str


@dataclass(frozen=True)
class LegendRow:
    """A row of the legend: code, label, number of areas and of inhabitants as text."""

    code: int
    label: str
    count: str
    people: str


def scale(
    asked: Coloured,
    frame: pd.DataFrame,
    result: Classification,
    series: pd.DataFrame,
    *,
    dark: bool,
    agreement: Callable[[], Agreement],
) -> Scale:
    """The codes and styles of what is asked, for all areas of its level.

    `frame` holds the figures that may be shown, `series` is the layer of county series (county,
    indicator, year, value); `agreement` is asked for :func:`ankunft.typology.levels.preset_agreement`,
    which follows from all figures, where that is asked for.
    """
    drawn = _scale_of_colour(asked, frame, result, series, dark=dark, agreement=agreement)
    if asked.colour in CLASS_COLOURS:
        reference = level_reference(frame, result, asked.lang)
    elif asked.colour in BESIDE_NATION and "reference" in frame.attrs:
        reference = coverage_text(frame.attrs["reference"], asked.level, asked.lang)
    else:
        return drawn
    return replace(drawn, note=". ".join(filter(None, (drawn.note, reference))))


def _scale_of_colour(
    asked: Coloured,
    frame: pd.DataFrame,
    result: Classification,
    series: pd.DataFrame,
    *,
    dark: bool,
    agreement: Callable[[], Agreement],
) -> Scale:
    _ = translator(asked.lang)
    if asked.colour == "class":
        return _class_scale(asked, result, dark=dark)
    if asked.colour == "robustness":
        limits = np.array([0.2, 0.4, 0.6, 0.8])
        values = result.robustness()
        labels = [_("{low}–{high} %").format(low=low, high=low + 20) for low in range(0, 100, 20)]
        note = _("Anteil der geprüften Einstellungen mit derselben Klasse")
        if result.parameters.rule != "relative":
            note = _("Robustheit ist nur für relative Regeln bestimmt.")
        return stepped(values, limits, labels, _("Robustheit der Klasse"), note)
    if asked.colour == "agreement":
        return agreement_scale(agreement(), asked.lang)
    return _indicator_scale(asked, frame, series)


def agreement_scale(found: Agreement, lang: str) -> Scale:
    """In how many of the fixed presets that apply to it an area has its class."""
    _ = translator(lang)
    values = np.where(found.of > 0, found.count, np.nan)
    counts = found.of[found.of > 0]
    least, most = (int(counts.min()), int(counts.max())) if counts.size else (1, 1)
    labels = [
        _("keine Regel"),
        _("1 Regel"),
        *(_("{n} Regeln").format(n=n) for n in range(2, most + 1)),
    ]
    note = _("So viele der {n} festen Regeln, die hier gelten, ergeben dieselbe Klasse")
    if least < most:
        note = _(
            "So viele der festen Regeln, die für ein Gebiet gelten ({least} bis {n}), ergeben dieselbe "
            "Klasse"
        )
    note = note.format(least=least, n=most)
    return stepped(values, np.arange(0.5, most), labels, _("Übereinstimmung der Regeln"), note)


def _class_scale(asked: Coloured, result: Classification, *, dark: bool) -> Scale:
    """The classes; where cells have a share of 2011 alone, the pattern of that year instead."""
    _ = translator(asked.lang)
    codes = result.classes.copy()
    codes[codes == ArrivalClass.NO_DATA] = NO_DATA
    styles, note = class_styles(asked.lang, dark=dark), ""
    if asked.level == "municipality":
        note = _town_note(asked, _)
    if asked.level == "cell":
        measured = result.panel
        step, labels = pattern_of_first_year(
            measured.share_t0,
            measured.n_t0,
            measured.ref_t0,
            result.parameters,
            "2011",
            asked.lang,
        )
        only_2011 = (step >= 0) & np.isnan(measured.share_t1)
        codes[only_2011] = len(styles) + step[only_2011]
        styles += earlier_styles(labels, dark=dark)
        note = _("Blau: nur das Muster von 2011, weil für 2022 kein Anteil vorliegt")
    return Scale(codes, styles, _("Ankunft 2011 → 2022"), note, codes.astype(float))


def _town_note(asked: Coloured, _: Translator) -> str:
    """What municipalities are compared with, and that this says nothing of their quarters."""
    beside = _("Vergleich mit Deutschland.")
    if asked.parameters.rule == "absolute":
        beside = _("Vergleich mit festen Prozentwerten.")
    elif asked.parameters.reference == "part":
        beside = _("Vergleich mit Ost- oder Westdeutschland.")
    return beside + " " + _("Neue Ankunftsquartiere kann es in jeder Gemeinde geben.")


def pattern_of_first_year(
    share: NDArray[np.float64],
    people: NDArray[np.float64],
    reference: ArrayLike,
    p: Parameters,
    year: str,
    lang: str,
) -> tuple[NDArray[np.int8], list[str]]:
    """How high the share was where one year alone is known: 0 to 2, or -1, and what that means."""
    _ = translator(lang)
    if p.rule == "absolute":
        values, low, high = share, p.absolute_old_low, p.absolute_old_high
        low_text, high_text = (format_percent(limit, lang, 0) for limit in (low, high))
    else:
        values, low, high = quotient(share, reference), p.low, p.high
        low_text, high_text = (
            _("{factor}-fach").format(factor=format_number(limit, lang, 2, trim=True))
            for limit in (low, high)
        )
    step = np.digitize(values, [low, high]).astype(np.int8)
    step[~(np.isfinite(values) & (people >= p.min_n))] = -1
    return step, [
        _("nur {year}: unter {high}").format(year=year, high=low_text),
        _("nur {year}: bis unter {high}").format(year=year, high=high_text),
        _("nur {year}: ab {low}").format(year=year, low=high_text),
    ]


def masked(
    codes: NDArray[np.uint8], frame: pd.DataFrame, passing: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Codes with filtered and unincorporated areas set apart."""
    codes = np.where(passing, codes, np.uint8(OUTSIDE))
    if "has_figures" in frame:
        codes[passing & ~frame["has_figures"].to_numpy()] = EMPTY
    return codes


def legend(
    drawn: NDArray[np.uint8], styles: list[Style], people: NDArray[np.float64], lang: str
) -> list[LegendRow]:
    """Counts and inhabitants (where any are known) per code, in the order of the styles' places;
    special codes nobody has are left out. `drawn` are the codes after :func:`masked`."""
    _ = translator(lang)
    counts = np.bincount(drawn, minlength=256)
    inhabitants = np.bincount(drawn, weights=np.nan_to_num(people), minlength=256)
    known = np.bincount(drawn, weights=np.isfinite(people), minlength=256)
    places = {code: style.get("place", code) for code, style in enumerate(styles)}
    shown = sorted((code for code in places if places[code] >= 0), key=places.__getitem__)
    labels = {code: styles[code]["label"] for code in shown}
    if counts[NO_DATA]:
        labels[NO_DATA] = _("keine Aussage")
    if counts[OUTSIDE]:
        labels[OUTSIDE] = _("nicht ausgewählt")
    if counts[EMPTY]:
        labels[EMPTY] = _("gemeindefrei")
    return [
        LegendRow(
            code,
            label,
            format_integer(int(counts[code]), lang),
            "" if known[code] == 0 else count_text(inhabitants[code], lang),
        )
        for code, label in labels.items()
    ]


def _indicator_scale(asked: Coloured, frame: pd.DataFrame, series: pd.DataFrame) -> Scale:
    _ = translator(asked.lang)
    entry = catalogue().get(asked.colour) or series_catalogue()[asked.colour]
    note = _("Einheit: {unit}").format(unit=entry.unit(asked.lang))
    if isinstance(entry, Series):
        values, year = series_values(frame, series, entry.id, asked.year)
        title, diverging = f"{entry.label(asked.lang)} {year}", False
        # a colour means the same in every year
        basis = series.loc[series["indicator"] == entry.id, "value"].to_numpy(float)
        note = _("Einheit: {unit}; Stufen für alle Jahre gleich").format(
            unit=entry.unit(asked.lang)
        )
    else:
        values = basis = frame[entry.column].to_numpy(float)
        title, diverging = entry.label(asked.lang), entry.kind == "diverging"
    if asked.level == "cell":
        # half of all cells hold a handful of people: limits are those of the inhabited places
        people = frame["population_2022" if "2022" in entry.id else "population_2011"]
        basis = np.where(people >= asked.parameters.min_n, values, np.nan)
    limits = (
        diverging_limits(basis, asked.scheme)
        if diverging
        else class_limits(basis, asked.scheme, asked.classes)
    )
    labels = interval_labels(values, limits, asked.lang)
    return stepped(values, limits, labels, title, note, diverging=diverging)


def series_values(
    frame: pd.DataFrame, series: pd.DataFrame, indicator: str, year: int
) -> tuple[NDArray[np.float64], int]:
    """The figures of one year (the latest one if the series lacks it), in the order of `frame`."""
    own = series[series["indicator"] == indicator]
    years = own["year"].unique()
    chosen = year if year in years else int(years.max())
    of_year = own[own["year"] == chosen].set_index("county")["value"]
    return of_year.reindex(frame["id"]).to_numpy(float), chosen


MOST_DECIMALS = 12
"""Limits with more decimals (of made-up figures) are written with a power of ten."""


def interval_labels(
    values: NDArray[np.float64], limits: NDArray[np.float64], lang: str
) -> list[str]:
    """“unter 5”, “5 bis unter 10”, …; the numbers with as many decimals as they need.

    Without limits all values are equal (see :func:`ankunft.output.maps.breaks.class_limits`).
    """
    _ = translator(lang)
    if not limits.size:
        known = values[np.isfinite(values)]
        if not known.size:
            return [_("keine Werte")]
        decimals = _decimals(known[0], digits=3)
        return [format_number(known[0], lang, decimals)]
    decimals = max(map(_decimals, limits))
    if decimals <= MOST_DECIMALS:
        shown = [format_number(limit, lang, decimals) for limit in limits]
    else:
        shown = [repr(float(limit)).replace(".", format_number(0, lang, 1)[1]) for limit in limits]
    between = [
        _("{low} bis unter {high}").format(low=low, high=high) for low, high in pairwise(shown)
    ]
    return [
        _("unter {high}").format(high=shown[0]),
        *between,
        _("{low} und mehr").format(low=shown[-1]),
    ]


def _decimals(number: float, digits: int | None = None) -> int:
    """So many are needed to write the number exactly, or with so many significant digits."""
    written = np.format_float_positional(number, digits, fractional=digits is None, trim="-")
    return len(written.partition(".")[2])


def stepped(
    values: NDArray[np.float64],
    limits: NDArray[np.float64],
    labels: list[str],
    title: str,
    note: str,
    *,
    diverging: bool = False,
) -> Scale:
    """Codes 0, 1, 2 … by the limits that each value reaches."""
    codes = np.searchsorted(limits, values, side="right").astype(np.uint8)
    codes[~np.isfinite(values)] = NO_DATA
    return Scale(codes, sequence(labels, diverging=diverging), title, note, values)
