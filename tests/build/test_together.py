"""What one layer says of another: every contradiction is found and named."""

from __future__ import annotations

import pandas as pd
import pytest

from ankunft.base.errors import EditionError
from ankunft.build.together import check_cities, check_together
from ankunft.edition import LAYERS


@pytest.fixture
def layers(with_city) -> dict[str, pd.DataFrame]:
    """The layers of a good edition; a test may put others in their place."""
    return {name: with_city.layer(name) for name in LAYERS}


def test_a_good_edition_passes(layers, with_city):
    check_together(layers)
    check_cities(with_city.manifest, layers)


def first(frame: pd.DataFrame, column: str, value: object) -> pd.DataFrame:
    """The frame with another value in its first row."""
    return frame.assign(**{column: [value, *frame[column].to_list()[1:]]})


@pytest.mark.parametrize(
    ("layer", "column", "value", "said"),
    [
        (
            "districts",
            "ags",
            "01001001",
            "Ebene „districts“, Spalte „ags“.*„01001001“.*keine Gemeinde",
        ),
        (
            "districts",
            "area_id",
            "77",
            "district_series“, Spalte „area_id“.*„09171111/01“.* Stadtteil",
        ),
        (
            "district_series",
            "area_id",
            "77",
            r"Zu „09171111/77“ .*keinen Stadtteil \(insgesamt 1 Sch",
        ),
        ("district_series", "ags", "09171112", "Zu „09171112/01“ gibt es keinen Stadtteil"),
        ("cells_100m", "ags", "09171999", "Ebene „cells_100m“, Spalte „ags“.*„09171999“"),
        ("cells_100m", "ags", "09172451", "Zu „09172451“ .*Gemeinde mit Werten"),  # the forest
    ],
)
def test_a_key_that_is_not_there(layers, layer, column, value, said):
    layers[layer] = first(layers[layer], column, value)
    with pytest.raises(EditionError, match=said):
        check_together(layers)


def test_a_part_larger_than_the_whole(layers):
    series = layers["district_series"].copy()
    row = (
        (series["area_id"] == "02") & (series["year"] == 2012) & (series["indicator"] == "foreign")
    )
    layers["district_series"] = series.assign(value=series["value"].where(~row, 710))
    check_together(layers)
    layers["district_series"] = series.assign(value=series["value"].where(~row, 711))
    with pytest.raises(
        EditionError, match=r"Schlüssel 09171111, 02, 2012: „foreign“ \(711\) ist größer"
    ):
        check_together(layers)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"cities": []},
            r"districts“, Spalte „ags“: Zu „09171111“ .*keine Stadt in manifest\.json",
        ),
        ({"sources": []}, "Spalte „source“: Zu „city_astadt“ gibt es keine Quelle"),
        (
            {"cities": [{"ags": ags, "source": "city_astadt"} for ags in ("09171111", "09171112")]},
            "Zu „09171112“ gibt es keinen Stadtteil",
        ),
    ],
)
def test_a_manifest_that_lists_other_towns(layers, with_city, change, said):
    with pytest.raises(EditionError, match=said):
        check_cities(with_city.manifest | change, layers)
