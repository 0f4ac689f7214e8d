"""Changed boundaries are noticed, paired and offered for repair; nothing changes in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from ankunft.base.errors import PackageError
from ankunft.intake.areas import Options, check, repair, to_city
from ankunft.intake.areas.boundaries.change import LEAST
from ankunft.intake.areas.boundaries.detection import JUMP, JUMP_MOST, JUMP_PEOPLE, detect
from ankunft.intake.areas.city import City

from .towns import CORNER, SIDE, raw, squares

AGS = "14713000"


def town(table, years, areas=8, foreign=0.1):
    """A raw town from {key: inhabitants of each year}; None: no figure."""
    rows = [
        (key, year, name, str(round(people * factor)))
        for key, values in table.items()
        for year, people in zip(years, values, strict=True)
        if people is not None
        for name, factor in (("population", 1), ("foreign", foreign))
    ]
    return raw(squares(areas) if isinstance(areas, int) else areas, rows)


def others(years, but=()):
    """Eight districts that keep their inhabitants."""
    return {f"{k:02}": [2000 + 500 * k] * len(years) for k in range(1, 9) if f"{k:02}" not in but}


def about(city, *codes, **options):
    found = check(city, outline=None, town_name="Musterstadt", options=Options(**options))
    return [f for f in found if f.code in (codes or ("changed_keys", "moved_boundary", "jump"))]


def taken(city, *codes, ways=()) -> City:
    options = Options(ways=ways)
    found = check(city, outline=None, town_name="Musterstadt", options=options)
    return repair(city, found, set(codes), ags=AGS, options=options)


def people(city: City, key: str) -> dict[int, float]:
    rows = city.observations
    own = rows[(rows["area_id"] == key) & (rows["indicator"] == "population")]
    return dict(zip(own["year"], own["value"], strict=True))


CENSUS = (2011, 2022)


def merged():
    """09 and 10 end in 2011 without an outline, 08 begins in 2022."""
    table = others(CENSUS, but=("08",)) | {
        "08": [None, 10_100], "09": [6_000, None], "10": [4_000, None],
    }  # fmt: skip
    return town(table, CENSUS)


def test_a_merger_is_said_and_offered():
    (finding,) = about(merged())
    assert (finding.severity, finding.subject) == ("repair", "08")
    assert [way.id for way in finding.ways] == ["add_up", "leave_out"]
    german, english = finding.text("de"), finding.text("en")
    for part in ("09, 10", "08 (Viertel 8)", "2011", "2022", "10.000 → 10.100"):
        assert part in german
    assert "10,000 → 10,100" in english
    assert "zusammenzählen" in finding.repair_text("de")
    assert not about(merged(), "id_without_polygon"), "the figures have a place now"


def test_a_merger_is_added_up_and_recorded():
    city = taken(merged(), "changed_keys")
    assert people(city, "08") == {2011: 10_000, 2022: 10_100}
    assert city.record == ("Werte bis 2011 von 09, 10 unter 08 (Viertel 8) zusammengezählt.",)
    total = city.observations.groupby(["year", "indicator"])["value"].sum()
    rows = merged().observations.astype({"value": float, "year": int})
    assert total[2011, "population"] == rows.groupby(["year", "indicator"])["value"].sum()[2011, "population"]  # fmt: skip


def test_a_merger_can_be_left_out():
    city = taken(merged(), "changed_keys", ways=(("changed_keys:08", "leave_out"),))
    assert people(city, "08") == {2022: 10_100}
    assert city.record == ("Werte bis 2011 wegen geänderter Grenzen weggelassen: 09, 10.",)


def test_what_would_be_lost_has_to_be_decided():
    with pytest.raises(PackageError, match="zusammenzählen"):
        taken(merged())
    with pytest.raises(PackageError, match="zusammenzählen"):
        to_city(merged(), ags=AGS)


def test_a_split_is_shared_by_inhabitants():
    table = others(CENSUS, but=("07", "08")) | {
        "07": [None, 6_000], "08": [None, 2_000], "77": [8_003, None],
    }  # fmt: skip
    city = town(table, CENSUS)
    (finding,) = about(city)
    assert [way.id for way in finding.ways] == ["split", "leave_out"]
    done = taken(city, "changed_keys")
    assert (people(done, "07")[2011], people(done, "08")[2011]) == (6_002, 2_001)
    assert "nach den Einwohnern von 2022" in done.record[0]


def test_a_new_number_is_followed():
    years = (2019, 2020, 2021)
    table = others(years, but=("08",)) | {"08": [None, None, 5_050], "8": [5_000, 5_010, None]}
    # leading zeros are another matter: 8 would be 08
    table["old8"] = table.pop("8")
    city = town(table, years)
    (finding,) = about(city)
    assert "old8" in finding.text("de")
    done = taken(city, "changed_keys")
    assert people(done, "08") == {2019: 5_000, 2020: 5_010, 2021: 5_050}


def test_two_mergers_in_one_year_are_told_apart():
    table = others(CENSUS, but=("07", "08")) | {
        "07": [None, 9_100], "08": [None, 2_050],
        "a1": [4_000, None], "a2": [5_000, None], "b1": [1_200, None], "b2": [800, None],
    }  # fmt: skip
    city = town(table, CENSUS)
    subjects = {f.subject: f.text("de") for f in about(city)}
    assert set(subjects) == {"07", "08"}
    assert "a1, a2" in subjects["07"]
    assert "b1, b2" in subjects["08"]
    ways = (("changed_keys:07", "leave_out"),)
    done = taken(city, "changed_keys", ways=ways)
    assert people(done, "07") == {2022: 9_100}
    assert people(done, "08") == {2011: 2_000, 2022: 2_050}


def test_what_fits_in_two_ways_is_asked_not_guessed():
    table = others(CENSUS, but=("07", "08")) | {
        "07": [None, 5_000], "08": [None, 5_100], "a": [5_000, None], "b": [5_050, None],
    }  # fmt: skip
    (finding,) = about(town(table, CENSUS))
    assert [way.id for way in finding.ways] == ["leave_out"]
    assert "from_year" in finding.text("de"), "the town's own table would tell"


def test_what_is_absorbed_by_a_neighbour_that_lives_on():
    years = (2014, 2015)
    table = others(years, but=("08",)) | {"08": [6_000, 8_050], "81": [2_000, None]}
    (finding,) = about(town(table, years))
    assert [way.id for way in finding.ways] == ["add_up", "leave_out"]
    done = taken(town(table, years), "changed_keys")
    assert people(done, "08") == {2014: 8_000, 2015: 8_050}
    left = taken(town(table, years), "changed_keys", ways=(("changed_keys", "leave_out"),))
    assert people(left, "08") == {2015: 8_050}, "its own figures are those of a smaller ground"


def test_a_part_that_becomes_a_district_is_offered_and_may_stay():
    years = (2018, 2019)
    table = others(years, but=("07", "08")) | {"07": [9_000, 5_000], "08": [None, 4_050]}
    city = town(table, years)
    (finding,) = about(city)
    assert (finding.code, finding.severity, finding.subject) == ("moved_boundary", "offer", "07")
    assert "4.050" in finding.text("de")
    untouched = taken(city)
    assert people(untouched, "07") == {2018: 9_000, 2019: 5_000}
    assert untouched.record == ()
    done = taken(city, ways=(("moved_boundary", "split"),))
    assert people(done, "07")[2018] + people(done, "08")[2018] == 9_000
    assert people(done, "08")[2018] == round(9_000 * 4_050 / 9_050)
    assert len(done.record) == 1


def test_ground_that_moves_between_neighbours():
    years = (2018, 2019)
    table = others(years, but=("07", "08")) | {"07": [9_000, 4_000], "08": [3_000, 8_000]}
    (finding,) = about(town(table, years))
    assert finding.code == "moved_boundary"
    done = taken(town(table, years), ways=(("moved_boundary", "split"),))
    assert (people(done, "07")[2018], people(done, "08")[2018]) == (4_000, 8_000)
    left = taken(town(table, years), ways=(("moved_boundary", "leave_out"),))
    assert (people(left, "07"), people(left, "08")) == ({2019: 4_000}, {2019: 8_000})


def test_a_jump_is_asked_about_and_changes_nothing_unasked():
    years = (2013, 2014, 2015, 2016)
    table = others(years, but=("05",)) | {"05": [9_000, 9_100, 28_300, 28_400]}
    city = town(table, years)
    (finding,) = about(city)
    assert (finding.key, finding.severity) == ("jump:05", "offer")
    for part in ("2014", "9.100", "2015", "28.300", "3,11-Fache", "Grenzen", "Neubaugebiet"):
        assert part in finding.text("de")
    assert people(taken(city), "05")[2013] == 9_000
    left = taken(city, ways=(("jump:05", "leave_out"),))
    assert people(left, "05") == {2015: 28_300, 2016: 28_400}


@pytest.mark.parametrize(
    ("then", "now", "noticed"),
    [
        (4_000, 4_000 * JUMP + 1, True),
        (4_000, 4_000 * JUMP - 1, False),
        (4_000 * JUMP + 1, 4_000, True),
        (2_000, 2_000 + JUMP_PEOPLE, True),
        (2_000, 1_999 + JUMP_PEOPLE, False),
        (LEAST - 1, 9_000, False),
        (0, 9_000, False),
        (9_000, LEAST - 1, False),
    ],
)
def test_a_jump_is_large_in_both_senses_and_of_no_small_district(then, now, noticed):
    years = (2014, 2015)
    # at the end of the strip and beside one that stays as it is
    table = others(years, but=("01",)) | {"01": [then, round(now)]}
    assert bool(about(town(table, years), "jump")) is noticed


@pytest.mark.parametrize(
    ("gap", "factor"), [(1, JUMP), (2, JUMP**2), (3, JUMP_MOST), (11, JUMP_MOST)]
)
def test_more_may_happen_in_more_years(gap, factor):
    years = (2000, 2000 + gap)
    for times, noticed in ((factor * 0.99, False), (factor * 1.01, True)):
        table = others(years, but=("01",)) | {"01": [10_000, round(10_000 * times)]}
        assert bool(about(town(table, years), "jump")) is noticed


def test_growth_of_the_whole_town_is_no_jump():
    years = (2014, 2015)
    doubled = {key: [values[0], 2 * values[0]] for key, values in others(years).items()}
    assert not about(town(doubled, years))


def test_the_first_year_and_new_housing_do_not_cry_wolf():
    years = tuple(range(2010, 2018))
    table = others(years, but=("08",)) | {"08": [0, 30, 400, 1_100, 2_300, 3_300, 4_100, 4_600]}
    assert not about(town(table, years))


def test_districts_that_only_lack_years_are_no_changed_boundaries():
    """Half of the districts have figures of one year, the others of the other: gaps, not changes."""
    table = {f"{k:02}": [2_000 + k, None] if k % 2 else [None, 3_000 + k] for k in range(1, 9)}
    assert not about(town(table, CENSUS))


def test_outlines_of_both_are_paired_by_their_ground():
    """The file holds two generations: 01 and 02 until 2020, 11 over both since."""
    frame = squares(8)
    x, y = CORNER
    both = frame.iloc[:1].assign(area_id="11", name="Zusammen")
    both = both.set_geometry([shapely.box(x, y, x + 2 * SIDE, y + SIDE)], crs=3035)
    areas = pd.concat([frame, both], ignore_index=True)
    years = (2019, 2020, 2021)
    table = others(years, but=("01", "02")) | {
        "01": [1_000, 1_010, None], "02": [2_000, 2_020, None], "11": [None, None, 4_400],
    }  # fmt: skip
    city = town(table, years, areas)
    (finding,) = about(city)
    assert finding.ids == ("01", "02", "11")
    assert [way.id for way in finding.ways] == ["add_up", "leave_out"]
    assert not about(city, "overlap"), "old outlines lie under new ones on purpose"
    done = taken(city, "changed_keys")
    assert people(done, "11") == {2019: 3_000, 2020: 3_030, 2021: 4_400}
    assert "01" not in set(done.areas["area_id"])
    assert done.areas.area.sum() == pytest.approx(8 * SIDE**2)
    left = taken(city, "changed_keys", ways=(("changed_keys", "leave_out"),))
    assert people(left, "11") == {2021: 4_400}
    assert "01" not in set(left.areas["area_id"])


def test_a_whole_town_drawn_anew_conserves_everybody():
    """Ten strips across become eight along: every old one lies under all new ones."""
    x, y = CORNER
    old = [shapely.box(x + k * 800, y, x + (k + 1) * 800, y + SIDE) for k in range(10)]
    new = [shapely.box(x, y + k * 125, x + 8_000, y + (k + 1) * 125) for k in range(8)]
    frame = squares(10).assign(area_id=[f"A{k}" for k in range(10)]).set_geometry(old, crs=3035)
    after = squares(8).assign(area_id=[f"B{k}" for k in range(8)]).set_geometry(new, crs=3035)
    areas = pd.concat([frame, after], ignore_index=True)
    table = {f"A{k}": [1_000 + 7 * k, 1_003 + 7 * k, None] for k in range(10)}
    table |= {f"B{k}": [None, None, 1_000 + 100 * k] for k in range(8)}
    city = town(table, (2019, 2020, 2021), areas)
    (finding,) = about(city)
    assert [way.id for way in finding.ways] == ["split", "leave_out"]
    done = taken(city, "changed_keys")
    assert set(done.areas["area_id"]) == {f"B{k}" for k in range(8)}
    total = done.observations.groupby(["year", "indicator"])["value"].sum()
    assert total[2019, "population"] == sum(1_000 + 7 * k for k in range(10))
    shares = done.observations[done.observations["year"] == 2019].pivot(
        index="area_id", columns="indicator", values="value"
    )["population"]
    weights = np.array([1_000 + 100 * k for k in range(8)])
    assert np.allclose(shares / shares.sum(), weights / weights.sum(), atol=0.002)


def test_hundreds_of_new_keys_without_outlines_ask_for_the_towns_own_table():
    table = {f"A{k:03}": [1_000 + k, None] for k in range(40)}
    areas = squares(10).assign(area_id=[f"B{k}" for k in range(10)])
    table |= {f"B{k}": [None, 4_200 + k] for k in range(10)}
    city = town(table, (2020, 2021), areas)
    (finding,) = about(city)
    assert [way.id for way in finding.ways] == ["leave_out"]
    assert "A000" in finding.text("de")


@pytest.mark.sources
@pytest.mark.parametrize(
    ("name", "expected"),
    [("leipzig", []), ("muenchen", []), ("berlin", ["moved_boundary:09041301"])],
)
def test_no_false_alarm_in_the_towns_at_hand(sources, name, expected):
    """Berlin's Allende II is no false alarm: it became a Planungsraum of its own in 2019."""
    from ankunft.intake.areas import read_package

    found = check(read_package(sources / "quarters" / name), outline=None, town_name=name)
    codes = ("changed_keys", "moved_boundary", "jump")
    assert [finding.key for finding in found if finding.code in codes] == expected


@pytest.mark.sources
@pytest.mark.parametrize("name", ["leipzig", "muenchen", "berlin"])
@pytest.mark.parametrize("gap", [2, 3, 5, 11])
def test_no_false_alarm_where_only_some_years_are_published(sources, name, gap):
    from ankunft.intake.areas import read_package
    from ankunft.intake.areas.checks import prepare
    from ankunft.intake.areas.outlines import Place

    areas, figures, _found = prepare(read_package(sources / "quarters" / name), Place(), Options())
    for start in range(gap):
        years = sorted(figures["year"].unique())[start::gap]
        found = detect(figures[figures["year"].isin(years)], areas)
        assert {change.kind for change in found} <= {"split_off"}
