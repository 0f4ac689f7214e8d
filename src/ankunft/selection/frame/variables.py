"""The variables a town can be chosen by: what each is called, of which kind it is, what it is made of.

The figures themselves are the columns of :func:`ankunft.selection.frame.towns.town_frame`, one per id.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_number, format_percent, translator
from ankunft.base.small_numbers import count_text
from ankunft.base.town_groups import size_names
from ankunft.edition import Edition
from ankunft.edition.indicators import Indicator, Series, of_level
from ankunft.profiles.catalogue import Block, entries
from ankunft.town.classes import CENSUS
from ankunft.typology import ORDER, ArrivalClass

Kind = Literal["number", "category", "yesno"]
VariableLevel = Literal["town", "county", "quarter", "survey"]
Choices = tuple[tuple[str, str, str], ...]

YES_NO: Choices = (("yes", "ja", "yes"), ("no", "nein", "no"))
"""The choices of every variable of the kind "yesno"; its figures are True and False."""

UNSAID = {"arrival_class": ArrivalClass.NO_DATA.id}
"""Variable -> the category that says that nothing can be said. It is a category of its own for
strata and tables; a filter takes it for a missing figure unless it is named."""

SIMILAR = 3
"""So many similar ids are offered for one that is unknown."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a town.

    Attributes
    ----------
    id
        Its column in the town frame.
    kind
        "number" (float64, NaN = no figures), "category" (text, one of the values of `choices`,
        missing = no figures), "yesno" (pandas "boolean").
    block
        Id of the group of a menu it stands in, see :func:`variable_blocks`.
    level
        Of what the figure is: the town, its Kreis, its quarters, or the town's answer in a survey.
    year
        As people read it; "" where there is none.
    sources
        Ids in the catalogue of sources.
    choices
        (value, German, English) of each category, in the order of a menu; of a "yesno" those of
        :data:`YES_NO`.
    made_of
        Columns of the edition it is reckoned from; two variables that share one are related by
        definition, not by the towns. A share names itself, not the counts behind it.
    estimated
        A number of people estimated from grid cells (:func:`ankunft.base.small_numbers.count_text`).
    """

    id: str
    kind: Kind
    label_de: str
    label_en: str
    block: str
    unit_de: str = ""
    unit_en: str = ""
    decimals: int = 0
    level: VariableLevel = "town"
    year: str = ""
    sources: tuple[str, ...] = ()
    choices: Choices = ()
    made_of: frozenset[str] = frozenset()
    estimated: bool = False

    def label(self, lang: str) -> str:
        """The name on screen; it holds the year."""
        return self.label_de if lang == "de" else self.label_en

    def unit(self, lang: str) -> str:
        """The unit on screen; "" for what has none."""
        return self.unit_de if lang == "de" else self.unit_en

    def show(self, value: Any, lang: str) -> str:
        """A value as people write it, with its unit; a missing one in words.

        Of a "yesno" both the figure (True) and the value of a criterion ("yes") are understood.
        """
        if value is None or pd.isna(value):
            return translator(lang)("keine Angabe")
        if self.kind != "number":
            return self._name(value, lang)
        if self.unit(lang) == "%":
            return format_percent(value, lang, self.decimals)
        text = format_number(value, lang, self.decimals)
        return f"{text}\u00a0{self.unit(lang)}" if self.unit(lang) else text

    def show_of_town(self, value: Any, lang: str) -> str:
        """The figure of a town; of people by the rule for small numbers."""
        if not self.counts_people or pd.isna(value):
            return self.show(value, lang)
        return f"{count_text(value, lang, estimated=self.estimated)}\u00a0{self.unit(lang)}"

    def heading(self, lang: str) -> str:
        """Name and unit, as the head of a column."""
        unit = self.unit(lang)
        return f"{self.label(lang)} ({unit})" if unit else self.label(lang)

    @property
    def counts_people(self) -> bool:
        """Whether it is a number of people of the town."""
        return self.unit_de == "Personen"

    def _name(self, value: Any, lang: str) -> str:
        if self.kind == "yesno" and not isinstance(value, str):
            value = "yes" if value else "no"
        names = {known: (german, english) for known, german, english in self.choices}
        german, english = names.get(str(value), (str(value), str(value)))
        return german if lang == "de" else english


@cache
def variable_blocks() -> tuple[Block, ...]:
    """The groups of a menu in their order."""
    return tuple(Block(**block) for block in _data()["block"])


def variables(edition: Edition, extra: Iterable[Variable] = ()) -> dict[str, Variable]:
    """Every variable of this edition by id, by group in the order of a menu.

    `extra` are further ones, such as the answers of a survey; they stand last in their group.

    Raises
    ------
    ParameterError
        If an id of `extra` is taken.
    """
    found: dict[str, Variable] = {}
    for known in (*_derived(edition), *_indicators(), *_series(edition), *extra):
        if known.id in found:
            raise ParameterError(f"Die Variable „{known.id}“ gibt es schon.")
        found[known.id] = known
    order = {block.id: place for place, block in enumerate(variable_blocks())}
    listed = sorted(found.values(), key=lambda known: order.get(known.block, len(order)))
    return {known.id: known for known in listed}


def variable(known: Mapping[str, Variable], name: str) -> Variable:
    """One of the variables.

    Raises
    ------
    ParameterError
        If there is none of this id, with similar ids.
    """
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=SIMILAR)
    hint = f"; ähnlich: {', '.join(close)}" if close else ""
    raise ParameterError(f"Eine Variable „{name}“ gibt es nicht{hint}.")


def _derived(edition: Edition) -> list[Variable]:
    """Those that stand in no other catalogue."""
    choices = _choices(edition)
    own = [
        _described(described, choices=choices.get(described["id"], ()))
        for described in _data()["variable"]
    ]
    shared = _data()["of_quarters"]
    shared = shared | {"sources": [*shared["sources"], *_of_districts(edition)]}
    quarters = [_described(shared | described) for described in _data()["quarter"]]
    return [*own, *quarters]


def _of_districts(edition: Edition) -> list[str]:
    """Sources of the districts that are quarters (:mod:`ankunft.selection.frame.quarter_figures`)."""
    return [city["source"] for city in edition.cities if set(CENSUS) <= set(city["years"])]


def _described(described: Mapping[str, Any], choices: Choices = ()) -> Variable:
    sets = {"sources": tuple(described["sources"]), "made_of": frozenset(described["made_of"])}
    if described["kind"] == "yesno":
        choices = YES_NO
    return Variable(**{**described, **sets}, choices=choices)


def _indicators() -> list[Variable]:
    """The indicators of municipalities."""
    of_block = {known.id: known.block for known in entries()} | _data()["blocks"]
    return [
        _measured(
            entry,
            id=entry.id,
            block=of_block[entry.id],
            label=(entry.label_de, entry.label_en),
            year=entry.year,
            sources=entry.sources,
            made_of=_data()["made_of"].get(entry.id, [entry.column]),
            estimated=entry.estimated,
        )
        for entry in of_level("municipality")
    ]


def _series(edition: Edition) -> list[Variable]:
    """The series of the Kreise that a profile holds, each with its year."""
    return [
        _measured(
            known.figure,
            id=known.id,
            block=known.block,
            label=(known.label("de"), known.label("en")),
            level="county",
            year=known.year,
            sources=known.sources,
            made_of=[known.id],
        )
        for known in entries(edition)
        if known.level == "county"
    ]


def _measured(
    figure: Indicator | Series, *, label: tuple[str, str], made_of: Iterable[str], **rest: Any
) -> Variable:
    return Variable(
        kind="number",
        label_de=label[0],
        label_en=label[1],
        unit_de=figure.unit_de,
        unit_en=figure.unit_en,
        decimals=figure.decimals,
        made_of=frozenset(made_of),
        **rest,
    )


def _choices(edition: Edition) -> dict[str, Choices]:
    """The categories of each variable that has some."""
    states = edition.states.sort_values("state")
    german, english = size_names(translator("de")), size_names(translator("en"))
    return {
        "state": tuple(
            (code, name, name) for code, name in zip(states["state"], states["name"], strict=True)
        ),
        "part": (
            ("east", *_both("Ostdeutschland")),
            ("west", *_both("Westdeutschland")),
        ),
        "size_class": tuple((name, german[name], english[name]) for name in german),
        "urbanisation": (
            ("01", *_both("dicht besiedelt")),
            ("02", *_both("mittlere Besiedlungsdichte")),
            ("03", *_both("gering besiedelt")),
        ),
        "arrival_class": tuple((kind.id, kind.label("de"), kind.label("en")) for kind in ORDER),
    }


def _both(text: str) -> tuple[str, str]:
    """A text of the catalogue of translations in German and English."""
    return text, translator("en")(text)


@cache
def _data() -> dict[str, Any]:
    text = files("ankunft.selection.frame").joinpath("variables.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
