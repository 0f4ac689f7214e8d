"""Remarks of this machine's planners: in the data folder, or without one in the session."""

from __future__ import annotations

from datetime import date

import streamlit as st

from ankunft.store.cities import configured, data_folder
from ankunft.store.remarks import (
    Remark,
    load_remarks,
    remove_remark,
    save_remark,
    with_remark,
    without_remark,
)

_OWN = "survey_remarks"


def remarks() -> tuple[Remark, ...]:
    """All remarks; raises PackageError if those of the data folder cannot be read."""
    return load_remarks(data_folder()) if configured() else st.session_state.get(_OWN, ())


def remark(ags: str, subject: str, *, fits: bool, reason: str) -> None:
    """Keep a remark of today; raises PackageError or ParameterError."""
    new = Remark(ags, subject, fits, reason.strip(), date.today().isoformat())
    if configured():
        save_remark(new, data_folder())
    else:
        st.session_state[_OWN] = with_remark(remarks(), new)


def forget_remark(ags: str, subject: str) -> None:
    """Take a remark back; raises PackageError."""
    if configured():
        remove_remark(ags, subject, data_folder())
    else:
        st.session_state[_OWN] = without_remark(remarks(), ags, subject)
