"""The steps of the call for interest and of the protocol."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from selection_visit import (
    DEGGENDORF,
    EVIL,
    GOSLAR,
    MUNICH,
    NOTHING,
    ROOT,
    ROWS,
    SECRET,
    call_file,
    cases_plan,
    plan_of,
    said,
    settle,
    show,
    table,
    upload,
    widget,
)
from streamlit.testing.v1 import AppTest

from ankunft.base.language import LANGUAGES
from ankunft.selection.frame.projects import project
from ankunft.selection.outcome import choose
from ankunft.selection.plan import Interviews, Plan
from ankunft.selection.protocol.record import protocol_of


@pytest.fixture
def app() -> AppTest:
    """A visitor of this test alone."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=120)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_applications_are_checked_and_never_shown_unasked(app, lang):
    show(app, "call", preset="zentren", lang=lang)
    upload(app, call_file(*ROWS))
    texts = said(app)
    assert "99999999" in texts
    assert "1051044" in texts
    checked = app.dataframe[0].value
    assert set(checked["AGS"]) == {GOSLAR, DEGGENDORF, MUNICH, "01051044"}
    assert SECRET not in texts + "".join(found.value.to_string() for found in app.dataframe)
    widget(app.toggle, "selection_call_contacts").set_value(True)
    settle(app)
    assert SECRET in app.dataframe[0].value.to_string()
    assert not NOTHING.search(texts)


def test_the_file_stays_while_other_steps_are_open_and_can_be_forgotten(app):
    show(app, "call", preset="zentren")
    upload(app, call_file(*ROWS))
    assert len(app.dataframe) >= 2
    show(app, "sample", preset="zentren")
    show(app, "call", preset="zentren")
    assert GOSLAR in set(app.dataframe[0].value["AGS"])
    widget(app.button, "selection_call_forget").click()
    settle(app)
    assert not app.dataframe
    assert "selection_call_file" not in app.session_state
    assert "selection_call_read" not in app.session_state


def test_decisions_shape_the_shortlist_and_the_plan(app):
    show(app, "call", preset="zentren")
    upload(app, call_file(*ROWS))
    roles = table(app, "Stand").set_index("AGS")["Stand"]
    assert roles[GOSLAR] == "auf der Liste"
    assert roles[MUNICH] == "erfüllt die Kriterien nicht"
    for ags, action, why in ((GOSLAR, "veto", EVIL), (MUNICH, "include", "Vergleichsfall")):
        widget(app.selectbox, "selection_decide_town").select(ags)
        widget(app.selectbox, "selection_decide_action").select(action)
        widget(app.text_input, "selection_decide_why").set_value(why)
        next(b for b in app.button if b.label == "Entscheidung festhalten").click()
        settle(app)
    rows = table(app, "Stand").set_index("AGS")
    assert rows.at[GOSLAR, "Stand"] == "Veto"
    assert rows.at[GOSLAR, "Grund"] == EVIL
    assert rows.at[MUNICH, "Stand"] == "aufgenommen"
    assert [d.ags for d in app.session_state["selection_decisions"]] == [GOSLAR, MUNICH]
    assert EVIL not in str(app.query_params)
    widget(app.button, f"selection_take_back_{GOSLAR}").click()
    settle(app)
    assert table(app, "Stand").set_index("AGS").at[GOSLAR, "Stand"] == "auf der Liste"


def test_a_decision_without_a_reason_is_not_made(app):
    show(app, "call", preset="zentren")
    upload(app, call_file(*ROWS))
    widget(app.selectbox, "selection_decide_town").select(GOSLAR)
    next(b for b in app.button if b.label == "Entscheidung festhalten").click()
    settle(app)
    assert "braucht eine Stadt und einen Grund" in said(app)
    assert "selection_decisions" not in app.session_state


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"a;b\n1;2\n",
        b"PK\x03\x04 broken",
        "AGS;Kontakt\n1;2\n".encode("utf-16"),
    ],
)
def test_a_hostile_file_is_a_sentence(app, content):
    show(app, "call", preset="zentren")
    upload(app, content)
    assert len(app.error) == 1
    assert app.get("component_instance")


def test_columns_can_be_assigned_by_hand(app):
    show(app, "call", preset="zentren")
    upload(app, call_file(f"{GOSLAR};{SECRET};ja", head="A;B;C"))
    assert app.error
    widget(app.selectbox, "selection_call_ags").select("A")
    settle(app)
    widget(app.selectbox, "selection_call_statement").select("C")
    settle(app)
    widget(app.multiselect, "selection_call_contact").set_value(["B"])
    settle(app)
    assert not app.error
    assert app.dataframe[0].value["AGS"].to_list() == [GOSLAR]


def test_the_size_of_the_list_never_contradicts(app):
    show(app, "call", preset="zentren")
    widget(app.number_input, "selection_call_least").set_value(20)
    settle(app)
    assert app.session_state["selection_call_sizes"] == (20, 20)
    show(app, "frame", preset="zentren")
    show(app, "call", preset="zentren")
    assert widget(app.number_input, "selection_call_most").value == 20


