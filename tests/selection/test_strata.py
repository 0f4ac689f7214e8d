"""Strata: values and bands, the rule of collapsing, names and notes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling_frame import STRATA, made_frame

from ankunft.base.errors import ParameterError
from ankunft.selection.plan import Sampling, StratumVariable
from ankunft.selection.sampling.strata import collapse, strata
from ankunft.selection.sampling.stratum_names import band_ids


@dataclass(frozen=True)
class Named:
    """A variable as strata see it."""

    german: str
    choices: tuple[tuple[str, str, str], ...] = ()

    def label(self, lang: str) -> str:
        return self.german

    def show(self, value: str, lang: str) -> str:
        column = 1 if lang == "de" else 2
        return next(choice[column] for choice in self.choices if choice[0] == value)


NAMES = {
    "population": Named("Bevölkerung"),
    "part": Named("Landesteil", (("west", "Westen", "West"), ("east", "Osten", "East"))),
    "kind": Named("Klasse", tuple((k, f"{k} (de)", f"{k} (en)") for k in ("old", "new", "none"))),
}


def plan(*variables: StratumVariable, least: int = 1) -> Sampling:
    return Sampling(share=0.5, strata=variables, collapse_below=least)


def by(name: str, *breaks: float) -> StratumVariable:
    return StratumVariable(variable=name, breaks=breaks)


def one_column(values, dtype=None) -> pd.DataFrame:
    ags = [f"{k:08}" for k in range(len(values))]
    return pd.DataFrame({"x": pd.Series(values, dtype=dtype)}).set_axis(ags, axis=0)


def test_a_band_includes_its_lower_bound():
    frame = one_column([19.0, 20.0, 29.999, 30.0, np.nan, 0.1 + 0.2])
    found = strata(frame, plan(by("x", 0.3, 20, 30)))
    assert found.of.to_list() == ["0.3..20", "20..30", "20..30", ">=30", "missing", "0.3..20"]
    # 0.3 is met although binary numbers fall short of it
    assert strata(one_column([3 * 0.1 - 1e-12]), plan(by("x", 0.3))).of.to_list() == [">=0.3"]
    assert found.sizes.to_dict() == {"0.3..20": 2, "20..30": 2, ">=30": 1, "missing": 1}
    assert band_ids([-5, 1_000_000]) == ["<-5", "-5..1000000", ">=1000000"]


def test_missing_values_are_a_value_of_their_own_and_stand_last():
    texts = strata(one_column(["zz", None, "a"], "str"), plan(by("x")))
    assert list(texts.sizes.index) == ["a", "zz", "missing"]
    answers = strata(one_column([True, None, False], "boolean"), plan(by("x")))
    assert list(answers.sizes.index) == ["yes", "no", "missing"]
    assert answers.of.to_list() == ["yes", "missing", "no"]
    assert answers.label("missing", "de") == "x: keine Angabe"
    assert answers.label("yes", "de") == "x: ja"


def test_without_variables_there_is_one_stratum():
    found = strata(made_frame(), plan())
    assert found.sizes.to_dict() == {"all": 60}
    assert found.label("all", "de") == "alle Gemeinden der Stichprobe"


def test_an_empty_frame_has_no_strata():
    for variables in ((), STRATA):
        found = strata(made_frame().head(0), plan(*variables, least=4))
        assert found.sizes.empty
        assert found.of.empty
        assert found.notes("de") == []


def test_categories_follow_the_order_of_their_choices():
    frame = made_frame()
    ordered = strata(frame, plan(by("kind")), NAMES)
    assert list(ordered.sizes.index) == ["old", "new", "none", "missing"]
    assert list(strata(frame, plan(by("kind"))).sizes.index) == ["new", "none", "old", "missing"]


def test_separators_in_values_make_no_two_ids_alike():
    frame = one_column(["a|b", "a", "a+b", "a%7Cb"], "str").assign(
        y=pd.Series(["c", "b|c", "c", "c"], index=[f"{k:08}" for k in range(4)], dtype="str")
    )
    found = strata(frame, plan(by("x"), by("y")))
    assert found.of.nunique() == 4
    assert len(found.sizes) == 4


def test_collapsing_goes_along_the_last_variable_first():
    cells = np.array([[0, 0, 0], [0, 0, 1], [0, 0, 2], [0, 1, 0], [1, 0, 0]])
    # the middle one joins the smaller of its two neighbours
    assert collapse(cells, np.array([9, 1, 5, 9, 9]), 4).tolist() == [0, 1, 1, 3, 4]
    # without a neighbour along the last variable: along the one before, nearest last value
    assert collapse(cells, np.array([9, 9, 9, 1, 9]), 4).tolist() == [0, 1, 2, 0, 4]
    # the first variable only as a last resort; what is still small goes on
    assert collapse(cells, np.array([9, 9, 9, 9, 3]), 4).tolist() == [0, 1, 2, 3, 0]
    assert collapse(cells, np.array([1, 1, 1, 9, 9]), 4).tolist() == [0, 0, 0, 0, 4]
    assert collapse(cells, np.array([1, 1, 2, 9, 9]), 4).tolist() == [0, 0, 0, 3, 4]


def naive_collapse(cells: list[tuple[int, ...]], towns: list[int], least: int) -> list[list[int]]:
    """The rule word by word, with sets of cells."""
    groups = [[k] for k in range(len(cells))]

    def size(group):
        return sum(towns[k] for k in group)

    def apart(a, b):
        return min(
            tuple(abs(x - y) for x, y in zip(cells[i], cells[j], strict=True)) for i in a for j in b
        )

    while len(groups) > 1:
        small = min(groups, key=lambda g: (size(g), min(g)))
        if size(small) >= least:
            break
        rest = [g for g in groups if g is not small]
        near = min(rest, key=lambda g: (apart(small, g), size(g), min(g)))
        groups = [g for g in rest if g is not near] + [sorted(small + near)]
    return sorted(groups)


grids = st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=14, unique=True)


@given(grids.map(sorted), st.data(), st.integers(1, 9))
@settings(max_examples=150)
def test_collapsing_is_the_stated_rule(cells, data, least):
    counts = st.lists(st.integers(1, 9), min_size=len(cells), max_size=len(cells))
    towns = data.draw(counts)
    group = collapse(np.array(cells), np.array(towns), least)
    found = sorted(list(np.flatnonzero(group == k)) for k in np.unique(group))
    assert found == naive_collapse(cells, towns, least)


@given(st.integers(0, 500), st.integers(1, 12), st.integers(1, 80))
@settings(max_examples=40)
def test_every_town_is_in_one_stratum_that_is_large_enough(seed, least, towns):
    frame = made_frame(towns, seed)
    found = strata(frame, plan(*STRATA, least=least))
    assert found.of.index.equals(frame.index)
    assert found.of.value_counts().to_dict() == found.sizes.to_dict()
    assert found.sizes.min() >= least or len(found.sizes) == 1
    assert found.cells["towns"].sum() == towns
    assert found.cells.index.is_unique
    joined = {cell for cells in found.collapsed.values() for cell in cells}
    kept = found.cells.loc[~found.cells.index.isin(joined)]
    assert (kept.index == kept["stratum"]).all()
    again = strata(frame.sample(frac=1, random_state=seed), plan(*STRATA, least=least))
    pd.testing.assert_series_equal(again.of.reindex(frame.index), found.of)
    pd.testing.assert_series_equal(again.sizes, found.sizes)


def test_ids_labels_and_notes_of_collapsed_strata():
    values = [("west", "new", 5), ("west", "none", 1), ("east", "old", 1), ("east", "new", 4)]
    rows = [(part, kind) for part, kind, count in values for _ in range(count)]
    frame = pd.DataFrame(rows, columns=["part", "kind"], dtype="str")
    frame.index = pd.Index([f"{k:08}" for k in range(len(rows))])
    found = strata(frame, plan(by("part"), by("kind"), least=4), NAMES)
    assert found.sizes.to_dict() == {"west|new+none": 6, "east|old+new": 5}
    assert found.collapsed["west|new+none"] == ("west|new", "west|none")
    assert found.label("west|new+none", "en") == "West · new (en) / none (en)"
    rule, first, second = found.notes("de")
    assert "weniger als 4 Gemeinden" in rule
    assert first == (
        "Zusammengelegt aus 2 Kombinationen: Westen · new (de) / none (de) (Gemeinden: 6)."
    )
    assert "Osten" in second
    whole = strata(frame, plan(by("part"), by("kind"), least=100), NAMES)
    assert list(whole.sizes) == [11]
    # no full grid: the combinations stand one by one
    assert list(whole.sizes.index) == ["west|new + west|none + east|old + east|new"]
    assert "hat weniger als 100 Gemeinden" in whole.notes("de")[-1]
    assert strata(frame, plan(by("part"), least=2), NAMES).notes("de") == []


def test_labels_of_bands():
    frame = one_column([1.0, 1_500.5, 9_000.0])
    found = strata(frame, plan(by("x", 1_500.5, 2_000)), {"x": NAMES["population"]})
    german = [found.label(stratum, "de") for stratum in found.sizes.index]
    assert german == [
        "Bevölkerung unter 1.500,5", "Bevölkerung 1.500,5 bis unter 2.000", "Bevölkerung ab 2.000",
    ]  # fmt: skip
    with pytest.raises(ParameterError, match="gibt es nicht"):
        found.label("nowhere", "de")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ((by("nowhere"),), "„nowhere“ der Schichtung gibt es nicht"),
        ((by("population"),), "braucht Grenzen"),
        ((by("part", 3),), "ist keine Zahl"),
        ((by("centre", 1),), "ist keine Zahl"),
        ((by("population", 1), by("population", 2)), "doppelt"),
    ],
)
def test_impossible_variables(variables, message):
    with pytest.raises(ParameterError, match=message):
        strata(made_frame(), plan(*variables))


def test_strata_that_would_be_the_towns_themselves_are_refused():
    frame = one_column([f"town {k}" for k in range(2_001)], "str")
    with pytest.raises(ParameterError, match="2001 Schichten; möglich sind 2000"):
        strata(frame, plan(by("x")))
