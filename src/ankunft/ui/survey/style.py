"""Rules of style for this page alone. Constant text, never data."""

from __future__ import annotations

import streamlit as st

_RULES = """
.st-key-surveymap .st-key-mapbox iframe { height: calc(100vh - 250px) !important; min-height: 360px; }
[class*="st-key-surveyresult_"] [data-testid="stElementToolbar"] { display: none; }
@media (max-width: 760px) {
  .st-key-surveymap .st-key-mapbox iframe { height: 58vh !important; }
}
"""


def apply_survey_style() -> None:
    """Add the rules to the page."""
    st.html(f"<style>{_RULES}</style>")
