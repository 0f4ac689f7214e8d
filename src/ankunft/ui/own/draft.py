"""What a user has uploaded and not yet used: read once, checked at every choice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import streamlit as st

from ankunft import filters
from ankunft.cities import City, completed
from ankunft.errors import PackageError
from ankunft.sources.city import Finding, Mapping, Options, RawCity, Tables, check, repair
from ankunft.sources.city.upload import read_upload
from ankunft.ui.loaders import edition, level_figures

_DRAFT = "own_draft"


@dataclass(frozen=True, eq=False)
class Draft:
    """The files of an upload, the town they are about, and the user's choices so far."""

    tables: Tables
    ags: str
    town: str
    mapping: Mapping
    options: Options
    chosen: frozenset[str] = frozenset()
    publisher: str = ""
    licence: str = ""
    outline: Any = field(default=None, repr=False)

    @cached_property
    def raw(self) -> RawCity:
        """The figures under the mapping; raises PackageError where a column is missing."""
        raw = self.tables.apply(self.mapping)
        # a pair of files is called after one of them, which says little
        title = raw.title if raw.name else f"{self.town}: Stadtteile"
        credit = completed(raw.credit, self.town, publisher=self.publisher, licence=self.licence)
        return replace(raw, credit=credit, title=title, name=raw.name or self.town)

    @cached_property
    def findings(self) -> list[Finding]:
        """What is to be said, decided or repaired."""
        return check(self.raw, outline=self.outline, town_name=self.town, options=self.options)

    def reckon(self) -> None:
        """Check and preview now, while the page says that it takes a moment."""
        vars(self).update(findings=self.findings, preview=self.preview)

    @property
    def open_repairs(self) -> list[Finding]:
        """Repairs that are needed and not agreed to."""
        return [f for f in self.findings if f.severity == "repair" and f.code not in self.chosen]

    @property
    def stops(self) -> list[Finding]:
        """What cannot be repaired here."""
        return [f for f in self.findings if f.severity == "stop"]

    def city(self) -> City:
        """The city with the repairs agreed to; raises PackageError if one is missing."""
        return repair(self.raw, self.findings, set(self.chosen), ags=self.ags, options=self.options)

    @cached_property
    def preview(self) -> City | None:
        """The city as it would be with every repair, or None if something cannot be repaired."""
        codes = {finding.code for finding in self.findings}
        try:
            return repair(self.raw, self.findings, codes, ags=self.ags, options=self.options)
        except PackageError:
            return None


def draft_of(files: list[Any], ags: str) -> Draft:
    """The draft of these uploaded files; read anew only when files or town change.

    Raises
    ------
    PackageError
        If the files cannot be read.
    """
    key = (ags, *((file.name, file.file_id) for file in files))
    kept = st.session_state.get(_DRAFT)
    if kept is None or kept[0] != key:
        st.session_state.pop(_DRAFT, None)
        tables = read_upload({file.name: file.getvalue() for file in files})
        frame = level_figures("municipality")
        position = filters.position_of(frame, ags)
        draft = Draft(
            tables,
            ags,
            str(frame["name"].iloc[position]),
            tables.guess(),
            Options(),
            outline=edition().municipalities.geometry.iloc[position],
        )
        st.session_state[_DRAFT] = (key, draft)
    return st.session_state[_DRAFT][1]


def change(draft: Draft, **values: Any) -> None:
    """Keep the draft with some of its choices replaced."""
    key = st.session_state[_DRAFT][0]
    st.session_state[_DRAFT] = (key, replace(draft, **values))


def drop() -> None:
    """Forget the draft."""
    st.session_state.pop(_DRAFT, None)
