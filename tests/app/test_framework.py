"""The private parts of Streamlit behave as this app relies on."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.web.server.starlette import starlette_routes

from ankunft.app import framework, loaders
from ankunft.output.maps.publish import PAINTED

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar")


def test_settings_are_in_force_however_the_server_starts(tmp_path: Path) -> None:
    """The hidden option, too: a full collection after every rerun cost two thirds of it."""
    script = (
        "from streamlit import config; from streamlit.web import bootstrap; import sys;"
        "bootstrap.load_config_options({}) if len(sys.argv) < 2 else None;"
        "config._main_script_path = sys.argv[1] if len(sys.argv) > 1 else None;"
        "print([config.get_option(o) for o in ('runner.postScriptGC', 'server.fileWatcherType')])"
    )
    for folder, arguments in ((ROOT, []), (tmp_path, [str(ROOT / "app.py")])):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], cwd=folder, capture_output=True, text=True
        )
        assert done.stdout.strip() == "[False, 'none']", done.stderr


def test_the_theme_is_what_streamlit_makes_of_it() -> None:
    framework.keep_theme()
    for section in SECTIONS:
        theirs, ours = CustomThemeConfig(), CustomThemeConfig()
        framework._populate(theirs, section)
        for _ in range(2):
            ours.Clear()
            app_session._populate_theme_msg(ours, section)
            assert ours == theirs


def test_the_controls_wait_until_a_map_is_painted_or_for_a_while(monkeypatch) -> None:
    assert timed(lambda: framework.let_map_paint(30)) < 1, "without a server nobody waits"
    monkeypatch.setattr(framework.runtime, "exists", lambda: True)
    assert 0.2 <= timed(lambda: framework.let_map_paint(0.2)) < 10
    look_up = starlette_routes.build_safe_abspath
    assert look_up("/static", "a.css") == "/static/a.css", "the server goes on finding files"
    told = threading.Timer(0.2, look_up, ("/static", PAINTED))
    told.start()
    assert timed(lambda: framework.let_map_paint(60)) < 30
    told.join()


def timed(call: Callable[[], None]) -> float:
    before = time.monotonic()
    call()
    return time.monotonic() - before


def test_without_a_folder_the_files_come_from_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder that cannot be written, here because a file is in its place."""
    (tmp_path / "static").write_text("")
    monkeypatch.setattr(loaders, "static_folder", lambda: tmp_path / "static")
    monkeypatch.setattr(
        framework, "in_memory", lambda content, kind, place: f"{kind}#{len(content)}"
    )
    found = loaders.addresses()
    assert set(found) == {*loaders._files(), "map.js", "map.css"}
    assert found["map.js"].startswith("text/javascript#")
