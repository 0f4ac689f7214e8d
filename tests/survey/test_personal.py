"""Columns with personal data are recognised, and figures, keys and dates are left alone."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.intake.survey.personal import (
    Personal,
    content_kind,
    personal_columns,
)
from ankunft.intake.survey.questions import Question, Questionnaire

ASKED = Questionnaire(
    (
        Question("Q1", "Gibt es eine feste Ansprechperson?", "single", {"A1": "Ja", "A2": "Nein"}),
        Question("Q2", "Welche Maßnahmen gibt es?", "multiple", {}, {"SQ001": "Beratung"}),
        Question("Q3", "Wie viele Ansprechpersonen gibt es?", "number"),
        Question("Q4", "Was möchten Sie uns mitteilen?", "text"),
        Question("Q5", "Ihre E-Mail-Adresse", "text"),
        Question("Q6", "Ihre Telefonnummer", "number"),
    )
)


@pytest.mark.parametrize("name", ["Erika Mustermann", "Otto Muster", "Muster, Gerda", "Jane Doe"])
def test_names_under_a_header_that_says_nothing(name):
    assert kinds(pd.DataFrame({"wer": [name, "noch offen", name]})) == {"wer": "name"}


def kinds(frame: pd.DataFrame, questionnaire: Questionnaire | None = None) -> dict[str, str]:
    return {label: why.kind for label, why in personal_columns(frame, questionnaire).items()}


def texts(*cells: str) -> pd.Series:
    return pd.Series(1, index=list(cells))


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("E-Mail", "mail"), ("eMail-Adresse", "mail"), ("E-Mail-Adresse der Ansprechperson", "mail"),
        ("dienstmail", "mail"), ("Telefonnr.", "phone"), ("TelefonNummer", "phone"),
        ("kontakt_telefon", "phone"), ("Phone number", "phone"), ("Ansprechpartner*in", "name"),
        ("Vor- und Nachname", "name"), ("lastname", "name"), ("Name", "name"), ("kontaktname", "name"),
        ("Ausgefüllt von", "name"), ("Contact", "name"), ("Straße", "address"),
        ("ipaddr", "address"), ("token", "access"), ("Bemerkungen", "free_text"),
        ("Weitere Kommentare", "free_text"), ("Q1[other]", "free_text"),
    ],
)  # fmt: skip
def test_headers_in_both_languages(header, kind):
    found = personal_columns(pd.DataFrame({header: ["x", "y"]}))
    assert found == {header: Personal(kind, "header")}


@pytest.mark.parametrize(
    "header",
    ["AGS", "Name der Gemeinde", "gemeindename", "town_name", "Name des Quartiers", "Teilnahme",
     "Maßnahmen", "submitdate", "Anzahl der telefonischen Beratungen", "Mailand", "mother", "Quartiersname", "Einnahmen"],
)  # fmt: skip
def test_other_headers_are_left_alone(header):
    assert personal_columns(pd.DataFrame({header: ["1", "2"]})) == {}


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("max.muster@stadt.example", "mail"), ("erreichbar: max (at) stadt.example", "mail"),
        ("05321 704-0", "phone"), ("Tel. (05321) 7040 vormittags", "phone"),
        ("+49 5321 704123", "phone"), ("015123456789", "phone"), ("Anna Müller", "name"),
        ("Müller, René", "name"), ("Bitte Frau Özdemir fragen", "name"),
        ("Herr Dr. Klaus Meier", "name"), ("Wir haben " + "sehr " * 10 + "viel vor", "free_text"),
    ],
)  # fmt: skip
def test_content_is_recognised_whatever_the_column_is_called(cell, kind):
    frame = pd.DataFrame({"v_17": [None, "", cell]})
    assert personal_columns(frame) == {"v_17": Personal(kind, "content")}


@pytest.mark.parametrize(
    "cell",
    ["03153017", "031530017017", "3153017", "01.02.2022", "2024-05-02 10:11:12", "02/05/2024",
     "01/2019-05/2020", "06108 06110", "0-50 000", "seit 2015 / 2016", "0.531234567", "10115 Berlin",
     "Bad Homburg", "Halle (Saale)", "MS Office", "A1"],
)  # fmt: skip
def test_keys_dates_and_places_are_no_personal_data(cell):
    assert content_kind(texts(cell)) is None


@given(
    st.from_regex(r"[01][0-9]{7}|[01][0-9]{11}", fullmatch=True).filter(
        lambda k: "01" <= k[:2] <= "16"
    )
)
def test_no_key_of_a_municipality_looks_like_a_telephone_number(key):
    # regional keys never begin so: Schleswig-Holstein has 010 only
    if len(key) == 8 or key[:3] not in ("015", "016", "017"):
        assert content_kind(texts(key)) is None


@given(st.lists(st.text(alphabet="abcdefgh .-", max_size=30), max_size=8), st.data())
def test_one_mail_address_is_enough(cells, data):
    position = data.draw(st.integers(0, len(cells)))
    cells.insert(position, "wer@stadt.example")
    assert kinds(pd.DataFrame({"v": cells})) == {"v": "mail"}


def test_one_name_among_many_other_words_needs_a_salutation():
    places = [f"Nordstadt {k}" for k in range(20)]
    assert kinds(pd.DataFrame({"v": [*places, "Martin Luther"]})) == {}
    assert kinds(pd.DataFrame({"v": [*places, "Frau Luther"]})) == {"v": "name"}
    assert kinds(pd.DataFrame({"v": ["Martin Luther", "Anna Berg", *places[:3]]})) == {"v": "name"}


def test_a_long_label_of_several_rows_is_no_free_text():
    label = "Ja, es gibt ein neues Ankunftsquartier und es ist seit mehreren Jahren bei uns bekannt"
    assert kinds(pd.DataFrame({"v": [label, label, "Nein"]})) == {}
    assert kinds(pd.DataFrame({"v": [label, "Nein", "Nein"]})) == {"v": "free_text"}


def test_a_name_of_municipalities_is_no_person():
    frame = pd.DataFrame({"name": ["Goslar", "Ilmenau", "Zittau"]})
    assert kinds(frame) == {"name": "name"}
    assert personal_columns(frame, places=["Goslar", "Ilmenau", "ZITTAU"]) == {}
    assert personal_columns(frame, places=["Goslar"]) != {}


def test_the_kind_of_the_question_counts_more_than_its_words():
    frame = pd.DataFrame(
        {
            "Q1": ["A1", "A2"], "Q1[other]": ["", "nur montags"], "Q2[SQ001]": ["Y", ""],
            "Q2[SQ001comment]": ["", "selten"], "Q3": [1.0, 2.0], "Q4": ["kurz", ""],
            "Q5": ["", ""], "Q6": [4953217040.0, None], "ags": ["03153017", "14626610"],
        }
    )  # fmt: skip
    assert personal_columns(frame, ASKED) == {
        "Q1[other]": Personal("free_text", "header"),
        "Q2[SQ001comment]": Personal("free_text", "header"),
        "Q4": Personal("free_text", "question"),
        "Q5": Personal("mail", "question"),
        "Q6": Personal("phone", "question"),
    }


def test_what_stands_in_a_closed_question_counts():
    frame = pd.DataFrame({"Q1": ["A1", "wer@stadt.example"]})
    assert personal_columns(frame, ASKED) == {"Q1": Personal("mail", "content")}


def test_columns_of_one_name_are_found_and_the_reason_is_said():
    frame = pd.DataFrame([["a@b.example", "1", "x@y.example"]], columns=["v", "w", "v"])
    found = personal_columns(frame)
    assert set(found) == {"v"}
    assert found["v"].text("de") == "E-Mail-Adressen (erkannt am Inhalt)"


def test_an_empty_or_very_long_cell_does_no_harm():
    frame = pd.DataFrame({"leer": [None, None], "lang": ["a" * 200_000, "0 " * 100_000]})
    assert kinds(frame) == {"lang": "free_text"}
