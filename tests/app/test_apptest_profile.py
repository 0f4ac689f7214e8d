"""Profile, comparison and similar towns run for every town, and say what the edition says."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ankunft.app.plain import plain
from ankunft.app.profile_view import ALIKE, GROUPS, MOST_CHOSEN, ProfileView
from ankunft.app.view import View
from ankunft.base.language import LANGUAGES, format_integer, format_number
from ankunft.edition.figures import figures
from ankunft.output.maps.palette import EMPTY, OUTSIDE
from ankunft.profiles import frame as profiles
from ankunft.profiles.peers import peers, prepare
from ankunft.profiles.size_classes import QUANTILES, by_size
from ankunft.profiles.text.setting import no_place

ROOT = Path(__file__).parents[2]
PROFILE, COMPARISON, PEERS = "stadtprofil", "vergleich", "aehnliche"
TOWNS = {
    "Goslar": "03153017",
    "Leipzig": "14713000",
    "Berlin": "11000000",
    "Deggendorf": "09271119",
    "Gröde": "01054039",
    "Dierfeld": "07231021",
}
"""A town of the study; with districts; a city that is a Land; one of Bavaria; the smallest with
figures; the one that lacks most of them."""
FORSTGUT = "01053105"
"""An unincorporated area: nobody lives there."""
BURG = ("15086015", "07232022")
"""Two municipalities of one name."""
NINE = (
    "07334007", "03153017", "16070029", "06437011", "08236040", "10044115", "05566084", "15084550",
    "14626610",
)  # fmt: skip
COMPARED = {0: (), 1: ("03153017",), 2: BURG, 6: NINE[:6], 9: NINE}
NOTHING = re.compile(r"\b(?:nan|None|NaT|NaN|inf)\b|<NA>")
NUMBER = re.compile(r"-?\d[\d.,]*")


@pytest.fixture(scope="module")
def app() -> AppTest:
    """One visitor, who looks at one town after the other."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=120)


