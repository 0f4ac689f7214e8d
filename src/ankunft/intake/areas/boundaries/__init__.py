"""Boundaries that changed between the years of a town's figures, brought to the current outlines.

A merger, a split, a partial transfer, a new number for an old district and a key used again are one
thing: the figures of an old key belong, from their first year to the year before the change, in
stated shares to new keys. `conversion` does that, `territory` reads such a table from a package,
`detection` finds changes nobody has named, and `settle` is what the import calls.
"""

from ankunft.intake.areas.boundaries.settle import Settled, settle
from ankunft.intake.areas.boundaries.territory import Territory, is_territory, read_territory

__all__ = ["Settled", "Territory", "is_territory", "read_territory", "settle"]
