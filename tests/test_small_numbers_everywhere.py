"""Everything that is said of a town says the same number, and of a village no place among others.

The smallest 200 municipalities and towns of all sizes, in both languages, through every text, table,
sheet and panel that does not need a browser.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
import pytest

from ankunft.app.table import as_said
from ankunft.edition import Edition
from ankunft.edition.figures import figures, without_small_numbers
from ankunft.edition.indicators import Indicator, show_number
from ankunft.output.factsheet.figures import figure_blocks
from ankunft.profiles import frame as profiles
from ankunft.profiles.frame import entries
from ankunft.profiles.text import TextBase, text_base, town_text
from ankunft.profiles.text.people import inhabitants, share
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import Variable, variables
from ankunft.selection.plan import Plan
from ankunft.town.compare import beside
from ankunft.typology import default_parameters
from ankunft.typology.levels import classify_level, explain_area

LANGUAGES = ("de", "en")
PLACES = re.compile(
    r"\b(?:unteres|zweites|drittes|oberes) Viertel|\b(?:lower|second|third|upper) quarter\b"
)
ABOUT = r"(?:rund |about |≈ )?"
FEW = r"(?:weniger als |fewer than )"
COUNT = rf"({FEW}?{ABOUT}\d[\d.,]*)"
PEOPLE_2022 = (
    rf"Zensus {COUNT} Einwohner", rf"had {COUNT} inhabitants", rf"2022 lebten hier {COUNT} Personen",
    rf"In 2022, {COUNT} people lived",
)  # fmt: skip
PEOPLE_2011 = (
    rf"2011 waren es, geschätzt aus Rasterzellen, {COUNT}[.;]", rf"In 2011 it was {COUNT}, estimated",
    rf"2011 lebten hier, geschätzt aus Rasterzellen, {COUNT} Personen",
    rf"In 2011, estimated from grid cells, {COUNT} people lived",
)  # fmt: skip


class Sayings:
    """All that is said of one town in one language."""

    def __init__(self, edition: Edition) -> None:
        self.base: TextBase = text_base(edition)
        self.level = figures(edition, "municipality")
        self.shown = without_small_numbers(self.level, "municipality", 1_000)
        self.result = classify_level(self.level, "municipality", default_parameters("municipality"))
        self.states = figures(edition, "state")
        self.frame = town_frame(edition, Plan())
        self.variables: dict[str, Variable] = variables(edition)
        self.entries = entries(edition)
        self.row = pd.Series(np.arange(len(self.level)), index=self.level["ags"])
        self.table = as_said(self.shown, "municipality")

    @cache  # noqa: B019 – lives as long as the tests of this module
    def texts(self, ags: str, lang: str) -> list[str]:
        """Profile, fact sheet, panel of the map."""
        town = self.base.town(ags)
        return [
            *town_text(self.base, ags, lang),
            *(inhabitants(town, lang), share(town, lang)),
            *explain_area(self.level, self.result, self.row[ags], lang),
        ]

    @cache  # noqa: B019
    def panel(self, ags: str) -> list[tuple[Indicator, float]]:
        """The figures that the panel of the map lists, of every fifth town: they take longest."""
        if int(ags[-1]) % 5:
            return []
        rows = beside(self.shown, self.row[ags], "municipality", self.states)
        return [(entry, here) for entry, here, _land, _nation in rows]

    def places(self, ags: str, lang: str) -> Iterator[str]:
        """Every word about where a figure of the town lies among others."""
        town = self.base.town(ags)
        for block in figure_blocks(town, [], lang):
            yield from (figure.place for figure in block.figures)
        people = town.value("population_2022")
        # the groups of the page take longest
        for group in (
            ("size_class", "nation", "state") if lang == "de" and int(ags[-3:]) % 41 == 0 else ()
        ):
            mask = profiles.reference_group(self.base.frame, ags, group)
            for known in self.entries:
                values = self.base.frame.loc[mask, known.id]
                yield profiles.place_in(values, town.value(known.id), people).words(lang)

    def counts(self, ags: str, year: int, lang: str) -> Iterator[str]:
        """The number of inhabitants of a year wherever a number stands."""
        patterns = PEOPLE_2022 if year == 2022 else PEOPLE_2011
        for text in self.texts(ags, lang):
            for pattern in patterns:
                yield from re.findall(pattern, text.replace("\u00a0", " "))
        column = f"population_{year}"
        for entry, here in self.panel(ags):
            if entry.column == column:
                yield show_number(here, entry, lang)
        known = self.variables[column]
        said = known.show_of_town(self.frame.at[ags, column], lang)
        yield said.removesuffix(f"\u00a0{known.unit(lang)}")
        listed = float(self.table[column].iloc[self.row[ags]])
        if not math.isnan(listed):
            yield f"{listed:.0f}"


@pytest.fixture(scope="module")
def sayings(edition) -> Sayings:
    return Sayings(edition)


@pytest.fixture(scope="module")
def towns(sayings) -> list[str]:
    """The smallest 200, and 40 of each size class from the smallest to the largest."""
    people = sayings.base.frame["population_2022"].sort_values()
    sizes = sayings.base.frame.loc[people.index, "size_class"]
    chosen = list(people.index[:200])
    for _size, group in people.groupby(sizes.to_numpy()):
        chosen += [group.index[k] for k in np.linspace(0, len(group) - 1, 40).astype(int)]
    estimated = sayings.base.frame["population_2011"].sort_values()
    edges = np.searchsorted(estimated, [3, 5, 10, 995, 1_000, 1_950, 2_000])
    return [*chosen, *estimated.index[edges], "01054039"]


def digits(said: str) -> str:
    """The number, or that it is below one, whatever the way of writing."""
    few = "<" if re.match(FEW, said) else ""
    return few + re.sub(r"\D", "", said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_number_of_inhabitants_wherever_it_stands(sayings, towns, lang):
    for ags in towns:
        for year in (2011, 2022):
            said = list(sayings.counts(ags, year, lang))
            real = sayings.level[f"population_{year}"].iloc[sayings.row[ags]]
            if math.isnan(real):
                assert not [one for one in said if re.search(r"\d", one)], (ags, said)
                continue
            assert len(said) >= 3, (ags, said)
            assert len({digits(one) for one in said}) == 1, (ags, year, said)
            number = digits(said[0])
            assert number.startswith("<") or int(number) >= 3, (ags, said)
            marked = [bool(re.match(rf"{FEW}|rund|about|≈", one)) for one in said[:-1]]
            assert set(marked) == {year == 2011 and real < 2_000}, (ags, said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_place_in_a_distribution_below_the_limit(sayings, towns, lang):
    said = {True: 0, False: 0}
    for ags in towns:
        small = sayings.base.town(ags).value("population_2022") < 1_000
        own = sayings.base.town(ags).name
        texts = [text.replace(own, "") for text in sayings.texts(ags, lang)]
        found = [t for t in (*texts, *sayings.places(ags, lang)) if PLACES.search(t)]
        said[small] += len(found)
        if small:
            assert not found, (ags, found[0])
    assert said[False] > 1_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_said_of_how_few_people_or_dwellings_changed_or_divide(sayings, towns, lang):
    for ags in towns:
        town = sayings.base.town(ags)
        row = sayings.level.iloc[sayings.row[ags]]
        first = inhabitants(town, lang)
        assert ("%" in first) <= (row["population_2011"] >= 2_000), ags
        if row["population_2022"] < 1_000:
            assert "%" not in share(town, lang).partition("Zum V")[0].partition("For c")[0] or (
                row["population_2011"] >= 1_000
            )
        of_houses = figure_blocks(town, [], lang)[3].figures[:3]
        shown = [bool(re.search(r"\d\s*(?:%|€)", figure.value)) for figure in of_houses]
        assert row["dwellings_2022"] >= 100 or not any(shown), (ags, of_houses)


def test_how_the_number_of_people_changed_is_no_variable_of_villages(sayings):
    frame = sayings.frame
    told = frame["population_change"].notna()
    assert told.sum() > 4_000
    assert frame.loc[told, "population_2011"].min() >= 2_000
