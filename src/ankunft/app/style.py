"""The few rules of style that Streamlit has no setting for. Constant text, never data."""

from __future__ import annotations

import json

import streamlit as st

from ankunft.app.session import ATLAS
from ankunft.app.show_table import RULES
from ankunft.base.language import translator

_COMMON = """
.block-container { padding: 3.5rem 1rem 1rem; max-width: none; }
.block-container > div > [data-testid="stVerticalBlock"] { gap: .6rem; }
.st-key-language { position: fixed; top: .55rem; right: 1rem; z-index: 1000000; width: auto !important; }
[data-testid="stElementContainer"]:has(style) { display: none; }
h1 { font-size: 1.25rem !important; padding: 0 !important; }
.stMain td, .stMain th { padding: .3rem .5rem !important; }
.stMain h3 { font-size: 1.1rem !important; padding: 1rem 0 .2rem !important; }
[data-testid="stCaptionContainer"] { opacity: .8; }
.st-key-mapbox { position: relative; gap: 0; }
.st-key-mapbox iframe { height: calc(100vh - 180px) !important; min-height: 380px; border-radius: 8px; }
.st-key-smallmap iframe { height: 400px !important; border-radius: 8px; }
[class*="st-key-smallmap_"] iframe { height: 300px !important; border-radius: 8px; }
.st-key-peermap iframe { height: calc(100vh - 240px) !important; min-height: 360px; border-radius: 8px; }
.st-key-panel {
  position: absolute; top: 10px; right: 10px; width: 330px; max-width: calc(100% - 60px); z-index: 5;
  max-height: calc(100% - 56px); overflow-y: auto; padding: 12px 14px; border-radius: 8px;
  box-shadow: 0 2px 10px rgba(0, 0, 0, .28); font-variant-numeric: tabular-nums; gap: .55rem;
}
.st-key-panel p { font-size: .9rem; line-height: 1.4; margin-bottom: 0; }
.st-key-panel [data-testid="stMarkdownContainer"], .st-key-panel [data-testid="stCaptionContainer"] { margin-bottom: 0; }
.st-key-panel table { font-size: .75rem; }
.st-key-panel td, .st-key-panel th { padding: .2rem .15rem !important; line-height: 1.25; }
.st-key-panel td { width: 1%; }
.st-key-panel td, .st-key-panel thead th:not(:first-child) { text-align: right !important; white-space: nowrap; }
.st-key-panel h3 { padding: 0 2rem .3rem 0 !important; line-height: 1.3; }
.st-key-close p { position: absolute; clip-path: inset(50%); }
.st-key-close { position: sticky; top: -6px; align-self: flex-end; width: auto !important; margin-bottom: -2.6rem; z-index: 6; }
.st-key-controls [data-testid="stVerticalBlock"] { gap: .6rem; }
.st-key-controls { gap: .65rem; }
[data-testid="stMain"] table { font-variant-numeric: tabular-nums; }
[data-testid="stMain"] table [data-testid="stMarkdownContainer"] { max-width: none; }
@media (max-width: 760px) {
  .block-container { padding: 3.4rem .6rem 1rem; }
  [data-testid="stColumn"]:has(.st-key-mapbox), [data-testid="stColumn"]:has(.st-key-peermap) { order: -1; }
  .st-key-mapbox iframe { height: 62vh !important; }
  .st-key-panel { position: relative; inset: auto; width: auto; max-width: none; max-height: none; }
}
"""
_WHITE = """
.st-key-mapbox, .st-key-peermap, [class*="st-key-smallmap"] { isolation: isolate; position: relative; }
.st-key-mapbox::before, .st-key-peermap::before, [class*="st-key-smallmap"]::before {
  content: %s / ""; position: absolute; z-index: -1; top: 30%%; left: 50%%; width: min(420px, 80%%);
  transform: translateX(-50%%); text-align: center; opacity: 0; animation: ankunft-late 0s 12s forwards;
}
@keyframes ankunft-late { to { opacity: 1; } }
"""
"""A sentence behind the map's frame, in sight only where the frame itself stays empty; not read
aloud, because a reader would hear it behind every map that is there."""
_PANEL = {"light": "#ffffff", "dark": "#171b22"}


def apply_style(*, dark: bool) -> None:
    """Add the rules to the page."""
    _ = translator(ATLAS.current().lang)
    colour = _PANEL["dark" if dark else "light"]
    late = _(
        "Die Karte ist nicht angekommen. Laden Sie die Seite neu; hilft das nicht, starten Sie Ankunft "
        "neu. Die Tabelle unter der Karte enthält dieselben Angaben."
    )
    white = _WHITE % json.dumps(late, ensure_ascii=False)
    st.html(f"<style>{_COMMON}{RULES}{white}.st-key-panel {{ background: {colour}; }}</style>")


def is_dark() -> bool:
    """Whether the user's theme is dark."""
    return st.context.theme.type == "dark"
