"""The page of one town runs with every unit, every map and every rule, and its message is whole."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from ankunft.app.town_view import TownView, shown_by
from ankunft.app.view import View
from ankunft.base.language import LANGUAGES
from ankunft.base.small_numbers import count_text
from ankunft.edition.figures import figures
from ankunft.output.maps.palette import NO_DATA
from ankunft.town.classes import CENSUS, applicable
from ankunft.town.units import Units, cell_units, district_units, fine_units
from ankunft.typology import FIXED, ArrivalClass, applies

ROOT = Path(__file__).parents[2]
TOWNS = {
    "Leipzig": "14713000",
    "Berlin": "11000000",
    "Hamburg": "02000000",
    "Deggendorf": "09271119",
    "Hillgroven": "01051050",
}
"""With districts; with districts and cells of both years; with cells of both years; with cells of
2011; a village of some dozens of people."""
SECTIONS = ("list", "time", "segregation", "centre")


@pytest.fixture(scope="module")
def app() -> AppTest:
    """One visitor, who looks at one town after the other."""
    made = AppTest.from_file(ROOT / "app.py", default_timeout=120)
    made.switch_page("pages/quartiere.py")
    return made


@pytest.fixture(scope="module")
def units_of(edition):
    """AGS -> the kinds of units of a town, as the edition has them."""
    cells = figures(edition, "cell")

    def found(ags: str) -> dict[str, Units]:
        city = edition.city(ags)
        fine = edition.cells_100m
        kinds = {"district": district_units(city)} if city else {}
        kinds["cell"] = cell_units(cells[cells["ags"] == ags], ags, ags)
        kinds["fine"] = fine_units(fine[fine["ags"] == ags], ags, ags)
        return {kind: units for kind, units in kinds.items() if len(units)}

    return found


def show(app: AppTest, view: TownView, *, lang: str = "de", section: str = "list") -> AppTest:
    """The page with this view."""
    app.session_state["town_view"] = view
    app.session_state["view"] = View(lang=lang)
    app.session_state["section"] = section
    app.run()
    assert not app.exception, (view, [e.value for e in app.exception])
    assert not app.error, (view, [e.value for e in app.error])
    return app


def town_view(app: AppTest) -> TownView:
    return app.session_state["town_view"]


def sent(app: AppTest) -> list[dict[str, Any]]:
    """What the page sends to its maps."""
    return [json.loads(component.proto.json_args) for component in app.get("component_instance")]


def payloads(app: AppTest) -> list[dict[str, Any]]:
    """The paint that this run asks of each map."""
    found = []
    for arguments in sent(app):
        (text,) = re.findall(r"ankunft\.paint\((\{.*\})\);", json.dumps(arguments["feature_group"]))
        found.append(json.loads(json.loads(f'"{text}"')))
    return found


def count(text: str) -> int:
    return int(re.sub(r"[.,]", "", text))


def codes(payload: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(zlib.decompress(base64.b64decode(payload["codes"])), np.uint8)


def counted(payload: dict[str, Any]) -> dict[int, int]:
    """Legend: code -> number of areas."""
    rows = payload["legend"]["rows"]
    return {row["code"]: int(re.sub(r"[.,]", "", row["count"])) for row in rows}


@pytest.mark.parametrize("town", TOWNS.values(), ids=TOWNS)
def test_every_map_runs_with_every_rule(app, units_of, town):
    for kind, units in units_of(town).items():
        for shown in shown_by(units):
            for preset in (*filter(lambda name: applies(name, "district"), FIXED), "own"):
                view = TownView(town=town, unit=kind, shown=shown, preset=preset)
                show(app, view if preset == "own" else view.with_thresholds_of_preset())
                check_maps(app, units, view)


def check_maps(app: AppTest, units: Units, wanted: TownView) -> None:
    view = town_view(app)
    assert (view.town, view.unit, view.shown) == (wanted.town, wanted.unit, wanted.shown)
    assert {view.t0, view.t1} <= set(units.years)
    maps = payloads(app)
    assert len(maps) == (2 if view.shown == "beside" else 1)
    for payload in maps:
        played = len(units.years) if "frames" in payload else 1
        drawn = codes(payload)
        assert len(drawn) == len(units) * played, wanted
        assert drawn[drawn < NO_DATA].max(initial=0) < len(payload["palette"])
        if played == 1:
            assert sum(counted(payload).values()) == len(units), wanted
        assert payload["legend"]["title"]
        # the outlines come from this very app
        assert payload["files"]["town"].startswith("../../")


@pytest.mark.parametrize(
    ("town", "lang"), [*((town, "de") for town in TOWNS.values()), (TOWNS["Leipzig"], "en")]
)
def test_every_section_runs_for_every_unit(app, units_of, town, lang):
    for kind in units_of(town):
        for section in SECTIONS:
            show(app, TownView(town=town, unit=kind), lang=lang, section=section)
            assert not app.warning


@pytest.mark.parametrize("town", TOWNS.values(), ids=TOWNS)
def test_every_unit_can_be_selected_and_is_explained(app, units_of, town):
    for kind, units in units_of(town).items():
        some = units.ids[np.linspace(0, len(units) - 1, 12).astype(int)]
        for key in some:
            show(app, TownView(town=town, unit=kind, selected=str(key)))
            (payload,) = payloads(app)
            assert units.ids[payload["selected"]] == key
            assert len(app.subheader) == 1, "the panel has a heading"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cell_says_which_figures_are_its_quarters(app, units_of, lang):
    """The sentence is the quarter's and says so; the table holds both, each by its name."""
    units = units_of("11000000")["cell"]
    whole = {"de": "Für das ganze Quartier", "en": "For the whole quarter"}[lang]
    seen = {True: 0, False: 0}
    for key in units.ids[np.linspace(0, len(units) - 1, 12).astype(int)]:
        show(app, TownView(town="11000000", unit="cell", selected=str(key)), lang=lang)
        table = next(t.value for t in app.table if "2011" in t.value)
        larger = any(whole in text.value for text in app.markdown)
        seen[larger] += 1
        assert len(table) == (4 if larger else 2)
        cell = int(np.flatnonzero(units.ids == key)[0])
        people = units.people[units.at(2022), cell]
        said = table["2022"].iloc[0]
        assert said == count_text(people, lang)
        if larger and people >= 3:
            assert count(table["2022"].iloc[1]) > count(said), "a quarter has more people"
    assert all(seen.values())


