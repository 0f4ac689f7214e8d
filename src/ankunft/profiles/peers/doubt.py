"""Whether a list of similar towns can be defended, and what is said where it cannot."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from ankunft.base.language import format_integer, translator
from ankunft.profiles.peers.check import order_of
from ankunft.profiles.peers.pool import Pool
from ankunft.profiles.similarity import Floats, Rows, Space

LEAST = 2_000
"""Towns of fewer inhabitants (2022) get no list: most of their shares are not shown, or noise."""
JUDGED = 10
"""A list is judged by its nearest ten, however many are asked for."""
SIZE_FACTOR = 10
"""Towns further apart in inhabitants than by this factor are not of a kind."""


class Doubt(StrEnum):
    """Why there is no list."""

    FEW_PEOPLE = "few_people"
    NOT_SHARED = "not_shared"
    OTHER_SIZES = "other_sizes"

    def text(self, town: str, lang: str) -> str:
        """What the reader is told, in one sentence."""
        _ = translator(lang)
        texts = {
            Doubt.FEW_PEOPLE: _(
                "Für {town} gibt es keinen guten Vergleich: Unter {least} Einwohnerinnen und "
                "Einwohnern sind zu wenige Werte sicher bekannt."
            ),
            Doubt.NOT_SHARED: _(
                "Für {town} gibt es keinen guten Vergleich: Von den {n} nächsten Kommunen gehört "
                "nach einem zweiten Abstandsmaß (Mahalanobis) keine zu den {n} nächsten."
            ),
            Doubt.OTHER_SIZES: _(
                "Für {town} gibt es in diesen Grenzen keinen guten Vergleich: Mehr als die Hälfte "
                "der {n} nächsten Kommunen ist über {factor}-mal so groß oder so klein."
            ),
        }
        return texts[self].format(
            town=town, least=format_integer(LEAST, lang), n=JUDGED, factor=SIZE_FACTOR
        )


def doubt_by_size(space: Space, position: int) -> Doubt | None:
    """Whether the town in this row is too small for any list."""
    return Doubt.FEW_PEOPLE if _people(space)[position] < LEAST else None


def doubt_about(
    space: Space, position: int, others: Rows, closest: Rows, weights: Floats, pool: Pool
) -> Doubt | None:
    """Whether the towns in the rows `closest` of `others`, nearest first, are a good comparison.

    The cross-check asks the same pool; where it cannot be reckoned it raises no doubt. Towns that
    the pool names one by one were chosen by somebody and may have any size.
    """
    ten = others[closest[:JUDGED]]
    if small := doubt_by_size(space, position):
        return small
    if not ten.size:
        return None
    ratios = np.abs(np.log(_people(space)[ten] / _people(space)[position]))
    if pool.ags is None and np.mean(ratios > np.log(SIZE_FACTOR)) > 0.5:
        return Doubt.OTHER_SIZES
    order = order_of(space, position, others, weights)
    unshared = order.rows.size and not np.isin(order.rows[:JUDGED], ten).any()
    return Doubt.NOT_SHARED if unshared else None


def _people(space: Space) -> Floats:
    return space.frame["population_2022"].to_numpy(np.float64)
