"""Size classes and parts of the country."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ankunft.base.errors import ParameterError
from ankunft.base.town_groups import part_of_country, size_class


def test_east_is_laender_11_to_16_and_berlin_can_be_switched():
    codes = [f"{code:02}" for code in range(1, 17)]
    assert part_of_country(codes).tolist() == ["west"] * 10 + ["east"] * 6
    switched = part_of_country(codes, berlin="west").tolist()
    assert switched == ["west"] * 11 + ["east"] * 5
    assert part_of_country(["14713000", "09184148"]).tolist() == ["east", "west"]
    with pytest.raises(ParameterError, match="17"):
        part_of_country(["01", "17"])


def test_size_classes_begin_at_their_lower_bound_and_missing_stays_missing():
    people = pd.Series([0, 4_999, 5_000, 20_000, 49_999, 50_000, 100_000, np.nan])
    assert size_class(people).tolist()[:-1] == [
        "rural",
        "rural",
        "small_town",
        "smaller_medium_town",
        "smaller_medium_town",
        "larger_medium_town",
        "city",
    ]
    assert size_class(people).isna().tolist() == [False] * 7 + [True]
