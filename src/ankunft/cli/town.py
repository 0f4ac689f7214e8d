"""The commands about how people live in one town: segregation, and the centre beside the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ankunft.base.errors import ParameterError
from ankunft.cli.base import app, note
from ankunft.cli.options import (
    FirstYear,
    Ground,
    GroundOption,
    Lang,
    Language,
    LastYear,
    OutFile,
    PlainFormat,
    TableFormat,
    TownArgument,
)
from ankunft.cli.output import DECIMALS, chosen_format, give_out

if TYPE_CHECKING:
    import pandas as pd

    from ankunft.cli.data import Town
    from ankunft.edition import Edition
    from ankunft.town.units import Units

LATEST = 2022
"""The latest census, of which not every town has cells."""


@app.command()
def segregation(
    town: TownArgument,
    t0: FirstYear = None,
    t1: LastYear = None,
    ground: GroundOption = Ground.common,
    format: TableFormat = None,
    out: OutFile = None,
    lang: Lang = Language.de,
) -> None:
    """Wie ungleich Menschen über eine Stadt verteilt wohnen, für alle Gebietsgrößen nebeneinander.

    Ohne Angabe gelten die Jahre der Zensusse, wo es sie gibt, sonst das erste und das letzte.
    """
    from ankunft.base.language import translator
    from ankunft.cli.data import town_of
    from ankunft.edition import open_edition

    chosen = chosen_format(format, out, PlainFormat)
    if (t0 is None) != (t1 is None):
        raise ParameterError("--t0 und --t1 gehören zusammen.")
    edition = open_edition()
    found = town_of(edition, town)
    years = (t0, t1) if t0 is not None and t1 is not None else None
    table, grounds = _segregation(found, years, ground.value, lang.value)
    _ = translator(lang.value)
    give_out(
        edition, table.round(DECIMALS), "segregation", format=chosen, out=out, lang=lang,
        title=_("Segregation in {town}").format(town=found.name),
        notes=[f"city={found.ags} ground={ground.value}", *grounds, *(found.city.record if found.city else ())],
        city=found.city,
    )  # fmt: skip


def _segregation(
    town: Town, years: tuple[int, int] | None, ground: Literal["common", "each"], lang: str
) -> tuple[pd.DataFrame, list[str]]:
    """The table of :func:`ankunft.town.unit_sizes.segregation_of_town`, with columns `sentence` and
    `reason` (why there is no figure), and how much of the town it rests on where that is not all.
    """
    import pandas as pd

    from ankunft.town.segregation import missing_text
    from ankunft.town.segregation_text import level_text
    from ankunft.town.unit_sizes import ground_of_sizes, segregation_of_town

    units = _of_years(town.units, years)
    first = next(iter(units.values())).years
    table = segregation_of_town(units, years or (first[0], first[-1]), ground=ground)
    grounds = ground_of_sizes(table, lang)
    reasons = [missing_text(missing, lang) for missing in table.get("missing", [])]
    sentences = [level_text(row, lang) for row in table.to_dict(orient="records")]
    table["sentence"] = pd.Series(sentences, index=table.index, dtype=str)
    table["reason"] = pd.Series(reasons, index=table.index, dtype=str)
    gaps = [
        {"year": LATEST, "unit": kind, "missing": code, "sentence": reason, "reason": reason}
        for kind in ("cell", "fine")
        if (code := _gap(units.get(kind))) and (reason := _gap_text(code, lang))
    ]
    if gaps:
        table = pd.concat([table, pd.DataFrame(gaps)], ignore_index=True)
    return table[["unit", *(name for name in table.columns if name != "unit")]], grounds


def _of_years(units: dict[str, Units], years: tuple[int, int] | None) -> dict[str, Units]:
    """Each kind of unit with the years asked for where it has both."""
    from ankunft.cli.quarters import with_years

    if years is None:
        return units
    if years[0] >= years[1]:
        raise ParameterError(f"--t1 ({years[1]}) muss nach --t0 ({years[0]}) liegen.")
    having = [kind for kind, own in units.items() if set(years) <= set(own.years)]
    if not having:
        known = "; ".join(f"{kind}: {', '.join(map(str, u.years))}" for kind, u in units.items())
        raise ParameterError(f"Für {years[0]} und {years[1]} liegt nichts vor, nur für {known}.")
    others = [kind for kind in units if kind not in having]
    if others:
        note(f"{', '.join(others)}: {years[0]} und {years[1]} fehlen, dort eigene Jahre.")
    return {kind: with_years(u, years) if kind in having else u for kind, u in units.items()}


def _gap(units: Units | None) -> str:
    """Why cells have no row for the latest census: "no_cells", "incomplete", or "" if they have."""
    from ankunft.town.unit_sizes import complete

    if units is None or LATEST not in units.years:
        return "no_cells"
    return "incomplete" if units.kind == "fine" and not complete(units, LATEST) else ""


def _gap_text(code: str, lang: str) -> str:
    from ankunft.base.language import translator

    _ = translator(lang)
    if code == "no_cells":
        return _("Für {year} liegen hier keine Zellen dieser Größe vor.").format(year=LATEST)
    return _(
        "100-m-Zellen fehlen hier: Für zu viele ihrer Bewohnerinnen und Bewohner ist kein "
        "Anteil veröffentlicht."
    )


@app.command()
def centre(
    town: Annotated[
        str | None,
        typer.Argument(
            metavar="[AGS]", help="Gemeindeschlüssel oder Name; ohne Angabe alle ab 10.000."
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="CELL",
            help="Schlüssel der Zelle in der Mitte, statt der am dichtesten bewohnten.",
            show_default=False,
        ),
    ] = None,
    format: TableFormat = None,
    out: OutFile = None,
    lang: Lang = Language.de,
) -> None:
    """Das Zentrum einer Stadt neben ihrem Rest, oder aller Städte ab 10.000 Einwohnern."""
    from ankunft.base.language import translator
    from ankunft.cli.data import town_of
    from ankunft.edition import open_edition
    from ankunft.typology.centre import CRITERION

    chosen = chosen_format(format, out, PlainFormat)
    edition = open_edition()
    _ = translator(lang.value)
    if town is None:
        if at is not None:
            raise ParameterError("--at gibt es nur für eine Stadt: nennen Sie ihren AGS.")
        table, title = _centres(edition), _("Die Zentren der Städte")
    else:
        found = town_of(edition, town)
        table, title = _centre(found, at), _("Das Zentrum von {town}").format(town=found.name)
    give_out(
        edition, table.round(DECIMALS), "centre", format=chosen, out=out, lang=lang, title=title,
        notes=[f"criterion={CRITERION}" + (f" at={at}" if at else "")],
    )  # fmt: skip


def _centre(town: Town, at: str | None) -> pd.DataFrame:
    """One row per year at hand, see :class:`ankunft.typology.centre.Centre`; `cells` is their number."""
    import pandas as pd

    from ankunft.cli.data import cell_key
    from ankunft.typology import default_parameters
    from ankunft.typology.centre import centre_of, meets

    middle = None
    if at is not None:
        if not cell_key(at).isdecimal():
            raise ParameterError(f"„{at[:60]}“ ist kein Schlüssel einer Rasterzelle.")
        middle = int(cell_key(at))
    if "cell" not in town.units:
        raise ParameterError(f"Für {town.name} gibt es keine bewohnten Zellen.")
    rows, least = [], default_parameters("cell").min_n
    for year in town.units["cell"].years:
        found = centre_of(town.cells, middle, year=year, least=least)
        rows.append(
            {
                "ags": town.ags,
                "name": town.name,
                "year": year,
                "centre_cell": found.centre_cell,
                "cells": len(found.cells),
                "centre_population": found.centre_population,
                "centre_share": found.centre_share,
                "rest_share": found.rest_share,
                "centre_ratio": found.centre_ratio,
                "meets": meets(found.centre_ratio),
            }
        )
    return pd.DataFrame(rows).astype({"centre_cell": "Int64", "meets": "boolean"})


def _centres(edition: Edition) -> pd.DataFrame:
    """One row per town, from the columns of the edition."""
    import pandas as pd

    from ankunft.typology.centre import CENTRE_FROM, VALUES, meets

    towns = edition.municipalities
    columns = [f"{name}_{year}" for year in (2011, 2022) for name in VALUES]
    large = towns[towns["population_2022"] >= CENTRE_FROM]
    table = pd.DataFrame(large[["ags", "name", "population_2022", "centre_cell", *columns]])
    for year in (2011, 2022):
        table[f"meets_{year}"] = pd.array(
            [meets(ratio) for ratio in table[f"centre_ratio_{year}"]], dtype="boolean"
        )
    return table.reset_index(drop=True)
