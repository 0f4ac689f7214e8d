"""Rules of style for this page alone. Constant text, never data."""

from __future__ import annotations

import streamlit as st

_RULES = """
.st-key-selectionstage, .st-key-selectionresults { gap: .6rem; }
.st-key-selectionhead { column-gap: 1.2rem; row-gap: .4rem; }
.st-key-selectionmap .st-key-mapbox iframe { height: clamp(360px, 100vh - 148px, 1100px) !important; }
.st-key-mapsearch { position: absolute; top: 10px; right: 10px; width: 330px; max-width: calc(100% - 70px); z-index: 6; border-radius: 8px; box-shadow: 0 1px 5px rgba(0, 0, 0, .22); }
.st-key-selectionmap .st-key-panel { top: 58px; max-height: calc(100% - 104px); }
/* in the window, not in the page: who changes a setting far below sees what is wrong with it */
.st-key-selectionsaid { position: fixed; right: 26px; bottom: 60px; width: 480px; max-width: calc(100% - 20px); max-height: 40vh; overflow-y: auto; z-index: 7; border-radius: 8px; background: var(--selection-ground); box-shadow: 0 2px 10px rgba(0, 0, 0, .28); }
.st-key-selectionresults [data-testid="stMultiSelect"] div { max-height: none; }
.st-key-selectionsummary p { font-size: .9rem; line-height: 1.4; }
.st-key-controls [data-testid="stExpander"] summary p { font-size: .9rem; line-height: 1.35; }
[class*="st-key-selection_condition_"] { gap: .3rem !important; padding: .6rem .7rem !important; }
[class*="st-key-selection_condition_"] > [data-testid="stElementContainer"] p { font-size: .9rem; line-height: 1.35; }
.st-key-controls [class*="st-key-selection_stratum_"] button p { position: absolute; clip-path: inset(50%); }
.st-key-controls [data-testid="stExpanderDetails"] { padding: .6rem .5rem; }
.st-key-panel ul { margin: 0; padding-left: 1.1rem; }
.st-key-panel li { font-size: .85rem; line-height: 1.35; margin: 0; }
.st-key-selection_step [role="radiogroup"] { flex-wrap: wrap; row-gap: .3rem; }
@media (max-width: 640px) {
  /* a cross stays beside what it takes away */
  .st-key-controls [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"] [class*="st-key-selection_stratum_"] button) { flex-wrap: nowrap; }
  .st-key-controls [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"] [class*="st-key-selection_stratum_"] button) > [data-testid="stColumn"] { min-width: 0; }
  /* one column: the map, what changes it, what comes of it */
  [data-testid="stColumn"]:has(.st-key-selectionmap),
  [data-testid="stColumn"]:has(.st-key-selectionmap) > [data-testid="stVerticalBlock"] { display: contents; }
  [data-testid="stColumn"]:has(.st-key-selectionmap) > * > *:has(> .st-key-selectionstage) { order: -1; }
  [data-testid="stColumn"]:has(.st-key-selectionmap) > * > *:has(> .st-key-selectionresults) { order: 1; }
}
@media (max-width: 760px) {
  .st-key-selectionmap .st-key-mapbox iframe { height: 58vh !important; }
  .st-key-mapsearch { position: relative; inset: auto; width: auto; max-width: none; margin-bottom: .5rem; box-shadow: none; }
  .st-key-selectionhead { position: relative; }
  .st-key-selection_undo { position: absolute; right: 0; bottom: 0; width: auto !important; }
  .st-key-selection_undo button p { position: absolute; right: 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .st-key-mapbox > :has(> .st-key-panel) { order: 2; }
  .st-key-selectionmap .st-key-panel { top: auto; margin-top: .5rem; max-height: none; }
  .st-key-selectionsaid { right: 10px; bottom: 10px; }
}
"""


_GROUND = {"light": "#ffffff", "dark": "#171b22"}
"""Behind messages on the map, whose own colour lets the map through."""


def apply_selection_style(*, dark: bool) -> None:
    """Add the rules to the page."""
    ground = _GROUND["dark" if dark else "light"]
    st.html(f"<style>:root {{ --selection-ground: {ground}; }}{_RULES}</style>")
