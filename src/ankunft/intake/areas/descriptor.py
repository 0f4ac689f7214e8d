"""datapackage.json: which file is which, how the table is written, whom to credit.

Frictionless checks the description against the standard (https://specs.frictionlessdata.io). It
would fetch schemas and dialects from addresses it finds in there, so it is given a copy that holds
nothing but plain values.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ankunft.base.errors import PackageError
from ankunft.intake.areas.archive import is_plain_path
from ankunft.intake.areas.areas import ENDINGS
from ankunft.intake.areas.city import Credit
from ankunft.intake.areas.names import fold, tidy_name, vocabulary

FILE = "datapackage.json"
TERRITORY = "territory"
"""Name of the resource that says how boundaries changed."""
TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".tab")

_PACKAGE_KEYS = ("name", "title", "description", "homepage", "version", "created")
_RESOURCE_KEYS = ("name", "title", "format", "mediatype", "encoding")
_DIALECT_KEYS = ("delimiter", "quoteChar", "doubleQuote", "header", "lineTerminator", "csv")
_FIELD_KEYS = ("name", "type", "format", "decimalChar", "groupChar", "bareNumber", "title")


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What the description says; texts are empty where it says nothing."""

    name: str
    title: str
    credit: Credit
    areas: str
    table: str
    encoding: str
    separator: str
    decimal: str
    group: str
    missing: frozenset[str]
    territory: str = ""
    territory_encoding: str = ""
    territory_separator: str = ""


