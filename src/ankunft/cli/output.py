"""Tables as the command line gives them out: for programs on stdout, for people in files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ankunft.cli.options import Format, Language, TextFormat
from ankunft.errors import AnkunftError, ParameterError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from ankunft.cities import City
    from ankunft.edition import Edition

DECIMALS = 4
"""Decimals of printed figures."""


def needs_file(format: Format, out: Path | None) -> None:
    """Raise ParameterError if a binary format has no file to go to."""
    if out is None and format in (Format.gpkg, Format.parquet):
        raise ParameterError(f"{format.value} ist binär: bitte mit --out eine Datei nennen.")


def give_out(
    edition: Edition,
    table: pd.DataFrame,
    level: str,
    *,
    format: Format | TextFormat,
    lang: Language,
    title: str,
    notes: list[str],
    out: Path | None = None,
    city: City | None = None,
    geometry: Callable[[], NDArray[np.object_]] | None = None,
) -> None:
    """Print the table, or write it to the file `out`; `geometry` gives one outline per row.

    CSV on stdout has commas, points and no byte order mark; in a file it is as spreadsheets open
    it.

    Raises
    ------
    AnkunftError
        If the file cannot be written.
    """
    from ankunft import exports
    from ankunft.small_numbers import files_note

    if out is None and format in ("csv", "json"):
        said = [*notes, files_note(lang.value)]
        described = exports.metadata(edition, lang.value, title, said, city=city)
        if format == "csv":
            lines = exports.footer(described, lang.value)
            text = exports.csv_text(table, lines, separator=",", decimal=".")
        else:
            text = exports.json_text(table, described)
        typer.echo(text.encode(), nl=False)
        return
    plain = format in ("csv", "json")
    content = exports.export(
        edition, table, level, format.value, lang=lang.value, title=title, notes=notes, city=city,
        geometry=geometry() if geometry and not plain else None,
    )  # fmt: skip
    if out is None:
        typer.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise AnkunftError(f"{out} lässt sich nicht schreiben: {error.strerror}.") from error
    typer.echo(f"{out}: {len(table)} Gebiete", err=True)
