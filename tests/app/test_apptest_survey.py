"""The page of the municipal survey: reading in, response, results, the town's own statement."""

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
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from ankunft.app.selection_view import SelectionView, pack
from ankunft.app.survey.state import STEPS, Loaded, SurveyView
from ankunft.app.survey.survey_map import STATES
from ankunft.app.view import View
from ankunft.base.language import LANGUAGES, format_integer
from ankunft.intake.survey.limesurvey_types import RawQuestion
from ankunft.output.maps.palette import NO_DATA
from ankunft.selection.frame.projects import project
from ankunft.selection.outcome import choose
from ankunft.selection.plan import Criterion, Group
from ankunft.survey.example import limesurvey_files
from ankunft.survey.example.generator import RESPONSES, STRUCTURE, make_example

ROOT = Path(__file__).parents[2]
NOTHING = re.compile(r"\b(?:nan|None|NaT|NaN|inf)\b|<NA>")
SECRET = "Erika Mustermann"
CSV = "text/csv"
MARKS = {"de": "Erfundenes Beispiel", "en": "Made-up example"}


@pytest.fixture
def app() -> AppTest:
    """A visitor of this test alone."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=120)


def settle(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [e.value for e in app.exception]
    return app


def show(app: AppTest, *, lang: str = "de", **fields: Any) -> AppTest:
    """The page with this view."""
    if "view" not in app.session_state:
        app.run()
    app.switch_page("pages/befragung.py")
    app.query_params.clear()
    app.session_state["view"] = View(lang=lang)
    now = app.session_state["survey_view"] if "survey_view" in app.session_state else SurveyView()
    app.session_state["survey_view"] = replace(now, **fields)
    return settle(app)


def with_example(app: AppTest, **fields: Any) -> AppTest:
    show(app, step="read")
    app.button(key="survey_example").click()
    settle(app)
    return show(app, **fields) if fields else app


def loaded(app: AppTest) -> Loaded:
    return app.session_state["survey_loaded"]


def said(app: AppTest) -> str:
    blocks = [*app.title, *app.subheader, *app.markdown, *app.caption, *app.info, *app.warning]
    return "\n".join(str(block.value) for block in blocks).replace("\\", "")


def tables(app: AppTest) -> str:
    return "\n".join(table.value.to_csv() for table in (*app.dataframe, *app.table))


def charts(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def drawn(app: AppTest) -> list[pd.DataFrame]:
    """The rows that charts get."""
    found = []
    for chart in app.get("vega_lite_chart"):
        parts = [chart.proto.data, *(dataset.data for dataset in chart.proto.datasets)]
        found += [convert_arrow_bytes_to_pandas_df(part.data) for part in parts if part.data]
    return found


def everything(app: AppTest) -> str:
    """All that the browser gets: texts, tables, charts, the map."""
    specs = json.dumps(charts(app), ensure_ascii=False)
    rows = "\n".join(frame.to_csv() for frame in drawn(app))
    of_map = app.get("component_instance")[0].proto.json_args
    return "\n".join([said(app), tables(app), specs, rows, of_map])


def painted(app: AppTest) -> dict[str, Any]:
    arguments = json.loads(app.get("component_instance")[0].proto.json_args)
    (text,) = re.findall(r"ankunft\.paint\((\{.*\})\);", json.dumps(arguments["feature_group"]))
    return json.loads(json.loads(f'"{text}"'))


def codes(app: AppTest) -> np.ndarray:
    return np.frombuffer(zlib.decompress(base64.b64decode(painted(app)["codes"])), np.uint8)


def field(app: AppTest, name: str):
    return next(found for found in app.file_uploader if str(found.key).startswith(f"survey_{name}"))


def upload(
    app: AppTest, content: bytes, name: str = "antworten.csv", where: str = "answers"
) -> AppTest:
    field(app, where).set_value((name, content, CSV))
    return settle(app)


def test_an_empty_page_says_what_would_be_here_and_shows_who_would_be_asked(app, edition):
    show(app)
    assert "Antworten als CSV oder Excel" in said(app)
    selected = choose(edition, project("ankunftsquartiere").plan).sample.table["selected"]
    assert (codes(app) == STATES.index("asked")).sum() == selected.sum()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_works_with_and_without_answers(app, step, lang):
    show(app, step=step, lang=lang)
    assert not app.error
    with_example(app, step=step, lang=lang, groups="part")
    assert not app.error
    assert not NOTHING.search(said(app))
    assert not NOTHING.search(tables(app))


def test_the_response_shown_is_that_of_the_answers(app):
    with_example(app, step="response")
    status = loaded(app).survey.meta["status"]
    text = f"Von 394 gezogenen Gemeinden haben {len(status)} geantwortet"
    assert text in said(app)
    assert f"{(status == 'complete').sum()} davon vollständig" in said(app)
    counts = {name: int((codes(app) == code).sum()) for code, name in enumerate(STATES)}
    complete = int((status == "complete").sum())
    assert counts["complete"] == complete
    assert counts["partial"] == len(status) - complete
    assert counts["none"] == 394 - len(status)
    found = [table.value for table in (*app.dataframe, *app.table)]
    rates = next(table for table in found if "gezogen" in table and len(table) > 2)
    assert rates["gezogen"].astype(int).sum() == 394
    assert rates["vollständig"].astype(int).sum() == complete


def test_the_map_shows_the_response_of_strata(app, edition):
    with_example(app, step="response", mapped="rate")
    sample = choose(edition, project("ankunftsquartiere").plan).sample.table
    found = pd.Series(codes(app), edition.municipalities["ags"])
    drawn = sample[sample["drawn"]]
    assert (found < 5).sum() == len(drawn)
    of_stratum = found.reindex(drawn.index).groupby(drawn["stratum"]).nunique()
    assert (of_stratum == 1).all()
    assert found.reindex(drawn.index).nunique() > 1


def test_made_up_answers_are_marked_on_every_step_and_in_every_chart(app):
    with_example(app)
    for step in STEPS:
        show(app, step=step, groups="part")
        assert any(MARKS["de"] in warning.value for warning in app.warning)
        assert painted(app)["legend"]["title"].startswith(MARKS["de"])
        for chart in charts(app):
            assert chart["title"]["text"][0].startswith(MARKS["de"])


def test_personal_columns_are_hidden_until_switched_on_and_then_in_one_table_only(app):
    with_example(app)
    answers = loaded(app).survey.answers
    names = list(answers["kontaktname"].dropna())
    mails = list(answers["kontaktmail"].dropna())
    assert names
    assert mails
    for step in STEPS:
        show(app, step=step, groups="part", painted="state")
        assert not [text for text in (*names, *mails) if text in everything(app)]
    show(app, step="read")
    app.toggle(key="survey_personal").set_value(True)
    settle(app)
    table = next(t.value for t in app.table)
    assert all(
        any(name in str(cell).replace("\\", "") for cell in table.to_numpy().ravel())
        for name in names
    )
    show(app, step="results")
    show(app, step="read")
    assert app.toggle(key="survey_personal").value is False


def test_results_that_point_to_single_towns_are_not_shown(app):
    with_example(app, step="results", item="neuesquartier", groups="arrival_class")
    table = next(t.value for t in app.dataframe if "Gruppe" in t.value)
    new = table[table["Gruppe"] == "neu"]
    assert len(new)
    assert (new["Anteil (%)"] == "keine Aussage").all()
    assert (new["Gemeinden"] == "keine Aussage").all()
    shown = table[table["Gemeinden"] != "keine Aussage"]["Gemeinden"].astype(int)
    assert ((shown == 0) | (shown >= 5)).all()
    rows = pd.concat([frame for frame in drawn(app) if "hidden" in frame])
    hidden = rows[rows["hidden"] != ""]
    assert len(hidden)
    for name in ("value", "share", "low", "high"):
        assert hidden[name].fillna(0).eq(0).all()


def test_the_map_of_an_answer_gives_all_towns_of_a_land_the_same_class(app, edition):
    with_example(app, step="results", item="neuesquartier", painted="state", answer="A1")
    towns = edition.municipalities
    found = pd.Series(codes(app)).groupby(towns["state"].to_numpy()).agg(lambda c: set(c) - {252})
    assert (found.map(len) == 1).all()
    assert any(values == {NO_DATA} for values in found)
    assert "nicht der einzelnen Gemeinde" in painted(app)["legend"]["note"]


def test_raking_reproduces_the_frame_and_a_cap_that_is_too_low_is_reported(app):
    with_example(app, step="response", raking=("part", "size_class"))
    assert "Die Gewichte geben die Randverteilungen des Auswahlrahmens wieder" in said(app)
    margins = next(t.value for t in app.dataframe if "Grundgesamtheit" in t.value)
    assert set(margins["Abweichung vom Ziel"]) == {"0,00\u00a0%"}
    assert margins.groupby("Merkmal")["Grundgesamtheit"].sum().tolist() == [699, 699]


def test_a_plan_without_a_sample_counts_without_weights(app):
    show(app)
    app.session_state["selection_view"] = SelectionView(preset="zentren")
    with_example(app, step="response")
    if app.session_state["selection_view"].preset != "zentren":
        pytest.fail("the plan is another one")
    assert "Der Plan zieht keine Stichprobe" in said(app)
    show(app, step="results", item="druck", groups="part")
    assert "Mit einer Stichprobe im Plan" in said(app)
    shares = next(t.value for t in app.dataframe if "Anteil (%)" in t.value)
    assert "von (%)" not in shares
    given = loaded(app).survey.answers["druck"].value_counts()
    for _, row in shares.iterrows():
        if row["Gemeinden"] != "keine Aussage":
            assert int(row["Gemeinden"].replace(".", "")) == given[float(row["Antwort"])]


def test_answers_filter_towns_on_the_page_of_case_selection(app):
    with_example(app)
    survey = loaded(app).survey
    wanted = Criterion(variable="survey:begleitung", operator="one_of", values=("yes",))
    plan = project("ankunftsquartiere").plan
    plan = plan.model_copy(update={"groups": (*plan.groups, Group(any_of=(wanted,)))})
    app.switch_page("pages/fallauswahl.py")
    app.query_params.clear()
    app.session_state["selection_view"] = SelectionView(packed=pack(plan))
    settle(app)
    assert not app.error
    yes = int((survey.answers["begleitung"] == "Y").sum())
    assert f"{format_integer(yes, 'de')} von" in said(app)


def test_removing_the_survey_forgets_its_answers(app):
    with_example(app)
    app.button(key="survey_remove").click()
    settle(app)
    for key in ("survey_loaded", "selection_survey", "survey_kept", "survey_read", "survey_shares"):
        assert key not in app.session_state
    assert app.button(key="survey_example")


@pytest.mark.parametrize(
    ("content", "said_of_it"),
    [
        (b"\0\0\0", "Nullzeichen"),
        (b"", "leer"),
        (b"a" + b";a" * 100_000 + b"\n", "Spalten"),
        (b"AGS;Druck\n99999999;3\n99999998;4\n", "Schl"),
        (b"AGS;Nr\n03153017;06611000\n", "Frage"),
    ],
)
def test_a_hostile_file_gives_a_sentence(app, content, said_of_it):
    show(app)
    upload(app, content)
    for button in app.button:
        if button.key == "survey_take":
            button.click()
            settle(app)
            break
    assert len(app.error) == 1
    assert said_of_it in app.error[0].value
    assert "survey_loaded" not in app.session_state


def test_any_table_can_be_read_with_its_columns(app):
    rows = "\n".join(
        f"{ags};{1 + k % 5};{SECRET}" for k, ags in enumerate(("3153017", "06611000", "11000000"))
    )
    show(app)
    upload(app, f"AGS;Druck;Ansprechperson\n{rows}\n=1+1;3;x\n".encode())
    assert app.selectbox[0].value == "AGS"
    app.button(key="survey_take").click()
    settle(app)
    assert not app.error
    survey = loaded(app).survey
    assert list(survey.answers.index) == ["03153017", "06611000", "11000000"]
    assert not survey.made_up
    assert not app.warning
    assert "Ansprechperson" in survey.personal
    assert SECRET not in everything(app)


def test_limesurvey_files_can_be_read(app, edition):
    frame = choose(edition, project("ankunftsquartiere").plan).frame
    example = make_example(frame.head(300)[["population", "arrival_class"]], 3, 0.7)
    show(app)
    upload(app, example.files[RESPONSES])
    upload(app, example.files[STRUCTURE], "s.lss", "structure")
    assert len(app.error) + len(app.selectbox)
    upload(app, next(c for n, c in example.files.items() if "zugaenge" in n), "t.csv", "tokens")
    assert app.selectbox[0].value == "token"
    app.button(key="survey_take").click()
    settle(app)
    assert not app.error
    assert loaded(app).survey.made_up
    assert len(loaded(app).survey.invited) == 300


QUESTIONS = [
    RawQuestion("L", "ort", "Wo?", "Eins", answers=[("01", "Mitte", 0), ("02", "Rand", 0)]),
    RawQuestion("M", "tun", "Was?", "Eins", subs=[("a", "Rat", 0), ("b", "Kurs", 0)]),
    RawQuestion("Y", "mit", "Dabei?", "Eins"),
    RawQuestion("N", "zahl", "Wie viele?", "Eins"),
]
ANSWERS = """submitdate,lastpage,AGS,ort,tun[a],tun[b],mit,zahl
2025-03-03 10:00:00,1,03153017,1,1,0,0,4
2025-03-03 10:00:00,1,06611000,2,0,0,1,ungefähr drei
2025-03-03 10:00:00,1,05315000,2,0,1,2,ungefähr drei
2025-03-03 10:00:00,1,05111000,,0,0,1,x@mail.example
"""


def with_questions(app: AppTest, lang: str = "de") -> AppTest:
    """Files of which not everything is certain, before they are read in."""
    show(app, lang=lang)
    upload(app, ANSWERS.encode())
    return upload(app, limesurvey_files.lss({"de": ""}, {"de": QUESTIONS}), "s.lss", "structure")


def asked(app: AppTest, about: str):
    return next(box for box in app.selectbox if str(box.key).endswith(f"_{about}"))


def test_what_is_not_certain_is_asked_before_and_decided(app):
    with_questions(app)
    assert asked(app, "ort").value == asked(app, "mit").value == ""
    assert asked(app, "ort").label == "Lesart für ort"
    assert "„ort“: Bei 3 Angaben fehlt die führende Null der Codes" in said(app)
    asked(app, "ort").set_value("zeros")
    settle(app)
    asked(app, "mit").set_value("1/2")
    settle(app)
    app.button(key="survey_take").click()
    settle(app)
    assert not app.error
    answers = loaded(app).survey.answers
    assert answers["ort"].dropna().value_counts().to_dict() == {"02": 2, "01": 1}
    assert answers["mit"].dropna().value_counts().to_dict() == {"Y": 2, "N": 1}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ("Nicht lesbare Angaben", "keines davon", "nicht lesbar")),
        ("en", ("Entries that cannot be read", "none of these", "cannot be read")),
    ],
)
def test_what_cannot_be_read_is_listed_with_column_value_and_count(app, lang, words):
    with_questions(app, lang)
    app.button(key="survey_take").click()
    settle(app)
    assert words[0] in said(app)
    listed = next(t.value for t in app.table if len(t.value.columns) == 5)
    rows = {(r[0], r[2]): (int(r[3]), r[4]) for r in listed.astype(str).to_numpy().tolist()}
    assert rows == {
        ("ort", "1"): (1, "2"), ("ort", "2"): (2, "3, 4"), ("mit", "0"): (1, "2"),
        ("mit", "1"): (2, "3, 5"), ("mit", "2"): (1, "4"), ("zahl", "ungefähr drei"): (2, "3, 4"),
        ("zahl", "•••"): (1, "5"),
    }  # fmt: skip
    assert "mail.example" not in everything(app)
    counted = next(t.value for t in app.dataframe if words[1] in t.value)
    assert counted[words[1]].to_list() == [0, 2, 0, 0]
    assert counted[words[2]].to_list() == [3, 0, 4, 3]
    assert counted.iloc[1, 2] == 4


def test_how_something_was_read_can_be_changed(app):
    show(app)
    answers = ANSWERS.replace(",0,4", ",1,4")
    upload(app, answers.encode())
    upload(app, limesurvey_files.lss({"de": ""}, {"de": QUESTIONS}), "s.lss", "structure")
    assert asked(app, "mit").value == "1/2"
    asked(app, "mit").set_value("2/1")
    settle(app)
    app.button(key="survey_take").click()
    settle(app)
    assert loaded(app).survey.answers["mit"].dropna().value_counts().to_dict() == {"N": 3, "Y": 1}


def test_a_remark_stands_beside_the_figure_and_needs_a_reason(app, monkeypatch, tmp_path):
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path))
    with_example(app, step="statement")
    town = app.selectbox(key="survey_remark_town").value
    app.radio(key="survey_remark_fits").set_value(False)
    submit = next(b for b in app.button if b.label == "Anmerkung speichern")
    submit.click()
    settle(app)
    assert "warum" in app.error[0].value
    app.selectbox(key="survey_remark_town").set_value(town)
    app.radio(key="survey_remark_fits").set_value(False)
    app.text_input(key="survey_remark_reason").set_value("Neubau *2023*")
    next(b for b in app.button if b.label == "Anmerkung speichern").click()
    settle(app)
    assert not app.error
    assert "trifft nicht zu: Neubau *2023*" in said(app)
    (kept,) = json.loads((tmp_path / "remarks.json").read_text())["remarks"]
    assert (kept["ags"], kept["fits"], kept["reason"]) == (town, False, "Neubau *2023*")
    app.button(key=f"survey_forget_{town}").click()
    settle(app)
    assert json.loads((tmp_path / "remarks.json").read_text())["remarks"] == []


def test_a_damaged_file_of_remarks_is_said(app, monkeypatch, tmp_path):
    (tmp_path / "remarks.json").write_text("{")
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path))
    with_example(app, step="statement")
    assert "Anmerkungen lassen sich nicht lesen" in app.error[0].value.replace("\\", "")


def test_the_meaning_of_answers_can_be_changed(app):
    with_example(app, step="statement")
    asked = app.multiselect(key="survey_means_yes_neuesquartier")
    assert asked.value == ["A1"]
    before = said(app)
    app.multiselect(key="survey_means_no_neuesquartier").set_value(["A2", "A3"])
    settle(app)
    n = int(loaded(app).survey.answers["neuesquartier"].notna().sum())
    assert f"von {n} Gemeinden sagen" in said(app)
    assert f"von {n} Gemeinden sagen" not in before
    app.multiselect(key="survey_means_yes_neuesquartier").set_value([])
    app.multiselect(key="survey_means_no_neuesquartier").set_value([])
    settle(app)
    assert "Wählen Sie, welche Antworten" in said(app)


def test_the_side_of_the_figures_can_be_chosen(app, edition):
    with_example(app, step="statement", side="new_quarters")
    frame = choose(edition, project("ankunftsquartiere").plan).frame
    answers = loaded(app).survey.answers["neuesquartier"]
    stated = answers[answers.isin(["A1", "A2"])]
    known = frame["new_quarters"].reindex(stated.index).notna()
    assert f"von {known.sum()} Gemeinden sagen" in said(app)
    assert f"Weitere {(~known).sum()} Gemeinden" in said(app) or known.all()


def test_any_table_can_be_read_with_a_list_of_access_codes(app):
    show(app)
    upload(app, b"Code;Druck\nab1;3\ncd2;4\nzz9;5\n")
    upload(app, b"token,AGS\nab1,03153017\ncd2,6611000\n", "t.csv", "tokens")
    assert app.selectbox[0].label == "Spalte mit dem Zugangscode"
    app.selectbox[0].set_value("Code")
    settle(app)
    app.button(key="survey_take").click()
    settle(app)
    assert not app.error
    survey = loaded(app).survey
    assert survey.answers["Druck"].to_dict() == {"03153017": 3.0, "06611000": 4.0}
    assert survey.invited == ("03153017", "06611000")


def test_nothing_of_a_file_is_run_as_markup(app):
    evil = "<script>alert(1)</script> [x](http://e.vil) **b**"
    rows = "\n".join(f"{ags};{1 + k % 2};{evil}" for k, ags in enumerate(("03153017", "06611000")))
    show(app)
    upload(app, f"AGS;{evil};Anmerkung\n{rows}\n".encode())
    app.button(key="survey_take").click()
    settle(app)
    app.toggle(key="survey_personal").set_value(True)
    settle(app)
    for step in STEPS:
        show(app, step=step)
        blocks = (*app.markdown, *app.subheader, *app.caption, *app.info)
        marked = [str(b.value) for b in blocks] + [
            str(c) for t in app.table for c in t.value.to_numpy().ravel()
        ]
        for shown in marked:
            text = re.sub(r"^(`+) .* \1$", "", shown)  # a whole cell as code is shown as it stands
            assert not re.search(r"(?<!\\)<script", text)
            assert not re.search(r"(?<!\\)\]\(", text)


def test_what_looks_like_an_address_is_no_link(app):
    evil = "www.evil.example me@evil.example ``` http://evil.example"
    rows = "\n".join(f"{ags};{evil};{100 + k}" for k, ags in enumerate(("03153017", "06611000")))
    show(app)
    upload(app, f"AGS;Anmerkung;{evil}\n{rows}\n".encode())
    app.button(key="survey_take").click()
    settle(app)
    app.toggle(key="survey_personal").set_value(True)
    settle(app)
    (table,) = (t.value for t in app.table)
    cells = [str(cell) for cell in table.to_numpy().ravel() if "evil" in str(cell)]
    assert cells == [f"```` {evil} ````"] * 2
    show(app, step="results")
    headings = [str(block.value) for block in app.subheader]
    assert any("evil" in text for text in headings)
    assert not re.search(r"www\\\.|@e|://", "".join(headings))


def test_columns_with_personal_data_are_named_in_the_language_of_the_page(app):
    with_example(app)
    show(app, lang="en")
    assert "Contact person" in tables(app)
    assert "Ansprechperson" not in tables(app)


def test_years_by_group_are_written_without_separators(app):
    with_example(app, step="results", lang="en", item="seit", groups="part")
    table = next(t.value for t in app.dataframe if "Group" in t.value)
    assert table["Mean"].str.fullmatch(r"20\d\d\.\d").all()
    (chart,) = charts(app)
    assert '"format": "d"' in json.dumps(chart)
