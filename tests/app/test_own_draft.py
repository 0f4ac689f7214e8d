"""An upload before it is used, and the page for it without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from own_files import CLASSES, DEGGENDORF, districts, geojson, long_table, package, rows, wide_table
from streamlit.testing.v1 import AppTest

from ankunft.app.own.draft import Draft
from ankunft.app.view import View
from ankunft.base.errors import PackageError
from ankunft.base.language import LANGUAGES
from ankunft.intake.areas import Options
from ankunft.intake.areas.upload import read_upload
from ankunft.town.units import district_units

ROOT = Path(__file__).parents[2]
CSV, ZIP, GEOJSON = "text/csv", "application/zip", "application/geo+json"


@pytest.fixture(scope="module")
def areas(edition):
    return districts(edition)


@pytest.fixture(autouse=True)
def no_folder(monkeypatch, tmp_path):
    """Neither the operator's folder nor that of the machine's user."""
    monkeypatch.delenv("ANKUNFT_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def made(edition):
    """Files -> draft of Deggendorf."""

    def make(files: dict[str, bytes], **changes) -> Draft:
        frame = edition.municipalities
        outline = frame.geometry[frame["ags"] == DEGGENDORF].iloc[0]
        tables = read_upload(files)
        values = {"mapping": tables.guess(), "options": Options(), "outline": outline, **changes}
        return Draft(1, tables, DEGGENDORF, "Deggendorf", **values)

    return make


# ---------------------------------------------------------------- the draft


def widget(of_kind, name: str):
    """The widget of the draft that is open; its key ends with the draft's number."""
    (found,) = [box for box in of_kind if (box.key or "").split("@")[0] == name]
    return found


def test_a_clean_package_needs_nothing(made, areas):
    draft = made({"viertel.zip": package(areas)})
    assert not draft.open_repairs
    assert not draft.stops
    city = draft.city()
    assert city.ags == DEGGENDORF
    assert city.title == "Deggendorf: Viertel"
    assert city.record == ()
    assert len(city.areas) == len(areas)
    assert len(city.observations) == len(rows(areas))
    assert city.credit.publisher == "Statistikstelle Deggendorf"


def test_nothing_is_repaired_that_was_not_agreed_to(made, areas):
    files = {"gebiete.geojson": geojson(areas), "werte.csv": wide_table(areas)}
    draft = made(files)
    codes = {finding.code for finding in draft.open_repairs}
    assert codes == {"decimal_sign", "id_without_polygon", "not_a_number"}
    for missing in codes:
        with pytest.raises(PackageError):
            made(files, chosen=frozenset(codes - {missing})).city()
    agreed = made(files, chosen=frozenset(codes))
    assert not agreed.open_repairs
    city = agreed.city()
    assert len(city.record) == len(codes)
    # one value was no number: everything else is what the office wrote
    assert len(city.observations) == len(rows(areas)) - 1
    assert draft.preview.observations.equals(city.observations), "the preview shows what follows"


def test_the_preview_has_the_classes_of_the_files(made, areas):
    units = district_units(made({"viertel.zip": package(areas)}).preview)
    for name, shares in CLASSES.items():
        assert units.share[:, list(units.names).index(name)] == pytest.approx(shares)


def test_without_a_preview_there_is_no_city(made, areas):
    """Two values for one key can be neither shown nor used."""
    table = long_table([*rows(areas), ("02", 2016, "foreign", 7)])
    draft = made({"viertel.zip": package(areas, table)})
    assert [finding.code for finding in draft.stops] == ["duplicate_key"]
    assert draft.preview is None
    with pytest.raises(PackageError, match="verschiedene Werte"):
        draft.city()


