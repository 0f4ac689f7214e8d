"""What tests of the page of case selection share: opening it, and reading what it shows."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from ankunft.app.selection.frame_map import ROLES
from ankunft.app.selection_view import SelectionView, unpack
from ankunft.app.view import View
from ankunft.output.maps.palette import EMPTY, OUTSIDE
from ankunft.selection.frame.projects import project
from ankunft.selection.plan import Plan

ROOT = Path(__file__).parents[2]
GOSLAR, KASSEL = "03153017", "06611000"
"""A town of 47,000, which may be drawn, and a city, which is taken anyway."""
NOTHING = re.compile(r"\b(?:nan|None|NaT|NaN|inf)\b|<NA>")


def show(app: AppTest, view: SelectionView, *, lang: str = "de") -> AppTest:
    """The page with this view."""
    if "view" not in app.session_state:
        app.run()
    app.switch_page("pages/fallauswahl.py")
    app.query_params.clear()
    app.session_state["selection_view"] = view
    app.session_state["view"] = View(lang=lang)
    return settle(app)


def settle(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [e.value for e in app.exception]
    return app


def view_of(app: AppTest) -> SelectionView:
    return app.session_state["selection_view"]


def plan_of(app: AppTest) -> Plan:
    view = view_of(app)
    return unpack(view.packed) if view.packed else project(view.preset).plan


def said(app: AppTest) -> str:
    blocks = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.info]
    return "\n".join(str(block.value) for block in blocks).replace("\\", "")


def codes(app: AppTest) -> np.ndarray:
    """What the map paints, one code per municipality."""
    arguments = json.loads(app.get("component_instance")[0].proto.json_args)
    (text,) = re.findall(r"ankunft\.paint\((\{.*\})\);", json.dumps(arguments["feature_group"]))
    painted: dict[str, Any] = json.loads(json.loads(f'"{text}"'))
    return np.frombuffer(zlib.decompress(base64.b64decode(painted["codes"])), np.uint8)


def painted(app: AppTest) -> dict[str, int]:
    """Number of municipalities on the map by what they are."""
    names = dict(enumerate(ROLES)) | {OUTSIDE: "outside", EMPTY: "empty"}
    values, counts = np.unique(codes(app), return_counts=True)
    return {names[int(code)]: int(n) for code, n in zip(values, counts, strict=True)}


def plan_with(preset: str = "ankunftsquartiere", **sampling: Any) -> Plan:
    plan = project(preset).plan
    assert plan.sampling
    return plan.model_copy(update={"sampling": plan.sampling.model_copy(update=sampling)})


def towns(app: AppTest) -> set[str]:
    return set(app.dataframe[2].value.iloc[:, 0])
