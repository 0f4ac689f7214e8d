"""The chart of the Kreis as SVG, made without a browser."""

from __future__ import annotations

from functools import cache

import pandas as pd

from ankunft.base.language import translator
from ankunft.edition.indicators import Series, breaks, show
from ankunft.output.charts.series import series_chart
from ankunft.output.factsheet.fonts import FAMILY, font_folder
from ankunft.profiles.spread import SeriesSpread

WIDTH, HEIGHT = 268, 112
"""Of the plot in pixels; on the page a pixel is about 0.2 mm."""


def chart_svg(figures: pd.DataFrame, series: Series, spread: SeriesSpread, lang: str) -> str:
    """One series of a Kreis as an interrupted line on the scale of all Kreise; `figures`: year, value."""
    import vl_convert

    register_fonts()
    spec = series_chart(figures, series, spread, lang).to_dict()
    spec |= {"width": WIDTH, "height": HEIGHT, "background": "transparent"}
    spec["config"] = {**spec.get("config", {}), "font": FAMILY}
    # nothing is fetched: the data are inside
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def chart_text(figures: pd.DataFrame, series: Series, place: str, lang: str) -> str:
    """What the chart shows, in words."""
    _ = translator(lang)
    ordered = figures.dropna(subset="value").sort_values("year")
    first, last = ordered.iloc[0], ordered.iloc[-1]
    text = _("Linie: {series}, {place}, von {year0} ({value0}) bis {year1} ({value1}).").format(
        series=series.label(lang), place=place,
        year0=int(first["year"]), value0=show(float(first["value"]), series, lang),
        year1=int(last["year"]), value1=show(float(last["value"]), series, lang),
    )  # fmt: skip
    crossed = [b for b in breaks(series) if first["year"] < b.year <= last["year"]]
    for crossing in crossed:
        text += " " + _("Vor {year} unterbrochen: {reason}.").format(
            year=crossing.year, reason=crossing.label(lang)
        )
    return text


@cache
def register_fonts() -> None:
    """Let the converter measure and draw text in the typeface of the page."""
    import vl_convert

    vl_convert.register_font_directory(str(font_folder()))
