"""Sentences about who lives in a town and how that changed."""

from __future__ import annotations

import math

from ankunft.compare import rounded_estimate
from ankunft.i18n import format_integer, format_percent, format_points, translator
from ankunft.places import size_names
from ankunft.text.base import Region, TownFigures

SMALLEST_COUNT = 3
"""Fewer persons than this are never shown as a number."""
LEAST_ESTIMATE = 2_000
"""With fewer inhabitants in 2011 the estimate is too rough to say by how much they changed."""


def inhabitants(town: TownFigures, lang: str) -> str:
    """The paragraph about the number of inhabitants."""
    _ = translator(lang)
    people, before = town.value("population_2022"), town.value("population_2011")
    text = _("{name} ({place}) hatte am 15. Mai 2022 nach dem Zensus {count} Einwohnerinnen und Einwohner. Größenklasse: {size}.")  # fmt: skip
    sentences = [
        text.format(
            name=town.name,
            place=place(town, lang),
            count=_count(people, lang),
            size=size_names(_)[town.text("size_class")],
        )
    ]
    if math.isfinite(before) and before >= SMALLEST_COUNT:
        sentences.append(_before(people, before, lang))
    return " ".join(sentences)


def place(town: TownFigures, lang: str) -> str:
    """Kreis and Land, as they stand behind the name."""
    state = town.state.name
    return ", ".join([town.county(lang), *([state] if state != town.name else [])])


def share(town: TownFigures, lang: str) -> str:
    """The paragraph about the share of foreign nationals beside Land and nation."""
    _ = translator(lang)
    before, after = town.value("share_foreign_2011"), town.value("share_foreign_2022")
    known = (math.isfinite(before), math.isfinite(after))
    if known == (True, True):
        first = _changed(town, before, after, lang)
    elif known == (False, True):
        first = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit betrug 2022 {share}; für 2011 wird kein Anteil gezeigt.")  # fmt: skip
        first = first.format(share=format_percent(after, lang))
    elif known == (True, False):
        first = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit betrug 2011, geschätzt aus Rasterzellen, {share}; für 2022 wird kein Anteil gezeigt.")  # fmt: skip
        first = first.format(share=format_percent(before, lang))
    else:
        first = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit wird für 2011 und 2022 nicht gezeigt, weil die Zahlen zu klein oder nicht veröffentlicht sind.")  # fmt: skip
    return " ".join([first, _beside(town, lang), *_placed(town, lang)])


def _before(people: float, before: float, lang: str) -> str:
    _ = translator(lang)
    shown, rounded = rounded_estimate(before)
    count = format_integer(shown, lang)
    if rounded or before < LEAST_ESTIMATE:
        return _("2011 waren es, geschätzt aus Rasterzellen, rund {count}.").format(count=count)
    percent = 100 * (people / before - 1)
    text = _("2011 waren es, geschätzt aus Rasterzellen, {count}; bis 2022 wuchs die Zahl um {percent}.")  # fmt: skip
    if round(percent, 1) == 0:
        text = _("2011 waren es, geschätzt aus Rasterzellen, {count}; bis 2022 blieb die Zahl fast gleich.")  # fmt: skip
    elif percent < 0:
        text = _("2011 waren es, geschätzt aus Rasterzellen, {count}; bis 2022 sank die Zahl um {percent}.")  # fmt: skip
    return text.format(count=count, percent=format_percent(abs(percent), lang))


def _count(people: float, lang: str) -> str:
    _ = translator(lang)
    if people < SMALLEST_COUNT:
        return _("weniger als {count}").format(count=SMALLEST_COUNT)
    return format_integer(people, lang)


def _changed(town: TownFigures, before: float, after: float, lang: str) -> str:
    _ = translator(lang)
    change = round(after - before, 1)
    text = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit stieg von {before} (2011, geschätzt aus Rasterzellen) auf {after} (2022), also um {change}.")  # fmt: skip
    if change == 0:
        text = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit blieb mit {before} (2011, geschätzt aus Rasterzellen) und {after} (2022) fast gleich.")  # fmt: skip
    elif change < 0:
        text = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit sank von {before} (2011, geschätzt aus Rasterzellen) auf {after} (2022), also um {change}.")  # fmt: skip
    return text.format(
        before=format_percent(before, lang),
        after=format_percent(after, lang),
        change=format_points(abs(change), lang),
    )


def _beside(town: TownFigures, lang: str) -> str:
    """The shares of Land and nation, whatever is known of the town."""
    _ = translator(lang)
    text = _("Zum Vergleich: {regions}.")
    # a Land of one town is that town
    regions = [*([town.state] if town.state.towns > 1 else []), town.base.germany]
    return text.format(regions="; ".join(_region(region, lang) for region in regions))


def _region(region: Region, lang: str) -> str:
    _ = translator(lang)
    return _("{region} {before} (2011) und {after} (2022)").format(
        region=_("Deutschland") if region.name == "Deutschland" else region.name,
        before=format_percent(region.shares[2011], lang),
        after=format_percent(region.shares[2022], lang),
    )


def _placed(town: TownFigures, lang: str) -> list[str]:
    """Where the share of 2022 lies among the towns of the same size."""
    _ = translator(lang)
    placed = town.placement("share_foreign_2022")
    words = placed.words(lang)
    if not words:
        return []
    text = _("Der Anteil 2022 unter den {n} Gemeinden derselben Größenklasse, für die es einen gibt: {quarter} der Verteilung.")  # fmt: skip
    return [text.format(n=format_integer(placed.n, lang), quarter=words)]
