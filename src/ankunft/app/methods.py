"""The parts of the page on data and methods."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ankunft.app.controls import level_names
from ankunft.app.limits import grid_limit, outline_limits
from ankunft.app.loaders import edition, level_figures
from ankunft.app.show_table import show_table
from ankunft.app.sources import reference_date
from ankunft.app.view import View
from ankunft.base.language import format_integer, translator
from ankunft.base.small_numbers import rule_in_words
from ankunft.edition.indicators import catalogue, caveats, series_catalogue
from ankunft.profiles.peers.doubt import LEAST


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
            "**Segregation** (Dissimilarität nach Duncan und Duncan 1955, Isolation nach Massey und Denton "
            "1988) und **räumliche Häufungen** (lokaler Moran-Index für Anteile, Falschentdeckungsrate "
            "5 %) rechnet PySAL. Die Werte hängen von der Größe der Gebiete ab. Zufall und Unschärfe "
            "machen Gebiete ungleicher, als sie sind; das ist abgezogen, und der 95-%-Bereich enthielt den "
            "wahren Wert in Versuchen in rund 95 von 100 Fällen (umgekehrter Test). Reicht er bis "
            "0, ist die Stadt nicht von gleichmäßiger Verteilung zu unterscheiden."
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
          "Streuung geteilt (Median und MAD) und in Blöcken gemittelt. Je mehr Werte eines Blocks nur für "
          "den Kreis bekannt sind, desto weniger zählt er (nur Kreiswerte: halb). Städte des eigenen Kreises "
          "fehlen, wenn nichts anderes gewählt ist. Unter {least} Personen, und wo ein zweites Abstandsmaß "
          "keine der zehn nächsten teilt, gibt es keine Liste. Nah heißt ähnlich, nicht besser."
        ).format(least=format_integer(LEAST, view.lang)),
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
    show_table(pd.DataFrame(rows), row_height=38)
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
    show_table(pd.DataFrame(rows))


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
        rule_in_words(view.lang),
        _("2011 wurde mit dem Verfahren SAFE geheim gehalten, 2022 mit der Cell-Key-Methode: Kleine Zahlen "
          "sind in beiden Jahren absichtlich ungenau."),
        grid_limit(level_figures("cell"), level_figures("municipality"), view.lang),
        *outline_limits(edition(), view.lang),
        _("INKAR wechselt zwischen 2010 und 2011 die Bevölkerungsbasis; Linien sind dort unterbrochen. Das "
          "Jahr 2022 liegt dort höher als im Zensus, weil es das Jahresende nach der Ankunft vieler Menschen "
          "aus der Ukraine zeigt."),
    ):  # fmt: skip
        st.markdown(f"- {text}")
