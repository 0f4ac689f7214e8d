"""Sentences about who lives in a town and how that changed."""

from __future__ import annotations

import math

from ankunft.base.language import format_change, format_integer, format_percent, translator
from ankunft.base.small_numbers import count_text, tells_change
from ankunft.base.town_groups import size_names
from ankunft.profiles.missing import because
from ankunft.profiles.text.base import Region, TownFigures


def inhabitants(town: TownFigures, lang: str) -> str:
    """The paragraph about the number of inhabitants."""
    _ = translator(lang)
    people, before = town.value("population_2022"), town.value("population_2011")
    text = _("{name} ({place}) hatte am 15. Mai 2022 nach dem Zensus {count} Einwohnerinnen und Einwohner. Größenklasse: {size}.")  # fmt: skip
    sentences = [
        text.format(
            name=town.name,
            place=place(town, lang),
            count=count_text(people, lang),
            size=size_names(_)[town.text("size_class")],
        )
    ]
    if math.isfinite(before):
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
        first = _changed(before, after, lang)
    elif known == (False, True):
        first = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit betrug 2022 {share}; für 2011 wird kein Anteil gezeigt, {cause}.")  # fmt: skip
        first = first.format(share=format_percent(after, lang), cause=_cause(town, 2011, lang))
    elif known == (True, False):
        first = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit betrug 2011, geschätzt aus Rasterzellen, {share}; für 2022 wird kein Anteil gezeigt, {cause}.")  # fmt: skip
        first = first.format(share=format_percent(before, lang), cause=_cause(town, 2022, lang))
    else:
        first = _not_shown(_cause(town, 2011, lang), _cause(town, 2022, lang), lang)
    return " ".join([first, _beside(town, lang), *_placed(town, lang)])


def _cause(town: TownFigures, year: int, lang: str) -> str:
    """Why the share of a year is not shown."""
    return because(town.why_missing(f"share_foreign_{year}"), lang)


def _not_shown(first: str, second: str, lang: str) -> str:
    _ = translator(lang)
    text = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit wird für 2011 nicht gezeigt, {first}, und für 2022 nicht, {second}.")  # fmt: skip
    if first == second:
        text = _("Der Anteil von Personen mit ausländischer Staatsangehörigkeit wird für 2011 und 2022 nicht gezeigt, {first}.")  # fmt: skip
    return text.format(first=first, second=second)


def _before(people: float, before: float, lang: str) -> str:
    _ = translator(lang)
    count = count_text(before, lang, estimated=True, prose=True)
    if not tells_change(before):
        return _("2011 waren es, geschätzt aus Rasterzellen, {count}.").format(count=count)
    percent = 100 * (people / before - 1)
    text = _("2011 waren es, geschätzt aus Rasterzellen, {count}; bis 2022 wuchs die Zahl um {percent}.")  # fmt: skip
    if round(percent, 1) == 0:
        text = _("2011 waren es, geschätzt aus Rasterzellen, {count}; bis 2022 blieb die Zahl fast gleich.")  # fmt: skip
    elif percent < 0:
        text = _("2011 waren es, geschätzt aus Rasterzellen, {count}; bis 2022 sank die Zahl um {percent}.")  # fmt: skip
    return text.format(count=count, percent=format_percent(abs(percent), lang))


def _changed(before: float, after: float, lang: str) -> str:
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
        change=format_change(before, after, lang),
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
    text = _("Der Anteil 2022 unter den {n} Gemeinden derselben Größenklasse, für die er gezeigt wird: {quarter} der Verteilung.")  # fmt: skip
    return [text.format(n=format_integer(placed.n, lang), quarter=words)]
