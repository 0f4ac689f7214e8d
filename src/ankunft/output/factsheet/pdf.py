"""The page as PDF (tagged, PDF/UA-1) or as a picture, set by typst."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from ankunft.output.factsheet.fonts import fonts
from ankunft.output.factsheet.sheet import FactSheet

UNPRINTABLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff]"
)
"""Control characters, halves of pairs and what Unicode calls noncharacters: PDF/UA allows none."""


def pdf(sheet: FactSheet) -> bytes:
    """One A4 page with its fonts inside; the same bytes for the same sheet."""
    import typst

    return typst.compile(
        _template(), format="pdf", pdf_standards="ua-1", font_paths=fonts(), sys_inputs=_inputs(sheet)
    )  # fmt: skip


def png(sheet: FactSheet, *, ppi: float = 144) -> bytes:
    """The same page as a picture."""
    import typst

    return typst.compile(
        _template(), format="png", ppi=ppi, font_paths=fonts(), sys_inputs=_inputs(sheet)
    )


def _inputs(sheet: FactSheet) -> dict[str, str]:
    return {"sheet": json.dumps(_cleaned(sheet.data()), ensure_ascii=False)}


def _cleaned(value: Any) -> Any:
    """The same data without characters that no page can show."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value)
    if isinstance(value, dict):
        return {key: _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    return value


@cache
def _template() -> bytes:
    return files("ankunft.output.factsheet").joinpath("sheet.typ").read_bytes()
