"""What one layer says of another: every contradiction is found and named."""

from __future__ import annotations

import pandas as pd
import pytest

from ankunft.build.together import check_cities, check_together
from ankunft.edition import LAYERS
from ankunft.errors import EditionError


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
        ("districts", "ags", "01001001", "Layer districts, column ags.*municipality '01001001'"),
        ("districts", "area_id", "77", "district_series, column area_id.*district '09171111/01'"),
        ("district_series", "area_id", "77", "no district '09171111/77'; 1 keys"),
        ("district_series", "ags", "09171112", "no district '09171112/01'"),
        ("cells_100m", "ags", "09171999", "Layer cells_100m, column ags.*'09171999'"),
        ("cells_100m", "ags", "09172451", "no municipality '09172451'"),  # the forest
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
    with pytest.raises(EditionError, match=r"key 09171111, 02, 2012: foreign \(711\) is more than"):
        check_together(layers)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cities": []}, "districts, column ags: there is no city in the manifest '09171111'"),
        ({"sources": []}, "column source: there is no source 'city_astadt'"),
        (
            {"cities": [{"ags": ags, "source": "city_astadt"} for ags in ("09171111", "09171112")]},
            "there is no district '09171112'",
        ),
    ],
)
def test_a_manifest_that_lists_other_towns(layers, with_city, change, said):
    with pytest.raises(EditionError, match=said):
        check_cities(with_city.manifest | change, layers)
