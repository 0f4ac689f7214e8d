"""Checksums of a protocol, part by part: what was changed in the file after it was written.

They are made from the JSON as it stands in the file, so that a later version of the program, which
knows more fields or other defaults, finds the same. They show every change by somebody who does not
make them anew, and which part it was. They prove nothing against somebody who does: then only what
follows from the plan is proved, by carrying it out again, and the rest by a checksum that was noted
elsewhere (the report prints it).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CHECKSUMS = "checksums"
"""Where they stand in the document."""
WHOLE = "whole"
"""The checksum over everything else."""
SHORT = 12
"""Characters of a checksum that people compare."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What the checksums of a file say.

    `checksum` is that of everything the file holds now. `edited` are the parts (fields of the
    document, those of the plan as ``plan.sampling``) that are not as they were written; None if the
    file has no checksums.
    """

    checksum: str
    edited: tuple[str, ...] | None


def checksums(document: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 by part, and of the :data:`WHOLE`; order of keys and layout of the file do not count."""
    parts = {name: _sha(value) for name, value in _parts(document)}
    rest = {name: value for name, value in document.items() if name != CHECKSUMS}
    return parts | {WHOLE: _sha(rest)}


def read_seal(document: Mapping[str, Any]) -> Seal:
    """The checksums of a document compared with what it holds."""
    now, stated = checksums(document), document.get(CHECKSUMS)
    if stated is None:
        return Seal(now[WHOLE], None)
    then = stated if isinstance(stated, dict) else {}
    edited = [name for name in dict.fromkeys([*now, *then]) if now.get(name) != then.get(name)]
    # the whole is said to differ only where no part tells what it was
    named = [name for name in edited if name != WHOLE]
    return Seal(now[WHOLE], tuple(named or edited))


def _parts(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in document.items():
        if name == "plan" and isinstance(value, dict):
            yield from ((f"plan.{part}", of_part) for part, of_part in value.items())
        elif name != CHECKSUMS:
            yield name, value


def _sha(value: Any) -> str:
    text = json.dumps(_canonical(value), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _canonical(value: Any) -> Any:
    """1.0 and 1 are one number: other programs that save JSON write whole numbers without a point."""
    if isinstance(value, dict):
        return {name: _canonical(of_name) for name, of_name in value.items()}
    if isinstance(value, list):
        return [_canonical(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
