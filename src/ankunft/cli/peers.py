"""The command that finds towns similar to a town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ankunft.cli.base import app
from ankunft.cli.options import Lang, Language, TableFormat, TextFormat, TownArgument
from ankunft.cli.output import DECIMALS, give_out
from ankunft.errors import ParameterError

if TYPE_CHECKING:
    import pandas as pd

    from ankunft.peers import PeerResult

LISTS = ("blocks", "joins", "separates")
"""Columns that hold several ids."""


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
    format: TableFormat = TextFormat.csv,
    lang: Lang = Language.de,
) -> None:
    """Städte, die einer Stadt ähnlich sind, mit dem, was sie verbindet und unterscheidet.

    Blöcke: size, migration, economy, housing, infrastructure.

    Beispiel: ankunft peers goslar --n 10 --weights size=2,migration=0 --own-county
    """
    from ankunft.cli.data import stored
    from ankunft.edition import open_edition
    from ankunft.i18n import translator
    from ankunft.peers import Pool, prepare
    from ankunft.peers import peers as find_peers
    from ankunft.profiles import profile_frame
    from ankunft.towns import resolve

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
        edition, _table(result), "peers", format=format, lang=lang,
        title=_("Vergleichsstädte von {town}").format(town=name),
        notes=_notes(result, name, lang.value),
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


def _table(result: PeerResult) -> pd.DataFrame:
    """The rows of the result with a rank of nearness; ids of a cell are separated by a space."""
    table = result.table.round(DECIMALS).reset_index(names="nearest")
    joined = {name: [" ".join(ids) for ids in table[name]] for name in LISTS}
    return table.assign(population=table["population"].astype(int), **joined)


def _notes(result: PeerResult, town: str, lang: str) -> list[str]:
    """How to get the same list again, and what was left out."""
    from ankunft.i18n import translator

    _ = translator(lang)
    pool = result.pool
    settings = {
        "ags": result.ags,
        "n": result.n,
        "weights": ",".join(f"{name}={value:.4g}" for name, value in result.weights.items()),
        "exclude_state": pool.other_state,
        "exclude_county": pool.other_county,
        "min_population": pool.min_population,
        "max_population": pool.max_population,
        "pool": result.pool_size,
    }
    notes = [" ".join(f"{name}={value}" for name, value in settings.items() if value is not None)]
    if result.doubt:
        notes.append(result.doubt.text(town, lang))
    if result.missing_blocks:
        missing = ", ".join(result.missing_blocks)
        notes.append(_("Ohne Werte und deshalb nicht verglichen: {blocks}.").format(blocks=missing))
    return [*notes, *(left.text(lang) for left in result.left_out)]
