"""The update in the app: what the page says before, during and after, and a new edition in use."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from other_edition import GONE, take_into_use
from streamlit.testing.v1 import AppTest
from test_apptest import checked, open_page
from update.server import Server, archive, running

from ankunft.app.selection.state import DECISIONS
from ankunft.app.shared import forget
from ankunft.app.update import notice
from ankunft.base import extras
from ankunft.base.language import LANGUAGES, format_integer
from ankunft.edition.figures import figures
from ankunft.edition.folders import Folders
from ankunft.selection.plan import Decision
from ankunft.sources.catalogue import load_catalogue
from ankunft.update import job
from ankunft.update.choice import hosts
from ankunft.update.job_state import JobState, Phase
from ankunft.update.lock import update_lock

ROOT = Path(__file__).parents[2]
LONG = 60
START, CANCEL, SHOW, BACK = "update_start", "update_cancel", "update_show", "update_back"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of somebody who has never made an update."""
    for name in ("ANKUNFT_EDITION", "ANKUNFT_UPDATE", "ANKUNFT_MIRRORS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(job, "_jobs", [])
    notice.renew()
    yield tmp_path / "data"
    notice.renew()
    for one in job._jobs:
        one.cancel()
        assert one.wait(LONG)


@pytest.fixture
def mirrors(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """All files that a program may fetch lie on this server."""
    with running() as server:
        lines = [
            f'{source.id} = "{server.address("/" + source.path)}"'
            for source in load_catalogue().values()
            if source.download
        ]
        file = data.parent / "mirrors.toml"
        file.write_text("\n".join(lines), encoding="utf-8")
        monkeypatch.setenv("ANKUNFT_MIRRORS", str(file))
        yield server


def child(*lines: object, waits: bool = False) -> job.Job:
    """An update whose process says this, and perhaps waits to be ended."""
    said = "\n".join(json.dumps(line) for line in lines)
    wait = "sys.stdin.read()" if waits else ""
    return job.start([sys.executable, "-c", f"import sys\nprint({said!r}, flush=True)\n{wait}"])


def again(app: AppTest) -> AppTest:
    """Run the page once more, from app.py on.

    A test takes the folder pages for one of an old kind, whose pages run alone.
    """
    del app.session_state["app"]
    return checked(app.run())


def press(app: AppTest, key: str) -> AppTest:
    """Press a button."""
    app.button(key=key).click()
    return again(app)


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def texts(app: AppTest) -> str:
    """All that the page says in words."""
    parts = (app.markdown, app.caption, app.info, app.success, app.error)
    return "\n".join(element.value for part in parts for element in part)


def bars(app: AppTest) -> dict[str, int]:
    """Percent by text."""
    return {bar.proto.text: bar.proto.value for bar in app.get("progress")}


def heard(one: job.Job, good: Callable[[JobState], object]) -> None:
    """Wait until the process has said something."""
    for _ in range(LONG * 50):
        if good(one.state):
            return
        one.wait(0.02)
    raise AssertionError(one.state)


# --- before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before(data, edition, lang):
    app = open_page("daten", lang=lang)
    said = texts(app)
    assert edition.hash[:12] in said
    for host in hosts(load_catalogue()):
        assert f"`{host}`" in said
    assert START in keys(app)
    assert not {CANCEL, SHOW, BACK} & keys(app)
    towns, cells = figures(edition, "municipality"), figures(edition, "cell")
    covered = set(cells.loc[cells["town_covered_2022"], "ags"])
    counted = towns[towns["has_figures"]]
    inside = counted[counted["ags"].isin(covered)]
    assert 0 < len(inside) < len(counted)
    table = app.table[0].value
    now, fuller = table.iloc[:, 0].to_list(), table.iloc[:, 1].to_list()
    assert format_integer(len(inside), lang) in now[1]
    assert format_integer(len(counted), lang) in now[1]
    assert format_integer(inside["population_2022"].sum(), lang) in now[2]
    assert format_integer(len(counted), lang) in fuller[1]
    assert now[0] != fuller[0], "the shipped outlines are drawn"
    by_hand = [s for s in load_catalogue().values() if s.by_hand]
    assert f"({len(by_hand)})" in app.expander[0].label


def test_nobody_is_asked_before_the_button_is_pressed(mirrors):
    app = open_page("daten")
    again(app)
    assert f"127.0.0.1:{mirrors.port}" in texts(app)
    assert mirrors.requests == []
    assert job.current() is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_only_asking_what_there_is(mirrors, lang):
    kept = [s for s in load_catalogue().values() if s.download]
    for number, source in enumerate(kept):
        if number:
            mirrors.offer(f"/{source.path}", archive(1_000_000))
    app = press(open_page("daten", lang=lang), "update_ask")
    assert {request.method for request in mirrors.requests if request.path != f"/{kept[0].path}"} == {"HEAD"}  # fmt: skip
    assert job.current() is None
    table = app.table[1].value
    assert len(table) == len(kept)
    assert list(table.iloc[1:, 1]) == [f"{'1,0' if lang == 'de' else '1.0'}\u00a0MB"] * (
        len(kept) - 1
    )
    assert "Status 404" in texts(app)
    number = f"{len(kept) - 1},0" if lang == "de" else f"{len(kept) - 1}.0"
    assert f"{number}\u00a0MB" in texts(app)
    asked = len(mirrors.requests)
    again(app)
    assert len(app.table[1].value) == len(kept)
    assert len(mirrors.requests) == asked, "once is enough"


def test_a_pinned_edition_has_no_button():
    app = open_page("daten")
    assert "ANKUNFT_EDITION" in texts(app)
    assert not {START, BACK} & keys(app)


@pytest.mark.parametrize("word", ["off", "OFF ", "0"])
def test_an_operator_switches_it_off(data, monkeypatch, word):
    monkeypatch.setenv("ANKUNFT_UPDATE", word)
    take_into_use(data)
    app = open_page("daten")
    assert "Auf diesem Server" in texts(app)
    assert not {START, BACK} & keys(app)


def test_packages_that_are_missing(data, monkeypatch):
    monkeypatch.setattr(extras, "BUILD_PACKAGES", ("rasterio", "ankunft_no_such_package"))
    app = open_page("daten")
    assert START not in keys(app)
    (said,) = app.info
    assert "pip install" in said.value


def test_addresses_that_cannot_be_read(data, monkeypatch):
    monkeypatch.setenv("ANKUNFT_MIRRORS", str(data / "nothing.toml"))
    app = open_page("daten")
    assert START not in keys(app)
    assert "ANKUNFT" in app.info[0].value


# --- during


def test_while_it_runs(data):
    one = child(
        {"says": "fetching", "changed": [["zensus2022_rent", 2_000_000, 8_000_000],
         ["zensus2022_age", 500_000, None], ["county_series", 0, 0]], "done": 2_500_000, "total": None},
        waits=True,
    )  # fmt: skip
    heard(one, lambda state: state.sources)
    app = open_page("daten")
    assert START not in keys(app)
    shown = bars(app)
    fetchable = [s for s in load_catalogue().values() if not s.by_hand]
    assert len(shown) == 3 + len(fetchable)
    titles = {s.id: s.title_de for s in fetchable}
    (rent,) = [text for text in shown if text.startswith(titles["zensus2022_rent"])]
    assert rent.endswith("2,0\u00a0MB von 8,0\u00a0MB")
    assert shown[rent] == 25
    other = open_page("daten", lang="en")
    assert len(bars(other)) == len(shown), "another session sees the same"
    press(app, CANCEL)
    assert one.wait(LONG)
    for session in (app, other):
        again(session)
        assert bars(session) == {}
        assert "abgebrochen" in session.info[0].value
        assert START in keys(session)


def test_building_and_checking(data):
    one = child({"says": "working", "stage": "build", "name": "Raster 2022", "done": 6, "total": 13}, waits=True)  # fmt: skip
    heard(one, lambda state: state.phase is Phase.BUILD)
    app = open_page("daten")
    loading, building, checking = list(bars(app).values())[:3]
    assert (loading, building, checking) == (100, 46, 0)
    assert "Bauen: Raster 2022 (7 von 13)" in bars(app)


def test_the_button_starts_it(mirrors):
    app = open_page("daten")
    press(app, START)
    one = job.current()
    assert one is not None
    assert one.wait(LONG)
    assert len({request.path for request in mirrors.requests}) == len(
        [s for s in load_catalogue().values() if s.download]
    )
    # nothing is there
    assert one.state.phase is Phase.FAILED
    again(app)
    assert "Keine einzige Quelle" in app.error[0].value
    assert "Status 404" in texts(app)
    assert START in keys(app)


# --- after


def test_a_new_edition_is_shown_and_put_back(data, edition):
    name = take_into_use(data)
    results = [
        ["zensus2022_rent", "failed", "https://a.example/b_c.zip: *Der* Server <b>schweigt</b>."],
        ["zensus2022_age", "fetched", ""],
    ]
    one = child(
        {"says": "fetched", "results": results},
        {"says": "refused", "id": "zensus2022_age", "reason": "age.zip: falsch."},
        {"says": "ended", "phase": "done", "edition": str(data / "editions" / name), "sentence": ""},
    )  # fmt: skip
    assert one.wait(LONG)
    forget()
    # the app has the shipped edition in use, as it was before the update
    pointer = Folders(data).pointer
    kept = pointer.read_bytes()
    pointer.unlink()
    app = open_page("daten")
    pointer.write_bytes(kept)
    again(app)
    assert name[:12] in app.success[0].value
    said = texts(app)
    assert "\\*Der\\* Server \\<b\\>schweigt" in said
    assert "age\\.zip" in said
    assert "mitgelieferte Ausgabe" in said
    press(app, SHOW)
    assert SHOW not in keys(app)
    assert "eigene Ausgabe" in texts(app)
    carried = [text.value for text in app.caption if "aus der vorigen Ausgabe übernommen" in text.value]  # fmt: skip
    assert len(carried) == 2, "one source of the edition, and the result of the update"
    assert edition.hash[:12] in app.button(key=BACK).label
    press(app, BACK)
    assert "mitgelieferte Ausgabe" in texts(app)
    assert name[:12] in app.button(key=BACK).label


def test_the_way_back_is_locked_during_another_update(data):
    take_into_use(data)
    app = open_page("daten")
    with update_lock(Folders(data).lock):
        press(app, BACK)
    assert "läuft schon eine Aktualisierung" in app.error[0].value
    assert "eigene Ausgabe" in texts(app)
    again(app)
    assert not app.error


@pytest.mark.parametrize("name", ["karte", "quartiere", "stadtprofil", "eigene-daten"])
def test_every_page_offers_the_new_edition(data, name):
    app = open_page(name, lang="en")
    assert "edition_reload" not in keys(app)
    new = take_into_use(data)
    again(app)
    assert any(new[:12] in text.value for text in app.markdown)
    press(app, "edition_reload")
    assert "edition_reload" not in keys(app)
    assert app.query_params["lang"] == "en"


def test_a_session_follows_one_that_has_reloaded(data, edition):
    one, two = open_page("fallauswahl"), open_page("karte")
    town = next(a for a in edition.municipalities["ags"] if not a.startswith(GONE))
    one.session_state[DECISIONS] = (Decision(ags=town, action="veto", reason="x"),)
    again(one)
    before = len(one.session_state["selection_so_far"][1][0].inside)
    take_into_use(data)
    again(two)
    press(two, "edition_reload")
    again(one)
    found = one.session_state["selection_so_far"][1][0]
    assert not found.frame.index.str.startswith(GONE).any()
    assert len(found.inside) == before - 2, "Bremen and Bremerhaven"
    assert one.session_state[DECISIONS][0].ags == town


def test_the_edition_shown_is_deleted(data):
    take_into_use(data)
    app = open_page("daten")
    assert "eigene Ausgabe" in texts(app)
    shutil.rmtree(data)
    again(app)
    assert "mitgelieferte Ausgabe" in texts(app)


def test_what_is_forgotten_exists():
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "src/ankunft/app").rglob("*.py") if p.name != "notice.py")  # fmt: skip
    for name in notice.RECKONED:
        assert f'"{name}"' in code, name


def _page_that_changes_the_edition() -> None:
    import streamlit

    from ankunft.app.update import notice

    def page() -> None:
        state = streamlit.session_state
        state["runs"] = state.get("runs", 0) + 1
        if state["runs"] == state["changes"]:
            streamlit.write("old")
            notice.renew()
        if state["fails"] and state["runs"] == 1:
            raise ValueError("half old, half new")
        streamlit.write("whole")

    notice.run(streamlit.navigation([streamlit.Page(page)], position="hidden"))


@pytest.mark.parametrize("fails", [False, True])
def test_a_page_that_met_two_editions_runs_again(data, fails):
    app = AppTest.from_function(_page_that_changes_the_edition, default_timeout=LONG)
    app.session_state["changes"], app.session_state["fails"] = 1, fails
    checked(app.run())
    assert app.session_state["runs"] == 2
    assert [text.value for text in app.markdown] == ["whole"]


def test_an_error_of_a_page_stays_one(data):
    app = AppTest.from_function(_page_that_changes_the_edition, default_timeout=LONG)
    app.session_state["changes"], app.session_state["fails"] = 0, True
    app.run()
    assert app.exception[0].message == "half old, half new"
