"""Widgets whose value outlives them: a step that is closed forgets its widgets, not what was put in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st


def kept(key: str, value: Any, put: Callable[[Any], None]) -> dict[str, Any]:
    """Arguments that bind a widget to a value of the session: it shows `value`, and what a user
    puts in is given to `put`."""
    st.session_state[key] = value

    def apply() -> None:
        new = st.session_state[key]
        if new is not None:
            put(new)

    return {"key": key, "on_change": apply}
