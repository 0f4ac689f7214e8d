"""LimeSurvey's structure: both formats, all question types, both layouts of the XML, bad files."""

from __future__ import annotations

import csv
import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import PackageError, ParameterError
from ankunft.intake.survey.limesurvey_types import RawQuestion
from ankunft.intake.survey.plain_text import LONGEST, plain_text
from ankunft.intake.survey.questions import OTHER, Questionnaire
from ankunft.intake.survey.structure import read_structure
from ankunft.survey.example import limesurvey_files

ABC = [("A", "Amt", 0), ("B", "Büro", 0), ("C", "Club", 0)]
POINTS = [(str(k), f"Stufe {k}", 0) for k in range(1, 6)]
SUBS = [("SQ001", "eins", 0), ("SQ002", "zwei", 0)]


def raw(kind: str, **more) -> RawQuestion:
    return RawQuestion(kind, "Q1", "Frage?", "Gruppe", **more)


def through(kind: str, *, txt: bool = False, **more) -> Questionnaire:
    """A questionnaire of one question, written and read again."""
    asked = {"de": [raw(kind, **more)]}
    titles = {"de": "Titel"}
    write = limesurvey_files.structure_txt if txt else limesurvey_files.lss
    return read_structure(write(titles, asked), "s")


@pytest.mark.parametrize("txt", [False, True])
@pytest.mark.parametrize(
    ("kind", "more", "expected", "columns"),
    [
        ("L", {"answers": ABC}, "single", ["Q1"]),
        ("!", {"answers": ABC, "other": True}, "single", ["Q1"]),
        ("O", {"answers": ABC}, "single", ["Q1"]),
        ("Y", {}, "single", ["Q1"]),
        ("G", {}, "single", ["Q1"]),
        ("5", {}, "scale", ["Q1"]),
        ("A", {"subs": SUBS}, "scale", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("B", {"subs": SUBS}, "scale", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("C", {"subs": SUBS}, "single", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("E", {"subs": SUBS}, "single", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("F", {"subs": SUBS, "answers": POINTS}, "scale", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("F", {"subs": SUBS, "answers": ABC}, "single", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("F", {"subs": SUBS, "answers": POINTS[::-1]}, "single", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("H", {"subs": SUBS, "answers": POINTS}, "scale", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("M", {"subs": SUBS}, "multiple", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("P", {"subs": SUBS}, "multiple", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("M", {"subs": SUBS, "other": True}, "multiple", ["Q1[SQ001]", "Q1[SQ002]", "Q1[-oth-]"]),
        ("R", {"answers": ABC}, "single", ["Q1[1]", "Q1[2]", "Q1[3]"]),
        ("N", {}, "number", ["Q1"]),
        ("K", {"subs": SUBS}, "number", ["Q1[SQ001]", "Q1[SQ002]"]),
        (":", {"subs": [*SUBS, ("SX", "neu", 1)]}, "number", ["Q1[SQ001_SX]", "Q1[SQ002_SX]"]),
        (";", {"subs": [*SUBS, ("SX", "neu", 1)]}, "text", ["Q1[SQ001_SX]", "Q1[SQ002_SX]"]),
        ("Q", {"subs": SUBS}, "text", ["Q1[SQ001]", "Q1[SQ002]"]),
        ("S", {}, "text", ["Q1"]),
        ("T", {}, "text", ["Q1"]),
        ("D", {}, "text", ["Q1"]),
        ("*", {}, "text", ["Q1"]),
        ("|", {}, "text", ["Q1"]),
        ("§", {}, "text", ["Q1"]),
    ],
)
def test_every_type_becomes_a_kind_with_columns(txt, kind, more, expected, columns):
    (question,) = through(kind, txt=txt, **more).questions
    assert (question.kind, list(question.columns)) == (expected, columns)
    assert (question.text, question.group) == ("Frage?", "Gruppe")


def test_texts_beside_the_answers_are_comments():
    (chosen,) = through("L", answers=ABC, other=True).questions
    assert chosen.answers == {"A": "Amt", "B": "Büro", "C": "Club", OTHER: "Sonstiges"}
    assert chosen.comments == ("Q1[other]",)
    (ticked,) = through("P", subs=SUBS, other=True).questions
    assert ticked.subquestions == {"SQ001": "eins", "SQ002": "zwei", OTHER: "Sonstiges"}
    assert "Q1[SQ001comment]" in ticked.comments
    assert "Q1[other]" in ticked.comments
    (listed,) = through("O", answers=ABC).questions
    assert listed.comments == ("Q1[comment]",)


def test_an_array_with_two_scales_is_two_questions():
    answers = [*POINTS, ("x", "nein", 1), ("y", "ja", 1)]
    first, second = through("1", subs=SUBS, answers=answers).questions
    assert (first.code, first.kind, len(first.answers)) == ("Q1.1", "scale", 5)
    assert (second.code, second.kind, second.answers) == (
        "Q1.2",
        "single",
        {"x": "nein", "y": "ja"},
    )


def test_a_mere_text_on_the_page_is_no_question():
    asked = {"de": [raw("X"), RawQuestion("N", "Q2", "Wie viele?")]}
    found = read_structure(limesurvey_files.lss({"de": ""}, asked), "s")
    assert [question.code for question in found.questions] == ["Q2"]


@pytest.mark.parametrize("write", [limesurvey_files.lss, limesurvey_files.structure_txt])
def test_the_wanted_language_is_read_if_there_is_one(write):
    both = {"de": [raw("L", answers=ABC)], "en": [RawQuestion("L", "Q1", "Question?", answers=[("A", "Office", 0)])]}  # fmt: skip
    both["en"][0].answers += [("B", "Bureau", 0), ("C", "Club", 0)]
    content = write({"de": "Titel", "en": "Title"}, both)
    german, english, french = (read_structure(content, "s", lang) for lang in ("de", "en", "fr"))
    assert (german.title, german.question("Q1").answers["B"]) == ("Titel", "Büro")
    assert (english.title, english.question("Q1").answers["B"]) == ("Title", "Bureau")
    assert (english.language, english.question("Q1").text) == ("en", "Question?")
    assert french == german


def test_the_older_layout_with_texts_beside_the_rows():
    content = """<?xml version="1.0" encoding="UTF-8"?><document>
    <LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>178</DBVersion>
    <languages><language>de</language><language>en</language></languages>
    <groups><rows>
     <row><gid>9</gid><group_name>Zweite</group_name><group_order>2</group_order><language>de</language></row>
     <row><gid>8</gid><group_name>Erste</group_name><group_order>1</group_order><language>de</language></row>
     <row><gid>8</gid><group_name>First</group_name><group_order>1</group_order><language>en</language></row>
    </rows></groups>
    <questions><rows>
     <row><qid>1</qid><parent_qid>0</parent_qid><gid>9</gid><type>N</type><title>B</title>
      <question>Später</question><question_order>1</question_order><language>de</language></row>
     <row><qid>2</qid><parent_qid>0</parent_qid><gid>8</gid><type>M</type><title>A</title><other>N</other>
      <question><![CDATA[<p>Fr&uuml;her<br/>als <b>B</b></p><script>alert(1)</script>]]></question>
      <question_order>1</question_order><language>de</language></row>
     <row><qid>2</qid><parent_qid>0</parent_qid><gid>8</gid><type>M</type><title>A</title>
      <question>Earlier</question><question_order>1</question_order><language>en</language></row>
    </rows></questions>
    <subquestions><rows>
     <row><qid>4</qid><parent_qid>2</parent_qid><title>b</title><question>zwei</question>
      <question_order>2</question_order><language>de</language></row>
     <row><qid>3</qid><parent_qid>2</parent_qid><title>a</title><question>eins</question>
      <question_order>1</question_order><language>de</language></row>
     <row><qid>3</qid><parent_qid>2</parent_qid><title>a</title><question>one</question>
      <question_order>1</question_order><language>en</language></row>
    </rows></subquestions></document>"""
    found = read_structure(content.encode(), "alt.lss")
    assert [q.code for q in found.questions] == ["A", "B"]
    assert [q.group for q in found.questions] == ["Erste", "Zweite"]
    assert found.question("A").text == "Früher als B"
    assert found.question("A").subquestions == {"a": "eins", "b": "zwei"}
    assert found.question("A").label("A[b]") == "Früher als B – zwei"


def test_the_kind_can_be_changed_where_the_answers_allow_it():
    listed = through("L", answers=POINTS)
    assert listed.with_kind("Q1", "scale").question("Q1").kind == "scale"
    lettered = through("F", subs=SUBS, answers=[(f"AO0{k}", f"Stufe {k}", 0) for k in (3, 2, 1)])
    assert lettered.question("Q1").kind == "single"
    scale = lettered.with_kind("Q1", "scale").question("Q1")
    assert scale.points == {"AO03": 3, "AO02": 2, "AO01": 1}
    assert scale.choices == {"3": "Stufe 3", "2": "Stufe 2", "1": "Stufe 1"}
    mixed = [("A1", "eins", 0), ("B2", "zwei", 0)]
    for content, kind in (("L", "multiple"), ("L", "scale"), ("!", "scale"), ("S", "scale")):
        other = through(content, answers={"L": ABC, "!": mixed}.get(content, []))
        with pytest.raises(ParameterError, match="Q1"):
            other.with_kind("Q1", kind)
    with pytest.raises(ParameterError, match="gibt es in diesem Fragebogen nicht"):
        listed.question("Q9")


BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><title>&c;</title></document>"""
ABROAD = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><title>&x;</title></document>"""


@pytest.fixture
def no_limit_of_csv():
    """Other packages raise the limit for the whole process."""
    before = csv.field_size_limit(10**9)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("no_limit_of_csv")
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (BOMB, "DTD"),
        (ABROAD, "DTD"),
        (b"<document><a></document>", "Zeile 1"),
        (b"<html><body>Anmelden</body></html>", "nicht die Struktur"),
        (
            b"<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>",
            "nicht die Struktur",
        ),
        (b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>", "keine Fragen"),
        (b'<?xml version="1.0" encoding="klingon"?><document/>', "s.lss"),
        (b"PK\x03\x04 archive", "Archiv"),
        (b"", "Zeile 1"),
        (b"a,b,c\n1,2,3\n", "class"),
        (b"class\ttype/scale\tname\ttext\n\x00\x00", "UTF-8"),
        (b"class\ttype/scale\tname\ttext\nSQ\t0\tSQ001\tohne Frage\n", "Zeile 2"),
        (b"class\ttype/scale\tname\ttext\nQ\tN\tQ1\ta\nQ\tN\tQ1\tb\n", "Q1"),
        (b"\xff\xfec\x00l", "UTF-16"),
        (b'class\ttype/scale\tname\ttext\nQ\tN\tQ1\t"' + b"x" * 200_000, "Zeile"),
    ],
)
def test_what_is_no_structure_is_refused_in_one_sentence(content, expected):
    with pytest.raises(PackageError, match=expected) as error:
        read_structure(content, "s.lss")
    assert "s.lss" in str(error.value)
    assert "\n" not in str(error.value)


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_bytes_of_any_kind_end_in_a_sentence_or_a_questionnaire(content):
    for start in (b"", b"<document>", b"class\ttype/scale\tname\ttext\nQ\tL\tQ1\t"):
        try:
            found = read_structure(start + content, "s")
        except PackageError:
            continue
        assert found.questions


@given(st.text(max_size=200))
def test_words_survive_the_html_around_them(text):
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    wrapped = f"<p class='x'>{html.escape(text)}</p><style>p {{ }}</style>"
    assert plain_text(wrapped) == words[:LONGEST]
