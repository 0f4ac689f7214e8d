"""A report on the page: the same blocks as in the file, tables that scroll."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.show_table import show_table
from ankunft.output.report import Bullets, Document, Heading, Paragraph, Table
from ankunft.selection.protocol.document import Protocol

ROW, HEAD, TALLEST = 35, 38, 420
"""Pixels."""


def report_view(document: Document, protocol: Protocol) -> None:
    """Title, blocks and foot. `protocol` names the tables: another selection has other ones."""
    with st.container(border=True, key="report"):
        st.subheader(plain(document.title), anchor=False)
        st.caption(plain(document.subtitle))
        for place, block in enumerate(document.blocks):
            if isinstance(block, Heading):
                st.markdown(f"##### {plain(block.text)}")
            elif isinstance(block, Paragraph):
                st.markdown(plain(block.text))
            elif isinstance(block, Bullets):
                st.markdown("\n".join(f"- {plain(_line(item))}" for item in block.items))
            else:
                _table(block, f"selection_report_{place}")
        for line in document.footer:
            st.caption(plain(line))


def _table(table: Table, key: str) -> None:
    rows = pd.DataFrame([list(row) for row in table.rows], columns=list(table.heads))
    show_table(
        rows,
        height=min(HEAD + ROW * max(1, len(rows)), TALLEST),
        key=key,
    )


def _line(text: str) -> str:
    return " ".join(text.split())