def test_the_credit_says_what_the_user_says(made, areas):
    files = {"gebiete.geojson": geojson(areas), "werte.csv": long_table(rows(areas))}
    silent = made(files).city().credit
    assert "Deggendorf" in silent.attribution
    assert "verändert" in silent.attribution
    told = made(files, publisher="Amt am Fluss", licence="dl-de/by-2-0").city().credit
    assert told.attribution == "© Amt am Fluss (Daten verändert)"
    assert told.licence == "dl-de/by-2-0"
    assert made(files).city().title == "Deggendorf: Stadtteile"


def test_what_the_user_says_goes_before_the_files(made, areas):
    credit = made({"viertel.zip": package(areas)}, publisher="Amt am Fluss").city().credit
    assert credit.publisher == "Amt am Fluss"
    assert "Amt am Fluss" in credit.attribution
    assert "Statistikstelle" not in credit.attribution


def test_areas_of_another_town_are_told(made, edition):
    elsewhere = districts(edition, "14713000", side=3)
    draft = made({"viertel.zip": package(elsewhere)})
    assert {"outside_town"} <= {finding.code for finding in draft.findings}
    assert draft.stops or draft.open_repairs


# ---------------------------------------------------------------- the page


def page(lang: str = "de", **state) -> AppTest:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app.session_state["view"] = View(lang=lang)
    for key, value in state.items():
        app.session_state[key] = value
    app.switch_page("pages/eigene-daten.py")
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception, [e.value for e in app.exception]
    return app


def upload(app: AppTest, *files: tuple[str, bytes, str], town: str = DEGGENDORF) -> AppTest:
    app.selectbox(key="own_town").set_value(town)
    checked(app.run())
    app.file_uploader[0].set_value(list(files))
    return checked(app.run())


