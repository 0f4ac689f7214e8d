"""The commands that choose towns: frame, sample, cases, and the replay of a protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ankunft.base.errors import ParameterError
from ankunft.cli.base import app, note
from ankunft.cli.options import (
    Lang,
    Language,
    OutFile,
    ReplayFormat,
    Strategy,
    TableFormat,
    named,
)
from ankunft.cli.selection_files import (
    SurveyFiles,
    carried_out_again,
    chosen_plan,
    read_file,
    told,
    with_cases,
    with_sampling,
)

if TYPE_CHECKING:
    from ankunft.selection.frame.variables import Variable
    from ankunft.selection.protocol.replay import Replay
    from ankunft.selection.protocol.seal import Seal

Preset = Annotated[
    str,
    named(
        "--preset",
        "Projekt, dessen Plan gilt: ankunftsquartiere, zentren, zusammenhalt.",
        metavar="PROJEKT",
    ),
]
PlanFile = Annotated[
    Path | None, named("--plan", "Plan oder Protokoll (JSON) statt eines Projekts.")
]
ProtocolFile = Annotated[Path | None, named("--protocol", "Protokoll (JSON) hierhin schreiben.")]
ReportFile = Annotated[Path | None, named("--report", "Bericht hierhin schreiben: .md oder .pdf.")]
SurveyFile = Annotated[
    Path | None,
    named("--survey", "Antworten einer Befragung (LimeSurvey, CSV oder Excel mit Codes)."),
]
StructureFile = Annotated[
    Path | None, named("--structure", "Struktur der Befragung: .lss oder .txt.")
]
TokensFile = Annotated[Path | None, named("--tokens", "Liste der Zugangscodes (token, AGS).")]
KeyColumn = Annotated[
    str,
    named(
        "--key",
        "Spalte mit dem Gemeindeschlüssel oder Zugangscode; sonst die wahrscheinlichste.",
        metavar="SPALTE",
    ),
]
Scales = Annotated[
    list[str] | None,
    named(
        "--scale",
        "Auswahlfragen, deren Antworten eine Reihenfolge haben, mit Komma oder mehrmals.",
        metavar="CODES",
    ),
]
Decided = Annotated[
    list[str] | None,
    named(
        "--read",
        "Wie etwas Unsicheres in den Antworten gelesen wird, etwa begleitung=1/2 oder lage=zeros; "
        "was zu klären ist, steht in den Meldungen.",
        metavar="FRAGE=LESART",
    ),
]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, help="Startzahl des Zufalls.", show_default=False)
]


@app.command()
def frame(
    preset: Preset = "",
    plan: PlanFile = None,
    format: TableFormat = None,
    out: OutFile = None,
    protocol: ProtocolFile = None,
    report: ReportFile = None,
    survey: SurveyFile = None,
    structure: StructureFile = None,
    tokens: TokensFile = None,
    key: KeyColumn = "",
    scale: Scales = None,
    read: Decided = None,
    lang: Lang = Language.de,
) -> None:
    """Die Grundgesamtheit: alle Gemeinden, die die Kriterien eines Plans erfüllen.

    Beispiel: ankunft frame --preset zentren
    """
    from ankunft.selection.tables import frame_table

    asked = chosen_plan(preset, plan).model_copy(update={"sampling": None, "cases": None})
    files = SurveyFiles(survey, structure, tokens, key, split(scale or []), tuple(read or []))
    told(
        asked,
        frame_table,
        files,
        format=format,
        out=out,
        protocol=protocol,
        report=report,
        lang=lang,
    )


@app.command()
def sample(
    preset: Preset = "",
    plan: PlanFile = None,
    share: Annotated[
        float | None,
        typer.Option(
            "--share", help="Anteil der gezogenen Gemeinden, 0 bis 1.", show_default=False
        ),
    ] = None,
    n: Annotated[
        int | None,
        typer.Option("--n", min=1, help="Zahl der gezogenen Gemeinden.", show_default=False),
    ] = None,
    seed: Seed = None,
    reserve: Annotated[
        bool, typer.Option("--reserve", help="Auch die Reserve in der Reihenfolge ihrer Schicht.")
    ] = False,
    format: TableFormat = None,
    out: OutFile = None,
    protocol: ProtocolFile = None,
    report: ReportFile = None,
    survey: SurveyFile = None,
    structure: StructureFile = None,
    tokens: TokensFile = None,
    key: KeyColumn = "",
    scale: Scales = None,
    read: Decided = None,
    lang: Lang = Language.de,
) -> None:
    """Eine geschichtete Stichprobe: Vollerhebung der großen, Zufall unter den übrigen.

    Was nicht genannt ist, gilt wie im Plan. Fälle des Plans bleiben beiseite.

    Beispiel: ankunft sample --preset ankunftsquartiere --share 0.4 --seed 7 --format csv
    """
    from ankunft.selection.tables import sample_table

    asked = with_sampling(chosen_plan(preset, plan), share=share, n=n, seed=seed)
    told(
        asked,
        lambda outcome, lang: sample_table(outcome, lang, reserve=reserve),
        SurveyFiles(survey, structure, tokens, key, split(scale or []), tuple(read or [])),
        format=format,
        out=out,
        protocol=protocol,
        report=report,
        lang=lang,
    )


@app.command()
def cases(
    preset: Preset = "",
    plan: PlanFile = None,
    strategy: Annotated[
        Strategy | None,
        typer.Option("--strategy", help="Strategie der Fallauswahl.", show_default=False),
    ] = None,
    outcome: Annotated[
        str,
        named("--outcome", "Zielgröße.", metavar="GRÖSSE"),
    ] = "",
    covariates: Annotated[
        list[str] | None,
        named("--covariates", "Erklärende Größen, mit Komma oder mehrmals.", metavar="GRÖSSEN"),
    ] = None,
    n: Annotated[
        int | None, typer.Option("--n", min=1, help="Zahl der Fälle.", show_default=False)
    ] = None,
    format: TableFormat = None,
    out: OutFile = None,
    protocol: ProtocolFile = None,
    report: ReportFile = None,
    survey: SurveyFile = None,
    structure: StructureFile = None,
    tokens: TokensFile = None,
    key: KeyColumn = "",
    scale: Scales = None,
    read: Decided = None,
    lang: Lang = Language.de,
) -> None:
    """Fälle nach einer Strategie oder Punktzahl, mit Begründung.

    Was nicht genannt ist, gilt wie im Plan. Die Stichprobe des Plans bleibt beiseite.

    Beispiel: ankunft cases --preset zentren --strategy deviant --outcome change
    --covariates population,part --n 4
    """
    from ankunft.selection.tables import cases_table

    asked = with_cases(
        chosen_plan(preset, plan),
        strategy=strategy.value if strategy else None,
        outcome=outcome,
        covariates=split(covariates or []),
        n=n,
    )
    files = SurveyFiles(survey, structure, tokens, key, split(scale or []), tuple(read or []))
    told(
        asked,
        cases_table,
        files,
        format=format,
        out=out,
        protocol=protocol,
        report=report,
        lang=lang,
    )


@app.command()
def replay(
    protocol: Annotated[
        Path, typer.Argument(metavar="PROTOKOLL", help="Das Protokoll (JSON) einer Auswahl.")
    ],
    format: Annotated[
        ReplayFormat, typer.Option("--format", help="Form des Ergebnisses.")
    ] = ReplayFormat.text,
    survey: SurveyFile = None,
    structure: StructureFile = None,
    tokens: TokensFile = None,
    key: KeyColumn = "",
    scale: Scales = None,
    read: Decided = None,
    checksum: Annotated[
        str,
        named(
            "--checksum",
            "Prüfsumme, die anderswo notiert ist (sie steht im Bericht): ist es diese Datei?",
            metavar="PRÜFSUMME",
        ),
    ] = "",
    lang: Lang = Language.de,
) -> None:
    """Ein Protokoll noch einmal ausführen: dieselbe Liste, oder jeder Unterschied mit Namen.

    Stützt es sich auf Antworten einer Befragung, gehören deren Dateien dazu:
    ankunft replay protokoll.json --survey antworten.csv --structure fragen.lss

    Ende mit 0, wenn nichts anders ist; 1, wenn die Liste nicht dieselbe ist oder jemand die Datei
    verändert hat; 3 bei derselben Liste, wenn anderes als sie sich geändert hat, etwa die Ausgabe der
    Daten; 2 bei einem Fehler.
    """
    from ankunft.selection.protocol.document import read_protocol, seal_of
    from ankunft.selection.protocol.replay import compare

    content = read_file(protocol)
    then, seal = read_protocol(content), seal_of(content)
    files = SurveyFiles(survey, structure, tokens, key, split(scale or []), tuple(read or []))
    now, known = carried_out_again(then, files, lang.value)
    result = compare(then, now, seal, checksum=_hexadecimal(checksum))
    if format == ReplayFormat.json:
        typer.echo(_json(result, seal, known, lang.value))
    else:
        typer.echo(result.text(lang.value))
        for difference in result.differences:
            typer.echo(f"- {_line(difference.text(lang.value, known))}")
    if not result.same:
        note(result.text(lang.value))
        raise typer.Exit(3 if result.same_list else 1)


def split(texts: Sequence[str]) -> tuple[str, ...]:
    """The parts of texts such as "population,part"."""
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())


def _hexadecimal(text: str) -> str:
    """A checksum, or its beginning.

    Raises
    ------
    ParameterError
        If it is none, or too short to tell one file from another.
    """
    digits = "".join(text.split()).lower().rstrip("….")
    if digits and not re.fullmatch(r"[0-9a-f]{8,64}", digits):
        raise ParameterError(
            f"--checksum erwartet die Prüfsumme eines Protokolls, mindestens ihre ersten acht Zeichen "
            f"(0–9, a–f), nicht „{text[:70]}“."
        )
    return digits


def _json(result: Replay, seal: Seal, known: Mapping[str, Variable], lang: str) -> str:
    import json
    from dataclasses import asdict

    described = {
        "same": result.same,
        "same_list": result.same_list,
        "sealed": result.sealed,
        "checksum": seal.checksum,
        "text": result.text(lang),
        "differences": [
            asdict(one) | {"text": _line(one.text(lang, known))} for one in result.differences
        ],
    }
    return json.dumps(described, ensure_ascii=False, indent=1)


def _line(text: str) -> str:
    return " ".join(text.split())
