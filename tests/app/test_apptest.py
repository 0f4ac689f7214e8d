"""Every page runs in both languages, and the message to the map says what was reckoned."""

from __future__ import annotations

import base64
import json
import re
import zlib
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from ankunft.app.view import LEVELS, View, colours
from ankunft.base.language import LANGUAGES
from ankunft.edition.figures import figures
from ankunft.edition.filters import passing
from ankunft.output.maps.pack import inhabited
from ankunft.output.maps.palette import EMPTY, NO_DATA, OUTSIDE, class_styles
from ankunft.typology import FIXED, ArrivalClass
from ankunft.typology.levels import classify_level, preset_agreement

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
MAP = "karte"
KIB = 1024


def open_page(name: str, **query: str) -> AppTest:
    """A visitor opens a page by its link."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{name}.py")
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception, [e.value for e in app.exception]
    return app


def arguments(app: AppTest) -> dict[str, Any]:
    """What the page sends to the map's component."""
    (component,) = app.get("component_instance")
    return json.loads(component.proto.json_args)


def payload(app: AppTest) -> dict[str, Any]:
    """The paint that this run asks for."""
    (found,) = re.findall(r"ankunft\.paint\((\{.*\})\);", json.dumps(arguments(app)["feature_group"]) )  # fmt: skip
    return json.loads(json.loads(f'"{found}"'))


def codes(app: AppTest) -> np.ndarray:
    text = payload(app)["codes"]
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8)


def view_of(app: AppTest) -> View:
    return app.session_state["view"]


def count(text: str) -> int:
    return int(re.sub(r"[.,]", "", text))


@pytest.fixture(scope="module")
def frames(edition):
    return {level: figures(edition, level) for level in LEVELS}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_runs(name, lang):
    app = open_page(name, lang=lang)
    assert view_of(app).lang == lang
    assert app.title
    assert not app.error
    assert not app.warning
    # Streamlit prints bare strings; a comment on a constant must not become text of a page
    assert not any("docs/decisions" in text.value for text in app.markdown)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_alone(name):
    checked(AppTest.from_file(ROOT / "pages" / f"{name}.py", default_timeout=60).run())


@pytest.mark.parametrize("level", LEVELS)
def test_the_message_names_no_other_host(level):
    sent = arguments(open_page(MAP, level=level))
    links = [*sent["js_links"], *sent["css_links"]]
    assert len(links) == 2
    assert all(link.startswith("../../app/static/") for link in links)
    everything = json.dumps(sent)
    assert "cdn" not in everything
    hosts = set(re.findall(r"https?://([^/\"\\]+)", everything))
    assert hosts <= {"www.w3.org"}


@pytest.mark.parametrize("level", LEVELS)
def test_the_codes_are_the_classes(level, frames):
    app = open_page(MAP, level=level)
    frame, view = frames[level], view_of(app)
    rows = inhabited(frame) if level == "cell" else np.arange(len(frame))
    result = classify_level(frame, level, view.parameters)
    expected = result.classes[rows].copy()
    expected[expected == ArrivalClass.NO_DATA] = NO_DATA
    if "has_figures" in frame:
        expected[~frame["has_figures"].to_numpy()] = EMPTY
    if level == "cell":
        # where nothing is known of 2022: below low, between, from high on in 2011
        lq = frame["lq_2011"].to_numpy()[rows]
        enough = result.panel.n_t0[rows] >= view.min_n
        earlier = enough & np.isfinite(lq) & np.isnan(result.panel.share_t1[rows])
        assert earlier.sum() > 10_000
        p = view.parameters
        pattern = len(class_styles("de", dark=False)) + (lq >= p.low).astype(int) + (lq >= p.high)
        expected[earlier] = pattern[earlier]
    np.testing.assert_array_equal(codes(app), expected)