def read_descriptor(folder: Path) -> Descriptor:
    """Read datapackage.json of a folder.

    Raises
    ------
    PackageError
        If it is missing, is no valid description, names files elsewhere, or if it is not clear
        which resource holds the areas and which the figures.
    """
    content = _load(folder / FILE)
    resources = _check_resources(content)
    _validate(content, resources)
    territory = next((r for r in resources if r.get("name") == TERRITORY), {})
    resources = [r for r in resources if r is not territory]
    areas = _choose(resources, "areas", ENDINGS, "den Gebieten")
    table = _choose(resources, "observations", TABLE_ENDINGS, "den Werten")
    title = tidy_name(_text(content, "title") or _text(content, "name") or folder.name)
    decimal, group = _number_signs(table)
    schema = table.get("schema") or {}
    return Descriptor(
        name=_text(content, "name"),
        title=title,
        credit=_credit(content, title),
        areas=areas["path"],
        table=table["path"],
        encoding=_text(table, "encoding"),
        separator=_separator(table),
        decimal=decimal,
        group=group,
        missing=frozenset({"", *(str(text) for text in schema.get("missingValues", []))}),
        territory=territory.get("path", ""),
        territory_encoding=_text(territory, "encoding"),
        territory_separator=_separator(territory),
    )


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise PackageError(
            f"{FILE} fehlt; ein Datenpaket braucht diese Beschreibung neben seinen Dateien."
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise PackageError(f"{FILE}, Zeile {error.lineno}: kein gültiges JSON.") from error
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{FILE}: kein gültiges JSON in UTF-8.") from error
    if not isinstance(content, dict):
        raise PackageError(f"{FILE}: Erwartet wird ein Objekt mit „resources“.")
    return content


def _check_resources(content: dict[str, Any]) -> list[dict[str, Any]]:
    resources = content.get("resources")
    if not isinstance(resources, list) or not all(isinstance(r, dict) for r in resources):
        raise PackageError(f"{FILE}: „resources“ muss eine Liste von Objekten mit „path“ sein.")
    checked = []
    for resource in resources:
        path = resource.get("path")
        if isinstance(path, list) and len(path) == 1:
            path = path[0]
        if not isinstance(path, str) or not is_plain_path(path):
            raise PackageError(
                f"{FILE}: Der Pfad „{str(path)[:100]}“ wird nicht gelesen; "
                "erwartet wird eine Datei innerhalb des Pakets, keine Adresse."
            )
        for key in ("schema", "dialect"):
            if not isinstance(resource.get(key, {}), dict):
                raise PackageError(
                    f"{FILE}: „{key}“ von {path} muss ausgeschrieben sein, nicht ein Verweis."
                )
        fields = resource.get("schema", {}).get("fields", [])
        if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
            raise PackageError(f"{FILE}: „fields“ von {path} muss eine Liste von Objekten sein.")
        checked.append({**resource, "path": path})
    return checked


def _validate(content: dict[str, Any], resources: list[dict[str, Any]]) -> None:
    import frictionless

    plain = _only(content, _PACKAGE_KEYS)
    plain["resources"] = [_plain_resource(r, k) for k, r in enumerate(resources)]
    try:
        frictionless.Package.from_descriptor(plain)
    except frictionless.FrictionlessException as error:
        reasons = [str(reason.note) for reason in error.reasons] or [str(error.error.note)]
        raise PackageError(
            f"{FILE} entspricht nicht dem Frictionless-Standard: {'; '.join(reasons)[:300]}."
        ) from error


def _plain_resource(resource: dict[str, Any], number: int) -> dict[str, Any]:
    plain = {"name": f"resource-{number + 1}", "path": resource["path"]}
    plain |= _only(resource, _RESOURCE_KEYS)
    if "dialect" in resource:
        plain["dialect"] = _only(resource["dialect"], _DIALECT_KEYS)
    if "schema" in resource:
        schema = _only(resource["schema"], ("missingValues", "primaryKey"))
        schema["fields"] = [_only(f, _FIELD_KEYS) for f in resource["schema"].get("fields", [])]
        plain["schema"] = schema
    return plain


def _only(content: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: content[key] for key in keys if key in content}


def _choose(
    resources: list[dict[str, Any]], name: str, endings: tuple[str, ...], what: str
) -> dict[str, Any]:
    fitting = [r for r in resources if Path(r["path"]).suffix.lower() in endings]
    named = [r for r in fitting if r.get("name") == name]
    found = named or fitting
    if len(found) != 1:
        listed = ", ".join(r["path"] for r in resources) or "nichts"
        raise PackageError(
            f"{FILE}: Erwartet wird eine Ressource „{name}“ mit {what} "
            f"({', '.join(endings)}); gefunden: {listed}."
        )
    return found[0]


def _separator(table: dict[str, Any]) -> str:
    dialect = table.get("dialect") or {}
    inner = dialect.get("csv") if isinstance(dialect.get("csv"), dict) else {}
    separator = str(dialect.get("delimiter") or (inner or {}).get("delimiter") or "")
    if len(separator) > 1 or separator in ('"', "\n"):
        raise PackageError(f"{FILE}: Das Trennzeichen „{separator}“ muss ein einzelnes sein.")
    return separator


def _number_signs(table: dict[str, Any]) -> tuple[str, str]:
    """Decimal sign and thousands separator of the first field that names one."""
    for field in (table.get("schema") or {}).get("fields", []):
        signs = str(field.get("decimalChar", "")), str(field.get("groupChar", ""))
        if not any(signs):
            continue
        decimal = signs[0] or "."
        if decimal not in (".", ",") or signs[1] not in ("", ".", ",", " ", "'") or (
            decimal == signs[1]
        ):  # fmt: skip
            raise PackageError(
                f"{FILE}: Dezimalzeichen „{decimal}“ und Tausenderzeichen „{signs[1]}“ "
                "passen nicht zusammen."
            )
        return decimal, signs[1]
    return "", ""


def _credit(content: dict[str, Any], title: str) -> Credit:
    licence = _first(content, "licenses")
    sources = [s for s in _list(content, "sources") if isinstance(s, dict)]
    publisher = tidy_name("; ".join(filter(None, (_text(s, "title") for s in sources))))
    named = tidy_name(_text(licence, "title") or _text(licence, "name"))
    short = tidy_name(_text(licence, "name") or named)
    terms = ", ".join(filter(None, (short, "Daten verändert")))
    return Credit(
        title_de=title,
        title_en=title,
        publisher=publisher,
        licence=named,
        licence_url=_address(_text(licence, "path"))
        or vocabulary()["licences"].get(fold(short), ""),
        attribution=f"© {publisher or title} ({terms})",
        change_note_de="In einheitliche Tabellen übertragen",
        change_note_en="Carried over into uniform tables",
        reference_date=tidy_name(_text(content, "version")),
        dataset_url=_address(
            _text(content, "homepage") or _text(_first(content, "sources"), "path")
        ),
    )


def _list(content: dict[str, Any], key: str) -> list[Any]:
    found = content.get(key)
    return found if isinstance(found, list) else []


def _first(content: dict[str, Any], key: str) -> dict[str, Any]:
    return next((entry for entry in _list(content, key) if isinstance(entry, dict)), {})


def _text(content: dict[str, Any], key: str) -> str:
    found = content.get(key)
    return found.strip() if isinstance(found, str) else ""


def _address(text: str) -> str:
    """An address that may become a link: no other scheme than http and https."""
    return text if text.startswith(("https://", "http://")) and text.isprintable() else ""
