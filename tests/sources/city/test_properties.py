"""Whatever a table holds: what comes out can be true, or nothing comes out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import PackageError
from ankunft.intake.areas import check, repair

from .towns import OUTLINE, ROWS, raw, squares

CODES = {
    "id_without_polygon", "leading_zeros", "not_a_number", "negative", "decimal_sign",
    "duplicate_key", "foreign_exceeds_population", "outside_town", "changed_keys",
}  # fmt: skip

VALUES = st.one_of(
    st.integers(-50, 5000).map(str),
    st.sampled_from(
        ["", "x", "–", "1.234", "12.345", "7,5", "1,234", "1 234", "0", "500.5", "1e9"]
    ),
)
INDICATORS = st.sampled_from(["population", "foreign", "sgb2_rate", "Haushalte"])
TABLES = st.lists(
    st.tuples(
        st.sampled_from(["01", "02", "03", "1", "99", "", "12"]),
        st.sampled_from(["2011", "2012", "31.12.2013", "2013", "früher"]),
        INDICATORS,
        VALUES,
    ),
    max_size=25,
)
outcomes = {"city": 0, "refused": 0}


@given(rows=TABLES, sound=st.booleans(), areas=st.integers(2, 12))
@settings(max_examples=150)
def test_what_is_repaired_can_be_true(rows, sound, areas):
    base = [*ROWS, *((a, y, i, v) for a, y, i, v in rows if not sound or y != "früher")]
    city_raw = raw(squares(areas), base)
    findings = check(city_raw, outline=OUTLINE, town_name="Musterstadt")
    try:
        city = repair(city_raw, findings, CODES, ags="14713000")
    except PackageError:
        assert any(f.severity == "stop" for f in findings)
        outcomes["refused"] += 1
        return
    outcomes["city"] += 1
    observations = city.observations
    assert not observations.duplicated(["area_id", "year", "indicator"]).any()
    assert (observations["value"] >= 0).all()
    assert set(observations["area_id"]) <= set(city.areas["area_id"])
    table = observations.pivot(index=["area_id", "year"], columns="indicator", values="value")
    assert not (table["foreign"] > table["population"]).any()
    assert city.areas["area_id"].is_unique
    told = [f for f in findings if f.severity == "repair" or f.code == "number_style"]
    assert len(city.record) == len(told)


def test_both_outcomes_were_met():
    assert outcomes["city"] > 5
    assert outcomes["refused"] > 5


@given(rows=TABLES)
@settings(max_examples=60)
def test_nothing_is_repaired_that_was_not_chosen(rows):
    city_raw = raw(squares(3), [*ROWS, *rows])
    findings = check(city_raw, outline=OUTLINE, town_name="Musterstadt")
    needed = {f.code for f in findings if f.severity != "note"}
    try:
        city = repair(city_raw, findings, frozenset(), ags="14713000")
    except PackageError:
        assert needed
        return
    assert not needed
    assert len(city.record) == sum(f.code == "number_style" for f in findings)
