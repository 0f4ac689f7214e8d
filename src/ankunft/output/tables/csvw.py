"""The side file of a CSV: sources, licence and what every column means, as CSV on the Web.

W3C Recommendations "Metadata Vocabulary for Tabular Data" and "Model for Tabular Data" (17 December
2015): `dc` are the terms of Dublin Core, `schema` those of schema.org. The name of the CSV with
`-metadata.json` behind it is where readers look for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd

from ankunft.base.language import LANGUAGES, translator
from ankunft.output.tables.columns import Column
from ankunft.output.tables.text import has_formulas

SUFFIX = "-metadata.json"
"""Behind the name of the CSV."""

CONTEXT = "http://www.w3.org/ns/csvw"


def side_file(
    table: pd.DataFrame,
    columns: Sequence[Column],
    described: Mapping[str, Any],
    sources: Sequence[Mapping[str, str]],
    *,
    url: str,
    lang: str,
) -> str:
    """The description of the CSV with the file name `url`.

    `described` and `sources` are those of :mod:`ankunft.output.tables.credits`.
    """
    notes = [*described["notes"]]
    if has_formulas(table):
        _ = translator(lang)
        notes.append(
            _("Texte, die mit = + - oder @ beginnen, stehen in der CSV hinter einem Apostroph.")
        )
    content = {
        "@context": [CONTEXT, {"@language": lang}],
        "url": quote(url),
        "dc:title": described["title"],
        "dc:identifier": f"sha256:{described['edition']}",
        "dc:license": _licences(sources),
        "dc:source": [_source(source) for source in sources],
        "notes": [{"type": "Annotation", "body": note} for note in notes],
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "header": True,
            "lineTerminators": ["\n"],
        },
        "tableSchema": {
            "columns": [
                _column(column, str(name), table.iloc[:, place], lang)
                for place, (name, column) in enumerate(zip(table.columns, columns, strict=True))
            ]
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def datatype(column: Column, values: pd.Series) -> str:
    """A type of the W3C model for the values: keys are text."""
    kind = values.dtype
    if column.key:
        return "string"
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    if pd.api.types.is_integer_dtype(kind):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(kind) else "string"


def _column(column: Column, header: str, values: pd.Series, lang: str) -> dict[str, Any]:
    """`titles` hold the header as it stands in the file, too: by it readers match the two."""
    found: dict[str, Any] = {
        "name": quote(header.replace(" ", "_"), safe=""),
        "titles": {"und": header} | {known: column.title(known) for known in LANGUAGES},
        "datatype": datatype(column, values),
        "dc:description": _in_both([column.about(known) for known in LANGUAGES]),
        "schema:unitText": _in_both([column.unit(known) for known in LANGUAGES]),
    }
    if column.words:
        found["lang"] = lang
    return {name: value for name, value in found.items() if value}


def _in_both(texts: Sequence[str]) -> list[dict[str, str]]:
    """A text in every language, as JSON-LD has it."""
    return [
        {"@value": text, "@language": lang}
        for lang, text in zip(LANGUAGES, texts, strict=True)
        if text
    ]


def _licences(sources: Sequence[Mapping[str, str]]) -> list[Any]:
    """Addresses of the licences, each once; of one without address its name."""
    found = dict.fromkeys((source["licence"], source["licence_url"]) for source in sources)
    return [{"@id": address} if address else name for name, address in found]


def _source(source: Mapping[str, str]) -> dict[str, Any]:
    found = {
        "@id": source["dataset_url"],
        "dc:title": source["title"],
        "dc:publisher": source["publisher"],
        "dc:date": source["reference_date"],
        "dc:bibliographicCitation": source["attribution"],
        "dc:license": {"@id": source["licence_url"]}
        if source["licence_url"]
        else source["licence"],
        "dc:rights": source["licence"],
        "dc:provenance": source["change_note"],
    }
    return {name: value for name, value in found.items() if value}
