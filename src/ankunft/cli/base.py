"""The program itself: errors in one line, progress, the packages that only the build needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from ankunft.base.errors import AnkunftError
from ankunft.base.extras import BUILD_PACKAGES, missing


class OneLineErrors(TyperGroup):
    """Shows the errors meant for people as one line on stderr; exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AnkunftError as error:
            typer.echo(f"Fehler: {' '.join(str(error).split())}", err=True)
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=OneLineErrors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Atlas neuer und traditioneller Ankunftsquartiere in Deutschland.",
)


def note(text: str) -> None:
    """One line on stderr."""
    typer.echo(" ".join(text.split()), err=True)


@contextmanager
def build_extra() -> Iterator[None]:
    """Names the extra to install when a package of the build is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in BUILD_PACKAGES:
            raise
        raise missing(package) from error


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, else one line per step; on stderr."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain_progress
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda name, done, total: bar.update(
            task, description=name, completed=done, total=total
        )


def _plain_progress(name: str, done: int, total: int) -> None:
    if done < total:
        typer.echo(f"[{done + 1}/{total}] {name}", err=True)
