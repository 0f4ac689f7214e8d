"""Every fault is named, offered for repair or refused, and never repaired in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from ankunft.base.errors import PackageError
from ankunft.intake.areas import LIMITS, Options, check, repair, to_city
from ankunft.intake.areas.location import CANDIDATES

from .towns import CORNER, OUTLINE, ROWS, SIDE, raw, squares

AGS = "14713000"


def findings(city, code=None, **options):
    found = check(city, outline=OUTLINE, town_name="Musterstadt", options=Options(**options))
    return [f for f in found if code in (None, f.code)]


def one(city, code, **options):
    (finding,) = findings(city, code, **options)
    return finding


def repaired(city, *codes, **options):
    return repair(city, findings(city, **options), set(codes), ags=AGS, options=Options(**options))


def refused(city, *codes):
    with pytest.raises(PackageError) as error:
        repaired(city, *codes)
    return str(error.value)


def with_shapes(*shapes, ids=None, names=None):
    frame = squares(len(shapes))
    if ids:
        frame["area_id"] = ids
    if names:
        frame["name"] = names
    return frame.set_geometry(list(shapes), crs=3035)


def square(k, dx=0.0, dy=0.0):
    x, y = CORNER[0] + k * SIDE + dx, CORNER[1] + dy
    return shapely.box(x, y, x + SIDE, y + SIDE)


def value(city, area, year, indicator):
    rows = city.observations
    hit = rows[(rows.area_id == area) & (rows.year == year) & (rows.indicator == indicator)]
    return list(hit["value"])


def changed(position, text):
    rows = [list(row) for row in ROWS]
    rows[position][3] = text
    return rows


def test_sound_data_have_no_findings_and_stay_as_they_are():
    city = raw()
    assert findings(city) == []
    clean = to_city(city, ags=AGS)
    assert clean.record == ()
    assert clean.areas.crs.to_epsg() == 3035
    assert list(clean.areas.area_id) == ["01", "02"]
    assert value(clean, "02", 2012, "population") == [2002.0]
    assert clean.observations["year"].dtype == np.int16


@pytest.mark.parametrize("ags", ["1471300", "147130000", "../../etc", "1471300x", "١٤٧١٣٠٠٠"])
def test_a_key_that_is_no_ags_is_refused(ags):
    with pytest.raises(PackageError, match="acht Ziffern"):
        to_city(raw(), ags=ags)


# --- coordinates ---------------------------------------------------------------------------------


@pytest.mark.parametrize("epsg", CANDIDATES)
def test_without_crs_the_one_that_fits_the_town_is_offered_first(epsg):
    areas = squares(2, epsg).set_crs(None, allow_override=True)
    city = raw(areas)
    finding = one(city, "no_crs")
    assert finding.severity == "repair"
    assert finding.choices[0] == str(epsg)
    assert set(finding.choices) == {str(code) for code in CANDIDATES}
    assert "gebiete.geojson nennt kein Koordinatensystem" in finding.text("de")
    assert "EPSG:25832" in refused(city, "no_crs")
    fixed = repaired(city, "no_crs", crs=epsg)
    assert f"Koordinaten als EPSG:{epsg} gelesen." in fixed.record
    assert fixed.areas.geometry.geom_equals_exact(squares(2).geometry, 5.0).all()


def test_without_outline_the_country_decides():
    areas = squares(2, 25833).set_crs(None, allow_override=True)
    finding = next(f for f in check(raw(areas), outline=None, town_name="") if f.code == "no_crs")
    assert "25833" in finding.choices[:2]


def test_unknown_crs_is_quoted():
    areas = squares(2).set_crs(None, allow_override=True)
    finding = one(raw(areas, crs_text="EPSG:99999"), "unknown_crs")
    assert "EPSG:99999" in finding.text("de")


def test_a_wrong_choice_of_crs_puts_the_areas_outside():
    areas = squares(2).set_crs(None, allow_override=True)
    assert one(raw(areas), "outside_town", crs=25832).severity == "stop"


# --- outlines ------------------------------------------------------------------------------------


def test_invalid_outline_is_mended_only_when_chosen():
    x, y = CORNER
    bow = shapely.Polygon([(x, y), (x + SIDE, y + SIDE), (x + SIDE, y), (x, y + SIDE)])
    city = raw(with_shapes(bow, square(1)))
    finding = one(city, "invalid_geometry")
    assert finding.ids == ("01",)
    assert "1 von 2 Gebieten" in finding.text("de")
    assert "Umrisslinien bereinigen" in refused(city)
    fixed = repaired(city, "invalid_geometry")
    assert fixed.areas.geometry.is_valid.all()
    assert fixed.areas.geometry.iloc[0].area == pytest.approx(SIDE**2 / 2)
    assert "Ungültige Umrisslinie bereinigt bei 1 von 2 Gebieten (01)." in fixed.record


def test_outline_without_surface_stops():
    x, y = CORNER
    flat = shapely.Polygon([(x, y), (x + 1, y), (x + 2, y), (x, y)])
    city = raw(with_shapes(flat, square(1)))
    assert one(city, "no_surface").ids == ("01",)
    assert "keine brauchbare Fläche" in refused(city, "invalid_geometry")


def test_overlap_is_cut_from_the_later_area():
    city = raw(with_shapes(square(0), square(1, dx=-100.0)))
    finding = one(city, "overlap")
    assert finding.severity == "repair"
    assert finding.ids == ("01 / 02",)
    assert "100.000 m²" in finding.text("de")
    assert "abschneiden" in refused(city)
    fixed = repaired(city, "overlap")
    assert list(fixed.areas.area.round()) == [SIDE**2, SIDE**2 - 100 * SIDE]
    assert any("100.000 m²" in sentence for sentence in fixed.record)


def test_a_trace_of_overlap_is_a_note_and_stays():
    city = raw(with_shapes(square(0), square(1, dx=-0.0005)))
    finding = one(city, "overlap")
    assert finding.severity == "note"
    assert to_city(city, ags=AGS).areas.area.iloc[1] == pytest.approx(SIDE**2)


def test_an_area_inside_another_stops():
    city = raw(with_shapes(square(0).buffer(10), square(0)))
    stop = [f for f in findings(city, "overlap") if f.severity == "stop"]
    assert [f.ids for f in stop] == [("02",)]
    assert "vollständig" in refused(city, "overlap")


def test_parts_with_one_key_and_one_name_are_united_when_chosen():
    areas = with_shapes(
        square(0), square(1), square(2), ids=["01", "02", "02"], names=["A", "B", "B"]
    )
    city = raw(areas)
    assert one(city, "duplicate_area").severity == "repair"
    assert "vereinigen" in refused(city)
    fixed = repaired(city, "duplicate_area")
    assert list(fixed.areas.area_id) == ["01", "02"]
    assert list(fixed.areas.area.round()) == [SIDE**2, 2 * SIDE**2]


def test_one_key_for_two_names_stops():
    areas = with_shapes(square(0), square(1), ids=["01", "01"], names=["A", "B"])
    finding = one(raw(areas), "duplicate_area")
    assert finding.severity == "stop"
    assert finding.ids == ("01",)
    assert "verschiedenen Namen" in refused(raw(areas), "duplicate_area", "id_without_polygon")


def test_an_empty_key_stops():
    city = raw(with_shapes(square(0), square(1), ids=["01", ""]))
    assert one(city, "no_area_id").ids == ("Viertel 2",)
    assert "Schlüssel fehlt" in refused(city, "id_without_polygon")


def test_a_polygon_gets_the_key_that_its_neighbours_prove():
    keys = ["0101", "0102", "0201", "0202", "0203", "0202"]
    names = ["A", "B", "C", "Markt", "D", "Markt"]
    places = [0, 2, 7, 8, 9, 1]  # the second Markt lies between 0101 and 0102
    areas = with_shapes(*(square(k) for k in places), ids=keys, names=names)
    rows = [(key, 2011, "population", "100") for key in [*keys[:5], "0103"]]
    rows += [(key, 2011, "foreign", "10") for key in [*keys[:5], "0103"]]
    city = raw(areas, rows)
    note = one(city, "id_without_polygon")
    assert (note.severity, note.ids, note.lines) == ("note", ("0103",), (7, 13))
    assert one(city, "misplaced_key").ids == ("0202", "0103")
    assert findings(city, "duplicate_area") == []
    fixed = to_city(city, ags=AGS)
    placed = fixed.areas.set_index("area_id").geometry
    assert placed["0103"].equals(square(1))
    assert placed["0202"].equals(square(8))
    assert "0103" in fixed.record[0]
    with pytest.raises(PackageError, match="0103"):
        repair(city, (), {"id_without_polygon"}, ags=AGS)


def test_the_key_of_two_polygons_stays_where_neighbours_do_not_prove_another():
    areas = with_shapes(
        *(square(k) for k in (0, 1, 8, 9)), ids=["11", "12", "12", "13"], names=["A", "B", "B", "C"]
    )
    rows = [
        (key, 2011, name, "5")
        for key in ("11", "12", "13", "99")
        for name in ("population", "foreign")
    ]
    city = raw(areas, rows)
    assert findings(city, "misplaced_key") == []
    assert one(city, "duplicate_area").severity == "repair"


# --- town ----------------------------------------------------------------------------------------


def test_areas_outside_the_town_are_left_out_when_chosen():
    areas = squares(12)  # the town holds ten
    rows = [(k, 2011, name, "5") for k in areas.area_id for name in ("population", "foreign")]
    city = raw(areas, rows)
    finding = one(city, "outside_town")
    assert finding.severity == "repair"
    assert finding.ids == ("12",)  # the eleventh lies within the tolerance: its middle is 500 m off
    assert "Musterstadt" in finding.text("de")
    assert "Gebiete außerhalb der Stadt weglassen" in refused(city)
    fixed = repaired(city, "outside_town")
    assert "12" not in set(fixed.areas.area_id) | set(fixed.observations.area_id)
    assert "Außerhalb von Musterstadt weggelassen: 1 von 12 Gebieten (12)." in fixed.record


def test_all_areas_outside_stop():
    city = raw(squares(2).set_geometry(squares(2).translate(50_000, 0)))
    assert one(city, "outside_town").severity == "stop"
    assert "Kein Gebiet liegt in Musterstadt" in refused(city, "outside_town")


def test_too_many_areas_stop():
    many = squares(2).iloc[np.zeros(LIMITS.areas + 1, dtype=int)]
    assert one(raw(many), "too_many_areas").severity == "stop"


# --- keys ----------------------------------------------------------------------------------------


def test_figures_without_polygon_are_listed_with_lines_and_left_out():
    city = raw(rows=[*ROWS, ("77", 2011, "population", "5"), ("Summe", 2011, "foreign", "9")])
    finding = one(city, "id_without_polygon")
    assert finding.severity == "repair"
    assert finding.ids == ("77", "Summe")
    assert finding.lines == (10, 11)
    assert "werte.csv, Zeilen 10, 11." in finding.text("de")
    fixed = to_city(city, ags=AGS)
    assert set(fixed.observations.area_id) == {"01", "02"}
    assert fixed.record == ("Werte ohne Gebiet weggelassen, 2 von 10, Schlüssel (77, Summe).",)


def test_no_key_in_common_stops():
    city = raw(rows=[("A", *row[1:]) for row in ROWS])
    finding = findings(city, "id_without_polygon")[0]
    assert finding.severity == "stop"
    assert "dort A, hier 01, 02" in finding.text("de")


def test_keys_written_as_decimals_are_offered():
    rows = [(f"{int(area)}.0", *rest) for area, *rest in ROWS]
    finding = one(raw(rows=rows), "leading_zeros")
    assert "„1.0“ statt „01“" in finding.text("de")
    assert "decimal" in finding.text("en")
    done = repaired(raw(rows=rows), "leading_zeros")
    assert set(done.observations.area_id) == {"01", "02"}


def test_a_row_without_a_key_is_no_district_of_number_zero():
    areas = squares(2)
    areas["area_id"] = ["00", "01"]
    rows = [("0.0", 2011, "population", "5"), ("", 2011, "population", "999"),
            ("01", 2011, "foreign", "0"), ("00", 2011, "foreign", "1")]  # fmt: skip
    found = findings(raw(areas, rows), "leading_zeros")
    assert not found or "" not in found[0].ids


def test_lost_leading_zeros_are_offered():
    city = raw(rows=[(row[0].lstrip("0"), *row[1:]) for row in ROWS])
    finding = one(city, "leading_zeros")
    assert finding.ids == ("1", "2")
    assert "„1“ statt „01“" in finding.text("de")
    assert "ohne führende Nullen" in refused(city)
    assert set(repaired(city, "leading_zeros").observations.area_id) == {"01", "02"}


def test_zeros_lost_by_the_polygons_are_offered_too():
    areas = squares(2)
    areas["area_id"] = ["1", "2"]
    assert set(repaired(raw(areas), "leading_zeros").observations.area_id) == {"1", "2"}


def test_the_row_of_the_whole_town_is_no_district_with_a_lost_zero():
    areas = squares(2)
    areas["area_id"] = ["00", "01"]
    rows = [(k, 2011, n, "9") for k in ("0", "00", "01") for n in ("population", "foreign")]
    assert one(raw(areas, rows), "id_without_polygon").ids == ("0",)


def test_polygons_without_figures_are_noted():
    finding = one(raw(squares(4)), "polygon_without_figures")
    assert finding.severity == "note"
    assert finding.ids == ("03", "04")
    assert "2 von 4 Gebieten" in finding.text("de")


def test_duplicate_rows_with_the_same_number_are_left_out_when_chosen():
    city = raw(rows=[*ROWS, ROWS[0]])
    finding = one(city, "duplicate_key")
    assert (finding.severity, finding.lines) == ("repair", (10,))
    assert "Doppelte Zeilen" in refused(city)
    assert len(repaired(city, "duplicate_key").observations) == len(ROWS)


def test_duplicate_rows_with_other_numbers_stop_with_their_lines():
    city = raw(rows=[*ROWS, (*ROWS[0][:3], "999")])
    finding = one(city, "duplicate_key")
    assert (finding.severity, finding.lines) == ("stop", (2, 10))
    assert "01, 2011, Bevölkerung" in finding.text("de")
    assert "Zeilen 2, 10" in refused(city, "duplicate_key")


# --- years ---------------------------------------------------------------------------------------


def test_missing_years_are_noted():
    rows = [r for r in ROWS if r[:2] != ("02", 2012)]
    rows += [("01", 2015, "population", "5"), ("01", 2015, "foreign", "1")]
    texts = [f.text("de") for f in findings(raw(rows=rows), "missing_year")]
    assert any("fehlen die Jahre 2013, 2014" in text for text in texts)
    assert any("1 von 2 Gebieten fehlen Jahre (2012, 2015). Betroffen: 02." in t for t in texts)


@pytest.mark.parametrize("text", ["", "11", "2011/2012", "zweitausend", "3011", "12011"])
def test_unreadable_years_stop_with_their_line(text):
    city = raw(rows=[*ROWS, ("01", text, "population", "5")])
    finding = one(city, "year_unreadable")
    assert (finding.severity, finding.lines) == ("stop", (10,))
    assert "werte.csv, Zeile 10." in refused(city)


@pytest.mark.parametrize("text", ["2013", "31.12.2013", "2013-12-31", "Stand 2013", "2013.0"])
def test_dates_are_years(text):
    city = raw(rows=[*ROWS, ("01", text, "population", "5"), ("02", text, "population", "6")])
    assert value(to_city(city, ags=AGS), "01", 2013, "population") == [5.0]


# --- numbers -------------------------------------------------------------------------------------


def test_more_foreign_nationals_than_inhabitants_lose_both_figures():
    city = raw(rows=changed(1, "1002"))
    finding = one(city, "foreign_exceeds_population")
    assert (finding.ids, finding.lines) == (("01",), (2, 3))
    assert "Beide Zahlen" in refused(city)
    fixed = repaired(city, "foreign_exceeds_population")
    assert value(fixed, "01", 2011, "population") == value(fixed, "01", 2011, "foreign") == []
    assert value(fixed, "01", 2012, "population") == [1002.0]


def test_as_many_foreign_nationals_as_inhabitants_is_possible():
    assert findings(raw(rows=changed(1, "1001"))) == []


@pytest.mark.parametrize("text", ["x", "–", ".", "k.A.", "-", "nan", "inf", "1e5", "9" * 400, "٣"])
def test_text_in_place_of_a_number_becomes_missing_when_chosen(text):
    city = raw(rows=changed(3, text))
    finding = one(city, "not_a_number")
    assert (finding.ids, finding.lines) == (("01",), (5,))
    assert text[:20] in finding.text("de")
    assert "Als fehlend behandeln" in refused(city)
    fixed = repaired(city, "not_a_number")
    assert value(fixed, "01", 2012, "foreign") == []
    assert len(fixed.observations) == len(ROWS) - 1


def test_empty_cells_and_declared_marks_are_missing_without_a_question():
    city = raw(rows=changed(3, "x"), missing=frozenset({"", "x"}))
    assert {f.code for f in findings(city)} == {"missing_year"}
    assert to_city(raw(rows=changed(3, "")), ags=AGS).record == ()


def test_negative_numbers_become_missing_when_chosen():
    city = raw(rows=changed(3, "-7"))
    assert one(city, "negative").lines == (5,)
    assert "Negative Zahlen" in refused(city)
    assert value(repaired(city, "negative"), "01", 2012, "foreign") == []


def counts(*texts):
    """The texts as inhabitants of as many years, and foreign nationals without any trouble."""
    years = range(2011, 2011 + len(texts))
    rows = [("01", year, "population", text) for year, text in zip(years, texts, strict=True)]
    return raw(rows=rows + [("01", year, "foreign", "0") for year in years])


@pytest.mark.parametrize(
    ("texts", "read", "named"),
    [
        (["1.234", "12.345", "900"], [1234, 12345, 900], "Tausenderpunkte"),
        (["1.234.567", "900"], [1234567, 900], "Tausenderpunkte"),
        (["1,234", "900"], [1234, 900], "Tausenderkommas"),
        (["1 234", "12\u00a0345", "900"], [1234, 12345, 900], "Leerzeichen zwischen Tausendern"),
        (["1\u202f234", "900"], [1234, 900], "Leerzeichen zwischen Tausendern"),
        (["1'234", "900"], [1234, 900], "Apostrophe zwischen Tausendern"),
        (["1.234,0", "900"], [1234, 900], "Tausenderpunkte und Dezimalkomma"),
        (["5278,0", "900"], [5278, 900], "Dezimalkomma"),
        (["5278.0", "900"], [5278, 900], "ganze Zahlen mit Nachkommastellen 0"),
        (["5278.000", "812"], [5278, 812], "ganze Zahlen mit Nachkommastellen 0"),
    ],
)
def test_what_is_certain_in_counts_is_named_and_needs_no_consent(texts, read, named):
    city = counts(*texts)
    finding = one(city, "number_style")
    assert finding.severity == "note"
    assert f"{named} erkannt" in finding.text("de")
    odd = sum(not text.isdigit() for text in texts)
    assert f"{odd} von {len(texts)}" in finding.text("de")
    assert findings(city, "fractions") == findings(city, "decimal_sign") == []
    done = to_city(city, ags=AGS)
    assert list(done.observations.query("indicator == 'population'")["value"]) == read
    assert any(f"{named} erkannt" in sentence for sentence in done.record)


def test_a_convention_says_how_a_number_is_read():
    finding = one(counts("1.234", "900"), "number_style")
    assert "„1.234“ heißt 1234" in finding.text("de")
    assert "“1.234” means 1234" in finding.text("en"), "no sign that could be a decimal one"
    assert finding.lines == (2,)


def test_every_value_is_counted_in_one_convention():
    """688 counts, of which 344 have points and 100 points and a decimal comma."""
    years = range(1900, 1900 + 172)
    rows = [(a, year, "population", f"{year % 9 + 1}.345") for a in ("01", "02") for year in years]
    rows += [(a, year, "foreign", "1.234,0" if year < 1950 else "812") for a in ("01", "02") for year in years]  # fmt: skip
    found = findings(raw(rows=rows), "number_style")
    assert [dict(f.params)["n"] for f in found] == [100, 344]
    assert [dict(f.params)["total"] for f in found] == [344, 344]
    assert [dict(f.params)["indicators"] for f in found] == [("foreign",), ("population",)]


def test_a_convention_of_several_figures_is_named_once():
    """688 counts written 5278.0 are whole and bring one note."""
    years = range(1900, 1900 + 172)
    rows = [
        (area, year, name, f"{number}.0")
        for area in ("01", "02") for year in years
        for name, number in (("population", 5278), ("foreign", 812))
    ]  # fmt: skip
    city = raw(rows=rows)
    assert findings(city, "fractions") == findings(city, "decimal_sign") == []
    assert "688 von 688" in one(city, "number_style").text("de")
    assert "688 of 688" in one(city, "number_style").text("en")


@pytest.mark.parametrize(
    ("texts", "comma", "point"),
    [
        (["5.278", "5278"], [5278, 5278], [5.278, 5278]),
        (["812.000", "345.000"], [812000, 345000], [812, 345]),
        (["5.278", "0.5"], [5278], [5.278, 0.5]),
        (["5.278", "5278.0"], [5278], [5.278, 5278]),
        (["1,234", "12,5"], [1.234, 12.5], [1234]),
        (["1.234,5", "1,234.5"], [1234.5], [1234.5]),
        (["1.234", "1,234"], [1234, 1.234], [1.234, 1234]),
    ],
)
def test_counts_with_two_readings_are_asked(texts, comma, point):
    city = counts(*texts)
    finding = one(city, "decimal_sign")
    assert finding.severity == "repair"
    assert {way.id for way in finding.ways} == {"comma", "point"}
    with pytest.raises(PackageError):
        to_city(city, ags=AGS)
    for way, read in (("comma", comma), ("point", point)):
        options = Options(ways=(("decimal_sign:population", way),))
        found = check(city, outline=None, town_name="", options=options)
        codes = {"decimal_sign", "not_a_number", "foreign_exceeds_population"}
        done = repair(city, found, codes, ags=AGS, options=options)
        values = done.observations.query("indicator == 'population'")["value"]
        assert list(values) == read
        assert any("Dezimalzeichen gelesen" in sentence for sentence in done.record)


def test_another_column_of_the_table_settles_what_one_leaves_open():
    age = [("01", 2011, "Alter", "42.123")]
    assert one(raw(rows=[*ROWS, *age]), "decimal_sign").severity == "repair"
    for other, read in (("7,2", 42123), ("7.2", 42.123)):
        city = raw(rows=[*ROWS, *age, ("01", 2011, "sgb2_rate", other)])
        assert findings(city, "decimal_sign") == []
        assert value(to_city(city, ags=AGS), "01", 2011, "Alter") == [read]
    # two that contradict each other settle nothing
    both = [("01", 2011, "sgb2_rate", "7,2"), ("02", 2011, "Miete", "7.25")]
    assert one(raw(rows=[*ROWS, *age, *both]), "decimal_sign").severity == "repair"


def test_negative_numbers_are_read_in_the_same_style():
    city = counts("-1.234", "−5.278", "900")
    assert one(city, "number_style")
    assert "2 von 6" in one(city, "negative").text("de")


def percents(*texts):
    rows = [("01", 2000 + k, "sgb2_rate", text) for k, text in enumerate(texts)]
    return raw(rows=[*ROWS, *rows])


@pytest.mark.parametrize(
    ("texts", "read", "named"),
    [
        (["7,2", "10"], [7.2, 10], "Dezimalkomma"),
        (["7.2", "10"], [7.2, 10], ""),
        (["7.234", "10.5"], [7.234, 10.5], ""),
        (["7.234", "12.345"], [7.234, 12.345], ""),
        (["7,234", "10"], [7.234, 10], "Dezimalkomma"),
        (["7,2 %", "10\u00a0%"], [7.2, 10], "Dezimalkomma und Prozentzeichen"),
        (["7.2%"], [7.2], "Prozentzeichen"),
    ],
)
def test_decimal_signs_in_percentages(texts, read, named):
    city = percents(*texts)
    found = findings(city, "number_style")
    assert bool(found) is bool(named)
    assert not found or f"{named} erkannt" in found[0].text("de")
    rows = to_city(city, ags=AGS).observations
    assert list(rows[rows.indicator == "sgb2_rate"]["value"]) == read


def test_a_share_with_a_percent_sign_is_no_number_of_persons():
    assert "„12 %“" in one(counts("12 %", "900"), "not_a_number").text("de")


def test_the_user_may_name_the_decimal_sign():
    city = counts("1.234", "500.5")
    fixed = repaired(city, decimal=".")
    assert list(fixed.observations.query("indicator == 'population'")["value"]) == [1.234, 500.5]


def test_a_declared_decimal_sign_needs_no_question():
    rows = [("01", 2011, "population", "1.234,5"), ("01", 2011, "foreign", "12")]
    city = raw(rows=rows, decimal=",", group=".")
    assert findings(city, "decimal_sign") == []
    assert value(to_city(city, ags=AGS), "01", 2011, "population") == [1234.5]


def test_fractions_of_persons_are_noted():
    finding = one(counts("1000.5", "900.0", "800"), "fractions")
    assert (finding.severity, finding.lines) == ("note", (2,))
    assert "1 von 3" in finding.text("de")


def test_numbers_are_counted_within_their_file():
    city = raw(rows=[*ROWS, ("01", 2013, "foreign", "x"), ("01", 2014, "foreign", "y")])
    city.observations["file"] = ["a.csv"] * (len(ROWS) + 1) + ["b.csv"]
    texts = [finding.text("de") for finding in findings(city, "not_a_number")]
    assert f"1 von {len(ROWS) + 1}" in texts[0]
    assert "1 von 1" in texts[1]


# --- indicators ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["population", "foreign"])
def test_what_is_needed_must_be_there(name):
    rows = [(*r[:2], "Haushalte", r[3]) if r[2] == name else r for r in ROWS]
    finding = one(raw(rows=rows), f"no_{name}")
    assert finding.severity == "stop"
    assert "Haushalte" in finding.text("de")
    assert "Haushalte" in refused(raw(rows=rows))


def test_an_indicator_without_a_single_number_is_named():
    rows = [(*r[:3], "x") if r[2] == "foreign" else r for r in ROWS]
    assert "keiner brauchbar" in one(raw(rows=rows), "no_foreign").text("de")


def test_texts_that_look_like_html_stay_texts():
    areas = squares(2)
    areas["name"] = ["<b>Mitte</b>", "<script>alert(1)</script>"]
    assert list(to_city(raw(areas), ags=AGS).areas["name"]) == list(areas["name"])


def test_long_lists_are_complete_in_the_finding_and_short_in_the_sentence():
    rows = [*ROWS, *((f"Z{k:02d}", 2011, "population", "1") for k in range(30))]
    finding = one(raw(rows=rows), "id_without_polygon")
    assert len(finding.ids) == 30
    assert "Z19 …" in finding.text("de")
    assert "Z20" not in finding.text("de")
    assert "Z20" not in finding.record()


def test_nothing_but_missing_figures():
    rows = pd.DataFrame(ROWS).assign(**{"3": ""})[[0, 1, 2, "3"]].to_numpy().tolist()
    assert {"no_population", "no_foreign"} <= {f.code for f in findings(raw(rows=rows))}