@pytest.fixture
def visitor() -> AppTest:
    """A visitor of this test alone, for what may leave a page broken."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=120)


@pytest.fixture(scope="module")
def frame(edition) -> pd.DataFrame:
    return profiles.profile_frame(edition)


@pytest.fixture(scope="module")
def known(edition) -> list[profiles.Entry]:
    return profiles.entries(edition)


def show(app: AppTest, page: str, view: ProfileView, *, lang: str = "de") -> AppTest:
    """The page with this view."""
    app.switch_page(f"pages/{page}.py")
    app.query_params.clear()  # without an address every page is the first one
    app.session_state["profile_view"] = view
    app.session_state["view"] = View(lang=lang)
    app.run()
    assert not app.exception, (view, [e.value for e in app.exception])
    assert not app.error, (view, [e.value for e in app.error])
    assert not app.warning, (view, [e.value for e in app.warning])
    return app


def view_of(app: AppTest) -> ProfileView:
    return app.session_state["profile_view"]


def charts(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def texts(app: AppTest) -> list[str]:
    """Everything that is to be read on the page, but for numbers in charts."""
    blocks = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.info]
    found = [str(block.value) for block in blocks]
    found += [str(widget.label) for widget in (*app.button, *app.selectbox, *app.slider, *app.radio)]  # fmt: skip
    for table in (*app.dataframe, *app.table):
        found += [str(name) for name in (*table.value.columns, *table.value.index)]
        found += [str(cell) for cell in table.value.to_numpy().ravel()]
    found += [json.dumps(spec, ensure_ascii=False) for spec in charts(app)]
    return found


def check_texts(app: AppTest) -> None:
    """No figure that is missing is written as a program writes it."""
    for text in texts(app):
        assert not NOTHING.search(text), text[:200]


def payload(app: AppTest) -> dict[str, Any]:
    """The paint that this run asks of the first map."""
    arguments = json.loads(app.get("component_instance")[0].proto.json_args)
    (text,) = re.findall(r"ankunft\.paint\((\{.*\})\);", json.dumps(arguments["feature_group"]))
    return json.loads(json.loads(f'"{text}"'))


def codes(painted: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(zlib.decompress(base64.b64decode(painted["codes"])), np.uint8)


def number(text: str, lang: str) -> float:
    """The number at the beginning of a text, NaN if it has none."""
    found = NUMBER.match(text.replace("\u2212", "-"))
    if not found:
        return np.nan
    thousands, decimal = (".", ",") if lang == "de" else (",", ".")
    return float(found.group().replace(thousands, "").replace(decimal, "."))


def assert_written(text: str, value: float, entry: profiles.Entry, lang: str) -> None:
    """The text is this value as rounded as the catalogue says; a missing one is no number."""
    said = number(text, lang)
    if np.isnan(value):
        assert np.isnan(said), (entry.id, text)
        assert text == {"de": "keine Angabe", "en": "no figure"}[lang]
    else:
        assert said == pytest.approx(value, abs=0.5 * 10.0**-entry.decimals + 1e-9), entry.id
        assert entry.unit(lang) in text


# ---------------------------------------------------------------- the profile


@pytest.mark.parametrize(
    ("town", "lang"),
    [*((ags, "de") for ags in TOWNS.values()), (TOWNS["Leipzig"], "en"), (TOWNS["Dierfeld"], "en")],
)
def test_every_profile_runs_in_every_group(app, frame, known, town, lang):
    has = int(frame.loc[town, [entry.id for entry in known]].notna().sum())
    for group in GROUPS:
        show(app, PROFILE, ProfileView(town=town, group=group), lang=lang)
        check_texts(app)
        assert app.title[0].value.replace("\\", "").startswith(frame.at[town, "name"])
        maps, said = len(app.get("component_instance")), len(app.info)
        # of the smallest places no cell is published: that is said where the map would be
        assert (maps, said) == ((0, 1) if town == TOWNS["Dierfeld"] else (1, 0))
        strips = [spec for spec in charts(app) if "title" in spec]
        # a village has figures, but no place among others
        village = frame.at[town, "population_2022"] < 1_000
        assert len(strips) == (0 if village else has)
        assert not (village and re.search("Viertel|quarter of", " ".join(texts(app))))
        # what is missing is said with its reason
        said = [text.value for text in app.caption]
        for entry in known:
            if np.isnan(frame.at[town, entry.id]):
                (line,) = [text for text in said if text.startswith(f"{entry.label(lang)}: ")]
                assert len(line) > len(entry.label(lang)) + 6


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("group", ["nation", "state", "size_class"])
@pytest.mark.parametrize("town", ["03153017", "11000000", "07334007"])
def test_the_table_of_a_profile_is_the_frame(app, frame, known, town, group, lang):
    show(app, PROFILE, ProfileView(town=town, group=group), lang=lang)
    (table,) = app.dataframe
    rows = table.value
    assert len(rows) == len(known)
    column = {"nation": None, "state": "state", "size_class": "size_class"}[group]
    others = frame if column is None else frame[frame[column] == frame.at[town, column]]
    for (_number, row), entry in zip(rows.iterrows(), known, strict=True):
        _block, label, value, place, lower, median, upper, year, source = row
        assert label == entry.label(lang)
        assert_written(value, frame.at[town, entry.id], entry, lang)
        for text, share in ((lower, 0.25), (median, 0.5), (upper, 0.75)):
            assert_written(text, others[entry.id].quantile(share), entry, lang)
        assert (year, source) == (entry.year, entry.source(lang))
        assert year
        if np.isnan(frame.at[town, entry.id]):
            assert place == "–"
    number_of_group = next(text.value for text in app.caption if str(len(others)) in re.sub("[.,]", "", text.value))  # fmt: skip
    assert number_of_group


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_a_village_has_its_figures_alone(app, frame, known, lang):
    show(app, PROFILE, ProfileView(town="07231021"), lang=lang)
    (table,) = app.dataframe
    assert len(table.value) == len(known)
    for (_number, row), entry in zip(table.value.iterrows(), known, strict=True):
        _block, label, value, _year, _source = row
        assert label == entry.label(lang)
        assert_written(value, frame.at["07231021", entry.id], entry, lang)


def test_the_group_of_similar_towns_is_the_list_and_the_town(app, frame):
    show(app, PROFILE, ProfileView(town="03153017", group="peers", n=12))
    assert any(re.search(r"\b13\b", text.value) for text in app.caption)


def test_the_series_of_every_indicator_runs(app):
    show(app, PROFILE, ProfileView(town="14713000"))
    box = app.selectbox(key="profile_series")
    for option in range(0, len(box.options), 9):
        app.selectbox(key="profile_series").select_index(option)
        app.run()
        assert not app.exception
        # the Kreis beside the town's own statistics
        assert len([spec for spec in charts(app) if "title" not in spec]) == 2
    show(app, PROFILE, ProfileView(town="03153017"))
    assert len([spec for spec in charts(app) if "title" not in spec]) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", [PROFILE, PEERS])
@pytest.mark.parametrize("town", [FORSTGUT, "99999999"])
def test_a_place_without_figures_is_said(app, page, town, lang):
    show(app, page, ProfileView(town=town), lang=lang)
    assert len(app.info) == 1
    assert len(app.title) == 1
    assert not app.get("component_instance")
    assert not app.get("vega_lite_chart")
    # from here a town can be searched
    assert len(app.selectbox) == 1


def test_a_town_searched_is_shown(app, frame):
    show(app, PROFILE, ProfileView(town=FORSTGUT, group="nation"))
    box = app.selectbox(key="profile_search")
    box.select("09271119")
    app.run()
    assert not app.exception
    assert view_of(app) == ProfileView(town="09271119", group="nation")
    assert app.title[0].value == "Deggendorf"
    assert app.selectbox(key="profile_search").value is None, "free for the next search"


# ---------------------------------------------------------------- similar towns


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("alike", ALIKE)
@pytest.mark.parametrize("town", [ags for name, ags in TOWNS.items() if name not in ("Gröde", "Dierfeld")])  # fmt: skip
def test_similar_towns_run_for_every_question(app, town, alike, lang):
    show(app, PEERS, ProfileView(town=town, alike=alike), lang=lang)
    check_similar(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("town", ["01054039", "07231021"])
def test_a_village_has_no_good_comparison(app, frame, town, lang):
    show(app, PEERS, ProfileView(town=town), lang=lang)
    (said,) = app.info
    assert frame.at[town, "name"] in said.value
    assert plain(format_integer(2_000, lang)) in said.value
    assert not app.dataframe
    drawn = codes(payload(app))
    assert (np.flatnonzero(drawn == 0).size, np.flatnonzero(drawn == 1).size) == (1, 0)
    sentence = said.value
    show(app, PROFILE, ProfileView(town=town, group="peers"), lang=lang)
    assert no_place(lang) in [text.value for text in app.caption], "nor is it placed among others"
    show(app, COMPARISON, ProfileView(town=town), lang=lang)
    assert app.button(key="preset_peers").disabled
    assert app.button(key="preset_peers").help == sentence


def check_similar(app: AppTest) -> None:
    check_texts(app)
    (listed,) = app.dataframe
    assert len(listed.value) == 10
    painted = payload(app)
    assert [row["count"] for row in painted["legend"]["rows"]] == ["1", "10"]
    drawn = codes(painted)
    assert (np.flatnonzero(drawn == 0).size, np.flatnonzero(drawn == 1).size) == (1, 10)
    joined = listed.value.iloc[:, -3].astype(str)
    assert (joined.str.len() > 0).all()


@pytest.mark.parametrize("town", ["03153017", "14713000"])
def test_the_list_is_what_was_reckoned(app, edition, frame, known, town):
    show(app, PEERS, ProfileView(town=town, n=15, size=0.5, migration=2.0))
    view = view_of(app)
    space = prepare(frame, [entry for entry in known if entry.compared])
    expected = peers(space, town, n=15, weights=view.weights).table
    listed = app.dataframe[0].value
    assert listed["Stadt"].to_list() == expected["name"].to_list()
    assert listed["Personen 2022"].to_list() == expected["population"].to_list()
    states = edition.states.set_index("state")["name"]
    assert listed["Land"].to_list() == expected["state"].map(states).to_list()
    np.testing.assert_allclose(listed["Abstand"], expected["distance"], atol=0.005001)
    np.testing.assert_allclose(listed["Bestand"], expected["stability"], atol=0.005001)
    labels = {entry.id: entry.label("de") for entry in known}
    for column, name in (("verbindet", "joins"), ("trennt", "separates")):
        said = [" · ".join(labels[part] for part in parts) for parts in expected[name]]
        assert listed[column].to_list() == said
    # the map shows these towns and no other
    towns = figures(edition, "municipality")
    drawn = codes(payload(app))
    assert set(towns["ags"][drawn == 1]) == set(expected["ags"])
    assert towns["ags"][drawn == 0].to_list() == [town]
    assert set(np.unique(drawn)) == {0, 1, OUTSIDE, EMPTY}
    assert (drawn == EMPTY).sum() == (~towns["has_figures"]).sum()


def test_the_limits_are_kept(app, frame):
    show(app, PEERS, ProfileView(town="03153017", without="state", least=20_000, most=40_000))
    listed = app.dataframe[0].value
    assert "Niedersachsen" not in set(listed["Land"])
    assert listed["Personen 2022"].between(20_000, 40_000).all()
    own = set(frame["name"][frame["county"] == "03153"])
    show(app, PEERS, ProfileView(town="03153017", least=0))
    assert not set(app.dataframe[0].value["Stadt"]) & own
    assert not any("teilen" in text.value for text in app.caption)
    app.radio(key="profile_without").set_value("none")
    app.run()
    assert set(app.dataframe[0].value["Stadt"]) & own
    assert any("keine Gemeinsamkeit" in text.value for text in app.caption)


def test_towns_of_another_size_are_marked(app):
    show(app, PEERS, ProfileView(town="03153017", least=600_000))
    (doubt,) = app.info
    assert plain("10-mal") in doubt.value
    assert not app.dataframe
    show(app, PEERS, ProfileView(town="11000000"))
    listed = app.dataframe[0].value
    few = listed["Personen 2022"] < 700_000
    assert few.any()
    assert listed["Hinweis"].str.contains("-mal so klein")[few].all()
    assert (listed["Hinweis"] == "")[listed["Personen 2022"] > 1e6].all()


def test_a_weight_changes_the_list_and_the_last_one_stays(app):
    weights = {"size": 0.0, "migration": 0.0, "economy": 0.0, "housing": 0.0}
    app.session_state["weights"] = True
    show(app, PEERS, ProfileView(town="03153017"))
    before = app.dataframe[0].value["Stadt"].to_list()
    app.slider(key="profile_migration").set_value(3.0)
    app.run()
    assert not app.exception
    assert view_of(app).migration == 3.0
    assert app.dataframe[0].value["Stadt"].to_list() != before
    show(app, PEERS, ProfileView(town="03153017", **weights))
    app.slider(key="profile_infrastructure").set_value(0.0)
    app.run()
    assert not app.exception
    assert view_of(app).infrastructure == 1.0, "one block has to count"
    assert app.slider(key="profile_infrastructure").value == 1.0
    del app.session_state["weights"]


def test_limits_that_leave_no_town_are_said(app):
    show(app, PEERS, ProfileView(town="03153017", least=4_900_000))
    assert len(app.info) == 1
    assert not app.dataframe
    assert (codes(payload(app)) == 1).sum() == 0


# ---------------------------------------------------------------- side by side


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("number", COMPARED)
def test_towns_side_by_side(app, frame, known, number, lang):
    towns = COMPARED[number]
    show(app, COMPARISON, ProfileView(town="03153017", compared=towns), lang=lang)
    check_texts(app)
    assert view_of(app).compared == towns
    assert len(app.multiselect[0].value) == number
    if number < 2:
        assert len(app.info) == 1
        assert len(app.dataframe) == 1, "small and large only"
        return
    assert not app.info
    table = app.dataframe[0].value
    names = list(table.columns[1:-1])
    assert len(set(names)) == number
    assert [name.split(" (")[0] for name in names] == frame.loc[list(towns), "name"].to_list()
    for (_row, row), entry in zip(table.iterrows(), known, strict=True):
        for name, ags in zip(names, towns, strict=True):
            assert_written(row[name], frame.at[ags, entry.id], entry, lang)
    (classes,) = app.table
    assert list(classes.value.index) == names
    people = [globals()["number"](text, lang) for text in classes.value.iloc[:, -1]]
    assert people == frame.loc[list(towns), "population_2022"].to_list()
    # every figure that a town has is a chart, and every chart names all towns
    small = [
        layers[1]["encoding"]
        for layers in (spec.get("layer", []) for spec in charts(app))
        if len(layers) > 1 and layers[1].get("encoding", {}).get("y", {}).get("field") == "town"
    ]
    figures_there = [e for e in known if frame.loc[list(towns), e.id].notna().any()]
    assert len(small) == len(figures_there)
    for encoding in small:
        assert encoding["y"]["scale"]["domain"] == names


@pytest.mark.parametrize("lang", LANGUAGES)
def test_small_and_large_is_told_for_every_figure(app, frame, known, lang):
    show(app, COMPARISON, ProfileView(town="03153017"), lang=lang)
    box = app.selectbox(key="profile_figure")
    assert box.options == [entry.label(lang) for entry in known]
    for place, entry in enumerate(known):
        if place % 4 == 0 or entry.id == "rent_2022":
            app.selectbox(key="profile_figure").select_index(place)
            app.run()
            assert not app.exception
            assert view_of(app).figure == entry.id
            expected = by_size(frame, entry).table
            shown = app.dataframe[0].value
            assert len(shown) == len(expected) == 5
            towns = [format_number(n, lang) for n in expected["n"]]
            assert shown.iloc[:, 0].to_list() == towns
            for column, quantile in enumerate(QUANTILES, start=2):
                figures = [format_number(v, lang, entry.decimals) for v in expected[quantile]]
                assert shown.iloc[:, column].to_list() == figures


def test_a_preset_takes_nine_towns_and_more_cannot_be_added(app):
    show(app, COMPARISON, ProfileView(town="03153017"))
    app.button(key="preset_vielfalt_in_den_zentren").click()
    app.run()
    assert not app.exception
    assert view_of(app).compared == NINE
    assert app.multiselect[0].proto.max_selections == 9
    show(app, COMPARISON, ProfileView(town="03153017", compared=NINE[:3]))
    assert app.multiselect[0].proto.max_selections == MOST_CHOSEN


def test_a_town_taken_from_the_selection_leaves_the_page(app):
    show(app, COMPARISON, ProfileView(town="03153017", compared=NINE[:3]))
    box = app.multiselect[0]
    box.unselect(box.value[0])
    app.run()
    assert not app.exception
    assert view_of(app).compared == NINE[1:3]


def test_the_towns_most_like_the_chosen_one(app, frame, known):
    show(app, COMPARISON, ProfileView(town="03153017"))
    app.button(key="preset_peers").click()
    app.run()
    assert not app.exception
    space = prepare(frame, [entry for entry in known if entry.compared])
    expected = peers(space, "03153017", n=5).table["ags"].to_list()
    assert view_of(app).compared == ("03153017", *expected)


@pytest.mark.parametrize("towns", [BURG, NINE[:4]])
def test_every_town_has_a_map(app, towns):
    app.session_state["compare_maps"] = True
    show(app, COMPARISON, ProfileView(town="03153017", compared=towns))
    maps = [json.loads(part.proto.json_args) for part in app.get("component_instance")]
    assert len(maps) == len(towns)
    # all in the classes of the atlas, from this very app
    for arguments in maps:
        links = [*arguments["js_links"], *arguments["css_links"]]
        assert all(link.startswith("../../app/static/") for link in links)
        hosts = set(re.findall(r"https?://([^/\"\\]+)", json.dumps(arguments)))
        assert hosts <= {"www.w3.org"}
    app.session_state["compare_maps"] = False


# ---------------------------------------------------------------- what is not well yet


@pytest.mark.parametrize("alike", ["structure", "arrival"])
def test_a_contrast_that_cannot_be_made_is_said(visitor, alike):
    """Too few people live there."""
    show(visitor, PEERS, ProfileView(town="07231021", alike=alike))
    assert visitor.info


def test_the_preset_of_a_place_without_figures(visitor):
    show(visitor, COMPARISON, ProfileView(town=FORSTGUT))
    assert visitor.button(key="preset_peers").disabled


def test_the_five_most_similar_are_five(visitor):
    show(visitor, COMPARISON, ProfileView(town="03153017", n=3))
    visitor.button(key="preset_peers").click()
    visitor.run()
    assert len(view_of(visitor).compared) == 6


def test_a_block_that_no_town_has_is_said(visitor):
    show(visitor, COMPARISON, ProfileView(town="03153017", compared=("07231021", "07232022")))
    assert any("keine dieser Städte" in text.value for text in visitor.caption)


def test_a_town_that_is_not_there_is_not_compared(visitor):
    show(visitor, COMPARISON, ProfileView(town="03153017", compared=("99999999", "03153017")))
    assert view_of(visitor).compared == ("03153017",)


@pytest.mark.parametrize("alike", ["structure", "arrival"])
def test_the_notes_explain_what_is_listed(visitor, alike):
    show(visitor, PEERS, ProfileView(town="03153017", alike=alike))
    assert "Bestand" not in visitor.dataframe[0].value.columns
    assert not any("Bestand" in text.value for text in visitor.caption)


def test_a_weight_of_zero_leaves_a_block_out_of_a_contrast(visitor, frame):
    view = ProfileView(town="03153017", alike="structure", size=0.0)
    show(visitor, PEERS, view)
    labels = {e.label("de") for e in profiles.entries() if e.block == "size"}
    named = " · ".join(visitor.dataframe[0].value["verbindet"]).split(" · ")
    assert not labels & set(named)


def test_a_stroke_is_a_town(visitor):
    show(visitor, PROFILE, ProfileView(town="03153017", group="nation"))
    assert not any(
        text.value.startswith("Jeder Strich ist eine von 10.786") for text in visitor.caption
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_size_without_figures_is_said_in_the_table(visitor, lang):
    """Below 5,000 inhabitants no centre is set beside the rest."""
    show(visitor, COMPARISON, ProfileView(town="03153017", figure="centre_ratio_2011"), lang=lang)
    assert visitor.dataframe[0].value.notna().all(axis=None)


def test_a_change_of_one_field_keeps_the_others(app):
    view = ProfileView(town="03153017", compared=NINE[:2], n=5, migration=2.0)
    show(app, PROFILE, view)
    box = app.selectbox(key="profile_search")
    box.select("14713000")
    app.run()
    assert view_of(app) == replace(view, town="14713000")
