"""The commands that choose towns: frame, sample, cases, and the replay of a protocol."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ankunft.cli.base import app, note
from ankunft.cli.options import (
    Lang,
    Language,
    ReplayFormat,
    Strategy,
    TableFormat,
    TextFormat,
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
    from ankunft.selection.protocol.replay import Replay

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
    format: TableFormat = TextFormat.csv,
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
    told(asked, frame_table, files, format=format, protocol=protocol, report=report, lang=lang)


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
    format: TableFormat = TextFormat.csv,
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
    format: TableFormat = TextFormat.csv,
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
    told(asked, cases_table, files, format=format, protocol=protocol, report=report, lang=lang)


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
    lang: Lang = Language.de,
) -> None:
    """Ein Protokoll noch einmal ausführen: dieselbe Liste, oder jeder Unterschied mit Namen.

    Stützt es sich auf Antworten einer Befragung, gehören deren Dateien dazu:
    ankunft replay protokoll.json --survey antworten.csv --structure fragen.lss

    Ende mit 0, wenn die Liste dieselbe ist, 1, wenn sie anders ist, 2 bei einem Fehler.
    """
    from ankunft.selection.protocol.document import read_protocol
    from ankunft.selection.protocol.replay import compare

    then = read_protocol(read_file(protocol))
    files = SurveyFiles(survey, structure, tokens, key, split(scale or []), tuple(read or []))
    result = compare(then, carried_out_again(then, files, lang.value))
    if format == ReplayFormat.json:
        typer.echo(_json(result, lang.value))
    else:
        typer.echo(result.text(lang.value))
        for difference in result.differences:
            typer.echo(f"- {_line(difference.text(lang.value))}")
    if not result.same_list:
        note(result.text(lang.value))
        raise typer.Exit(1)


def split(texts: Sequence[str]) -> tuple[str, ...]:
    """The parts of texts such as "population,part"."""
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())


def _json(result: Replay, lang: str) -> str:
    import json
    from dataclasses import asdict

    described = {
        "same_list": result.same_list,
        "text": result.text(lang),
        "differences": [
            asdict(one) | {"text": _line(one.text(lang))} for one in result.differences
        ],
    }
    return json.dumps(described, ensure_ascii=False, indent=1)


def _line(text: str) -> str:
    return " ".join(text.split())
