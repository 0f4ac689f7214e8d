"""The protocol of a selection: one JSON document with all that another needs to make it again.

It holds the plan, the edition, a digest of every figure that decided, and every town that was
chosen, replaced or vetoed, with the reason. It holds no contact and no answer in free text. Checksums
of all parts stand at its end (:mod:`ankunft.selection.protocol.seal`).
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import Field, ValidationError

from ankunft.base.errors import ParameterError
from ankunft.selection.plan import Ags, Name, Number, Part, Plan, Text, sentence
from ankunft.selection.protocol.seal import CHECKSUMS, WHOLE, Seal, checksums, read_seal

LARGEST = 20_000_000
"""Bytes of a protocol that is read."""

DIGITS = 9
"""Significant digits of figures in a protocol: processors differ in the last ones."""

Value = Number | bool | str | None


class Counts(Part):
    """Towns of the edition, those the filters let in, and those without figures; inhabitants."""

    towns: int
    inside: int
    unknown: int
    unknown_kept: int
    inhabitants: int


class StratumRow(Part):
    """A stratum after small ones were joined: its towns, those drawn, those that count."""

    stratum: Name
    label: Text
    towns: int
    sampled: int


class TownRow(Part):
    """A town, in which role it is in the list, and the figures that decided.

    `figures` are those of the variables of the plan; None: no figures.
    """

    ags: Ags
    name: Text
    role: Name
    stratum: Text = ""
    position: int | None = None
    pair: int | None = None
    inclusion_probability: Number | None = None
    design_weight: Number | None = None
    reason: Text = ""
    replaces: Annotated[str, Field(max_length=8)] = ""
    replaced_by: Annotated[str, Field(max_length=8)] = ""
    figures: dict[Name, Value] = Field(default_factory=dict)


class CallRow(Part):
    """A town that applied to a call for interest: what was checked, and what became of it. Its
    contact and its statement are in no protocol.

    `role` as in :class:`ankunft.selection.call.shortlist.Shortlist`; `eligible` None: no figures.
    """

    ags: Ags
    name: Text
    role: Name
    complete: bool
    eligible: bool | None = None
    reason: Text = ""


class Protocol(Part):
    """See the module. `lang` is that of labels, reasons and notes; `survey` is the digest of the
    answers, "" where none decided; `rules` is the version of the rules of the arrival classes (see
    :data:`ankunft.typology.RULES`). `call` is a record: it does not follow from the plan."""

    kind: Literal["ankunft-protocol"] = "ankunft-protocol"
    version: Literal[1] = 1
    made: Annotated[str, Field(max_length=40)] = ""
    program: Annotated[str, Field(max_length=40)] = ""
    lang: Literal["de", "en"] = "de"
    edition: Annotated[str, Field(max_length=100)]
    attribution: tuple[Text, ...] = ()
    survey: Annotated[str, Field(max_length=100)] = ""
    rules: Annotated[int, Field(ge=1, le=1_000)] = 1
    plan: Plan
    digests: dict[Name, Annotated[str, Field(max_length=100)]] = Field(default_factory=dict)
    counts: Counts
    strata: tuple[StratumRow, ...] = ()
    towns: tuple[TownRow, ...] = ()
    call: tuple[CallRow, ...] = ()
    notes: tuple[Text, ...] = ()

    def text(self) -> str:
        """The document with its checksums; the same selection gives the same text. The plan stands in
        it whole, so that no default of a later version of the program changes it."""
        data = self.model_dump(mode="json")
        return json.dumps(data | {CHECKSUMS: checksums(data)}, ensure_ascii=False, indent=1) + "\n"

    @property
    def checksum(self) -> str:
        """That of the whole document."""
        return checksums(self.model_dump(mode="json"))[WHOLE]


def read_protocol(content: bytes) -> Protocol:
    """The protocol in a file.

    Raises
    ------
    ParameterError
        If it is no protocol, with the first part that is not legal.
    """
    data = {name: value for name, value in _document(content).items() if name != CHECKSUMS}
    try:
        return Protocol.model_validate(data)
    except ValidationError as error:
        raise ParameterError(sentence(error, "Das Protokoll")) from None


def seal_of(content: bytes) -> Seal:
    """What the checksums in the file of a protocol say.

    Raises
    ------
    ParameterError
        If it is no protocol.
    """
    return read_seal(_document(content))


def _document(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise ParameterError(f"Das Protokoll ist größer als {LARGEST // 10**6} MB.")
    try:
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise ParameterError("Die Datei ist kein Protokoll: Sie ist kein JSON in UTF-8.") from None
    if not isinstance(data, dict) or data.get("kind") != "ankunft-protocol":
        raise ParameterError(
            "Die Datei ist kein Protokoll von Ankunft: „kind“ ist nicht „ankunft-protocol“."
        )
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a field that stands twice people read the first and programs the last: neither is taken."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParameterError(f"Im Protokoll steht die Angabe „{twice[:60]}“ zweimal.")
    return found


def digest(values: pd.Series) -> str:
    """SHA-256 over the keys and values of a column, in the order of the keys."""
    ordered = values.sort_index()
    lines = [f"{key}={_text(value)}" for key, value in ordered.items()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def plain(value: Any) -> Value:
    """A value of a frame as JSON knows it; missing ones are None, numbers have :data:`DIGITS`."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool | str):
        return value
    if hasattr(value, "item"):
        return plain(value.item())
    return float(f"{float(value):.{DIGITS}g}")


def _text(value: Any) -> str:
    known = plain(value)
    return "" if known is None else str(known)
