"""Sentences about the class of a town, how firm it is, and its centre."""

from __future__ import annotations

import math

from ankunft.base.language import format_integer, format_number, format_percent, translator
from ankunft.base.reasons import Reason
from ankunft.profiles.text.base import TownFigures
from ankunft.typology import ArrivalClass, default_parameters
from ankunft.typology.case import decimals_for
from ankunft.typology.centre import CENTRE_FROM, CRITERION
from ankunft.typology.level_panel import YEARS
from ankunft.typology.levels import explain_position


def arrival(town: TownFigures, lang: str) -> str:
    """The paragraph about the class: which, why, how firm, and what kind of statement it is."""
    _ = translator(lang)
    sentences = [
        _("Ankunftsklasse im Vergleich mit Deutschland, 2011 → 2022: {label}.").format(
            label=town.arrival.label(lang)
        ),
        *reasons(town, lang),
    ]
    if town.arrival != ArrivalClass.NO_DATA:
        sentences.append(hint(lang))
    return " ".join(sentences)


def reasons(town: TownFigures, lang: str) -> list[str]:
    """Why the town has its class and how firm it is, see :func:`ankunft.typology.explain`."""
    _ = translator(lang)
    codes = [Reason(int(town.value(f"share_foreign_{year}_reason"))) for year in YEARS]
    base = town.base
    position = int(base.rows[town.position])
    name = _("Deutschland")
    return explain_position(base.result, position, codes, name, lang, town.firmness)


def hint(lang: str) -> str:
    """What the class is and is not."""
    _ = translator(lang)
    return _("Das ist ein statistischer Hinweis: Die Zahlen zeigen Konzentration und Veränderung, nicht, wie Ankunft vor Ort gestaltet wird.")  # fmt: skip


def centre(town: TownFigures, lang: str) -> str:
    """The paragraph about the centre beside the rest."""
    _ = translator(lang)
    known = [year for year in YEARS if all(map(math.isfinite, _shares(town, year)))]
    if not known:
        return _no_centre(town, lang)
    intro = _("Zentrum heißt hier: die am dichtesten bewohnte 1-km-Zelle und die Zellen, die an ihren Seiten liegen. Vergleichsmarke ist das {criterion}-Fache der übrigen Gemeinde, das viele Städte erreichen.")  # fmt: skip
    intro = intro.format(criterion=format_number(CRITERION, lang, 2))
    said = [
        _of_year(town, year, lang) if year in known else _not(town, year, lang) for year in YEARS
    ]
    return " ".join([intro, *said])


def parts_in_percent(inside: float, rest: float, lang: str) -> tuple[str, str]:
    """The shares of centre and rest; so small ones that their ratio would not fit the rounded
    shares with two decimals."""
    decimals = 1 if not min(inside, rest) < 1 else 2
    return format_percent(inside, lang, decimals), format_percent(rest, lang, decimals)


def ratio_text(ratio: float, lang: str) -> str:
    """The ratio of both; rounding never moves it across the criterion."""
    return format_number(ratio, lang, decimals_for(ratio, (CRITERION,), 2))


def _shares(town: TownFigures, year: int) -> tuple[float, float]:
    return town.value(f"centre_share_{year}"), town.value(f"rest_share_{year}")


def _of_year(town: TownFigures, year: int, lang: str) -> str:
    _ = translator(lang)
    inside, rest = _shares(town, year)
    ratio = town.value(f"centre_ratio_{year}")
    shares = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit lag dort {year} bei {inside}, in der übrigen Gemeinde bei {rest}")  # fmt: skip
    in_centre, in_rest = parts_in_percent(inside, rest, lang)
    shares = shares.format(year=year, inside=in_centre, rest=in_rest)
    if not math.isfinite(ratio):
        return f"{shares}."
    text = _("{shares} (das {ratio}-Fache).")
    return text.format(shares=shares, ratio=ratio_text(ratio, lang))


def _not(town: TownFigures, year: int, lang: str) -> str:
    """Why there is nothing about a year."""
    _ = translator(lang)
    if not math.isfinite(town.value(f"centre_population_{year}")):
        return _("Für {year} liegen dazu nicht genug Zellen vor.").format(year=year)
    text = _("Für {year} wird dazu nichts gezeigt, weil im Zentrum oder im Rest weniger als {n} Personen mit bekanntem Anteil wohnten.")  # fmt: skip
    return text.format(year=year, n=format_integer(default_parameters("cell").min_n, lang))


def _no_centre(town: TownFigures, lang: str) -> str:
    _ = translator(lang)
    if town.value("population_2022") < CENTRE_FROM:
        text = _("Ein Zentrum wird für {name} nicht berechnet; das geschieht für Gemeinden ab {n} Einwohnerinnen und Einwohnern.")  # fmt: skip
        return text.format(name=town.name, n=format_integer(CENTRE_FROM, lang))
    if not math.isfinite(town.value(f"centre_population_{YEARS[0]}")):
        return _("Für das Zentrum von {name} liegen nicht genug Rasterzellen vor.").format(name=town.name)  # fmt: skip
    text = _("Für das Zentrum von {name} wird kein Anteil gezeigt, weil dort oder in der übrigen Gemeinde weniger als {n} Personen mit bekanntem Anteil wohnten.")  # fmt: skip
    return text.format(name=town.name, n=format_integer(default_parameters("cell").min_n, lang))
