"""Rules of style for this page alone. Constant text, never data."""

from __future__ import annotations

import streamlit as st

_RULES = """
.st-key-selectionstage, .st-key-selectionresults { gap: .6rem; }
.st-key-selectionmap .st-key-mapbox iframe { height: clamp(360px, 100vh - 250px, 760px) !important; }
.st-key-controls [data-testid="stExpander"] summary p { font-size: .9rem; line-height: 1.35; }
[class*="st-key-selection_condition_"] { gap: .3rem !important; padding: .6rem .7rem !important; }
[class*="st-key-selection_condition_"] > [data-testid="stElementContainer"] p { font-size: .9rem; line-height: 1.35; }
.st-key-controls [class*="st-key-selection_stratum_"] button p { position: absolute; clip-path: inset(50%); }
.st-key-controls [data-testid="stExpanderDetails"] { padding: .6rem .5rem; }
.st-key-panel ul { margin: 0; padding-left: 1.1rem; }
.st-key-panel li { font-size: .85rem; line-height: 1.35; margin: 0; }
.st-key-selection_step [role="radiogroup"] { flex-wrap: wrap; row-gap: .3rem; }
@media (max-width: 640px) {
  /* one column: the map, what changes it, what comes of it */
  [data-testid="stColumn"]:has(.st-key-selectionmap),
  [data-testid="stColumn"]:has(.st-key-selectionmap) > [data-testid="stVerticalBlock"] { display: contents; }
  [data-testid="stColumn"]:has(.st-key-selectionmap) > * > *:has(> .st-key-selectionstage) { order: -1; }
  [data-testid="stColumn"]:has(.st-key-selectionmap) > * > *:has(> .st-key-selectionresults) { order: 1; }
}
@media (max-width: 760px) {
  .st-key-selectionmap .st-key-mapbox iframe { height: 58vh !important; }
}
"""


def apply_selection_style() -> None:
    """Add the rules to the page."""
    st.html(f"<style>{_RULES}</style>")
