"""Private parts of Streamlit that this app relies on, all in one place.

They may move in another release: `tests/app/test_framework.py` fails then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Condition

from streamlit import config, runtime
from streamlit.components.types.base_custom_component import BaseCustomComponent
from streamlit.file_util import get_app_static_dir
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.component_file_utils import build_safe_abspath
from streamlit.web.server.starlette import starlette_routes

from ankunft.output.maps.publish import PAINTED, scripts

_painted = Condition()
_populate = app_session._populate_theme_msg


@lru_cache
def _theme(section: str) -> CustomThemeConfig:
    made = CustomThemeConfig()
    _populate(made, section)
    return made


def keep_theme() -> None:
    """Let each section of the theme be looked up once.

    Streamlit reads some 300 options for it at the beginning of every rerun; here the theme never
    changes while the server runs.
    """

    def merge(msg: CustomThemeConfig, section: str = "theme") -> None:
        msg.MergeFrom(_theme(section))

    app_session._populate_theme_msg = merge


def serve(component: BaseCustomComponent) -> None:
    """Let the server serve the files of a component, whoever imported its module.

    Streamlit registers it while its module is imported, but only for the thread of a session; in the
    thread that warms up it would never be served.
    """
    if runtime.exists():
        runtime.get_instance().component_registry.register_component(component)


def let_map_paint(at_most: float) -> None:
    """Wait until a browser says that a map is painted, or so many seconds.

    What was drawn before is sent meanwhile. Another visitor's map ends the wait, too: where many come
    at once, none waits long.
    """
    if not runtime.exists():
        return
    starlette_routes.build_safe_abspath = _noticing
    with _painted:
        _painted.wait(at_most)


def _noticing(component_root: str, relative_url_path: str) -> str | None:
    """The server looks up where a file lies whenever a browser asks for one."""
    if relative_url_path.endswith(PAINTED):
        with _painted:
            _painted.notify_all()
    return build_safe_abspath(component_root, relative_url_path)


def static_folder() -> Path | None:
    """The folder whose files the server serves below `app/static`; None where it serves none."""
    context = get_script_run_ctx()
    if context is None or not config.get_option("server.enableStaticServing"):
        return None
    return Path(get_app_static_dir(context.main_script_path))


def in_memory(content: bytes, kind: str, place: str) -> str:
    """Address of a file as seen from a map's frame, kept in memory while a session shows it.

    `kind` is its media type; `place` names where on the page it is used.
    """
    return "../.." + runtime.get_instance().media_file_mgr.add(content, kind, place)


def from_memory(layers: Mapping[str, bytes], first: Sequence[str]) -> dict[str, str]:
    """Addresses of the map's files where no folder can be served, as seen from its frame."""
    found = {
        name: in_memory(content, "application/octet-stream", f"ankunft.{name}")
        for name, content in layers.items()
    }
    kinds = {"map.js": "text/javascript", "map.css": "text/css"}
    for name, content in scripts([found[name] for name in first]).items():
        found[name] = in_memory(content, kinds[name], f"ankunft.{name}")
    return found
