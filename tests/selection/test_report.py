"""The readable report of a protocol."""

from __future__ import annotations

import pytest
from outcomes import CASES, EVIL, FLENSBURG, KIEL, SAMPLED, outcome_of, plan_of

from ankunft.output.report import Bullets, Heading, Paragraph, Table, markdown, pdf
from ankunft.selection.protocol.again import again
from ankunft.selection.protocol.document import CallRow, read_protocol
from ankunft.selection.protocol.record import protocol_of
from ankunft.selection.protocol.replay import compare
from ankunft.selection.protocol.report import report_of

DECIDED = [
    {"ags": FLENSBURG, "action": "veto", "reason": EVIL},
    {"ags": "09162000", "action": "include", "reason": "Vergleich"},
]
INTERVIEWS = {"municipal": 4, "variable": "arrival_class", "national": {"Verbände": 2}}


def protocol(edition, described, lang="de", **changes):
    return protocol_of(
        outcome_of(edition, plan_of(described, **changes)), edition, made="2026-01-01", lang=lang
    )


def headings(document):
    return [block.text for block in document.blocks if isinstance(block, Heading)]


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def lines(document):
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        if isinstance(block, Bullets):
            yield from block.items


@pytest.fixture(scope="module")
def known(edition):
    return outcome_of(edition, plan_of(SAMPLED)).variables


def test_a_sample_is_told_whole(edition, known):
    made = protocol(edition, SAMPLED, decisions=DECIDED)
    document = report_of(made, known, "de")
    assert headings(document) == [
        "Grundgesamtheit", "Stichprobe", "Liste der Gemeinden", "Entscheidungen", "Hinweise",
        "Nachvollziehen",
    ]  # fmt: skip
    strata, towns, decisions, digests = tables(document)
    assert len(strata.rows) == len(made.strata)
    assert [row[1] for row in towns.rows] == [row.ags for row in made.towns]
    by_ags = {row[1]: row for row in towns.rows}
    assert by_ags[FLENSBURG][2] == "Veto"
    assert by_ags["09162000"][2:] == ("aufgenommen", "–", "–", "–")
    drawn = next(row for row in made.towns if row.role == "sampled")
    assert by_ags[drawn.ags][5] == f"{drawn.design_weight:.3f}".replace(".", ",")
    assert [row[3] for row in decisions.rows] == [EVIL, "Vergleich"]
    assert {row[1] for row in digests.rows} == set(made.digests)
    said = "\n".join(lines(document))
    assert "mindestens 40.000" in said
    assert "Startzahl 7" in said
    assert edition.hash in said
    assert set(edition.attribution()) <= set(document.footer)
    assert any(made.program in line for line in document.footer)
    assert "1. Januar 2026" in document.subtitle


def test_the_expected_precision_is_that_of_the_library(edition, known):
    from ankunft.selection.sampling.precision import TOTAL, expected_precision

    found = outcome_of(edition, plan_of(SAMPLED))
    half = expected_precision(found.sample.design, response_rate=0.5).at[TOTAL, "half_width"]
    document = report_of(protocol(edition, SAMPLED), known, "de")
    assert any(f"± {half:.1f}".replace(".", ",") in line for line in lines(document))


def test_cases_are_told_with_wishes_and_reasons(edition, known):
    made = protocol(edition, CASES, "en")
    document = report_of(made, known, "en")
    said = list(lines(document))
    assert any("2" in line and "3" in line and "Schleswig-Holstein" in line for line in said)
    towns = tables(document)[0]
    assert [row[3] for row in towns.rows] == [row.reason for row in made.towns]


def test_pairs_stand_together(edition, known):
    cases = {
        "n": 4,
        "strategy": "most_similar",
        "outcome": "change",
        "covariates": ["population", "vacancy_rate_2022"],
    }
    if "vacancy_rate_2022" not in known:
        cases["covariates"] = ["population"]
    document = report_of(protocol(edition, CASES, cases=cases), known, "de")
    assert [row[0] for row in tables(document)[0].rows] == ["1", "1", "2", "2"]


def test_the_interview_list_is_part_of_it(edition, known):
    made = protocol(edition, SAMPLED, interviews=INTERVIEWS)
    document = report_of(made, known, "de")
    quota = tables(document)[2]
    assert sum(int(row[3]) for row in quota.rows if row[0] == "kommunal") == 4
    assert ("bundesweit", "Verbände", "–", "2") in quota.rows
    counted = sum(int(row[2]) for row in quota.rows if row[0] == "kommunal")
    assert counted == sum(row.role in ("all_in", "sampled") for row in made.towns)
    assert {row[1] for row in quota.rows} & {"neu", "traditionell", "keine Zuordnung"}


def test_unknown_variables_go_by_their_id(edition):
    document = report_of(protocol(edition, SAMPLED, interviews=INTERVIEWS), {}, "de")
    assert any("population" in line for line in lines(document))


def test_a_frame_lists_its_towns(edition, known):
    made = protocol(edition, {"groups": SAMPLED["groups"]})
    towns = tables(report_of(made, known, "de"))[0]
    assert [row[1] for row in towns.rows] == [row.ags for row in made.towns]
    assert len(towns.rows) == made.counts.inside


def test_applications_are_told_with_their_reasons(edition, known):
    rows = (
        CallRow(
            ags=FLENSBURG, name="Flensburg", role="veto", complete=True, eligible=True, reason=EVIL
        ),
        CallRow(ags=KIEL, name="Kiel", role="shortlisted", complete=True, eligible=True),
    )
    decided = plan_of(SAMPLED, decisions=DECIDED[:1])
    made = protocol_of(outcome_of(edition, decided), edition, call=rows)
    assert read_protocol(made.text().encode()).call == rows
    assert compare(made, again(made, edition)).differences == ()
    document = report_of(made, known, "de")
    assert "Bewerbungen" in headings(document)
    assert tables(document)[2].rows == (
        ("Flensburg", FLENSBURG, "Veto", EVIL),
        ("Kiel", KIEL, "auf der Liste", ""),
    )


def test_own_thresholds_of_classes_are_told(edition, known):
    classes = {"preset": "own", "high": 1.35, "min_n": 2_000}
    document = report_of(protocol(edition, SAMPLED, classes=classes), known, "de")
    said = "\n".join(lines(document))
    assert "hoch 1,35" in said
    assert "2.000 Personen" in said


def test_markup_in_reasons_stays_text(edition, known):
    document = report_of(protocol(edition, SAMPLED, decisions=DECIDED), known, "de")
    text = markdown(document)
    assert EVIL not in text
    assert "\\[x\\](http" in text
    assert "\\|" in text
    assert text == markdown(document)


def test_the_pdf_is_the_same_every_time(edition, known):
    document = report_of(protocol(edition, CASES, decisions=DECIDED[:1]), known, "de")
    content = pdf(document)
    assert content.startswith(b"%PDF")
    assert content == pdf(document)


def test_every_text_is_translated(edition, known):
    changes = {"decisions": DECIDED, "interviews": INTERVIEWS, "cases": CASES["cases"]}
    german = report_of(protocol(edition, SAMPLED, "de", **changes), known, "de")
    english = report_of(protocol(edition, SAMPLED, "en", **changes), known, "en")
    assert len(german.blocks) == len(english.blocks)
    assert not set(headings(german)) & set(headings(english)) - {"Interviews"}
