"""From the figures of a town to its page: :func:`collect`."""

from __future__ import annotations

from ankunft.base.errors import ParameterError
from ankunft.base.language import NO_BREAK_SPACE, format_integer, format_number, translator
from ankunft.base.small_numbers import PLACED_FROM, count_text
from ankunft.edition import Edition
from ankunft.edition.indicators import series_catalogue
from ankunft.intake.areas.city import City
from ankunft.output.factsheet.figures import figure_blocks, short_label
from ankunft.output.factsheet.ground import Ground, TownMap, town_map
from ankunft.output.factsheet.link import live_url, qr_svg
from ankunft.output.factsheet.sheet import Badge, Drawing, FactSheet, LegendItem, Peer
from ankunft.output.factsheet.townmap import draw, style_of, swatch
from ankunft.output.maps.colouring import legend
from ankunft.output.maps.palette import CLASSES
from ankunft.output.tables.credits import credit_lines
from ankunft.profiles.frame import blocks, entry
from ankunft.profiles.peers import PeerResult, peers
from ankunft.profiles.similarity import BASE
from ankunft.profiles.spread import series_spread
from ankunft.profiles.text import TownFigures, hint, place, reasons
from ankunft.profiles.text.people import inhabitants, share
from ankunft.typology import ArrivalClass, coverage_text, firmness_word

SERIES = "a_ausl_bev"
"""The share of foreign nationals by Kreis and year."""
PEERS = 3


def collect(ground: Ground, ags: str, city: City | None, base_url: str, lang: str) -> FactSheet:
    """Everything that stands on the page of a town; `city` holds its own statistics.

    Raises
    ------
    ParameterError
        If the edition has no figures of the town, or the base is no address.
    """
    _ = translator(lang)
    town = ground.texts.town(ags)
    edition, url = ground.edition, live_url(base_url, ags)
    found = town_map(ground, ags, town.name, city, lang)
    # who is named as a source depends on what is drawn
    shown = city if found is not None and found.units.kind == "district" else None
    lines = edition.attribution(city=shown)
    found_peers = peers(ground.space, ags, n=PEERS)
    return FactSheet(
        ags=ags,
        lang=lang,
        title=_("Steckbrief {name}").format(name=town.name),
        subtitle=_("Ankunft in Zahlen: Zensus 2011 und 2022"),
        name=town.name,
        place=place(town, lang),
        badge=_badge(town, lang),
        reasons=tuple(reasons(town, lang)),
        people=(inhabitants(town, lang), share(town, lang)),
        blocks=figure_blocks(town, lines, lang),
        map=_map(town, found, lines, lang),
        chart=_chart(edition, town, lang),
        peers=_peers(found_peers, ground, lang),
        peers_note=_peers_note(found_peers, lang),
        method=_method(town, lang),
        credits=_credits(edition, lines, shown, lang),
        edition=edition.hash,
        url=url,
        qr=qr_svg(url),
        words=_words(town, found_peers, lang),
    )  # fmt: skip


def city_of(edition: Edition, ags: str, city: City | None) -> City | None:
    """The town's own statistics: those given, else those of the edition.

    Raises
    ------
    ParameterError
        If those given belong to another town.
    """
    if city is not None and city.ags != ags:
        raise ParameterError(f"Die Stadtteile gehören zu {city.ags}, nicht zu {ags}.")
    return city or edition.city(ags)


def _badge(town: TownFigures, lang: str) -> Badge:
    kind = town.arrival
    style = CLASSES[kind]
    fill, ink = style["fill"], "#1f2328" if kind == ArrivalClass.NONE else style["ink"]
    return Badge(kind.symbol, fill, ink, kind.label(lang), firmness_word(*town.firmness, lang))


def _map(town: TownFigures, found: TownMap | None, lines: list[str], lang: str) -> Drawing:
    _ = translator(lang)
    title = _("Karte der Quartiere")
    if found is None:
        note = _("Für {name} gibt es keine bewohnten Rasterzellen.").format(name=town.name)
        return Drawing(title, "", "", note)
    people = found.units.people[found.units.at(found.years[-1])]
    rows = [row for row in legend(found.scale.codes, found.scale.styles, people, lang) if row.count != "0"]  # fmt: skip
    items = tuple(
        LegendItem(swatch(style_of(found.scale.styles, row.code)), f"{row.label} ({row.count})")
        for row in rows
    )
    kinds = {"district": _("Stadtteile"), "cell": _("1-km-Zellen")}
    kind = kinds[found.units.kind]
    alt = _("Karte von {name}: {kind}, {title}. {rows}.").format(
        name=town.name,
        kind=kind,
        title=found.scale.title,
        rows="; ".join(item.label for item in items),
    )
    compared = _("verglichen mit der ganzen Gemeinde; in Klammern die Zahl der Gebiete")
    # districts come from the last source; outlines and cells are those of the edition
    parts = (f"{kind}: {found.scale.title}, {compared}", found.scale.note, found.warning)
    note = ". ".join(part.rstrip(".") for part in parts if part) + "."
    if found.units.kind == "district":
        note += " " + _("Quelle: [{number}].").format(number=len(lines))
    svg = draw(found.shapes, found.scale.styles, lang)
    return Drawing(title, svg, alt, note, items)


