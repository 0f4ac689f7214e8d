"""Tables of towns that select on the map, and the same tables as a file."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from ankunft.app.files import table_files
from ankunft.app.selection.data import known_variables
from ankunft.app.selection.state import plan
from ankunft.app.session import SELECTION
from ankunft.app.show_table import show_table
from ankunft.base.language import translator
from ankunft.output.tables.columns import of_variable
from ankunft.selection.outcome import confidence_note

ROW, HEAD, TALLEST = 35, 38, 420
NARROW, WIDE = 130, 170
"""Pixels."""
MOST_DECIMALS = 3
SHORT = 24
"""Characters of a header that is shown as a whole."""


def town_table(
    rows: pd.DataFrame, key: str, lang: str, config: Mapping[str, Any] | None = None
) -> None:
    """One row per town (index: AGS); choosing one selects it on the map."""
    _ = translator(lang)
    shown = rows.rename_axis(_("AGS")).reset_index()
    # the labels of variables are sentences: cut in the header, whole when pointed at
    columns: dict[str, Any] = {
        str(name): st.column_config.NumberColumn(
            format="localized", step=_step(rows[name]), width=NARROW, help=str(name)
        )
        for name in rows.select_dtypes("number")
    }
    for name in [n for n in rows.columns if str(n) not in columns]:
        wide = WIDE if len(str(name)) > SHORT else None
        columns[str(name)] = st.column_config.TextColumn(width=wide, help=str(name))
    # ticks belong to these towns and go with them
    own = f"{key}_{zlib.crc32(' '.join(rows.index).encode())}"
    show_table(
        shown,
        placeholder="–",
        height=min(HEAD + ROW * len(rows), TALLEST),
        column_config=columns | dict(config or {}),
        on_select=lambda: _select(list(rows.index), own),
        selection_mode="single-row",
        key=own,
    )


def _step(numbers: pd.Series) -> float | None:
    """As many decimals for every number as the finest of them has: 9,0 below 10,7."""
    known = numbers.dropna().to_numpy(float)
    for decimals in range(MOST_DECIMALS + 1):
        if np.allclose(known, known.round(decimals), rtol=0, atol=1e-9):
            return 10.0**-decimals if decimals else None
    return 10.0**-MOST_DECIMALS


def _select(towns: list[str], key: str) -> None:
    chosen = st.session_state[key]["selection"]["rows"]
    if chosen:
        view = SELECTION.now()
        SELECTION.set(replace(view, selected=towns[chosen[0]]))


def town_files(
    make: Callable[[], pd.DataFrame], name: str, title: str, notes: Sequence[str], lang: str
) -> None:
    """Buttons for a table of towns as Excel and CSV. `make` gives it with names for programs (as
    :mod:`ankunft.selection.tables` has them), when asked for."""
    variables = known_variables()
    known = {variable.id: of_variable(variable) for variable in variables.values()}
    said = list(notes)
    if confidence := confidence_note(plan(), variables, lang):
        said.insert(0, confidence)
        title = translator(lang)("Vertraulich: {title}").format(title=title)
    table_files(make, name, title, said, lang, known=known, key=f"selection_{name}")
