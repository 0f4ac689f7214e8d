"""What a visitor of the later steps of case selection does, and what the page says then."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from ankunft.app.selection_view import SelectionView, pack, unpack
from ankunft.app.view import View
from ankunft.selection.frame.projects import project
from ankunft.selection.plan import Cases, Plan

ROOT = Path(__file__).parents[2]
NOTHING = re.compile(r"\b(?:nan|None|NaT|NaN|inf)\b|<NA>")
GOSLAR, DEGGENDORF, MUNICH = "03153017", "09271119", "09162000"
SECRET, EVIL = "erika@example.org", "=1+1"
CSV = "text/csv"
EAST = ("Brandenburg", "Mecklenburg-Vorpommern", "Sachsen", "Sachsen-Anhalt", "Thüringen")


def show(app: AppTest, step: str, plan: Plan | None = None, *, lang: str = "de", **view: Any):
    """The page at this step, with this plan."""
    if "view" not in app.session_state:
        app.run()
    app.switch_page("pages/fallauswahl.py")
    app.query_params.clear()
    packed = pack(plan) if plan else ""
    app.session_state["selection_view"] = SelectionView(step=step, packed=packed, **view)
    app.session_state["view"] = View(lang=lang)
    return settle(app)


def settle(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [error.value for error in app.exception]
    return app


def plan_of(app: AppTest) -> Plan:
    view = app.session_state["selection_view"]
    return unpack(view.packed) if view.packed else project(view.preset).plan


def said(app: AppTest) -> str:
    blocks = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.info, *app.warning,
              *app.error, *app.success]  # fmt: skip
    return "\n".join(str(block.value) for block in blocks).replace("\\", "")


def table(app: AppTest, column: str) -> pd.DataFrame:
    """The table that has this column."""
    return next(found.value for found in app.dataframe if column in found.value)


def cases_plan(**cases: Any) -> Plan:
    given = Cases.model_validate({"n": 4} | cases)
    return project("zusammenhalt").plan.model_copy(update={"cases": given})


def widget(kind: Any, key: str) -> Any:
    return next(found for found in kind if found.key == key)


def call_file(*rows: str, head: str = "AGS;Kontakt;Interessenbekundung") -> bytes:
    return "\n".join([head, *rows, ""]).encode()


def upload(app: AppTest, content: bytes, name: str = "b.csv", kind: str = CSV) -> AppTest:
    field = next(found for found in app.file_uploader if "upload" in str(found.key))
    field.set_value([(name, content, kind)])
    return settle(app)


ROWS = (
    f"{GOSLAR};{SECRET};Wir wollen",
    f"{DEGGENDORF};{SECRET};{EVIL}",
    f"{MUNICH};{SECRET};Auch wir",
    "1051044;;",
    "99999999;a;b",
)
