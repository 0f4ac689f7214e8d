"""Numbers written in any convention are read back as they were, or people are asked."""

from __future__ import annotations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from ankunft.intake.areas.numbers import Style, parse, reading_of

GROUPS = {",": ("", ".", " ", "\u00a0", "\u202f", "'", "’"), ".": ("", ",", " ", "\u202f", "’")}
counts = st.lists(st.integers(0, 4_000_000), min_size=1, max_size=8)
small = st.lists(st.integers(0, 1500), min_size=1, max_size=8)
conventions = st.sampled_from(
    [(sign, group) for sign, groups in GROUPS.items() for group in groups]
)


def written(number: float, decimals: int, sign: str, group: str) -> str:
    """A number as people and programs of one convention write it."""
    text = f"{number:,.{decimals}f}"
    return text.replace(",", "\0").replace(".", sign).replace("\0", group)


def outcome(texts, kind, table=frozenset()) -> list[list[float | None]]:
    """What each style reads; more than one where people are asked."""
    found = reading_of(texts, kind, table)
    return [[parse(text, style) for text in texts] for style in found.styles]


@given(st.one_of(counts, small), conventions, st.sampled_from([0, 1, 2, 3]))
@example([812, 345], (".", ""), 3)
@example([5278, 812], (",", "."), 0)
@example([12000, 3000], (",", "."), 0)
def test_whole_persons(numbers, convention, decimals):
    texts = [written(number, decimals, *convention) for number in numbers]
    assert numbers in outcome(texts, "count")


@given(
    st.lists(st.floats(0, 999), min_size=1, max_size=8), conventions, st.integers(0, 5),
    st.sampled_from(["", "%", " %", "\u00a0%"]),
)  # fmt: skip
def test_percentages_are_never_asked(numbers, convention, decimals, ending):
    numbers = [round(number, decimals) for number in numbers]
    texts = [written(number, decimals, *convention) + ending for number in numbers]
    assume(max(numbers) < 1000)
    assert outcome(texts, "percent") == [numbers]


@given(st.lists(st.floats(0, 9e6), min_size=1, max_size=8), conventions, st.integers(0, 5))
@example([42.123], (".", ""), 3)
@example([1234.0, 5.0], (",", "."), 0)
def test_figures_of_which_nothing_is_known(numbers, convention, decimals):
    numbers = [round(number, decimals) for number in numbers]
    texts = [written(number, decimals, *convention) for number in numbers]
    assert numbers in outcome(texts, "")


@given(st.lists(st.integers(0, 999_999), min_size=1, max_size=8), conventions, st.integers(1, 4))
def test_a_table_in_one_convention_never_settles_wrongly(numbers, convention, decimals):
    """A second column of the same hand proves the sign; what it settles must be right."""
    sign, _group = convention
    texts = [written(number, 0, *convention) for number in numbers]
    proof = reading_of([f"7{sign}5"], "percent").proven
    assert proof == sign
    assert numbers in outcome(texts, "", frozenset(proof))
    thousandths = [number / 1000 for number in numbers]
    texts = [written(number, 3, *convention) for number in thousandths]
    assert thousandths in outcome(texts, "", frozenset(proof))


@given(st.lists(st.integers(-4_000_000, -1), min_size=1, max_size=5), conventions)
def test_negative_numbers(numbers, convention):
    texts = [written(number, 0, *convention) for number in numbers]
    for minus in ("-", "−"):
        assert numbers in outcome([text.replace("-", minus) for text in texts], "count")


@given(st.lists(st.sampled_from(["5.278", "5,278", "5278.0", "0.5", "812", "x", "5278", "7 %"]), max_size=6))  # fmt: skip
def test_what_is_not_asked_has_one_reading(texts):
    for kind in ("count", "percent", ""):
        found = reading_of(texts, kind)
        assert len(found.styles) == (2 if found.asks else 1)
        assert not found.asks or set(found.open) <= set(texts)
        assert not found.asks or found.open
        assert len({style.decimal for style in found.styles}) == len(found.styles)


def test_evidence():
    comma, point = Style(",", ".", percent=True), Style(".", ",", percent=True)
    assert reading_of(["1.234"], "percent").styles == (point,)
    assert reading_of(["1.234"], "").styles == (comma, point)
    assert reading_of(["1.234", "5278"], "").styles == (point, comma), "not every thousand has it"
    assert reading_of(["1.234", "0.234"], "").styles == (point,)
    assert reading_of(["1.234", "12,5"], "").styles == (comma,)
    assert reading_of(["1.234", "7 %"], "").styles == (point,), "percentages are no thousands"
    assert [s.decimal for s in reading_of(["5.278", "812"], "count").styles] == [","]
    assert [s.decimal for s in reading_of(["5.278", "812", "0.5"], "count").styles] == [",", "."]
    assert reading_of(["5.278", "812", "0.5"], "count").contradicting
    assert [s.decimal for s in reading_of(["812.000"], "count").styles] == [".", ","]
    assert [s.decimal for s in reading_of(["12.000", "900"], "count").styles] == [",", "."]
    # other columns speak against what persons would say
    assert reading_of(["5.278", "812"], "count", frozenset(".")).asks
    assert not reading_of(["5.278", "812"], "count", frozenset(",")).asks
