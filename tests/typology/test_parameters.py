"""Parameters say what is wrong with them; classes have ids, labels and symbols."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from ankunft import typology
from ankunft.base.errors import ParameterError
from ankunft.typology import ArrivalClass, Parameters


def test_codes_ids_symbols_and_labels_of_the_classes():
    assert [(c.value, c.id, c.symbol, c.label("de"), c.label("en")) for c in ArrivalClass] == [
        (0, "traditional", "T", "traditionell", "traditional"),
        (1, "new", "N", "neu", "new"),
        (2, "emerging", "E", "im Entstehen", "emerging"),
        (3, "receding", "A", "angeglichen", "converged"),
        (4, "none", "–", "keine Zuordnung", "no assignment"),
        (5, "no_data", "?", "keine Aussage", "no statement"),
        (6, "intensified", "V", "verstärkt", "intensified"),
    ]
    assert sorted(typology.ORDER) == sorted(ArrivalClass), "each is read once"
    with pytest.raises(ParameterError, match="fr"):
        ArrivalClass.NEW.label("fr")


@pytest.mark.parametrize(
    ("level", "expected"),
    [(level, (1.2, 1.0, 2.0, 1000)) for level in ("state", "county", "municipality")]
    + [(level, (1.5, 1.25, 2.0, 500)) for level in ("cell", "district", "quarter")]
    + [("large_district", (1.2, 1.0, 2.0, 500))],
)
def test_defaults_of_the_levels(level, expected):
    p = typology.default_parameters(level)
    assert (p.high, p.low, p.margin, p.min_n) == expected
    assert (p.rule, p.reference, p.berlin) == ("relative", "level", "east")


def test_default_thresholds_of_the_absolute_rule():
    p = Parameters()
    assert (p.absolute_old_high, p.absolute_old_low) == (12, 8)
    assert (p.absolute_new_high, p.absolute_new_mid) == (16, 12)


def test_default_places_of_the_upper_fifth():
    p = Parameters()
    assert (p.fifth_high, p.fifth_low, p.fifth_rise, p.fifth_units) == (0.8, 0.7, 0.2, 10)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "other"},
        {"reference": "nation"},
        {"berlin": "south"},
        {"low": 1.3},
        {"low": -0.1},
        {"high": 0.0, "low": 0.0},
        {"high": np.nan},
        {"high": np.inf},
        {"margin": np.nan},
        {"margin": "2"},
        {"min_n": -1},
        {"rule": "growth"},
        {"fifth_low": 0.9},
        {"fifth_high": 1.1},
        {"fifth_low": -0.1},
        {"fifth_rise": -0.1},
        {"fifth_rise": np.inf},
        {"fifth_units": 0},
        {"absolute_old_low": 13},
        {"absolute_new_mid": 17},
        {"absolute_old_low": -1},
        {"absolute_new_high": 101},
    ],
)
def test_illegal_parameters_are_refused_by_name(wrong):
    with pytest.raises(ParameterError) as error:
        Parameters(**wrong)
    message = str(error.value)
    assert any(name in message for name in wrong) or "absolute_new_mid" in message
    assert message.endswith(".")


def test_equal_thresholds_are_legal():
    assert Parameters(low=1.2, high=1.2, absolute_old_low=12, absolute_new_mid=16).low == 1.2


def test_unknown_level_is_refused():
    with pytest.raises(ParameterError, match="street"):
        typology.default_parameters("street")


def test_every_parameter_is_documented():
    for field in fields(Parameters):
        assert field.name in Parameters.__doc__
