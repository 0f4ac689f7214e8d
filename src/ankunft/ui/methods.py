"""The parts of the page on data and methods."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ankunft.i18n import Translator, format_integer, format_number, translator
from ankunft.indicators import catalogue, caveats, series_catalogue
from ankunft.typology import PRESETS, ArrivalClass, coverage_text, default_parameters
from ankunft.ui.controls import level_names
from ankunft.ui.limits import grid_limit, outline_limits
from ankunft.ui.loaders import edition, level_figures, national_coverage
from ankunft.ui.sources import reference_date
from ankunft.view import LEVELS, View


def edition_block(view: View) -> None:
    """What the edition in use holds, and how to cite it."""
    _ = translator(view.lang)
    manifest = edition().manifest
    st.write(
        _(
            "Diese Ausgabe heißt `{hash}`. Der Name ist eine Prüfsumme: Gleiche Quellen ergeben Byte "
            "für Byte dieselbe Ausgabe; jede Änderung gibt ihr einen anderen Namen."
        ).format(hash=manifest["edition"][:12])
    )
    names = {
        "states": _("Länder"),
        "counties": _("Kreise"),
        "municipalities": _("Gemeinden und gemeindefreie Gebiete"),
        "cells_1km": _("1-km-Zellen"),
        "county_series": _("Zeitreihen der Kreise (Werte)"),
        "area_cells": _("Zuordnung der 250-m-Zellen (Läufe)"),
        "cells_100m": _("bewohnte 100-m-Zellen 2022"),
        "districts": _("Stadtteile"),
        "district_series": _("Zeitreihen der Stadtteile (Werte)"),
        "boundaries": _("Amtliche Gemeindegrenzen in voller Genauigkeit"),
    }
    rows = [
        {
            _("Inhalt"): names[name],
            _("Zeilen"): format_integer(entry["rows"], view.lang),
            _("Datei"): entry["file"],
        }
        for name, entry in manifest["layers"].items()
    ]
    st.table(pd.DataFrame(rows).set_index(_("Inhalt")), border="horizontal")
    st.markdown("**" + _("So zitieren Sie") + "**")
    st.code(
        _(
            "Ankunft – Atlas neuer und traditioneller Ankunftsquartiere, Ausgabe {hash}. {sources}"
        ).format(hash=manifest["edition"][:12], sources="; ".join(edition().attribution())),
        language=None,
        wrap_lines=True,
    )


def sources_block(view: View) -> None:
    """Every source with licence, date, what was read and what found no place."""
    _ = translator(view.lang)
    carried = edition().manifest.get("carried", ())
    for source in edition().manifest["sources"]:
        st.markdown(
            f"**{source[f'title_{view.lang}']}**  \n"
            + _("Stand: {date} · Datei: {file}").format(
                date=reference_date(source, view.lang), file=source["file"]
            )
            + f"  \n{source['attribution']} · [{source['licence']}]({source['licence_url']}) · "
            f"[{source['publisher']}]({source['dataset_url']})  \n{source[f'change_note_{view.lang}']}"
        )
        text = _("{rows} Zeilen gelesen").format(
            rows=format_integer(source["rows_read"], view.lang)
        )
        text += _unmatched(source, view.lang)
        if source["id"] in carried:
            text += _("; aus der vorigen Ausgabe übernommen, weil die Datei selbst nicht vorlag")
        st.caption(text)


def _unmatched(source: dict[str, Any], lang: str) -> str:
    """What found no place, and what was given to the nearest one all the same."""
    _ = translator(lang)
    if not source["rows_unmatched"]:
        return ""
    if "cells_given_to_nearest" in source:
        text = _(
            "; {n} Zellen ({people} Personen) liegen mehr als 2 km von jeder Gemeinde mit Angaben "
            "entfernt und zählen zur nächsten, aufgelistet in manifest.json"
        )
    else:
        text = _("; {n} ohne Zuordnung ({people} Personen), aufgelistet in manifest.json")
    return text.format(
        n=format_integer(source["rows_unmatched"], lang),
        people=format_integer(source["unmatched_inhabitants"], lang),
    )


def classes_block(view: View) -> None:
    """The rules, their numbers per level, and the presets."""
    _ = translator(view.lang)
    st.markdown(
        _(
            "**LQ** ist der Anteil von Personen mit ausländischer Staatsangehörigkeit im Gebiet, geteilt "
            "durch den Anteil in der Bezugsebene. **Mehrzuwachs** ist die Veränderung des Anteils minus "
            "die Veränderung in der Bezugsebene, in Prozentpunkten. Jedes Gebiet hat genau eine Klasse."
        )
    )
    st.markdown(
        _(
            "**Bezug**: Beide Jahre zählen dieselben Gebiete zusammen, nämlich die mit Angaben in beiden "
            "Jahren; sonst würde der Bezug auch dadurch wachsen, dass Gebiete hinzukommen. Wie viel das ist, "
            "steht bei jeder Zahl. Für Deutschland: {coverage}."
        ).format(coverage=_covered(view.lang))
    )
    rules = {
        ArrivalClass.TRADITIONAL: _("LQ 2011 ≥ hoch und LQ 2022 ≥ hoch"),
        ArrivalClass.NEW: _("LQ 2011 < niedrig und LQ 2022 ≥ hoch und Mehrzuwachs ≥ Schwelle"),
        ArrivalClass.EMERGING: _("LQ 2011 < hoch und LQ 2022 < hoch und Mehrzuwachs ≥ Schwelle"),
        ArrivalClass.RECEDING: _("LQ 2011 ≥ hoch und LQ 2022 < hoch und Mehrzuwachs ≤ 0"),
        ArrivalClass.NONE: _("alles andere mit genug Personen"),
        ArrivalClass.NO_DATA: _(
            "zu wenige Personen, oder ein Anteil fehlt oder ist geheim gehalten"
        ),
    }
    table = pd.DataFrame(
        [
            {_("Zeichen"): c.symbol, _("Klasse"): c.label(view.lang), _("Regel"): rule}
            for c, rule in rules.items()
        ]
    )
    st.table(table.set_index(_("Zeichen")), border="horizontal")
    st.table(_defaults(view, _), border="horizontal")
    for preset in PRESETS.values():
        st.markdown(f"- **{preset.labels[view.lang]}**: {preset.descriptions[view.lang]}")
    st.markdown(
        _(
            "**Robustheit**: Anteil von bis zu 125 Einstellungen (hoch ± 0,2, niedrig ± 0,2, Schwelle "
            "± 2 Prozentpunkte, je fünf Schritte), die dieselbe Klasse ergeben. **Übereinstimmung**: In "
            "wie vielen der vier festen Regeln das Gebiet dieselbe Klasse hat."
        )
    )


def _covered(lang: str) -> str:
    """The coverage of Germany without the word it begins with."""
    text = coverage_text(national_coverage("common"), "municipality", lang)
    return text.partition(": ")[2]


def _defaults(view: View, _: Translator) -> pd.DataFrame:
    rows = []
    for level in LEVELS:
        p = default_parameters(level)
        rows.append(
            {
                _("Ebene"): level_names(_)[level],
                _("Bezug"): _("eigene Gemeinde") if level == "cell" else _("Deutschland"),
                _("hoch"): format_number(p.high, view.lang, 2, trim=True),
                _("niedrig"): format_number(p.low, view.lang, 2, trim=True),
                _("Schwelle (Prozentpunkte)"): format_number(p.margin, view.lang, 2, trim=True),
                _("Mindestzahl Personen"): format_integer(int(p.min_n), view.lang),
            }
        )
    return pd.DataFrame(rows).set_index(_("Ebene"))


def quarters_block(view: View) -> None:
    """Quarters, segregation and the centre: what they are and what they are not."""
    _ = translator(view.lang)
    st.markdown(
        _(
            "**Quartiere** sind die Stadtteile, die eine Stadt selbst ausweist, oder benachbarte 1-km-"
            "Zellen derselben Klasse (auch über Eck). Bezug ist die Summe derselben Gebiete der Stadt in beiden "
            "Jahren. Die Robustheit eines Quartiers aus Zellen ist das Mittel seiner Zellen, nach "
            "Personen gewichtet; eine feste Regel zählt als übereinstimmend, wenn sie für Zellen mit "
            "mindestens der Hälfte seiner Personen dieselbe Klasse ergibt."
        )
    )
    st.markdown(
        _(
            "**Segregation** (Dissimilarität nach Duncan und Duncan 1955, bereinigt nach Allen und anderen "
            "2015; Isolation nach Massey und Denton 1988) und **räumliche Häufungen** (lokaler Moran-"
            "Index für Anteile, Falschentdeckungsrate 5 %) rechnet PySAL. Die Werte hängen von der Größe "
            "der Gebiete ab."
        )
    )
    st.markdown(
        _(
            "**Zentrum** sind die 1-km-Zellen, deren Mitte höchstens 1 km von der Mitte der am dichtesten "
            "bewohnten Zelle entfernt liegt, in beiden Jahren dieselben. Es zählen ganze Zellen, auch wo "
            "sie über die Gemeindegrenze reichen."
        )
    )


def selection_block(view: View) -> None:
    """How similar towns are found, towns chosen, and answers of towns estimated."""
    _ = translator(view.lang)
    for text in (
        _("**Vergleichsstädte**: Werte werden vergleichbar gemacht (Logarithmus, Logit), durch ihre robuste "
          "Streuung geteilt (Median und MAD) und in Blöcken gemittelt. Werte, die nur für den Kreis bekannt "
          "sind, zählen halb. Nah heißt ähnlich, nicht besser."),
        _("**Grundgesamtheit**: Jede Bedingung hat drei Antworten: ja, nein, keine Angabe. Was mit Gemeinden "
          "ohne Angabe geschieht, entscheidet die Person, die auswählt; das Protokoll hält es fest."),
        _("**Stichprobe**: Die Gemeinden einer Schicht sind nach SHA-256 aus Startzahl und "
          "Gemeindeschlüssel geordnet, gezogen werden die ersten. Die Auswahlwahrscheinlichkeit ist "
          "gezogen ÷ vorhanden, das Designgewicht ihr Kehrwert. Ersatz ist die nächste der Schicht und zählt "
          "als Ausfall."),
        _("**Fälle**: Strategien nach Seawright und Gerring (2008); Regressionen mit robusten "
          "Standardfehlern (HC3). Wünsche an die Liste werden exakt gelöst (ganzzahlige Optimierung)."),
        _("**Befragung**: Gewicht ist das Designgewicht mal dem Kehrwert des Rücklaufs der Klasse, auf "
          "Wunsch an Randverteilungen angepasst (Raking, gekappt). Intervalle und Tests (Rao und Scott, "
          "zweite Ordnung) folgen dem Stichprobenplan mit Endlichkeitskorrektur. Ergebnisse von weniger als "
          "fünf Gemeinden und solche, die sie verraten würden, erscheinen nicht."),
    ):  # fmt: skip
        st.markdown(text)


def indicators_block(view: View) -> None:
    """Every indicator with unit, year, formula and what to know."""
    _ = translator(view.lang)
    notes, titles = (
        caveats(view.lang),
        {s["id"]: s[f"title_{view.lang}"] for s in edition().manifest["sources"]},
    )
    names = level_names(_)
    rows = [
        {
            _("Kennzahl"): entry.label(view.lang),
            _("Einheit"): entry.unit(view.lang),
            _("Ebenen"): ", ".join(names[level] for level in entry.levels),
            _("Berechnung"): entry.formula(view.lang),
            _("Quelle"): "; ".join(titles[s] for s in entry.sources),
            _("Hinweis"): "; ".join(notes[c] for c in entry.caveats),
        }
        for entry in catalogue().values()
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, row_height=38)
    series = edition().county_series.groupby("indicator")["year"].agg(["min", "max"])
    rows = [
        {
            _("Zeitreihe der Kreise"): entry.label(view.lang),
            _("Einheit"): entry.unit(view.lang),
            _("Jahre"): "–".join(str(year) for year in series.loc[name]),
            _("Unterbrechung"): _("2011: neue Bevölkerungsbasis") if entry.population_base else "",
            _("Kürzel bei INKAR"): name,
        }
        for name, entry in series_catalogue().items()
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def limits_block(view: View) -> None:
    """What the figures do not say."""
    _ = translator(view.lang)
    for text in (
        _("Die Zahlen zeigen Konzentration und Veränderung, nicht die Funktion eines Ortes für die Ankunft. "
          "Zu- und Fortzüge enthält keine der Quellen. Jede Klasse ist ein statistischer Hinweis."),
        _("Die Staatsangehörigkeit erfasst Eingebürgerte nicht. Wohnheime und Sammelunterkünfte prägen "
          "einzelne Zellen."),
        _("Für 2011 gibt es hier keine Anteile je Gemeinde: Sie sind aus 1-km-Zellen geschätzt. Eine Zelle, "
          "in der mehrere Gemeinden liegen, wird nach 250-m-Zellen geteilt. Unter 2.000 Einwohnerinnen und "
          "Einwohnern weichen die Zahlen deutlich vom Register ab und sind mit ≈ gerundet."),
        _("2011 wurde mit dem Verfahren SAFE geheim gehalten, 2022 mit der Cell-Key-Methode: Kleine Zahlen "
          "sind in beiden Jahren absichtlich ungenau."),
        grid_limit(level_figures("cell"), level_figures("municipality"), view.lang),
        *outline_limits(edition(), view.lang),
        _("INKAR wechselt zwischen 2010 und 2011 die Bevölkerungsbasis; Linien sind dort unterbrochen. Das "
          "Jahr 2022 liegt dort höher als im Zensus, weil es das Jahresende nach der Ankunft vieler Menschen "
          "aus der Ukraine zeigt."),
    ):  # fmt: skip
        st.markdown(f"- {text}")
