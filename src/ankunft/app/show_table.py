"""Tables to read, sort and search: the only way one gets on a page.

Streamlit's own toolbar offers every table as a CSV without its sources; that button is hidden
(:data:`RULES`, Streamlit 1.67 has no setting for it), search and full screen stay. What may leave the
page has buttons of its own (:mod:`ankunft.app.files`).
"""

from __future__ import annotations

from typing import Any

import streamlit as st

RULES = (
    '[data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) { display: none; }'
)
"""Rule of style for every page; the label is English in every language."""


def show_table(data: Any, **options: Any) -> Any:
    """`st.dataframe` with the same options; the index is hidden unless asked for."""
    return st.dataframe(data, **{"hide_index": True} | options)


def edit_table(data: Any, **options: Any) -> Any:
    """`st.data_editor` with the same options."""
    return st.data_editor(data, **{"hide_index": True} | options)
