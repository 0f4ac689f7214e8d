"""Sentences about economy, housing and infrastructure, each with its place in the distribution."""

from __future__ import annotations

import math
from functools import cache

from ankunft.base.language import NO_BREAK_SPACE, format_integer, format_number, translator
from ankunft.base.small_numbers import PLACED_FROM, has_place
from ankunft.profiles.frame import Entry
from ankunft.profiles.text.base import TownFigures

BLOCKS = ("economy", "housing", "infrastructure")
THOUSANDS = "Tsd. €"
"""Unit of the catalogue that a sentence writes out."""


def setting(town: TownFigures, lang: str) -> list[str]:
    """One paragraph per block, and what the words in brackets mean; blocks without figures lack."""
    paragraphs = [text for block in BLOCKS if (text := _block(town, block, lang))]
    note = _of_brackets(town, lang) if paragraphs else ""
    return [*paragraphs, note] if note else paragraphs


def _of_brackets(town: TownFigures, lang: str) -> str:
    """What the quarters in brackets are quarters of, or why there are none."""
    _ = translator(lang)
    if not has_place(town.value("population_2022")):
        return no_place(lang)
    text = _("In Klammern steht, in welchem Viertel der Verteilung ein Wert liegt, wenn man die {n} Gemeinden derselben Größenklasse, soweit es ihn dort gibt, vom niedrigsten zum höchsten Wert ordnet. Bei Werten, die es nur für Kreise gibt, zählt jede Gemeinde mit dem Wert ihres Kreises. Das ist eine Lage, keine Bewertung.")  # fmt: skip
    return text.format(n=format_integer(town.group_size(), lang))


def no_place(lang: str) -> str:
    """That villages have no place in a distribution."""
    _ = translator(lang)
    text = _("Unter {n} Einwohnerinnen und Einwohnern wird nicht gesagt, wo ein Wert in der Verteilung liegt.")  # fmt: skip
    return text.format(n=format_integer(PLACED_FROM, lang))


def _block(town: TownFigures, block: str, lang: str) -> str:
    own: list[str] = []
    of_county: list[str] = []
    for known in town.base.entries:
        if known.block == block and (text := _sentence(town, known, lang)):
            (own if known.level == "town" else of_county).append(text)
    if not of_county:
        return " ".join(own)
    return " ".join([*own, *_of_county(town, lang), *of_county])


def _of_county(town: TownFigures, lang: str) -> list[str]:
    """Whose figures follow; a town that is a Kreis needs no such sentence."""
    if town.independent:
        return []
    _ = translator(lang)
    text = _("Die folgenden Werte gelten für den ganzen Kreis ({county}), nicht für {name} allein.")
    return [text.format(county=town.county(lang), name=town.name)]


def _sentence(town: TownFigures, known: Entry, lang: str) -> str:
    _ = translator(lang)
    text, value = _sentences(lang).get(known.id, ""), town.value(known.id)
    if not text or not math.isfinite(value):
        return ""
    words = town.placement(known.id).words(lang)
    return text.format(
        year=known.year,
        value=value_text(known, value, lang),
        number=format_number(value, lang, known.decimals),
        quarter=f" ({words})" if words else "",
    )


def value_text(known: Entry, value: float, lang: str) -> str:
    """The value with its unit; thousands of euros written out."""
    if known.unit("de") == THOUSANDS:
        euros = round(value, known.decimals) * 1000
        return f"{format_integer(euros, lang)}{NO_BREAK_SPACE}€"
    return known.show(value, lang)


@cache
def _sentences(lang: str) -> dict[str, str]:
    """By the id of the figure; those without a sentence stand in tables only."""
    _ = translator(lang)
    return {
        "q_alo": _("{year} betrug die Arbeitslosenquote {value}{quarter}."),
        "q_bip_ew": _("{year} lag das Bruttoinlandsprodukt je Person bei {value}{quarter}."),
        "q_kaufkraft": _("{year} lag die Kaufkraft je Person bei {value}{quarter}."),
        "a_hheink_niedrig": _("{year} machten Haushalte mit niedrigem Einkommen {value} aller Haushalte aus{quarter}."),
        "q_gest_bev": _("{year} betrugen die gemeindlichen Steuereinnahmen je Person {value}{quarter}."),
        "a_bws_2sektor": _("{year} trug der sekundäre Sektor {value} zur Bruttowertschöpfung bei{quarter}."),
        "vacancy_2022": _("{year} standen {value} aller Wohnungen leer{quarter}."),
        "owner_share_2022": _("{year} bewohnten Eigentümerinnen und Eigentümer {value} der bewohnten Wohnungen selbst{quarter}."),
        "rent_2022": _("{year} lag die Nettokaltmiete im Mittel bei {value}{quarter}."),
        "m_mietpr": _("{year} lagen Angebotsmieten bei {value}{quarter}."),
        "q_wofl_bev": _("{year} kamen auf jede Person {value} Wohnfläche{quarter}."),
        "q_gen_wo_ew": _("{year} kamen auf 10.000 Personen {number} Baugenehmigungen für Wohnungen{quarter}."),
        "q_hausarzt_bev": _("{year} kamen auf 10.000 Personen {number} Hausärztinnen und Hausärzte{quarter}."),
        "q_betten_bev": _("{year} kamen auf 1.000 Personen {number} Krankenhausbetten{quarter}."),
        "a_betr0003_bev0003": _("{year} lag die Betreuungsquote der Kinder unter 3 Jahren bei {value}{quarter}."),
        "q_stud_1825": _("{year} kamen auf 100 Personen von 18 bis 25 Jahren {number} Studierende{quarter}."),
        "q_pkw_bev": _("{year} kamen auf 1.000 Personen {number} Personenkraftwagen{quarter}."),
    }  # fmt: skip
