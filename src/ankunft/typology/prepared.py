"""Prepared selections of towns, and what a class of a whole town says about them.

The towns that the research on new arrival quarters accompanies are a check: most of them are no
*new* town, and hold new quarters all the same.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from ankunft.base.language import format_integer, translator
from ankunft.typology import ArrivalClass

ACCOMPANIED = "neue_ankunftsquartiere"
"""The selection of the towns that the research accompanies."""

CHECKED = (
    "name", "share_foreign_2011", "share_foreign_2022", "lq_2011", "lq_2022", "arrival_class",
    "new_quarters", "intensified_quarters", "traditional_quarters",
)  # fmt: skip


@cache
def selections() -> dict[str, dict[str, Any]]:
    """Prepared selections of towns (id -> label_de, label_en, towns), from selections.toml."""
    return tomllib.loads(files("ankunft.typology").joinpath("selections.toml").read_text("utf-8"))


def checked_towns(towns: pd.DataFrame) -> pd.DataFrame:
    """The accompanied towns by name, with their class and their quarters.

    `towns` is the frame of :func:`ankunft.selection.frame.towns.town_frame`; the columns are
    :data:`CHECKED`, those of quarters missing where nothing is known below the municipality.
    """
    chosen = towns.index.intersection(pd.Index(selections()[ACCOMPANIED]["towns"]))
    return towns.loc[chosen, list(CHECKED)].sort_values("name", kind="stable")


def checked_words(table: pd.DataFrame, lang: str) -> str:
    """What the table of :func:`checked_towns` shows, in words."""
    _ = translator(lang)
    new = int((table["arrival_class"] == ArrivalClass.NEW.id).sum())
    known = table["new_quarters"].notna()
    holding = int((table["new_quarters"] > 0).sum())
    numbers = {
        name: format_integer(number, lang)
        for name, number in (
            ("n", len(table)), ("new", new), ("known", int(known.sum())), ("holding", holding),
        )
    }  # fmt: skip
    return " ".join(
        text.format(**numbers)
        for text in (
            _("Das Forschungsprojekt „Neue Ankunftsquartiere“ begleitet {n} Städte. Als ganze Gemeinde, "
              "verglichen mit Deutschland, sind davon „neu“: {new}."),
            _("Die Klasse einer Gemeinde sagt, ob die Stadt im Ganzen sich vom Land abhebt. Sie ist ein "
              "Mittel über alle Quartiere und sagt nicht, ob es neue Ankunftsquartiere gibt: Die kann es "
              "in jeder Gemeinde geben."),
            _("Angaben unterhalb der Gemeinde liegen hier für {known} dieser Städte vor; in {holding} davon "
              "gibt es neue Quartiere."),
        )
    )  # fmt: skip
