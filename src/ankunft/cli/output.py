"""Tables as the command line gives them out: on standard output, or in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ankunft.base.errors import AnkunftError, ParameterError
from ankunft.cli.base import note
from ankunft.cli.options import Format, Language, PlainFormat

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from ankunft.edition import Edition
    from ankunft.intake.areas.city import City
    from ankunft.output.tables.columns import Column

DECIMALS = 4
"""Decimals of printed figures."""

BINARY = ("gpkg", "parquet", "xlsx")
"""Formats that no terminal shows."""


def chosen_format(
    format: Format | PlainFormat | None, out: Path | None, allowed: type[Format | PlainFormat]
) -> Format | PlainFormat:
    """The format asked for, else that of the ending of the file, else CSV.

    Raises
    ------
    ParameterError
        If the ending is that of another format or of none, or a binary format has no file to go to.
    """
    names = [known.value for known in allowed]
    ending = out.suffix.lower().removeprefix(".") if out else ""
    if format is None and ending and ending not in names:
        raise ParameterError(f"--out endet auf {', '.join(names)}, nicht „{ending[:20]}“.")
    found = format or allowed(ending or "csv")
    if ending in names and found.value != ending:
        raise ParameterError(f"--format {found.value} und {out} passen nicht zusammen.")
    if out is None and found.value in BINARY:
        raise ParameterError(f"{found.value} ist binär: bitte mit --out eine Datei nennen.")
    return found


def give_out(
    edition: Edition,
    table: pd.DataFrame,
    level: str,
    *,
    format: Format | PlainFormat,
    lang: Language,
    title: str,
    notes: list[str],
    out: Path | None = None,
    city: City | None = None,
    geometry: Callable[[], NDArray[np.object_]] | None = None,
    known: Mapping[str, Column] | None = None,
) -> None:
    """Print the table, or write it to the file `out`; `geometry` gives one outline per row.

    A CSV is the same in every language: English names, commas, decimal points, UTF-8, and nothing but
    the table. Its sources, notes and parameters go to standard error, in a file to its side file.

    Raises
    ------
    AnkunftError
        If a file cannot be written.
    """
    from ankunft.output import tables as exports

    plain = format.value in exports.TABLES
    files = exports.export(
        edition, table, level, format.value,
        lang=lang.value, title=title, file=out.name if out else "", notes=notes, city=city,
        geometry=geometry() if geometry and not plain else None, known=known,
    )  # fmt: skip
    if out is None:
        typer.echo(next(iter(files.values())), nl=False)
        if format == "csv":
            described = exports.about(
                edition, level, lang=lang.value, title=title, notes=notes, city=city
            )
            for line in exports.footer(described, lang.value):
                note(line)
        return
    first, *others = files.values()
    for path, content in [
        *((Path(f"{out}{exports.SUFFIX}"), other) for other in others),
        (out, first),
    ]:
        _write(path, content)
    note(f"{out}: {len(table)} Zeilen")


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise AnkunftError(f"{path} lässt sich nicht schreiben: {error.strerror}.") from error
