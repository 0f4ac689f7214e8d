"""The command that finds towns similar to a town."""

from __future__ import annotations

from typing import Annotated

import typer

from ankunft.base.errors import ParameterError
from ankunft.cli.base import app
from ankunft.cli.options import Lang, Language, OutFile, PlainFormat, TableFormat, TownArgument
from ankunft.cli.output import chosen_format, give_out


@app.command()
def peers(
    town: TownArgument,
    n: Annotated[int, typer.Option("--n", min=1, help="So viele Städte.")] = 10,
    weights: Annotated[
        list[str] | None,
        typer.Option(
            metavar="BLOCK=GEWICHT",
            help="Gewichte der Blöcke, mit Komma oder mehrmals: size=2,migration=0. "
            "Was fehlt, wiegt 1.",
            show_default=False,
        ),
    ] = None,
    exclude_state: Annotated[
        bool, typer.Option("--exclude-state", help="Ohne Städte des eigenen Landes.")
    ] = False,
    own_county: Annotated[
        bool,
        typer.Option("--own-county", help="Auch Städte des eigenen Kreises; sonst fehlen sie."),
    ] = False,
    exclude_county: Annotated[
        bool,
        typer.Option(
            "--exclude-county", help="Ohne Städte des eigenen Kreises: die Voreinstellung."
        ),
    ] = False,
    min_population: Annotated[
        float | None,
        typer.Option(min=0, help="Ab so vielen Einwohnern 2022; sonst 5.000.", show_default=False),
    ] = None,
    max_population: Annotated[
        float | None,
        typer.Option(min=0, help="Bis zu so vielen Einwohnern 2022.", show_default=False),
    ] = None,
    format: TableFormat = None,
    out: OutFile = None,
    lang: Lang = Language.de,
) -> None:
    """Städte, die einer Stadt ähnlich sind, mit dem, was sie verbindet und unterscheidet.

    Blöcke: size, migration, economy, housing, infrastructure.

    Beispiel: ankunft peers goslar --n 10 --weights size=2,migration=0 --own-county
    """
    from ankunft.base.language import translator
    from ankunft.cli.data import stored
    from ankunft.edition import open_edition
    from ankunft.edition.towns import resolve
    from ankunft.profiles.frame import profile_frame
    from ankunft.profiles.peers import Pool, prepare
    from ankunft.profiles.peers import peers as find_peers
    from ankunft.profiles.peers.files import file_notes, file_table

    chosen = chosen_format(format, out, PlainFormat)
    if own_county and exclude_county:
        raise ParameterError("--own-county und --exclude-county schließen einander aus.")
    if own_county and exclude_state:
        raise ParameterError("--own-county und --exclude-state schließen einander aus.")
    given = parse_weights(weights or [])
    edition = open_edition()
    ags = resolve(edition, town, stored().values())
    pool = Pool(
        min_population=min_population,
        max_population=max_population,
        other_state=exclude_state,
        other_county=not own_county,
    )
    space = prepare(profile_frame(edition))
    result = find_peers(space, ags, n=n, weights=given, pool=pool)
    _ = translator(lang.value)
    if exclude_county:
        typer.echo(
            _("--exclude-county ist nicht mehr nötig: Städte des eigenen Kreises fehlen ohnehin; --own-county zeigt sie."),
            err=True,
        )  # fmt: skip
    name = str(space.frame["name"].iloc[space.position(ags)])
    give_out(
        edition, file_table(result), "peers", format=chosen, out=out, lang=lang,
        title=_("Vergleichsstädte von {town}").format(town=name),
        notes=file_notes(result, name, lang.value),
    )  # fmt: skip
    if result.doubt:
        typer.echo(result.doubt.text(name, lang.value), err=True)


def parse_weights(texts: list[str]) -> dict[str, float]:
    """Weights by block from texts such as "size=2,migration=0".

    Raises
    ------
    ParameterError
        If a part has no number, or a block is named twice.
    """
    weights: dict[str, float] = {}
    for part in (part for text in texts for part in text.split(",") if part.strip()):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            value = float(number)
        except ValueError:
            equals = ""
        if not (equals and name) or name in weights:
            raise ParameterError(
                f"--weights versteht „{part.strip()[:60]}“ nicht; jeder Block einmal, etwa size=2."
            )
        weights[name] = value
    return weights
