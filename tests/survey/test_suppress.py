"""The rules by which single results are hidden, and their words."""

from __future__ import annotations

import pandas as pd
import pytest

from ankunft.base.errors import ParameterError
from ankunft.survey.inference.suppress import SHOWN, dominated, reason


def test_a_number_that_one_town_determines_is_dominated():
    assert dominated(pd.Series([1000.0, 3, 2, 1, 1]))
    assert not dominated(pd.Series([1000.0, 3, 60, 60, 60]))
    assert not dominated(pd.Series([0.0] * 6))
    assert not dominated(pd.Series(dtype=float))


def test_reasons_are_known_ones():
    assert reason(SHOWN, "de") == ""
    with pytest.raises(ParameterError, match="kein Grund"):
        reason("whim", "de")
