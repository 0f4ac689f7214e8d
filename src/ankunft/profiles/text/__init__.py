"""A town in plain words, made from its figures by rules.

Neutral words: a figure has a place in a distribution, never a rank, and is neither good nor bad.
What is missing is named or left out, never written as 0.
"""

from __future__ import annotations

from ankunft.profiles.text.arrival import arrival, centre, hint, reasons
from ankunft.profiles.text.base import TextBase, TownFigures, text_base
from ankunft.profiles.text.limits import limits
from ankunft.profiles.text.people import inhabitants, place, share
from ankunft.profiles.text.setting import setting, value_text

__all__ = [
    "TextBase",
    "TownFigures",
    "hint",
    "place",
    "reasons",
    "text_base",
    "town_text",
    "value_text",
]


def town_text(base: TextBase, ags: str, lang: str = "de") -> list[str]:
    """The paragraphs about one town, plain text.

    In this order: inhabitants, share of foreign nationals, class and how firm it is, centre,
    economy, housing, infrastructure, what the words in brackets mean, what the data do not say,
    which figures are missing (only if any are).

    Raises
    ------
    ParameterError
        If the edition has no figures of the town, or there are no texts in the language.
    """
    town = base.town(ags)
    return [
        inhabitants(town, lang),
        share(town, lang),
        arrival(town, lang),
        centre(town, lang),
        *setting(town, lang),
        *limits(town, lang),
    ]
