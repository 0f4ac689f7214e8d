from __future__ import annotations

import numpy as np
import pytest

from ankunft.base.errors import SourceError
from ankunft.base.reasons import Reason
from ankunft.sources.inkar import read_series

from .files import table, write_zip

HEADER = "Raumbezug;Kennziffer;Kuerzel;Indikator;Zeitbezug;Wert"
ROWS = [
    "Kreise;01001;a_ausl_bev;Ausländeranteil;2010;5,25",
    "Bundesländer;01;a_ausl_bev;Ausländeranteil;2010;7,5",
    "Kreise;01001;q_ärzte_bev;Physicians;2010;-1,5",
    "Kreise;01002;a_ausl_bev;Share of foreign nationals;2011;",
]


def series(tmp_path, *rows, header=HEADER, encoding="utf-8"):
    content = table(header, *rows).encode(encoding)
    return write_zip(tmp_path / "inkar.zip", {"inkar.csv": content})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_series_are_keyed_on_the_short_name(tmp_path, encoding):
    reading = read_series(series(tmp_path, *ROWS, encoding=encoding))
    frame = reading.frame
    assert reading.rows_read == 4
    assert list(frame) == ["county", "indicator", "year", "value", "value_reason"]
    assert frame["county"].to_list() == ["01001", "01001", "01002"]
    assert frame["indicator"].to_list() == ["a_ausl_bev", "q_ärzte_bev", "a_ausl_bev"]
    assert frame["year"].to_list() == [2010, 2010, 2011]
    assert frame["year"].dtype == np.int16
    assert frame["value"].fillna(99).to_list() == [5.25, -1.5, 99]
    assert frame["value_reason"].to_list() == [0, 0, Reason.NOT_PUBLISHED]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "Kreise;01003;x;Label;2010;5.25",
            ["Zeile 6, Spalte „Wert“", "„5.25“ hat einen Dezimalpunkt"],
        ),
        (
            "Kreise;01003;x;Label;2010;k.A.",
            ["Zeile 6, Spalte „Wert“", "„k.A.“", "eine leere Zelle"],
        ),
        ("Kreise;1003;x;Label;2010;1", ["Zeile 6, Spalte „Kennziffer“", "„1003“", "führende Null"]),
        ("Kreise;01003;x;Label;10;1", ["Zeile 6, Spalte „Zeitbezug“", "„10“"]),
        ("Kreise;01001;a_ausl_bev;Neu;2010;9", ["Zeile 2", "Zeile 6", "„01001, a_ausl_bev, 2010“"]),
        ("Kreise;01001;x;Label", ["Zeile 6", "4 Spalten", "erwartet werden 6"]),
    ],
    ids=["point", "text", "key", "year", "twice", "width"],
)
def test_mistakes_are_named(tmp_path, row, said):
    path = series(tmp_path, *ROWS, row)
    with pytest.raises(SourceError) as error:
        read_series(path)
    for part in (f"{path}/inkar.csv", *said):
        assert part in str(error.value)


def test_missing_column(tmp_path):
    path = series(tmp_path, *ROWS, header=HEADER.replace("Kuerzel", "Name"))
    with pytest.raises(SourceError, match=r"Zeile 1: Die Spalte „Kuerzel“ fehlt .*Name"):
        read_series(path)