@pytest.mark.parametrize(("level", "most"), [("municipality", 20), ("cell", 60)])
def test_the_message_is_small(level, most):
    sent = arguments(open_page(MAP, level=level))
    # the base of the map is the same at every run, but Streamlit sends it along
    assert len(json.dumps(sent)) <= most * KIB


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_legend_counts_every_area_once(level, lang):
    app = open_page(MAP, level=level, lang=lang)
    rows = {row["code"]: count(row["count"]) for row in payload(app)["legend"]["rows"]}
    drawn = codes(app)
    assert sum(rows.values()) == len(drawn)
    assert {code: many for code, many in rows.items() if many} == {
        int(code): int(many) for code, many in zip(*np.unique(drawn, return_counts=True), strict=True)
    }  # fmt: skip


@pytest.mark.parametrize("preset", [*FIXED, "own"])
def test_a_preset_chosen_is_the_preset_drawn(preset, frames):
    app = open_page(MAP)
    app.selectbox(key="widget_preset").set_value(preset)
    checked(app.run())
    assert view_of(app).preset == preset
    expected = classify_level(frames["municipality"], "municipality", view_of(app).parameters)
    said = expected.classes != ArrivalClass.NO_DATA
    np.testing.assert_array_equal(codes(app)[said], expected.classes[said])


@pytest.mark.parametrize(
    ("widget", "value"), [("high", 1.5), ("low", 0.5), ("margin", 5.0), ("min_n", 5000)]
)
def test_a_threshold_moved_is_drawn(widget, value, frames):
    app = open_page(MAP)
    before, sequence, base = codes(app), payload(app)["sequence"], arguments(app)["script"]
    control = app.number_input if widget == "min_n" else app.slider
    control(key=f"widget_{widget}").set_value(value)
    checked(app.run())
    view = view_of(app)
    assert getattr(view, widget) == value
    assert view.preset == ("relative" if widget == "min_n" else "own")
    after = codes(app)
    assert (before != after).any()
    assert payload(app)["sequence"] != sequence
    assert arguments(app)["script"] == base, "the map must not be mounted anew"
    expected = classify_level(frames["municipality"], "municipality", view.parameters)
    said = expected.classes != ArrivalClass.NO_DATA
    np.testing.assert_array_equal(after[said], expected.classes[said])


def test_low_never_passes_high():
    app = open_page(MAP)
    app.slider(key="widget_low").set_value(2.0)
    checked(app.run())
    assert (view_of(app).low, view_of(app).high) == (2.0, 2.0)
    app.slider(key="widget_high").set_value(0.7)
    checked(app.run())
    assert (view_of(app).low, view_of(app).high) == (0.7, 0.7)


@pytest.mark.parametrize(
    "query",
    [{"land": "13,14"}, {"size": "city"}, {"urb": "01", "land": "09"}, {"level": "cell", "land": "11"}],
)  # fmt: skip
def test_filters_leave_the_rest_pale(query, frames):
    app = open_page(MAP, **query)
    view = view_of(app)
    frame = frames[view.level]
    rows = inhabited(frame) if view.level == "cell" else np.arange(len(frame))
    through = passing(
        view.level, frame, frames["municipality"],
        states=view.states, sizes=view.sizes, urbanisation=view.urbanisation,
    )[rows]  # fmt: skip
    assert 0 < through.sum() < len(rows)
    np.testing.assert_array_equal(codes(app) == OUTSIDE, ~through)
    plain = codes(open_page(MAP, level=view.level))
    np.testing.assert_array_equal(codes(app)[through], plain[through])


@pytest.mark.parametrize("level", LEVELS)
def test_every_column_of_the_table_has_a_name_for_people(level):
    app = open_page(MAP, level=level)
    app.toggle(key="show_table").set_value(True)
    (table,) = checked(app.run()).dataframe
    assert {*table.value} <= {*json.loads(table.proto.columns)}


def test_agreement_about_cells_compares_them_with_their_whole_town(frames):
    """Also where most cells of a town have too few people to be shown themselves."""
    app = open_page(MAP, level="cell", colour="agreement")
    frame, drawn = frames["cell"], codes(app)
    result = classify_level(frame, "cell", view_of(app).parameters)
    agreed = preset_agreement(result, partial(classify_level, frame, "cell"))
    wanted = agreed.count[inhabited(frame)]
    said = drawn != NO_DATA
    assert said.sum() > 1_000
    np.testing.assert_array_equal(drawn[said], wanted[said])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("least", ["500", "20000"])
