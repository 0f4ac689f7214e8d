"""What an edition can and cannot say, by what is in it: the grid of 2022, the outlines."""

from __future__ import annotations

import pandas as pd

from ankunft.app.sources import reference_date
from ankunft.base.language import format_integer, translator
from ankunft.edition import Edition

WHOLE = 0.99
"""Part of the inhabitants that must live in covered towns for the grid to be that of all Germany."""


def grid_limit(cells: pd.DataFrame, towns: pd.DataFrame, lang: str) -> str:
    """Where there are cells of 2022, and what follows for the map.

    The frames are those of :func:`ankunft.edition.figures.figures`.
    """
    _ = translator(lang)
    covered = towns["id"].isin(cells.loc[cells["town_covered_2022"], "ags"])
    people = towns["population_2022"]
    n = format_integer(int(covered.sum()), lang)
    if people[covered].sum() >= WHOLE * people.sum():
        return _(
            "1-km-Zellen für 2022 liegen in dieser Ausgabe für ganz Deutschland vor, nahezu vollständig für {n} "
            "Gemeinden. Eine Zelle ohne veröffentlichten Anteil zählt in der Summe ihrer Gemeinde wie 0 %; für "
            "sie zeigt die Karte nur 2011."
        ).format(n=n)
    cities = towns[covered & (towns["size_class"] == "city")].nlargest(5, "population_2022")["name"]
    return _(
        "1-km-Zellen für 2022 liegen in dieser Ausgabe nahezu vollständig für {n} Gemeinden vor, darunter "
        "{cities}. Nur deren Zellen werden mit ihrer Gemeinde verglichen; sonst zeigt die Karte 2011."
    ).format(n=n, cities=", ".join(cities) or "–")


def outline_limits(edition: Edition, lang: str) -> list[str]:
    """What the outlines are, and which of them are not wholly official."""
    _ = translator(lang)
    if not edition.has_exact_boundaries:
        return [_("Die Umrisse sind aus 250-m-Zellen gezeichnet und keine amtlichen Grenzen.")]
    source = next(s for s in edition.manifest["sources"] if s["id"] == "municipal_boundaries")
    text = _(
        "Die Umrisse der Gemeinden, Kreise und Länder sind amtliche Grenzen mit Stand {date}, für die Karte "
        "vereinfacht; Exporte enthalten sie in voller Genauigkeit. Die Zahlen hängen nicht von ihnen ab. "
        "Die Umrisse der Stadtteile sind aus 50-m-Zellen gezeichnet."
    )
    lines = [text.format(date=reference_date(source, lang))]
    if source["borders_drawn"]:
        text = _(
            "Bei {n} Gemeinden, die sich seit dem 15. Mai 2022 geändert haben oder an solche grenzen, ist ein Teil "
            "der Grenze aus 250-m-Zellen gezeichnet, aufgelistet in manifest.json."
        )
        lines.append(text.format(n=format_integer(len(source["borders_drawn"]), lang)))
    return lines
