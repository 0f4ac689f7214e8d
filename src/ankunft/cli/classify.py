"""The command that classes areas: a whole level of the edition, or the quarters of one town."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ankunft.base.errors import ParameterError
from ankunft.cli.base import app
from ankunft.cli.options import (
    FirstYear,
    Format,
    Ground,
    GroundOption,
    Lang,
    Language,
    LastYear,
    Level,
    OutFile,
    Part,
    Preset,
    Reference,
    Row,
    Unit,
    preset_of,
)
from ankunft.cli.output import DECIMALS, chosen_format, give_out

if TYPE_CHECKING:
    import pandas as pd

    from ankunft.edition import Edition
    from ankunft.typology import Parameters


@app.command()
def classify(
    level: Annotated[Level, typer.Option(help="Ebene der Gebiete.", show_default=False)],
    state: Annotated[
        str | None, typer.Option(help="Nur dieses Land zeigen (01 bis 16).", show_default=False)
    ] = None,
    city: Annotated[
        str | None,
        typer.Option(
            metavar="AGS",
            help="Stadt, deren Quartiere gefragt sind: Gemeindeschlüssel oder Name.",
            show_default=False,
        ),
    ] = None,
    t0: FirstYear = None,
    t1: LastYear = None,
    unit: Annotated[
        Unit | None,
        typer.Option(
            help="Quartiere aus Stadtteilen oder 1-km-Zellen; ohne Angabe Stadtteile, wo es sie "
            "gibt.",
            show_default=False,
        ),
    ] = None,
    reference: Annotated[
        Reference | None,
        typer.Option(
            help="Quartiere neben der eigenen Stadt oder Deutschland.", show_default=False
        ),
    ] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CELL",
            help="Zelle oder Stadtteil als Sonderwohnform außen vor lassen; mehrmals möglich.",
            show_default=False,
        ),
    ] = None,
    preset: Annotated[
        Preset,
        typer.Option(
            parser=preset_of,
            metavar=f"<{'|'.join(Preset)}>",
            help="Voreinstellung der Regeln. east_west gilt nicht innerhalb einer Stadt, fifth "
            "nicht mit weniger als 10 Gebieten.",
        ),
    ] = Preset.relative,
    row: Annotated[
        Row | None,
        typer.Option(
            help="Schwellen für Gebiete in der Stadt oder für große Bezirke; ohne Angabe nach dem "
            "Median ihrer Einwohner (über 20.000: große).",
            show_default=False,
        ),
    ] = None,
    high: Annotated[float | None, typer.Option(help="Schwelle des Quotienten: hoch.")] = None,
    low: Annotated[float | None, typer.Option(help="Schwelle des Quotienten: niedrig.")] = None,
    margin: Annotated[
        float | None,
        typer.Option(help="Nötiger Zuwachs über dem Bezug, in Prozentpunkten je 11 Jahre."),
    ] = None,
    min_n: Annotated[
        float | None, typer.Option(help="Mit weniger Einwohnern keine Aussage.")
    ] = None,
    berlin: Annotated[Part, typer.Option(help="Berlin zählt zu Ost oder West.")] = Part.east,
    ground: GroundOption = Ground.common,
    format: Annotated[
        Format | None,
        typer.Option(
            help="Ohne Angabe nach der Endung von --out, sonst csv. xlsx, gpkg und parquet nur mit "
            "--out.",
            show_default=False,
        ),
    ] = None,
    out: OutFile = None,
    lang: Lang = Language.de,
) -> None:
    """Ordnet alle Gebiete einer Ebene, oder die Quartiere einer Stadt, einer Ankunftsklasse zu.

    Klassen werden immer über die ganze Ebene bestimmt; --state wählt danach aus.

    Ohne Angabe gelten die Schwellen der Voreinstellung für diese Ebene.

    Jahre einer Stadt: ohne Angabe die der Zensusse, wo es sie gibt, sonst das erste und letzte.

    Beispiel: ankunft classify --level quarter --city leipzig --t0 2011 --t1 2022
    """
    from ankunft.edition import open_edition
    from ankunft.typology import check_applies, preset_parameters

    of_town = {
        "--city": city, "--t0": t0, "--t1": t1, "--unit": unit, "--reference": reference,
        "--leave-out": leave_out, "--row": row,
    }  # fmt: skip
    _check_options(level, of_town, state)
    chosen = chosen_format(format, out, Format)
    thresholds = {"high": high, "low": low, "margin": margin, "min_n": min_n}
    given: dict[str, Any] = {name: value for name, value in thresholds.items() if value is not None}
    given |= {"berlin": berlin.value, "ground": ground.value}
    check_applies(preset.value, level.value)
    edition = open_edition()
    if level is not Level.quarter:
        parameters = preset_parameters(preset.value, level.value, **given)
        table, coverage = _classes(edition, level, parameters, state, lang.value)
        rule = _settings(level=level.value, preset=preset.value, **asdict(parameters))
        notes = [rule, *filter(None, (coverage,))]
        give_out(
            edition, table, level.value, format=chosen, lang=lang, title=_title(lang),
            notes=notes, out=out,
        )  # fmt: skip
        return
    from ankunft.cli.quarters import quarters

    found = quarters(
        edition, city, preset.value, given,
        row=row.value if row else "", years=(t0, t1), unit=unit, reference=reference or Reference.own,
        leave_out=leave_out or [], lang=lang.value,
    )  # fmt: skip
    # what the quarters are compared with is said by the settings of the town
    settings = {"level": level.value, "preset": preset.value} | found.settings
    give_out(
        edition, found.table, "quarters", format=chosen, lang=lang, title=found.title,
        notes=[_settings(**settings), *found.notes],
        out=out, city=found.city, geometry=found.outlines,
    )  # fmt: skip


def _check_options(level: Level, of_town: dict[str, Any], state: str | None) -> None:
    """Options that say nothing on the level are refused, not ignored."""
    if level is Level.quarter:
        if state is not None:
            raise ParameterError("--state gibt es nicht mit --level quarter: nennen Sie --city.")
        return
    for name, value in of_town.items():
        if value:
            raise ParameterError(f"{name} gibt es nur mit --level quarter.")


def _classes(
    edition: Edition, level: Level, parameters: Parameters, state: str | None, lang: str
) -> tuple[pd.DataFrame, str]:
    """The table of :func:`ankunft.typology.levels.classification_table`, rounded, and how much of
    Germany the classes compare with."""
    from ankunft.base.town_groups import STATES
    from ankunft.edition.figures import figures
    from ankunft.typology.levels import classification_table, classify_level, level_reference

    if state is not None and state.zfill(2) not in STATES:
        raise ParameterError(f"--state kennt nur {STATES[0]} bis {STATES[-1]}, nicht „{state}“.")
    frame = figures(edition, level.value)
    result = classify_level(frame, level.value, parameters)
    table = classification_table(frame, result).round(DECIMALS)
    if state is not None:
        table = table[(frame["state"] == state.zfill(2)).to_numpy()]
    return table, level_reference(frame, result, lang)


def _settings(**values: Any) -> str:
    return " ".join(f"{name}={value}" for name, value in values.items())


def _title(lang: Language) -> str:
    from ankunft.base.language import translator

    _ = translator(lang.value)
    return _("Ankunftsklassen 2011 → 2022")