@pytest.mark.parametrize("town", TOWNS.values(), ids=TOWNS)
@pytest.mark.parametrize("shown", ["class", "share", "beside"])
def test_the_message_names_no_other_host(app, town, shown):
    show(app, TownView(town=town, shown=shown), section="centre")
    assert sent(app)
    for arguments in sent(app):
        links = [*arguments["js_links"], *arguments["css_links"]]
        assert all(link.startswith("../../app/static/") for link in links)
        everything = json.dumps(arguments)
        assert set(re.findall(r"https?://([^/\"\\]+)", everything)) <= {"www.w3.org"}


@pytest.mark.parametrize("town", ["14713000", "11000000"])
def test_the_classes_of_the_map_are_those_of_the_list(app, units_of, town):
    show(app, TownView(town=town, unit="district"))
    (payload,) = payloads(app)
    (table,) = app.dataframe
    units = units_of(town)["district"]
    classes = dict(zip(units.ids, codes(payload), strict=True))
    named = {ArrivalClass(code) for code in classes.values() if code < NO_DATA}
    assert ArrivalClass.NEW in named
    # of districts each is a quarter of its own
    shown = table.value["class"].str.split(" ", n=1).str[1].value_counts()
    for kind in (ArrivalClass.TRADITIONAL, ArrivalClass.NEW, ArrivalClass.EMERGING, ArrivalClass.RECEDING):  # fmt: skip
        expected = sum(code == kind for code in classes.values())
        assert shown.get(kind.label("de"), 0) == expected
    assert table.value["reason"].str.len().min() > 40


def test_germany_is_a_reference_for_the_years_of_the_censuses_only(app):
    view = TownView(town="14713000", unit="district", reference="nation")
    show(app, view)
    assert (town_view(app).t0, town_view(app).t1) == CENSUS
    assert town_view(app).reference == "nation"
    show(app, replace(view, t0=2000, t1=2023))
    assert town_view(app).reference == "own"


@pytest.mark.parametrize("preset", [name for name in FIXED if applies(name, "district")])
def test_rules_that_cannot_be_used_are_not_shown_as_used(app, units_of, preset):
    """Some years have too few units for the rule of the address."""
    units = units_of("14713000")["district"]
    show(app, TownView(town="14713000", unit="district", t0=2005, t1=2015, preset=preset))
    used = town_view(app)
    assert applicable(used.preset, units, (used.t0, used.t1), used.left_out)


def test_a_marked_cell_counts_for_nothing(app, units_of):
    units = units_of("11000000")["cell"]
    view = TownView(town="11000000", unit="cell")
    show(app, view)
    (before,) = payloads(app)
    cell = int(np.flatnonzero(codes(before) == ArrivalClass.TRADITIONAL)[0])
    show(app, replace(view, left_out=(str(units.ids[cell]),)))
    (after,) = payloads(app)
    style = after["palette"][codes(after)[cell]]
    assert style["label"] == "Sonderwohnform, außen vor"
    assert style["fill"] not in {s["fill"] for s in before["palette"]}
    assert counted(after)[ArrivalClass.TRADITIONAL] <= counted(before)[ArrivalClass.TRADITIONAL] - 1


def test_fine_cells_show_2022_and_say_so(app, units_of):
    show(app, TownView(town="02000000", unit="fine", shown="class"))
    (payload,) = payloads(app)
    assert town_view(app).shown == "share"
    assert "2022" in payload["legend"]["title"]
    assert payload["values"]["years"] == [2022]
    assert any("2022" in option and "100" in option for option in app.radio[0].options)
    assert any("2022" in info.value for info in app.info)


def test_the_centre_is_drawn_with_its_section_only(app):
    view = TownView(town="11000000", unit="cell")
    kinds = {
        section: [line["kind"] for line in payloads(show(app, view, section=section))[0]["lines"]]
        for section in SECTIONS
    }
    assert "centre" in kinds["centre"]
    assert "centre" not in kinds["list"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_town_that_is_not_there_is_said(app, lang):
    show(app, TownView(town="99999999"), lang=lang)
    assert len(app.info) == 1
    assert not sent(app)
    assert len(app.title) == 1
