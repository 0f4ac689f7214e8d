"""Rules of style for this page alone. Constant text, never data."""

from __future__ import annotations

import streamlit as st

_RULES = """
.st-key-surveymap .st-key-mapbox iframe { height: calc(100vh - 250px) !important; min-height: 360px; }
/* what it says is English in every language; the caption below says the same */
.st-key-controls [data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
@media (max-width: 760px) {
  .st-key-survey_step { margin-top: .5rem; }
  .st-key-survey_step [role="radiogroup"] { flex-wrap: wrap; }
  .st-key-surveymap .st-key-mapbox iframe { height: 58vh !important; }
}
"""


def apply_survey_style() -> None:
    """Add the rules to the page."""
    st.html(f"<style>{_RULES}</style>")