def test_every_colour_of_a_level_is_drawn(level, least):
    app = open_page(MAP, level=level, n=least)
    for colour in colours(level):
        app.selectbox(key="widget_colour").set_value(colour)
        checked(app.run())
        drawn = codes(app)
        assert drawn[drawn < NO_DATA].max(initial=0) < len(payload(app)["palette"])


@pytest.mark.parametrize("place", [0, 100_000, 200_000])
def test_the_outlined_cell_is_the_selected_one(place, frames):
    frame = frames["cell"]
    app = open_page(MAP, level="cell", sel=frame["id"].iloc[inhabited(frame)[place]])
    assert payload(app)["selected"] == place


@pytest.mark.parametrize(
    ("level", "area"),
    [("state", "05"), ("county", "13003"), ("municipality", "09271119"), ("municipality", "13071107")],
)  # fmt: skip
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_selected_area_is_explained(level, area, lang, frames):
    app = open_page(MAP, level=level, sel=area, lang=lang)
    name = frames[level].set_index("id").loc[area, "name"]
    assert any(str(name) in heading.value.replace("\\", "") for heading in app.subheader)
    assert payload(app)["selected"] >= 0


def test_cells_are_explained_without_figures_of_a_few_people(frames):
    cells = frames["cell"]
    few = cells[(cells["population_2011"] > 3) & (cells["population_2011"] < 50)].iloc[0]
    app = open_page(MAP, level="cell", sel=str(few["id"]))
    shares = app.table[0].value.astype(str)
    assert not shares[shares.index.str.contains("Anteil")].map(lambda v: "%" in v or v[0].isdigit()).to_numpy().any()  # fmt: skip


def test_an_address_with_errors_is_shown_and_told():
    app = open_page(MAP, land="99", n="0", lang="de")
    assert len(app.warning) == 2
    assert view_of(app) == View()
    checked(app.run())
    assert not app.warning, "told once"


def test_the_address_of_the_page_is_the_view():
    app = open_page(MAP, level="county", colour="q_alo", year="2010", sel="13003", land="13")
    app.select_slider(key="widget_year").set_value(2015)
    checked(app.run())
    query = {k: v if isinstance(v, str) else v[0] for k, v in app.query_params.items()}
    assert View.from_query(query) == view_of(app)
    assert view_of(app).year == 2015


def test_an_empty_selection_says_what_to_do():
    app = open_page(MAP, land="11", size="rural")
    app.toggle(key="show_table").set_value(True)
    checked(app.run())
    assert any("Filter" in text.value for text in app.info)


def test_the_table_has_the_areas_of_the_map(frames):
    app = open_page(MAP, level="county", land="05,13")
    app.toggle(key="show_table").set_value(True)
    checked(app.run())
    (table,) = app.dataframe
    counties = frames["county"]
    assert set(table.value["id"]) == set(counties[counties["state"].isin(["05", "13"])]["id"])


def test_data_and_methods_names_every_source(edition):
    app = open_page("daten", lang="de")
    text = " ".join(block.value for block in app.markdown)
    for source in edition.manifest["sources"]:
        for key in ("attribution", "licence_url", "dataset_url", "change_note_de"):
            assert source[key] in text
    assert any(edition.hash[:12] in block.value for block in app.code)


def test_small_estimates_of_2011_are_rounded_in_table_and_files(frames):
    app = open_page(MAP)
    app.toggle(key="show_table").set_value(True).run()
    listed = app.dataframe[0].value.set_index("id")["population_2011"].dropna()
    raw = frames["municipality"].set_index("id")["population_2011"].loc[listed.index]
    small = raw < 2_000
    assert (listed[~small] == raw[~small]).all()
    assert (listed[small] % 10 == 0).all()
    assert (raw[small] % 10 != 0).any()
