"""Every kind of violation is found, and the message names layer, column and key."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from ankunft.base.errors import EditionError
from ankunft.base.reasons import Reason
from ankunft.build.schema import ROWS, WITH_FIGURES, check_complete, validate
from ankunft.edition import LAYERS


@pytest.mark.parametrize("layer", LAYERS)
def test_the_layers_of_a_good_edition_pass(mini, with_city, layer):
    validate(layer, mini.layer(layer))
    validate(layer, with_city.layer(layer))


def put(column, value):
    """Set the column's first row."""

    def change(frame):
        values = frame[column].to_list()
        return frame.assign(**{column: pd.Series([value, *values[1:]], index=frame.index)})

    return change


def without(column):
    return lambda frame: frame.drop(columns=column)


def twice(frame):
    return pd.concat([frame, frame.iloc[:1]], ignore_index=True)


@pytest.mark.parametrize(
    ("layer", "change", "said"),
    [
        (
            "counties",
            put("share_foreign_2022", 100.1),
            ["share_foreign_2022", "„100.1“", "von 0 bis 100", "Schlüssel 09171"],
        ),
        (
            "counties",
            put("share_foreign_2011", -0.1),
            ["share_foreign_2011", "„-0.1“", "Schlüssel 09171"],
        ),
        ("states", put("vacancy_2022", 101.0), ["vacancy_2022", "„101.0“", "Schlüssel 09"]),
        ("municipalities", put("population_2022", -1.0), ["population_2022", "Schlüssel 09171111"]),
        ("municipalities", put("mean_age_2011", 111.0), ["mean_age_2011", "Schlüssel 09171111"]),
        ("municipalities", put("rent_2022", -2.0), ["rent_2022", "„-2.0“", "eine Zahl ab 0"]),
        ("municipalities", put("ags", "9171111"), ["ags", "9171111"]),
        ("municipalities", put("ags", "09171112"), ["ags", "mehrmals", "09171112"]),
        ("municipalities", put("name", None), ["name", "Der Wert fehlt"]),
        (
            "municipalities",
            put("urbanisation", "04"),
            ["urbanisation", "„04“", "eines von „01“, „02“, „03“"],
        ),
        ("municipalities", put("size_class", "huge"), ["size_class", "„huge“"]),
        ("municipalities", put("part", "north"), ["part", "„north“"]),
        ("municipalities", put("lon", 4.9), ["lon", "„4.9“"]),
        ("municipalities", put("lat", 91.0), ["lat", "„91.0“"]),
        ("municipalities", put("change_reason", 9), ["change_reason"]),
        ("counties", put("county", "9171"), ["county", "„9171“", "5 Ziffern"]),
        ("states", put("state", "9"), ["state", "„9“"]),
        ("cells_1km", twice, ["cell", "mehrmals"]),
        ("cells_1km", put("cell", 12), ["cell", "12"]),
        ("cells_1km", put("living_space_2011", -3.0), ["living_space_2011", "„-3.0“"]),
        ("county_series", twice, ["mehrmals"]),
        ("county_series", put("county", "x"), ["county", "„x“", "Schlüssel x, a_ausl_bev, 2010"]),
        ("county_series", put("value", np.nan), ["value", "Der Wert fehlt"]),
        ("area_cells", lambda f: f.assign(row=f["row"].astype("int64")), ["row", "int16"]),
        ("area_cells", lambda f: f.assign(length=-f["length"]), ["length"]),
        ("counties", without("name"), ["Spalte „name“ fehlt"]),
        ("states", without("share_foreign_2022"), ["Spalte „share_foreign_2022“ fehlt"]),
        ("cells_1km", without("rent_2022"), ["Spalte „rent_2022“ fehlt"]),  # its reason is there
        ("area_cells", without("length"), ["Spalte „length“ fehlt"]),
        ("municipalities", put("centre_cell", 3), ["centre_cell", "3"]),
        ("municipalities", put("centre_share_2011", 100.5), ["centre_share_2011", "„100.5“"]),
        ("municipalities", put("centre_ratio_2022", -1.0), ["centre_ratio_2022", "„-1.0“"]),
        ("municipalities", without("rest_share_2022"), ["Spalte „rest_share_2022“ fehlt"]),
        ("cells_100m", put("population_2022", -4.0), ["population_2022", "„-4.0“"]),
        ("cells_100m", twice, ["cell", "mehrmals"]),
        ("cells_100m", without("share_foreign_2022"), ["Spalte „share_foreign_2022“ fehlt"]),
        ("districts", put("ags", "9171111"), ["ags", "9171111"]),
        ("districts", put("area_id", ""), ["area_id", "Der Wert fehlt"]),
        ("districts", put("name", None), ["name", "Der Wert fehlt"]),
        ("districts", twice, ["mehrmals", "Schlüssel 09171111, 01"]),
        ("districts", put("geometry", None), ["Umriss fehlt", "Schlüssel 09171111, 01", "1 Zeile"]),
        (
            "districts",
            put("geometry", shapely.Polygon()),
            ["Umriss fehlt", "Schlüssel 09171111, 01"],
        ),
        ("district_series", put("value", -1.0), ["value", "„-1.0“"]),
        ("district_series", put("value", np.nan), ["value", "Der Wert fehlt"]),
        ("district_series", put("value", np.inf), ["value", "inf"]),
        ("district_series", lambda f: f.assign(year=f["year"] - 1000), ["ein Jahr von 1950 bis"]),
        ("district_series", lambda f: f.assign(year=f["year"].astype(int)), ["year", "int16"]),
        ("district_series", twice, ["mehrmals", "Schlüssel 09171111, 01"]),
        ("district_series", without("indicator"), ["Spalte „indicator“ fehlt"]),
    ],
)
def test_violations(with_city, layer, change, said):
    with pytest.raises(EditionError) as error:
        validate(layer, change(with_city.layer(layer)))
    for part in (f"Ebene „{layer}“", *said):
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [(5.0, Reason.SUPPRESSED), (np.nan, Reason.PRESENT)],
    ids=["a value that is said to be missing", "a missing value without a reason"],
)
def test_values_and_reasons_must_agree(mini, value, reason):
    cells = mini.cells.copy()
    cells.loc[3, ["share_foreign_2011"]] = value
    cells.loc[3, ["share_foreign_2011_reason"]] = np.uint8(reason)
    with pytest.raises(EditionError) as error:
        validate("cells_1km", cells)
    key = cells.loc[3, "cell"]
    for part in (
        "cells_1km",
        "share_foreign_2011",
        "widersprechen",
        f"Schlüssel {key}",
        "insgesamt 1 Zeile",
    ):
        assert part in str(error.value)


def whole() -> dict[str, pd.DataFrame]:
    """Frames with as many rows as the country has areas."""
    layers = {name: pd.DataFrame(index=range(count)) for name, count in ROWS.items()}
    flags = np.arange(WITH_FIGURES + 204) < WITH_FIGURES
    return {**layers, "municipalities": pd.DataFrame({"has_figures": flags})}


def test_the_whole_country_is_complete():
    check_complete(whole())


@pytest.mark.parametrize("layer", ["states", "counties", "cells_1km"])
def test_a_layer_with_a_row_too_few(layer):
    layers = whole()
    layers[layer] = layers[layer].iloc[1:]
    with pytest.raises(EditionError, match=rf"{layer}“: \d+ Zeilen, erwartet werden {ROWS[layer]}"):
        check_complete(layers)


def test_a_municipality_without_its_row_in_the_table():
    layers = whole()
    layers["municipalities"] = layers["municipalities"].iloc[1:]
    with pytest.raises(EditionError, match="10785 Gebiete mit Werten, erwartet werden 10786"):
        check_complete(layers)