def own(app: AppTest) -> dict:
    return app.session_state["own_cities"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_begins_with_what_it_wants(lang):
    app = page(lang)
    assert len(app.file_uploader) == 1
    assert not app.error
    assert len(app.table) == 3, "what the files should look like"


def test_files_without_a_town_wait_for_it(areas):
    app = page()
    app.file_uploader[0].set_value([("viertel.zip", package(areas), ZIP)])
    checked(app.run())
    assert [info.value for info in app.info] == ["Wählen Sie noch die Gemeinde, zu der die Dateien gehören."]  # fmt: skip
    assert "use_own" not in {button.key for button in app.button}


def test_a_package_is_used_and_shown(areas):
    app = upload(page(), ("viertel.zip", package(areas), ZIP))
    assert not app.button(key="use_own").disabled
    app.button(key="use_own").click()
    checked(app.run())
    assert list(own(app)) == [DEGGENDORF]
    assert len(app.success) == 1
    assert any("Deggendorf: Viertel" in text.value.replace("\\", "") for text in app.markdown)
    assert app.get("component_instance") == [], "the upload is over"
    checked(app.run())
    assert not app.success, "told once"
    app.switch_page("pages/quartiere.py")
    checked(app.run())
    assert app.title[0].value.startswith("Deggendorf"), "own towns come first"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_repair_needs_a_yes(areas, lang):
    files = ("g.geojson", geojson(areas), GEOJSON), ("w.csv", wide_table(areas), CSV)
    app = upload(page(lang), *files)
    boxes = [box.key for box in app.checkbox if box.key.startswith("repair_")]
    assert len(boxes) == 3
    for number, key in enumerate(boxes, 1):
        assert app.button(key="use_own").disabled
        app.checkbox(key=key).check()
        checked(app.run())
        assert app.button(key="use_own").disabled == (number < len(boxes))
    app.checkbox(key=boxes[0]).uncheck()
    checked(app.run())
    assert app.button(key="use_own").disabled
    app.button(key="agree_all").click() if "agree_all" in {b.key for b in app.button} else app.checkbox(key=boxes[0]).check()  # fmt: skip
    checked(app.run())
    app.button(key="use_own").click()
    checked(app.run())
    assert len(own(app)[DEGGENDORF].record) == 3


def test_columns_are_mapped_by_hand(areas):
    """Where no name says what a column is, the user says it."""
    table = long_table(rows(areas)).replace(b"area_id,year,indicator,value", b"a,b,c,d")
    table = table.replace(b"population", b"P1").replace(b"foreign", b"P2")
    files = ("g.geojson", geojson(areas), GEOJSON), ("w.csv", table, CSV)
    app = upload(page(), *files)
    assert app.error
    for name, column in {"table_area_id": "a", "year": "b", "indicator": "c", "value": "d"}.items():
        widget(app.selectbox, f"map_{name}").set_value(column)
        checked(app.run())
    for name, value in {"population": "P1", "foreign": "P2"}.items():
        widget(app.selectbox, f"map_{name}").set_value(value)
        checked(app.run())
    assert not app.error
    app.button(key="use_own").click()
    checked(app.run())
    assert set(own(app)[DEGGENDORF].observations["indicator"]) == {"population", "foreign"}


@pytest.mark.parametrize("wrong", ["area_id", "name", "table_area_id", "year", "indicator", "value", "population", "foreign"])  # fmt: skip
def test_a_wrong_mapping_is_said_and_can_be_corrected(areas, wrong):
    app = upload(page(), ("viertel.zip", package(areas), ZIP))
    box = widget(app.selectbox, f"map_{wrong}")
    right = box.value
    for option in box.options:
        value = "" if option.startswith("–") else option
        if value != right:
            widget(app.selectbox, f"map_{wrong}").set_value(value)
            checked(app.run())
    widget(app.selectbox, f"map_{wrong}").set_value(right)
    checked(app.run())
    assert not app.button(key="use_own").disabled


def used(areas) -> AppTest:
    app = upload(page(), ("viertel.zip", package(areas), ZIP))
    app.button(key="use_own").click()
    return checked(app.run())


def test_data_are_removed(areas):
    app = used(areas)
    app.button(key=f"remove_{DEGGENDORF}").click()
    checked(app.run())
    assert own(app) == {}


def test_a_removal_is_undone(areas):
    app = used(areas)
    app.button(key=f"remove_{DEGGENDORF}").click()
    checked(app.run())
    app.button(key="undo_remove").click()
    checked(app.run())
    assert list(own(app)) == [DEGGENDORF]
    assert "undo_remove" not in {button.key for button in app.button}


def test_a_second_upload_replaces_the_first(areas, edition):
    app = used(areas)
    fewer = districts(edition, side=3)
    upload(app, ("neu.zip", package(fewer, title="Deggendorf: Stadtteile"), ZIP))
    app.button(key="use_own").click()
    checked(app.run())
    assert len(own(app)[DEGGENDORF].areas) == len(fewer)
    app.switch_page("pages/quartiere.py")
    checked(app.run())
    assert app.title[0].value.startswith("Deggendorf")


def test_another_session_has_nothing_of_it(areas):
    assert list(own(used(areas))) == [DEGGENDORF]
    assert own(page()) == {}


def test_an_operators_folder_holds_the_data(areas, monkeypatch, tmp_path):
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path / "data"))
    app = used(areas)
    assert (tmp_path / "data" / "cities" / DEGGENDORF / "city.json").is_file()
    assert DEGGENDORF not in own(app)
    assert f"remove_{DEGGENDORF}" in {button.key for button in page().button}


def test_a_folder_that_takes_nothing_is_said(areas, monkeypatch, tmp_path):
    """A sentence, no traceback; and the upload is still there."""
    (tmp_path / "data").write_text("no folder")
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path / "data"))
    app = upload(page(), ("viertel.zip", package(areas), ZIP))
    app.button(key="use_own").click()
    checked(app.run())
    assert any("nicht speichern" in error.value for error in app.error)
    assert "use_own" in {button.key for button in app.button}


def test_another_town_for_the_same_files_checks_anew(areas):
    app = upload(page(), ("viertel.zip", package(areas), ZIP))
    assert not app.button(key="use_own").disabled
    app.selectbox(key="own_town").set_value("14713000")
    checked(app.run())
    assert app.button(key="use_own").disabled or app.error


