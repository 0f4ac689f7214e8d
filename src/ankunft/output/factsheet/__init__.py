"""One page about one town, for the council: PDF, or HTML that word processors open.

What stands on the page is collected first (:mod:`ankunft.output.factsheet.collect`), then laid out. No
browser and no network are needed.
"""

from __future__ import annotations

from ankunft.edition import Edition
from ankunft.intake.areas.city import City
from ankunft.output.factsheet.collect import city_of, collect
from ankunft.output.factsheet.ground import Ground, ground_of
from ankunft.output.factsheet.link import BASE_URL
from ankunft.output.factsheet.sheet import FactSheet

__all__ = [
    "BASE_URL",
    "FactSheet",
    "Ground",
    "factsheet",
    "factsheet_html",
    "factsheet_pdf",
    "ground_of",
]


def factsheet(
    edition: Edition | Ground,
    ags: str,
    *,
    lang: str = "de",
    base_url: str = BASE_URL,
    city: City | None = None,
) -> FactSheet:
    """What stands on the page of a town.

    For several towns pass the :class:`Ground` of the edition (:func:`ground_of`): it is read once.
    `base_url` is where the app runs, for the link to the live view; `city` are the town's own
    statistics, by default those of the edition.

    Raises
    ------
    ParameterError
        If the edition has no figures of the town, the base is no address, the city is that of
        another town, or there are no texts in the language.
    """
    ground = edition if isinstance(edition, Ground) else ground_of(edition)
    own = city_of(ground.edition, ags, city)
    return collect(ground, ags, own, base_url, lang)


def factsheet_pdf(
    edition: Edition | Ground,
    ags: str,
    *,
    lang: str = "de",
    base_url: str = BASE_URL,
    city: City | None = None,
) -> bytes:
    """The page as PDF/UA-1; see :func:`factsheet`."""
    from ankunft.output.factsheet.pdf import pdf

    return pdf(factsheet(edition, ags, lang=lang, base_url=base_url, city=city))


def factsheet_html(
    edition: Edition | Ground,
    ags: str,
    *,
    lang: str = "de",
    base_url: str = BASE_URL,
    city: City | None = None,
) -> str:
    """The page as plain HTML with its pictures inside; see :func:`factsheet`."""
    from ankunft.output.factsheet.html import html

    return html(factsheet(edition, ags, lang=lang, base_url=base_url, city=city))
