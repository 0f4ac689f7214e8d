"""The answers to one question as truth values or numbers, town by town."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError

CHOICES = ("single", "scale")
KINDS = (*CHOICES, "multiple", "number")


def indicators(
    answers: pd.Series | pd.DataFrame,
    design: pd.DataFrame,
    kind: str,
    choices: Sequence[str] | None = None,
) -> tuple[pd.DataFrame, pd.Series]:
    """One column of truth values per answer, and which towns answered; index of the design."""
    if kind == "multiple":
        if not isinstance(answers, pd.DataFrame) or not len(answers.columns):
            raise ParameterError("Eine Mehrfachauswahl braucht eine Spalte je Antwort.")
        boxes = answers.reindex(design.index).astype("boolean")
        return boxes.fillna(False).astype(bool), boxes.notna().any(axis=1)
    column = single_column(answers).reindex(design.index)
    known = [code_text(value) for value in sorted(column.dropna().unique(), key=_place)]
    order = list(dict.fromkeys([*(str(code) for code in choices or ()), *known]))
    texts = column.map(code_text, na_action="ignore")
    flags = {code: texts.eq(code).fillna(False).astype(bool) for code in order}
    return pd.DataFrame(flags, index=design.index), column.notna()


def _place(answer: object) -> tuple[bool, object]:
    """Numbers by their size, before texts."""
    return isinstance(answer, str), answer


def code_text(value: object) -> str:
    """An answer as its code: 3.0 of a scale is "3"."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def numbers(answers: pd.Series | pd.DataFrame, design: pd.DataFrame) -> pd.Series:
    """The answers as numbers in the order of the design; NaN where there is none."""
    column = single_column(answers)
    if not pd.api.types.is_numeric_dtype(column):
        raise ParameterError("Für einen Mittelwert müssen die Antworten Zahlen sein.")
    return column.reindex(design.index).astype("float64").replace([np.inf, -np.inf], np.nan)


def single_column(answers: pd.Series | pd.DataFrame) -> pd.Series:
    """The one column of answers."""
    if isinstance(answers, pd.DataFrame):
        if len(answers.columns) != 1:
            raise ParameterError("Diese Frage braucht genau eine Spalte mit Antworten.")
        return answers.iloc[:, 0]
    return answers
