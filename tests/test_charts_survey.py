"""Charts of a survey hold every row, nothing of what is hidden, and their title."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ankunft.base.language import LANGUAGES
from ankunft.output.charts.survey import WIDE, group_chart, rate_chart, share_chart

LONG = "Zusammenarbeit zwischen Ämtern, Wohnungsunternehmen, Vereinen und Initiativen vor Ort im Quartier"
SHARES = pd.DataFrame(
    {
        "label": ["ja", LONG, "ja"],
        "share": [40.0, np.nan, 20.0],
        "low": [30.0, np.nan, 10.0],
        "high": [50.0, np.nan, 35.0],
        "hidden": ["", "weniger als 5 Städte", ""],
    }
)


def rows_of(chart) -> pd.DataFrame:
    return pd.concat(
        [pd.DataFrame(rows) for rows in chart.to_dict()["datasets"].values()], ignore_index=True
    )


def title_of(chart) -> str:
    return " ".join(chart.to_dict()["title"]["text"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("intervals", [True, False])
def test_bars_keep_rows_that_are_hidden_and_rows_of_the_same_label(lang, intervals):
    chart = share_chart(SHARES, "Erfunden: eine Frage", lang, intervals=intervals)
    rows = rows_of(chart)
    assert rows["line"].nunique() == 3
    assert title_of(chart) == "Erfunden: eine Frage"
    hidden = rows[rows["hidden"] != ""]
    assert hidden["share"].fillna(0).eq(0).all()
    marks = [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]
    assert ("rule" in marks) == intervals
    assert "text" in marks


def test_labels_are_broken_into_lines_of_the_same_number():
    lines = rows_of(share_chart(SHARES, "x", "de", intervals=False))["line"].unique()
    assert {line.count("\n") for line in lines} == {1}
    assert all(len(part) <= WIDE for line in lines for part in line.split("\n"))


def test_dots_of_groups_are_those_given():
    rows = SHARES.rename(columns={"share": "value"})
    chart = group_chart(rows, "Frage", "Anteil der Gemeinden (%)", "de", intervals=True)
    found = rows_of(chart)
    assert set(found["value"].dropna()) == {40.0, 20.0}
    scale = next(
        layer["encoding"]["x"]["scale"] for layer in chart.to_dict()["layer"]
        if layer["mark"]["type"] == "point"
    )  # fmt: skip
    assert scale["domain"] == [0, 100]


def domains(chart) -> list:
    return [layer["encoding"]["x"].get("scale", {}) for layer in chart.to_dict()["layer"]]


def test_shares_of_every_question_have_the_same_axis():
    for factor in (0.01, 1.0):
        shares = SHARES.assign(**{name: SHARES[name] * factor for name in ("share", "low", "high")})
        bars = share_chart(shares, "x", "de", intervals=True)
        dots = group_chart(
            shares.rename(columns={"share": "value"}), "x", "Anteil (%)", "de", intervals=True
        )
        for scale in domains(bars)[:2] + domains(dots)[:2]:
            assert scale["domain"] == [0, 100]


def test_means_of_groups_are_not_drawn_out_to_their_difference():
    rows = pd.DataFrame(
        {
            "label": ["a", "b"],
            "value": [3.1, 3.2],
            "low": [3.0, 3.1],
            "high": [3.2, 3.3],
            "hidden": "",
        }
    )
    for scale in domains(group_chart(rows, "x", "Mittelwert", "de", intervals=True)):
        assert scale == {"zero": True}
    years = rows.assign(**{name: 2010 + rows[name] for name in ("value", "low", "high")})
    for scale in domains(group_chart(years, "x", "Mittelwert", "de", intervals=True, years=True)):
        assert scale["domain"] == [2000, 2020]
    alone = group_chart(
        years.head(1).assign(low=np.nan, high=np.nan, value=2020.0),
        "x",
        "y",
        "de",
        intervals=True,
        years=True,
    )
    assert domains(alone)[0]["domain"] == [2010, 2030]


def test_a_chart_without_any_figure_still_stands():
    nothing = SHARES.assign(share=np.nan, low=np.nan, high=np.nan, hidden="x")
    assert len(rows_of(share_chart(nothing, "x", "de", intervals=True)))
    assert share_chart(SHARES.head(0), "x", "de", intervals=True).to_dict()


def test_rates_add_up_to_complete_and_partial():
    rates = pd.DataFrame(
        {"label": ["a", "b"], "complete": [30.0, 0.0], "rate": [45.0, 10.0], "drawn": [20, 10]}
    )
    found = rows_of(rate_chart(rates, "Rücklauf", "de"))
    assert found.groupby("label")["share"].sum().to_dict() == {"a": 45.0, "b": 10.0}


def test_groups_without_a_figure_have_an_axis_of_their_own():
    rows = SHARES.assign(share=np.nan, low=np.nan, high=np.nan, hidden="weniger als 5 Städte")
    chart = group_chart(rows.rename(columns={"share": "value"}), "Frage", "x", "de", intervals=True)
    domains = [
        layer["encoding"]["x"].get("scale", {}).get("domain") for layer in chart.to_dict()["layer"]
    ]
    assert [0, 100] in domains
