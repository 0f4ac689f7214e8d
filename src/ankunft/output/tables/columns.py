"""What the columns of a table are called, their unit, and what they mean: for every file the same.

A column has one English name (the header in files for programs, in every language) and a German and
an English title. Figures are described by the catalogue of indicators, all others by `columns.toml`,
variables and answers by whoever makes the table.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from ankunft.edition.figures import LAYERS
from ankunft.edition.indicators import Indicator, catalogue, of_level, series_catalogue
from ankunft.output.tables.codes import Codes, codes
from ankunft.sources.catalogue import load_catalogue

if TYPE_CHECKING:
    from ankunft.selection.frame.variables import Variable


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    name
        Its header in files for programs.
    title_de, title_en, unit_de, unit_en, about_de, about_en
        Title without unit, unit ("" where there is none), meaning in a sentence.
    decimals
        As many are shown to people; None: as many as there are.
    codes
        The values of a column of ids.
    key
        It holds keys: text, whatever it looks like.
    plain
        It holds numbers that are no amounts, such as years.
    words
        It holds sentences, in the language of the file.
    """

    name: str
    title_de: str
    title_en: str
    unit_de: str = ""
    unit_en: str = ""
    about_de: str = ""
    about_en: str = ""
    decimals: int | None = None
    codes: Codes = ()
    key: bool = False
    plain: bool = False
    words: bool = False

    def title(self, lang: str) -> str:
        """The title without unit."""
        return self.title_de if lang == "de" else self.title_en

    def unit(self, lang: str) -> str:
        """The unit, "" where there is none."""
        return self.unit_de if lang == "de" else self.unit_en

    def heading(self, lang: str) -> str:
        """The title with the unit, as it stands over a table."""
        unit = self.unit(lang)
        return f"{self.title(lang)} ({unit})" if unit else self.title(lang)

    def about(self, lang: str) -> str:
        """What the column means, with its codes."""
        text = self.about_de if lang == "de" else self.about_en
        if not self.codes:
            return text
        listed = "; ".join(f"{code} = {self.word(code, lang)}" for code, _de, _en in self.codes)
        return f"{text} {listed}.".strip()

    def word(self, code: str, lang: str) -> str:
        """What a code means; one that is unknown as it is."""
        found = {
            known: german if lang == "de" else english for known, german, english in self.codes
        }
        return found.get(code, code)


Described = Mapping[str, Column]


def columns_of(
    table: pd.DataFrame, level: str = "", known: Described | None = None
) -> list[Column]:
    """The columns of a table in their order.

    Keys are always keys; else `known` counts, then what `columns.toml` says of the tables of the level,
    the figures of the level, and what it says of all tables. A column that nobody describes is called
    by its name.
    """
    special = of_table(level) if level in _data() else {}
    described = {**special, **(known or {})}
    return [_column(str(name), level, described) for name in table.columns]


def of_variable(variable: Variable) -> Column:
    """A variable that towns are chosen by; its meaning is its formula, else its year and sources."""
    known = load_catalogue()
    lines = [known[source].attribution for source in variable.sources if source in known]
    origin = ". ".join(filter(None, (variable.year, "; ".join(dict.fromkeys(lines)))))
    entry = catalogue().get(variable.id)
    return Column(
        variable.id,
        variable.label_de,
        variable.label_en,
        variable.unit_de,
        variable.unit_en,
        entry.formula_de if entry else origin,
        entry.formula_en if entry else origin,
        decimals=variable.decimals if variable.kind == "number" else None,
        codes=variable.choices if variable.kind == "category" else (),
    )


@cache
def of_table(name: str) -> Described:
    """The columns that mean something of their own in the tables of this name."""
    return {entry["name"]: _entry(entry) for entry in _data()[name]}


def of_survey(rows: pd.DataFrame, lang: str) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Rows of results (headings of people) with names for programs, and their columns.

    A heading of the user's own (a group, a question) gives its name.
    """
    headings = {column.heading(lang): column for column in _survey()}
    found: dict[str, Column] = {}
    for heading in map(str, rows.columns):
        column = headings.get(heading) or Column(_slug(heading), heading, heading, words=True)
        while column.name in found:
            column = replace(column, name=f"{column.name}_")
        found[column.name] = column
    return rows.set_axis(list(found), axis=1), found


def _column(name: str, level: str, known: Described) -> Column:
    own = _own().get(name)
    if own is not None and own.key:
        return own
    if name in known:
        return known[name]
    if level in LAYERS:
        figures = {entry.column: entry for entry in of_level(level)}
        if name in figures:
            return _figure(name, figures[name])
    if own is not None:
        return own
    if name in catalogue():
        return _figure(name, catalogue()[name])
    if name in series_catalogue():
        series = series_catalogue()[name]
        return Column(
            name, series.label_de, series.label_en, series.unit_de, series.unit_en,
            decimals=series.decimals,
        )  # fmt: skip
    parts = re.fullmatch(r"(.+)_(20[0-9]{2})", name)
    if parts and parts[1] in _own():
        return _of_year(_own()[parts[1]], parts[2])
    return Column(name, name, name)


def _figure(name: str, entry: Indicator) -> Column:
    return Column(
        name,
        entry.label_de,
        entry.label_en,
        entry.unit_de,
        entry.unit_en,
        entry.formula_de,
        entry.formula_en,
        entry.decimals,
    )


def _of_year(column: Column, year: str) -> Column:
    titles = {"title_de": f"{column.title_de} {year}", "title_en": f"{column.title_en} {year}"}
    return replace(column, name=f"{column.name}_{year}", **titles)  # type: ignore[arg-type]


def _slug(text: str) -> str:
    """A name for programs made of a heading of people."""
    plain = (
        unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    )
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_") or "column"


def _own() -> Described:
    return of_table("column")


@cache
def _survey() -> tuple[Column, ...]:
    return tuple(_entry(entry) for entry in _data()["survey"])


def _entry(entry: dict[str, Any]) -> Column:
    return Column(**entry | {"codes": codes(entry.get("codes", ""))})


@cache
def _data() -> dict[str, Any]:
    text = files("ankunft.output.tables").joinpath("columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