def test_interviews_are_counted(app):
    show(app, "call")
    rows = table(app, "vorgesehen")
    assert rows["vorgesehen"].sum() == 30
    widget(app.number_input, "selection_held_associations").set_value(2)
    settle(app)
    rows = table(app, "vorgesehen").set_index("Angabe oder Einrichtung")
    assert rows.loc["Verbände", "offen"] == 1
    widget(app.multiselect, "selection_held_towns").set_value([MUNICH])
    settle(app)
    show(app, "protocol")
    show(app, "call")
    rows = table(app, "vorgesehen").set_index("Angabe oder Einrichtung")
    assert rows["geführt"].sum() == 3
    widget(app.number_input, "selection_talks_municipal").set_value(4)
    settle(app)
    assert plan_of(app).interviews.municipal == 4
    widget(app.number_input, "selection_talks_of_associations").set_value(0)
    settle(app)
    assert plan_of(app).interviews.national["associations"] == 0
    widget(app.toggle, "selection_talks").set_value(False)
    settle(app)
    assert plan_of(app).interviews is None


def test_interviews_by_an_answer_that_is_not_there_are_a_sentence(app):
    plan = project("zentren").plan
    plan = plan.model_copy(update={"interviews": Interviews(variable="pressure")})
    show(app, "call", plan, preset="zentren")
    assert ["„pressure“" in error.value for error in app.error] == [True]
    widget(app.selectbox, "selection_talks_variable").select("")
    settle(app)
    assert not app.error
    assert table(app, "vorgesehen")["vorgesehen"].sum() == 30


@pytest.mark.parametrize("step", ["cases", "call", "protocol"])
def test_a_plan_with_an_unknown_variable_is_a_sentence(app, step):
    plan = cases_plan(score=[{"variable": "weather"}, {"variable": "change"}])
    show(app, step, plan)
    assert "„weather“ gibt es nicht" in app.error[0].value


def test_excel_files_are_read_too(app):
    content = io.BytesIO()
    rows = {"AGS": [GOSLAR], "Kontakt": [SECRET], "Interessenbekundung": ["ja"]}
    pd.DataFrame(rows).to_excel(content, index=False)
    show(app, "call", preset="zentren")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    upload(app, content.getvalue(), "b.xlsx", kind)
    assert app.dataframe[0].value["AGS"].to_list() == [GOSLAR]


def protocol_for(edition, plan: Plan) -> bytes:
    return protocol_of(choose(edition, plan), edition, made="2026-01-01").text().encode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_is_readable_on_the_page(app, edition, lang):
    show(app, "protocol", lang=lang)
    texts = said(app)
    assert edition.hash in texts
    assert not NOTHING.search(texts)
    towns = next(found.value for found in app.dataframe if "AGS" in found.value)
    assert len(towns) == len(choose(edition, project("ankunftsquartiere").plan).chosen)
    assert {"selection_protocol_json", "selection_protocol_md", "selection_protocol_pdf"} <= {
        found.proto.id.rsplit("-", 1)[-1] for found in app.get("download_button")
    }


def test_the_call_is_part_of_the_protocol_without_contacts(app):
    show(app, "call", preset="zentren")
    upload(app, call_file(*ROWS))
    show(app, "protocol", preset="zentren")
    rows = table(app, "Stand")
    assert set(rows["AGS"]) == {GOSLAR, DEGGENDORF, MUNICH, "01051044"}
    made = app.session_state["selection_protocol"][1][0]
    assert {row.ags: row.role for row in made.call}[GOSLAR] == "shortlisted"
    assert {row.ags: row.eligible for row in made.call}[MUNICH] is False
    assert SECRET not in made.text()
    assert EVIL not in made.text()


def test_the_same_protocol_gives_the_same_list(app, edition):
    show(app, "protocol", preset="zentren")
    upload(app, protocol_for(edition, project("zentren").plan), "p.json", "application/json")
    assert "Dieselbe Liste aus denselben Daten." in said(app)
    widget(app.button, "selection_replay_close").click()
    settle(app)
    assert "Dieselbe Liste" not in said(app)


def test_another_seed_names_the_towns_and_its_plan_can_be_taken_over(app, edition):
    plan = project("ankunftsquartiere").plan
    data = json.loads(protocol_for(edition, plan))
    data["plan"]["sampling"]["seed"] = 99
    data["plan"]["decisions"] = [{"ags": MUNICH, "action": "veto", "reason": EVIL}]
    show(app, "protocol", preset="zentren")
    upload(app, json.dumps(data).encode(), "p.json", "application/json")
    assert "nicht dieselbe" in said(app)
    assert "Nicht mehr in der Liste" in said(app)
    widget(app.button, "selection_replay_adopt").click()
    settle(app)
    assert plan_of(app).sampling.seed == 99
    assert app.session_state["selection_view"].preset == "ankunftsquartiere"
    assert [d.ags for d in app.session_state["selection_decisions"]] == [MUNICH]
    widget(app.button, "selection_undo").click()
    settle(app)
    assert app.session_state["selection_view"].preset == "zentren"
    assert not app.session_state["selection_decisions"]


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 50_000, b'{"kind": "x"}'])
def test_what_is_no_protocol_is_a_sentence(app, content):
    show(app, "protocol", preset="zentren")
    upload(app, content, "p.json", "application/json")
    assert len(app.error) == 1
    assert app.error[0].value.startswith("Die Datei ist kein Protokoll")


def test_without_a_result_there_is_no_protocol(app):
    plan = cases_plan(
        strategy="typical",
        outcome="change",
        covariates=["share_foreign_2022", "share_foreign_2011"],
    )
    show(app, "protocol", plan)
    assert not app.get("download_button")
    assert "sobald sich der Plan ausführen lässt" in said(app)