def _chart(edition: Edition, town: TownFigures, lang: str) -> Drawing:
    from ankunft.output.factsheet.chart import chart_svg, chart_text

    _ = translator(lang)
    series = series_catalogue()[SERIES]
    county = town.name if town.independent else town.county(lang)
    title = _("{county}: {series} (%)").format(series=series.label(lang), county=county)
    rows = edition.county_series
    rows = rows[rows["indicator"] == SERIES]
    own = rows[rows["county"] == town.text("county")].dropna(subset="value")
    if own.empty:
        return Drawing(title, "", "", _("Für diesen Kreis liegt die Zeitreihe nicht vor."))
    note = _(
        "INKAR, Jahresende, daher nicht gleich dem Zensus. Grau: die mittlere Hälfte aller Kreise."
    )
    text = chart_text(own, series, county, lang)
    return Drawing(title, chart_svg(own, series, series_spread(rows), lang), text, note)


def _peers(result: PeerResult, ground: Ground, lang: str) -> tuple[Peer, ...]:
    _ = translator(lang)
    found = []
    for row in result.table.to_dict("records"):
        of_peer = ground.texts.town(str(row["ags"]))
        count = count_text(row["population"], lang)
        where = _("{place}; {count} Personen").format(place=place(of_peer, lang), count=count)
        where = NO_BREAK_SPACE.join(where.rsplit(" ", 1))
        joins, separates = (_labels(row[name], lang) for name in ("joins", "separates"))
        found.append(Peer(of_peer.name, where, joins, separates))
    return tuple(found)


def _peers_note(result: PeerResult, lang: str) -> str:
    """What was compared, and what could not be; "" where there is no list."""
    _ = translator(lang)
    if result.doubt:
        return ""
    note = _("Am ähnlichsten nach Größe, Migration, Wirtschaft, Wohnen und Infrastruktur; unter Gemeinden ab {least} Einwohnerinnen und Einwohnern außerhalb des eigenen Kreises.").format(least=format_integer(BASE, lang))  # fmt: skip
    if not result.missing_blocks:
        return note
    names = [block.label(lang) for block in blocks() if block.id in result.missing_blocks]
    lacking = _("Ohne Werte und deshalb nicht verglichen: {blocks}.").format(
        blocks=", ".join(names)
    )
    return f"{note} {lacking}"


def _labels(ids: tuple[str, ...], lang: str) -> str:
    return ", ".join(short_label(entry(name), lang) for name in ids)


def _method(town: TownFigures, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    p = town.base.result.parameters
    rule = _("Klasse: Anteil in der Gemeinde ÷ Anteil in Deutschland 2011 und 2022; Schwellen {high} (hoch) und {low} (niedrig), nötiger Mehrzuwachs {margin} Prozentpunkte, mindestens {min_n} Personen. Einstellungen: bis zu 125 dieser Schwellen; Ziehungen: 200 der Anteile mit ihrer Unschärfe. Anteile 2011 sind aus Rasterzellen geschätzt.")  # fmt: skip
    rule = rule.format(
        high=format_number(p.high, lang, 2, trim=True),
        low=format_number(p.low, lang, 2, trim=True),
        margin=format_number(p.margin, lang, 1),
        min_n=format_integer(p.min_n, lang),
    )
    reference = coverage_text(town.base.reference, "municipality", lang) + "."
    placed = _("Lage: Viertel der Verteilung unter den {n} Gemeinden derselben Größenklasse, soweit sie den Wert haben; keine Bewertung; erst ab {least} Personen. K: Wert des Kreises.")  # fmt: skip
    silent = _("Nicht in den Daten: Zu- und Fortzüge, Eingebürgerte, Andockstellen.")
    return (
        hint(lang),
        f"{rule} {reference}",
        placed.format(
            n=format_integer(town.group_size(), lang), least=format_integer(PLACED_FROM, lang)
        ),
        silent,
    )


def _credits(edition: Edition, lines: list[str], city: City | None, lang: str) -> tuple[str, ...]:
    """The lines of every picture, those of publishers led by the number in the table."""
    result = []
    for text in credit_lines(edition, lang, city=city):
        number = next((n for n, line in enumerate(lines, 1) if text.startswith(line)), None)
        result.append(f"[{number}] {text}" if number else text)
    return tuple(result)


def _words(town: TownFigures, found: PeerResult, lang: str) -> dict[str, str]:
    _ = translator(lang)
    doubt = found.doubt.text(town.name, lang) if found.doubt else ""
    return {
        "figure": _("Kennzahl"),
        "value": _("Wert"),
        "year": _("Jahr"),
        "source": _("Quelle"),
        "place": _("Lage"),
        "figures": _("Kennzahlen"),
        "peers": _("Ähnliche Gemeinden"),
        "joins": _("ähnlich"),
        "separates": _("verschieden"),
        "method": _("Zur Methode"),
        "credits": _("Quellen und Lizenzen"),
        "live": _("Ansicht im Programm"),
        "qr": _("QR-Code mit der Adresse der Ansicht von {name}").format(name=town.name),
        "class": _("Ankunftsklasse"),
        "none": doubt or _("Keine vergleichbare Gemeinde gefunden."),
    }
