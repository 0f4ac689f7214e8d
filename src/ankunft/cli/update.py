"""The commands that bring the official data up to date, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ankunft.base.errors import AnkunftError, ParameterError
from ankunft.cli.base import app, note
from ankunft.cli.options import Lang, Language

if TYPE_CHECKING:
    from ankunft.cli.interrupt import Interrupt
    from ankunft.cli.update_progress import Lines
    from ankunft.edition.folders import Folders
    from ankunft.sources.catalogue import Source
    from ankunft.update.retry import Patience

Ids = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="ID",
        help="Nur diese Quelle abrufen; mehrmals möglich, auch der Anfang der Kennung: zensus2022.",
        show_default=False,
    ),
]
OwnFiles = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        metavar="DIR",
        help="Ordner mit Dateien, die schon da sind; sie werden nicht abgerufen.",
        show_default=False,
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Nur sagen, was abgerufen würde; nichts schreiben.")
]
Offline = Annotated[bool, typer.Option("--offline", help="Keinen Server fragen.")]


@app.command("update")
def update_command(
    only: Ids = None,
    sources: OwnFiles = None,
    dry_run: DryRun = False,
    offline: Offline = False,
    lang: Lang = Language.de,
) -> None:
    """Holt die amtlichen Dateien und baut daraus eine eigene Ausgabe.

    Was fehlt oder nicht verwendbar ist, wird aus der bisherigen Ausgabe übernommen.

    Diese bleibt, bis die neue geprüft ist; „ankunft rollback“ führt zu ihr zurück.

    Strg-C bricht geordnet ab, ein zweites Mal sofort; Geladenes bleibt erhalten.

    Rückgabewert 0: Alles Verlangte war da. 1: Neue Ausgabe, aber eine Quelle fehlte
    oder war nicht verwendbar (mit --dry-run: ist nicht zu haben). 2: Fehler. 130: Strg-C.
    """
    from ankunft.edition.folders import user_folders
    from ankunft.update.mirrors import update_catalogue

    if sources is not None and not sources.is_dir():
        raise ParameterError(f"{sources}: Diesen Ordner gibt es nicht.")
    run = run_plan if dry_run else run_update
    raise typer.Exit(
        run(
            user_folders(), update_catalogue(), only=only, sources=sources, offline=offline,
            lang=lang.value,
        )
    )  # fmt: skip


@app.command("rollback")
def rollback_command(lang: Lang = Language.de) -> None:
    """Kehrt zur Ausgabe vor der letzten Aktualisierung zurück; noch einmal führt wieder vor."""
    from ankunft.edition.folders import user_folders

    run_rollback(user_folders(), lang=lang.value)


def run_plan(
    folders: Folders,
    catalogue: Mapping[str, Source],
    *,
    only: Collection[str] | None = None,
    sources: Path | None = None,
    offline: bool = False,
    lang: str = "de",
    patience: Patience | None = None,
) -> int:
    """Print the dry run. Arguments as of :func:`run_update`; returns the exit code."""
    from ankunft.cli.interrupt import ended_at_once
    from ankunft.cli.update_report import plan_lines
    from ankunft.update.choice import INCOMPLETE
    from ankunft.update.plan import plan
    from ankunft.update.retry import PATIENCE

    _name_hosts(folders, catalogue, only, sources, offline, lang)
    with ended_at_once():
        found = plan(
            folders.sources, catalogue, only=only, sources=sources, offline=offline,
            patience=patience or PATIENCE,
        )  # fmt: skip
    for line in plan_lines(found, folders.sources, lang):
        typer.echo(line)
    return int(any(entry.outcome in INCOMPLETE for entry in found.entries))


def run_update(
    folders: Folders,
    catalogue: Mapping[str, Source],
    *,
    only: Collection[str] | None = None,
    sources: Path | None = None,
    offline: bool = False,
    lang: str = "de",
    patience: Patience | None = None,
    national: bool = True,
) -> int:
    """Run an update with progress on stderr and its result on stdout; returns the exit code.

    Arguments and errors as of :func:`ankunft.update.complete.complete_update`.
    """
    from ankunft.base.extras import check_build_packages
    from ankunft.cli.interrupt import interruptible
    from ankunft.cli.update_progress import listening
    from ankunft.cli.update_report import failure_lines, updated_lines
    from ankunft.edition import open_edition, shipped_path
    from ankunft.edition.folders import current_edition
    from ankunft.update.choice import INCOMPLETE
    from ankunft.update.complete import complete_update
    from ankunft.update.failures import CancelledError
    from ankunft.update.retry import PATIENCE

    check_build_packages()
    _name_hosts(folders, catalogue, only, sources, offline, lang)
    before = open_edition(current_edition(folders) or shipped_path()).hash
    with listening(lang) as listener, interruptible(listener.stopping) as interrupt:
        sizes = {} if offline else _sizes(folders, catalogue, only, sources, listener, interrupt)
        try:
            done = complete_update(
                folders, listener, catalogue, only=only, sources=sources, offline=offline,
                stop=interrupt.stop, expected=sizes, patience=patience or PATIENCE,
                national=national,
            )  # fmt: skip
        except CancelledError as error:
            listener.line(str(error))
            return interrupt.exit_code
        except AnkunftError:
            # often what failed before is the cause
            for line in failure_lines(listener.failures, listener.refusals, lang):
                listener.line(line)
            raise
    lines = updated_lines(
        open_edition(done.path), before, done.results, listener.failures, listener.refusals,
        folders.sources, lang,
    )  # fmt: skip
    for line in lines:
        typer.echo(line)
    _name_pinned(lang)
    missing = any(result.outcome in INCOMPLETE for result in done.results.values())
    return int(missing or bool(listener.refusals))


def run_rollback(folders: Folders, *, lang: str = "de") -> None:
    """Return to the edition before and print which it is; errors as of the functions used."""
    from ankunft.base.language import translator
    from ankunft.edition import open_edition, shipped_path
    from ankunft.edition.folders import rollback
    from ankunft.update.lock import update_lock

    _ = translator(lang)
    with update_lock(folders.lock):
        own = rollback(folders)
    edition = open_edition(own or shipped_path())
    text = _("{path}: Ausgabe {hash}") if own else _("{path}: mitgelieferte Ausgabe {hash}")
    typer.echo(text.format(path=edition.path, hash=edition.hash))
    _name_pinned(lang)


def _name_hosts(
    folders: Folders,
    catalogue: Mapping[str, Source],
    only: Collection[str] | None,
    sources: Path | None,
    offline: bool,
    lang: str,
) -> None:
    """Say who is going to be asked, before anybody is."""
    from ankunft.cli.update_report import hosts_line
    from ankunft.store.disk import writing
    from ankunft.update.choice import at_hand, chosen
    from ankunft.update.connection import host

    hosts = set()
    for source in chosen(catalogue, only).values():
        with writing(folders.sources / source.path):
            if not offline and at_hand(source, folders.sources, sources, offline=False) is None:
                hosts.add(host(source.download))
    if hosts:
        note(hosts_line(sorted(hosts), lang))


def _sizes(
    folders: Folders,
    catalogue: Mapping[str, Source],
    only: Collection[str] | None,
    sources: Path | None,
    listener: Lines,
    interrupt: Interrupt,
) -> dict[str, int]:
    """Bytes by source id where a server says so, for the bar over all sources."""
    from ankunft.update.plan import plan
    from ankunft.update.retry import Patience
    from ankunft.update.texts import amount_text

    # who does not answer now is asked again, and for longer, when it matters
    glance = Patience(tries=1, connect=5.0, stall=5.0)
    found = plan(
        folders.sources, catalogue, only=only, sources=sources, stop=interrupt.stop, patience=glance
    )
    if not interrupt.number:
        listener.line(amount_text(found, listener.lang))
    return {entry.source.id: entry.size for entry in found.entries if entry.size is not None}


def _name_pinned(lang: str) -> None:
    """Say so if the app and the other commands are told to use another edition."""
    import os

    from ankunft.base.language import translator

    _ = translator(lang)
    pinned = os.environ.get("ANKUNFT_EDITION")
    if pinned:
        text = _("ANKUNFT_EDITION ist gesetzt: App und Befehle benutzen die Ausgabe in {path}.")
        note(text.format(path=pinned))
