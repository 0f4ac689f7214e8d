"""Sentences about the class of a town, how firm it is, and its centre."""

from __future__ import annotations

import math

from ankunft.centre import CRITERION
from ankunft.classification import explain_position
from ankunft.figures import YEARS
from ankunft.i18n import format_number, format_percent, translator
from ankunft.reasons import Reason
from ankunft.text.base import TownFigures
from ankunft.typology import ArrivalClass

FIRM, LOOSE = 0.8, 0.5
"""From this share of settings and draws on a class is called stable; below the other it is said to
depend on the thresholds."""


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
        sentences += [*_firmness(town, lang), hint(lang)]
    return " ".join(sentences)


def reasons(town: TownFigures, lang: str) -> list[str]:
    """Why the town has its class, see :func:`ankunft.typology.explain`."""
    _ = translator(lang)
    codes = [Reason(int(town.value(f"share_foreign_{year}_reason"))) for year in YEARS]
    base = town.base
    position = int(base.rows[town.position])
    name = _("Deutschland")
    return explain_position(base.result, position, codes, name, lang, town.robustness)


def hint(lang: str) -> str:
    """What the class is and is not."""
    _ = translator(lang)
    return _("Das ist ein statistischer Hinweis: Die Zahlen zeigen Konzentration und Veränderung, nicht, wie Ankunft vor Ort gestaltet wird.")  # fmt: skip


def _firmness(town: TownFigures, lang: str) -> list[str]:
    _ = translator(lang)
    firm, noise = town.robustness, town.noise
    if not (math.isfinite(firm) and math.isfinite(noise)):
        return []
    text = _("Rechnet man die Unschärfe der Anteile ein, bleibt es in {share} der Ziehungen dabei.")
    least = min(firm, noise)
    if least >= FIRM:
        words = _("Die Zuordnung ist damit stabil.")
    elif least >= LOOSE:
        words = _("Die Zuordnung hängt zum Teil von den Schwellen und der Unschärfe ab.")
    else:
        words = _("Die Zuordnung hängt stark von den Schwellen oder der Unschärfe ab.")
    return [text.format(share=format_percent(100 * noise, lang, 0)), words]


def centre(town: TownFigures, lang: str) -> str:
    """The paragraph about the centre beside the rest."""
    _ = translator(lang)
    found = [text for year in YEARS if (text := _of_year(town, year, lang))]
    if not found:
        return _("Für das Zentrum von {name} liegen keine Werte vor; es gibt sie für Gemeinden ab 10.000 Einwohnerinnen und Einwohnern mit genug Rasterzellen.").format(name=town.name)  # fmt: skip
    intro = _("Zentrum heißt hier: die am dichtesten bewohnte 1-km-Zelle und die Zellen um sie herum. Vergleichsmarke ist das {criterion}-Fache der übrigen Gemeinde, das viele Städte erreichen.")  # fmt: skip
    intro = intro.format(criterion=format_number(CRITERION, lang, 2))
    note = [] if len(found) == len(YEARS) else [_not_2022(town, lang)]
    return " ".join([intro, *found, *note])


def _of_year(town: TownFigures, year: int, lang: str) -> str:
    _ = translator(lang)
    inside, rest = town.value(f"centre_share_{year}"), town.value(f"rest_share_{year}")
    ratio = town.value(f"centre_ratio_{year}")
    if not (math.isfinite(inside) and math.isfinite(rest)):
        return ""
    shares = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit lag dort {year} bei {inside}, in der übrigen Gemeinde bei {rest}")  # fmt: skip
    shares = shares.format(
        year=year, inside=format_percent(inside, lang), rest=format_percent(rest, lang)
    )
    if not math.isfinite(ratio):
        return f"{shares}."
    text = _("{shares} (das {ratio}-Fache).")
    return text.format(shares=shares, ratio=format_number(ratio, lang, 2))


def _not_2022(town: TownFigures, lang: str) -> str:
    _ = translator(lang)
    year = next(y for y in YEARS if not math.isfinite(town.value(f"centre_share_{y}")))
    return _("Für {year} liegen dazu nicht genug Zellen vor.").format(year=year)
