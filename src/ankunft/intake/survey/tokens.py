"""The list of tokens: which town was sent which access code. Names and mails in it are not kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas.findings import Finding
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.areas.names import fold
from ankunft.intake.survey.files import LINE, content_of, read_table
from ankunft.intake.survey.town_keys import town_key

TOKEN_NAMES = (
    "token",
    "zugangscode",
    "zugangsschluessel",
    "zugangsschluessel_token",
    "access_code",
)
AGS_NAMES = ("ags", "gemeindeschluessel", "amtlicher_gemeindeschluessel", "schluessel")


@dataclass(frozen=True)
class Tokens:
    """AGS by token, and what was found while reading the list."""

    towns: Mapping[str, str]
    found: tuple[Finding, ...] = ()


def read_tokens(source: Path | bytes, known: Collection[str], name: str = "") -> Tokens:
    """The list as two columns (token and AGS) or as LimeSurvey exports its participants.

    The column of tokens is known by its label; that of the towns by its label, or else because
    most of its cells are keys of towns in `known`.

    Raises
    ------
    PackageError
        If a column is missing, or a token stands for two towns.
    """
    content, name = content_of(source, name)
    known = frozenset(known)
    table = read_table(content, name)
    token = _by_label(table, TOKEN_NAMES)
    ags = _by_label(table, AGS_NAMES) or _by_content(table, known)
    if not token or not ags:
        what = "dem Zugangscode (token)" if not token else "dem Gemeindeschlüssel (AGS)"
        raise PackageError(
            f"{name}, Zeile 1: Eine Spalte mit {what} fehlt; erwartet wird eine Liste mit den "
            "Spalten token und AGS."
        )
    keys = table[ags].map(lambda text: town_key(text, known))
    towns = pd.Series([key.ags for key in keys], table.index, dtype="str")
    listed = pd.DataFrame({"token": table[token], "ags": towns, LINE: table[LINE]})
    usable = listed[(listed["token"] != "") & (listed["ags"] != "")]
    _check_unique(usable, name)
    found = _findings(listed, usable, [key.repair != "" for key in keys], name)
    return Tokens(dict(zip(usable["token"], usable["ags"], strict=True)), tuple(found))


def _by_label(table: pd.DataFrame, names: Collection[str]) -> str:
    return next((str(label) for label in table if fold(str(label)) in names), "")


def _by_content(table: pd.DataFrame, known: Collection[str]) -> str:
    for label in table.columns.drop(LINE):
        cells = table[label][table[label] != ""]
        if len(cells) and cells.map(lambda text: town_key(text, known).ags != "").mean() >= 0.5:
            return str(label)
    return ""


def _check_unique(usable: pd.DataFrame, name: str) -> None:
    towns = usable.groupby("token")["ags"].nunique()
    if (towns > 1).any():
        rows = usable[usable["token"] == towns.index[towns > 1][0]]
        lines = " und ".join(str(line) for line in rows[LINE].iloc[:2])
        raise PackageError(
            f"{name}, Zeilen {lines}: Ein Zugangscode steht bei zwei Gemeinden; erwartet wird er "
            "bei einer."
        )


def _findings(
    listed: pd.DataFrame, usable: pd.DataFrame, repaired: list[bool], name: str
) -> list[Finding]:
    found: list[Finding] = []
    left_out = listed[~listed.index.isin(usable.index)]
    if len(left_out):
        message = _("Zeilen der Zugangsliste ohne Zugangscode oder bekannten Schlüssel: {n}.")
        lines = tuple(int(line) for line in left_out[LINE])
        found.append(
            Finding("token_left_out", "note", message, (("n", len(left_out)),), (), lines, name)
        )
    mended = listed[repaired]
    if len(mended):
        message = _("Schlüssel der Zugangsliste, die ergänzt oder umgerechnet wurden: {n}.")
        params = (("n", len(mended)),)
        found.append(Finding("token_key_repaired", "note", message, params, tuple(mended["ags"])))
    return found