def test_a_publisher_typed_just_before_the_click_counts(areas):
    """Leaving the field and clicking reach the server together."""
    app = upload(page(), ("viertel.zip", package(areas), ZIP))
    widget(app.text_input, "own_publisher").set_value("Amt am Fluss")
    app.button(key="use_own").click()
    checked(app.run())
    assert own(app)[DEGGENDORF].credit.publisher == "Amt am Fluss"


def test_two_files_of_one_name_are_told(areas):
    """Offices keep inhabitants/2022.csv beside foreign/2022.csv; neither may vanish silently."""
    table = [row for row in rows(areas) if row[2] == "population"]
    other = [row for row in rows(areas) if row[2] == "foreign"]
    app = page()
    app = upload(
        app,
        ("g.geojson", geojson(areas), GEOJSON),
        ("2022.csv", long_table(table), CSV),
        ("2022.csv", long_table(other), CSV),
    )
    (error,) = [error.value.replace("\\", "") for error in app.error]
    assert "Zwei Dateien heißen „2022.csv“" in error
    assert "use_own" not in {button.key for button in app.button}


def without_crs(areas) -> bytes:
    """Metres of UTM, and nothing that says so."""
    content = json.loads(
        areas.to_crs(25832).set_crs(None, allow_override=True).to_json(drop_id=True)
    )
    content.pop("crs", None)
    return json.dumps(content).encode()


def test_polygons_without_coordinate_system_are_seen_in_the_likeliest(areas):
    files = ("g.geojson", without_crs(areas), GEOJSON), ("w.csv", long_table(rows(areas)), CSV)
    app = upload(page(), *files)
    assert widget(app.selectbox, "crs").value == "25832"
    assert app.button(key="use_own").disabled
    assert len(app.get("component_instance")) == 1


def test_polygons_without_coordinate_system_are_used_once_agreed(areas):
    files = ("g.geojson", without_crs(areas), GEOJSON), ("w.csv", long_table(rows(areas)), CSV)
    app = upload(page(), *files)
    (box,) = [box.key for box in app.checkbox if box.key.startswith("repair_")]
    app.checkbox(key=box).check()
    checked(app.run())
    app.button(key="use_own").click()
    checked(app.run())
    taken = own(app)[DEGGENDORF].areas.set_index("area_id").geometry
    assert taken["07"].distance(areas.geometry.iloc[6].centroid) < 200


def shown_is_used(app: AppTest) -> None:
    """No box is ticked, no text stands and no column is chosen that the draft does not have."""
    draft = app.session_state["own_draft"][1]
    for box in app.checkbox:
        if (box.key or "").startswith("repair_"):
            assert box.value == (box.key.removeprefix("repair_").split("@")[0] in draft.chosen), (
                box.key
            )
    for box in app.selectbox:
        if (box.key or "").startswith("map_"):
            assert box.value == getattr(
                draft.mapping, box.key.removeprefix("map_").split("@")[0]
            ), box.key
    assert widget(app.text_input, "own_publisher").value == draft.raw.credit.publisher


@pytest.mark.parametrize("then", ["remap", "another_town", "another_file"])
def test_what_is_shown_is_what_is_used(areas, then):
    """After anything that begins a new check."""
    files = ("g.geojson", geojson(areas), GEOJSON), ("w.csv", wide_table(areas), CSV)
    app = upload(page(), *files)
    app.button(key="agree_all").click()
    checked(app.run())
    widget(app.text_input, "own_publisher").set_value("Amt am Fluss")
    checked(app.run())
    shown_is_used(app)
    if then == "remap":
        widget(app.selectbox, "map_name").set_value("area_id")
    elif then == "another_town":
        app.selectbox(key="own_town").set_value("14713000")
    else:
        app.file_uploader[0].set_value([files[0], ("x.csv", wide_table(areas), CSV)])
    checked(app.run())
    shown_is_used(app)
