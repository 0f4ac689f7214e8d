"""What a user has uploaded and not yet used: read once, checked at every choice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import streamlit as st

from ankunft.app.loaders import edition, level_figures
from ankunft.base.errors import PackageError
from ankunft.edition import filters
from ankunft.intake.areas import Finding, Mapping, Options, RawCity, Tables, check, repair
from ankunft.intake.areas.archive import shown
from ankunft.intake.areas.city import City, completed
from ankunft.intake.areas.upload import read_upload

_DRAFT = "own_draft"
_NUMBER = "own_draft_number"


@dataclass(frozen=True, eq=False)
class Draft:
    """The files of an upload, the town they are about, and the user's choices so far.

    `number` tells drafts apart whose widgets must not keep what was chosen for another one.
    """

    number: int
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
        drop()
        names = [file.name.casefold() for file in files]
        twice = next((name for name in names if names.count(name) > 1), "")
        if twice:
            raise PackageError(
                f"Zwei Dateien heißen „{shown(twice)}“; benennen Sie eine um, damit keine verloren "
                "geht."
            )
        tables = read_upload({file.name: file.getvalue() for file in files})
        st.session_state[_DRAFT] = (key, _first(tables, ags))
    return st.session_state[_DRAFT][1]


def _first(tables: Tables, ags: str) -> Draft:
    """The draft before any choice; where coordinates have no name, the likeliest is assumed, so that
    the map can show them. Using them still needs agreement."""
    frame = level_figures("municipality")
    position = filters.position_of(frame, ags)
    draft = Draft(
        _next_number(),
        tables,
        ags,
        str(frame["name"].iloc[position]),
        tables.guess(),
        Options(),
        outline=edition().municipalities.geometry.iloc[position],
    )
    try:
        offered = [choice for finding in draft.findings for choice in finding.choices]
    except PackageError:
        return draft  # columns are missing: the user assigns them first
    return replace(draft, options=Options(crs=int(offered[0]))) if offered else draft


def _next_number() -> int:
    number = st.session_state.get(_NUMBER, 0) + 1
    st.session_state[_NUMBER] = number
    return number


def kept_draft() -> Draft:
    """The draft with all choices made up to now; what a button acts on."""
    return st.session_state[_DRAFT][1]


def change(*, anew: bool = False, **values: Any) -> None:
    """Keep the draft with some of its choices replaced; `anew` forgets what was agreed to."""
    key, draft = st.session_state[_DRAFT]
    if anew:
        values |= {"number": _next_number(), "chosen": frozenset()}
    st.session_state[_DRAFT] = (key, replace(draft, **values))


def drop() -> None:
    """Forget the draft."""
    st.session_state.pop(_DRAFT, None)
