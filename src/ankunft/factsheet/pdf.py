"""The page as PDF (tagged, PDF/UA-1) or as a picture, set by typst."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from ankunft.factsheet.fonts import fonts
from ankunft.factsheet.sheet import FactSheet


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
    return {"sheet": json.dumps(sheet.data(), ensure_ascii=False)}


@cache
def _template() -> bytes:
    return files("ankunft.factsheet").joinpath("sheet.typ").read_bytes()
