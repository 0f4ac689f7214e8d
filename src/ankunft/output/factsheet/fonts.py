"""The typeface of the page: it comes with matplotlib, so every system gives the same page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

FAMILY = "DejaVu Sans"


def font_folder() -> Path:
    """The folder of the font files."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@cache
def fonts() -> Any:
    """The fonts that typst may use; none of the system."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())]
    )
