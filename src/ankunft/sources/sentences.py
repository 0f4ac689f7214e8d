"""Parts of the German sentences that say what is wrong with a file or a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

AGAIN = "Laden Sie die Datei noch einmal herunter."
AGAIN_AS_IT_IS = "Laden Sie die Datei noch einmal herunter und lassen Sie sie, wie sie ist."


def quoted(texts: Iterable[str]) -> str:
    """
    >>> quoted(["Land", "Kreis"])
    '„Land“, „Kreis“'
    """
    return ", ".join(f"„{text}“" for text in texts)


def counted(number: int, one: str, many: str) -> str:
    """
    >>> counted(1, "Zeile", "Zeilen"), counted(0, "Zeile", "Zeilen")
    ('1 Zeile', '0 Zeilen')
    """
    return f"{number} {one if number == 1 else many}"


def columns(names: Sequence[str]) -> str:
    """
    >>> columns(["AGS"]), columns(["AGS", "GF"])
    ('Spalte „AGS“', 'Spalten „AGS“, „GF“')
    """
    return f"{'Spalte' if len(names) == 1 else 'Spalten'} {quoted(names)}"


def missing_columns(names: Sequence[str], found: Iterable[str]) -> str:
    """The sentence, with the columns found instead; it says nothing of them where there are none.

    >>> missing_columns(["AGS"], ["ARS", "GEN"])
    'Die Spalte „AGS“ fehlt (gefunden: ARS, GEN).'
    """
    instead = ", ".join(found)
    verb = "fehlt" if len(names) == 1 else "fehlen"
    return f"Die {columns(names)} {verb}{f' (gefunden: {instead})' if instead else ''}."
