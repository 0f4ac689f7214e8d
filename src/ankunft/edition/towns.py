"""Which town a text means: a key (AGS) or a short name such as "leipzig"."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.edition import Edition
from ankunft.intake.areas.city import City
from ankunft.intake.areas.names import fold

CANDIDATES = 5
"""So many towns of one name are listed."""
CLOSE = 3
"""So many similar names are offered for one that is unknown."""


def slug(name: str) -> str:
    """A name for the command line: small letters and digits, everything else a hyphen."""
    return fold(name).replace("_", "-")


def resolve(edition: Edition, text: str, cities: Iterable[City] = ()) -> str:
    """The AGS of the town that the text names.

    An AGS has eight digits and belongs to a municipality of the edition or to one of `cities`
    (the user's own). A short name is looked for among those given to cities, own or shipped, then
    among the municipalities, whose short name follows from their name (see :func:`slug`).

    Raises
    ------
    ParameterError
        If no town has the key or name, with similar names; if several have it, with those.
    """
    own = list(cities)
    if re.fullmatch(r"[0-9]{8}", text):
        if text in _places(edition).index or any(city.ags == text for city in own):
            return text
        raise ParameterError(f"„{text}“ ist kein Gemeindeschlüssel dieser Ausgabe.")
    name = slug(text)
    given = [(city.slug, city.ags) for city in own]
    given += [(entry["slug"], entry["ags"]) for entry in edition.cities]
    found = list(dict.fromkeys(ags for of_city, ags in given if of_city == name))
    if not found:
        slugs = _slugs(edition)
        found = slugs.index[slugs == name].to_list()
    if len(found) == 1:
        return found[0]
    if found:
        raise ParameterError(f"„{text}“ ist nicht eindeutig: {_listed(edition, found)}.")
    raise ParameterError(_unknown(text, name, [*_slugs(edition), *(pair[0] for pair in given)]))


def _unknown(text: str, name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, dict.fromkeys(known), n=CLOSE)
    hint = f"; ähnlich: {', '.join(close)}" if close else ""
    return f"Eine Gemeinde „{text}“ ist nicht bekannt{hint}. Jede ist auch mit ihrem AGS zu nennen."


def _listed(edition: Edition, found: Sequence[str]) -> str:
    places = _places(edition)
    shown = [
        f"{places['name'].get(ags, '–')} ({places['county_name'].get(ags, '–')}) {ags}"
        for ags in found[:CANDIDATES]
    ]
    return ", ".join(shown) + (" …" if len(found) > CANDIDATES else "")


def _places(edition: Edition) -> pd.DataFrame:
    """name and county_name by AGS."""
    return pd.DataFrame(edition.municipalities[["ags", "name", "county_name"]]).set_index("ags")


def _slugs(edition: Edition) -> pd.Series:
    """The short name of every municipality by AGS, those with inhabitants first."""
    towns = edition.municipalities.sort_values("has_figures", ascending=False, kind="stable")
    return pd.Series([_slug(name) for name in towns["name"]], index=towns["ags"], dtype=str)


@lru_cache(maxsize=20_000)
def _slug(name: str) -> str:
    return slug(name)
