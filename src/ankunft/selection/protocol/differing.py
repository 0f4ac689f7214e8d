"""Where two protocols differ: the list of towns, and everything it was made from and says of itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeVar

from ankunft.selection.frame.quarter_figures import KINDS
from ankunft.selection.protocol.difference import Difference, Kind
from ankunft.selection.protocol.document import CallRow, Protocol, StratumRow, TownRow
from ankunft.selection.protocol.seal import SHORT

TOLERANCE = 1e-7
"""Relative: figures are kept with so many digits that only real changes are larger, one inhabitant of
Berlin among them."""
NEAR_ZERO = 1e-9
"""Numbers below are nil: what processors make of a residual that is none."""

MADE_OF_CLASSES = frozenset(
    ["arrival_class", "arrival_robustness"]
    + [f"{kind.id}_{of}" for kind in KINDS for of in ("quarters", "quarter_robustness")]
    + [f"people_in_{kind.id}_quarters" for kind in KINDS]
)
"""Variables that follow from the rules of the arrival classes."""

Row = TypeVar("Row", TownRow, CallRow, StratumRow)
TownPair = tuple[TownRow | None, TownRow | None]


def of_list(then: Protocol, now: Protocol) -> Iterator[Difference]:
    """Towns that are gone, new, twice, elsewhere, renamed, or have another entry or figure."""
    pairs = _paired(then.towns, now.towns)
    counts = [Counter(row.ags for row in towns) for towns in (then.towns, now.towns)]
    said = set()
    for before, after in pairs:
        row = before or after
        assert row is not None
        if before and after:
            yield from _town(before, after)
            continue
        times = [count[row.ags] for count in counts]
        if 0 in times:
            yield Difference("missing" if before else "added", _named(row))
        elif row.ags not in said:
            said.add(row.ags)
            yield Difference("duplicate", _named(row), "", *map(str, times))
    yield from _order(pairs, then.towns, now.towns)


def _town(then: TownRow, now: TownRow) -> Iterator[Difference]:
    for name in TownRow.model_fields:
        before, after = getattr(then, name), getattr(now, name)
        if name in ("ags", "figures") or _same(before, after):
            continue
        kind: Kind = "renamed" if name == "name" else "changed"
        subject = then.ags if name == "name" else _named(then)
        yield Difference(kind, subject, name, str(before), str(after))
    for name in dict.fromkeys([*then.figures, *now.figures]):
        before, after = then.figures.get(name), now.figures.get(name)
        if not _same(before, after) or (name in then.figures) != (name in now.figures):
            yield Difference("figure", _named(then), name, str(before), str(after))


def _paired(then: Sequence[TownRow], now: Sequence[TownRow]) -> list[TownPair]:
    """Rows of one town beside each other: a town may be drawn and a case, too, so first those that
    are the same of both, then those that are left of the town; each row once."""
    free = list(range(len(now)))
    found: dict[int, int] = {}
    for key in (lambda row: (row.ags, row.role == "case"), lambda row: row.ags):
        waiting: dict[Hashable, list[int]] = {}
        for place in free:
            waiting.setdefault(key(now[place]), []).append(place)
        for place, row in enumerate(then):
            if place not in found and waiting.get(key(row)):
                found[place] = waiting[key(row)].pop(0)
        free = sorted(set(range(len(now))) - set(found.values()))
    pairs: list[TownPair] = [
        (row, now[found[place]] if place in found else None) for place, row in enumerate(then)
    ]
    return [*pairs, *((None, now[place]) for place in free)]


def _order(
    pairs: list[TownPair],
    then: Sequence[TownRow],
    now: Sequence[TownRow],
) -> Iterator[Difference]:
    """The first town in both lists that stands elsewhere among those in both."""
    before = [row for row, other in pairs if row is not None and other is not None]
    partner = {id(other): row for row, other in pairs if row is not None and other is not None}
    after = [partner[id(row)] for row in now if id(row) in partner]
    for row, other in zip(before, after, strict=True):
        if row is not other:
            places = _place(then, row), _place(now, next(b for a, b in pairs if a is row))
            yield Difference("order", _named(row), "", *map(str, places))
            return


def _place(rows: Sequence[TownRow], wanted: TownRow | None) -> int:
    return next(place for place, row in enumerate(rows, start=1) if row is wanted)


def of_basis(then: Protocol, now: Protocol) -> Iterator[Difference]:
    """Every field of the protocol but the list; one that is not known here is compared, too."""
    for name in Protocol.model_fields:
        if name != "towns":
            yield from _BASIS.get(name, _other(name))(then, now)


def _plan(then: Protocol, now: Protocol) -> Iterator[Difference]:
    if then.plan.classes.former:
        yield Difference("former_rule", then.plan.classes.former)
    for name in type(then.plan).model_fields:
        if getattr(then.plan, name) != getattr(now.plan, name):
            yield Difference("plan", f"plan.{name}")


def _rules(then: Protocol, now: Protocol) -> Iterator[Difference]:
    """Of a list that rests on no class they say nothing."""
    if then.rules != now.rules and MADE_OF_CLASSES & then.digests.keys():
        yield Difference("rules", "", "", str(then.rules), str(now.rules))


def _digests(then: Protocol, now: Protocol) -> Iterator[Difference]:
    for name in sorted(then.digests.keys() | now.digests.keys()):
        before, after = then.digests.get(name, ""), now.digests.get(name, "")
        if before != after:
            yield Difference("figures", name, "", before, after)


def _counts(then: Protocol, now: Protocol) -> Iterator[Difference]:
    before, after = then.counts.model_dump(), now.counts.model_dump()
    for name in before:
        if before[name] != after[name]:
            yield Difference("count", name, "", str(before[name]), str(after[name]))


def _strata(then: Protocol, now: Protocol) -> Iterator[Difference]:
    for before, after in _by_key(then.strata, now.strata, lambda row: row.stratum):
        row = before or after
        assert row is not None
        numbers = [f"{one.sampled}/{one.towns}" if one else "" for one in (before, after)]
        if numbers[0] != numbers[1]:
            yield Difference("stratum", row.label or row.stratum, "", *numbers)
        if before and after and before.label != after.label:
            yield Difference("stratum", row.stratum, "label", before.label, after.label)
    if _reordered([row.stratum for row in then.strata], [row.stratum for row in now.strata]):
        yield Difference("stratum", "", "order")


def _call(then: Protocol, now: Protocol) -> Iterator[Difference]:
    times = [Counter(row.ags for row in rows) for rows in (then.call, now.call)]
    names = {row.ags: _named(row) for row in (*now.call, *then.call)}
    for ags, named in names.items():
        if times[0][ags] != times[1][ags]:
            yield Difference("call", named, "towns", str(times[0][ags]), str(times[1][ags]))
    for before, after in _by_key(then.call, now.call, lambda row: row.ags):
        if before and after:
            for name in CallRow.model_fields:
                said = getattr(before, name), getattr(after, name)
                if said[0] != said[1]:
                    yield Difference("call", _named(before), name, *map(str, said))


def _texts(kind: Kind, name: str) -> Callable[[Protocol, Protocol], Iterator[Difference]]:
    """Sentences that only one of the two says; the same ones in another order, or twice."""

    def compared(then: Protocol, now: Protocol) -> Iterator[Difference]:
        before, after = list(getattr(then, name)), list(getattr(now, name))
        gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
        for old, fresh in zip_longest(gone.elements(), new.elements(), fillvalue=""):
            yield Difference(kind, "", "", old, fresh)
        if not gone and not new and before != after:
            yield Difference("other", name, "", " ".join(before), " ".join(after))

    return compared


def _short(kind: Kind, name: str) -> Callable[[Protocol, Protocol], Iterator[Difference]]:
    def compared(then: Protocol, now: Protocol) -> Iterator[Difference]:
        before, after = getattr(then, name), getattr(now, name)
        if before != after:
            cut = SHORT if before[:SHORT] != after[:SHORT] else None
            yield Difference(kind, "", "", before[:cut], after[:cut])

    return compared


def _other(name: str) -> Callable[[Protocol, Protocol], Iterator[Difference]]:
    def compared(then: Protocol, now: Protocol) -> Iterator[Difference]:
        before, after = getattr(then, name), getattr(now, name)
        if before != after:
            yield Difference("other", name, "", str(before), str(after))

    return compared


_BASIS: dict[str, Callable[[Protocol, Protocol], Iterator[Difference]]] = {
    "program": _short("program", "program"),
    "edition": _short("edition", "edition"),
    "survey": _short("survey", "survey"),
    "attribution": _texts("attribution", "attribution"),
    "rules": _rules,
    "plan": _plan,
    "digests": _digests,
    "counts": _counts,
    "strata": _strata,
    "call": _call,
    "notes": _texts("note", "notes"),
}


def _by_key(
    then: Sequence[Row], now: Sequence[Row], key: Callable[[Row], str]
) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows with one key beside each other; a key that stands twice gives two pairs."""

    before: dict[tuple[str, int], Row] = _numbered(then, key)
    after: dict[tuple[str, int], Row] = _numbered(now, key)
    for name in dict.fromkeys([*before, *after]):
        yield before.get(name), after.get(name)


def _numbered(rows: Sequence[Row], key: Callable[[Row], str]) -> dict[tuple[str, int], Row]:
    """Rows by their key and how often it stood before."""
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], Row] = {}
    for row in rows:
        found[key(row), seen[key(row)]] = row
        seen[key(row)] += 1
    return found


def _reordered(then: Sequence[str], now: Sequence[str]) -> bool:
    both = set(then) & set(now)
    return [x for x in dict.fromkeys(then) if x in both] != [
        x for x in dict.fromkeys(now) if x in both
    ]


def _same(then: object, now: object) -> bool:
    if isinstance(then, bool) or isinstance(now, bool):
        return then is now
    if isinstance(then, int | float) and isinstance(now, int | float):
        return math.isclose(then, now, rel_tol=TOLERANCE, abs_tol=NEAR_ZERO)
    return then == now


def _named(row: TownRow | CallRow) -> str:
    return f"{row.name} ({row.ags})"
