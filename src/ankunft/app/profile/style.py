"""Rules of style for these pages alone. Constant text, never data."""

from __future__ import annotations

import streamlit as st

# on a narrow window, where columns stand below each other, the one with the map comes first
_RULES = """
@media (max-width: 640px) {
  [data-testid="stColumn"]:has(.st-key-smallmap) { order: -1; }
  [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"] .st-key-smallmap) { row-gap: .6rem; }
}
.st-key-dots { gap: .6rem; }
.st-key-strips [data-testid="stElementContainer"]:not(:hover) [data-testid="stElementToolbar"],
.st-key-dots [data-testid="stElementContainer"]:not(:hover) [data-testid="stElementToolbar"] {
  visibility: hidden;
}
"""


def apply_profile_style() -> None:
    """Add the rules to the page.

    Each of the many small charts has four buttons that only the mouse sees. Hidden from the keyboard
    they leave it a short way to the table, which says the same as the charts.
    """
    st.html(f"<style>{_RULES}</style>")
