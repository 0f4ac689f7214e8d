"""Groups with too few towns are merged with their neighbours, by one stated rule."""

from __future__ import annotations

from collections.abc import Mapping

SEPARATOR = "|"
JOINED = " + "


def merge_small(counts: Mapping[str, int], fewest: int) -> dict[str, str]:
    """The name of the merged group of every group, so that each has at least `fewest` units.

    The names are made of parts ("east|02|new"). Again and again the group with the fewest units
    (the first by name among equals) joins the group that shares the longest beginning with it;
    among equals the one with fewer units, then the first by name. What is left as one group stays,
    even if it is too small.
    """
    groups: dict[tuple[str, ...], int] = {(name,): count for name, count in counts.items()}
    while len(groups) > 1:
        small = min(groups, key=lambda members: (groups[members], members))
        if groups[small] >= fewest:
            break
        others = [members for members in groups if members != small]
        into = min(others, key=lambda m: (-_shared(small, m), groups[m], m))
        total = groups.pop(small) + groups.pop(into)
        groups[tuple(sorted((*small, *into)))] = total
    return {name: JOINED.join(members) for members in groups for name in members}


def _shared(some: tuple[str, ...], others: tuple[str, ...]) -> int:
    """How many parts two groups share from the beginning (of their closest members)."""
    return max(_beginning(a.split(SEPARATOR), b.split(SEPARATOR)) for a in some for b in others)


def _beginning(a: list[str], b: list[str]) -> int:
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    return same
