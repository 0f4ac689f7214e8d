"""Which column is which: guessed from the names, or said by the user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas.names import (
    bare_key,
    column_for,
    free_name,
    rename_indicators,
    tidy_name,
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """The user's names for what the program needs; empty where there is none.

    area_id and name are columns of the polygons, the others columns of the table; population and
    foreign are names that stand in the column of indicators.
    """

    area_id: str = ""
    name: str = ""
    table_area_id: str = ""
    year: str = ""
    indicator: str = ""
    value: str = ""
    population: str = ""
    foreign: str = ""


def guess_mapping(
    areas_columns: Sequence[str], table_columns: Sequence[str], indicator_values: Iterable[str]
) -> Mapping:
    """What the names suggest; a role stays empty where no name is known."""
    area_id = column_for("area_id", areas_columns)
    renamed = rename_indicators(sorted(set(indicator_values)))
    texts = {name: text for text, name in renamed.items()}
    roles: dict[str, str] = {}
    for role in ("indicator", "year", "value", "area_id"):
        # a column plays one role: "Kennziffer" may be the indicator or the area
        free = [column for column in table_columns if column not in roles.values()]
        roles[role] = column_for(role, free)
    return Mapping(
        area_id=area_id,
        name=column_for("name", [c for c in areas_columns if c != area_id]),
        table_area_id=roles["area_id"],
        year=roles["year"],
        indicator=roles["indicator"],
        value=roles["value"],
        population=texts.get("population", ""),
        foreign=texts.get("foreign", ""),
    )


def guess(areas: pd.DataFrame, table: pd.DataFrame) -> Mapping:
    """Like :func:`guess_mapping`, and districts are joined where their content fits best.

    Without known names, or where the named columns have nothing in common, the two columns with
    the most values in common are taken: districts may be keyed by number or by name.
    """
    columns = [str(c) for c in areas.columns if c != "geometry"]
    table_columns = [str(c) for c in table.columns if c not in ("line", "file")]
    mapping = guess_mapping(columns, table_columns, [])
    values = list(table[mapping.indicator].unique()) if mapping.indicator else []
    named = guess_mapping(columns, table_columns, values)
    taken = (named.year, named.indicator, named.value)
    best = match_key(
        areas, table, columns, [c for c in table_columns if c not in taken],
        (named.area_id, named.table_area_id),
    )  # fmt: skip
    area_id, table_area_id = best
    name = column_for("name", [c for c in columns if c != area_id])
    return replace(named, area_id=area_id, table_area_id=table_area_id, name=name or area_id)


def match_key(
    areas: pd.DataFrame,
    table: pd.DataFrame,
    areas_columns: Sequence[str],
    table_columns: Sequence[str],
    first: tuple[str, str],
) -> tuple[str, str]:
    """The two columns that join table and polygons; `first` wins unless others fit far better."""
    in_table = {column: set(table[column].unique()) - {""} for column in table_columns}
    scores: dict[tuple[str, str], float] = {}
    for left in areas_columns:
        ids = areas[left][areas[left] != ""]
        # what repeats over the polygons (the borough of a district) is no key of theirs
        if ids.nunique() < 0.9 * len(areas) and left != first[0]:
            continue
        for right, found in in_table.items():
            scores[left, right] = len(found & set(ids)) / len(areas)
    if not scores:
        return first
    if first in scores:  # keys that a program took for numbers still are keys
        known, used = (set(map(bare_key, ids)) for ids in (areas[first[0]], in_table[first[1]]))
        scores[first] = max(scores[first], len(known & used) / len(areas))
    best = max(scores, key=lambda pair: scores[pair])
    # a few keys that do not fit are a finding of the check, no reason to take another column
    return best if 0.8 * scores[best] > scores.get(first, 0.0) else first


def rename_columns(areas: pd.DataFrame, mapping: Mapping, file: str) -> pd.DataFrame:
    """Polygons with the columns area_id, name and geometry."""
    require(mapping, ("area_id",), areas.columns, file)
    renamed = areas[["geometry"]].copy()
    renamed.insert(0, "area_id", areas[mapping.area_id].str.strip())
    has_name = mapping.name in areas.columns and mapping.name != "geometry"
    names = areas[mapping.name] if has_name else areas[mapping.area_id]
    tidy = names.map(tidy_name)
    renamed.insert(1, "name", tidy.where(tidy != "", renamed["area_id"]))
    return renamed


def rename_table(table: pd.DataFrame, mapping: Mapping, file: str) -> pd.DataFrame:
    """Figures with the columns area_id, year, indicator, value, line, file."""
    require(mapping, ("table_area_id", "year", "indicator", "value"), table.columns, file)
    texts = table[mapping.indicator].unique()
    names = indicator_names([str(text) for text in texts], mapping, file)
    return pd.DataFrame(
        {
            "area_id": table[mapping.table_area_id],
            "year": table[mapping.year],
            "indicator": table[mapping.indicator].map(names).astype("str"),
            "value": table[mapping.value],
            "line": table["line"].astype("int64"),
            "file": pd.Categorical(table["file"] if "file" in table else [file] * len(table)),
        }
    )


def indicator_names(texts: Sequence[str], mapping: Mapping, file: str) -> dict[str, str]:
    """The program's name for every text, the user's choice first."""
    chosen: dict[str, str] = {}
    for name, text in (("population", mapping.population), ("foreign", mapping.foreign)):
        if text and text not in texts:
            raise PackageError(
                f"{file}: Das Merkmal „{text}“ kommt nicht vor; gefunden: {_listed(texts)}."
            )
        if text:
            chosen[text] = name
    if len(chosen) < bool(mapping.population) + bool(mapping.foreign):
        raise PackageError(
            f"{file}: Das Merkmal „{mapping.population}“ kann nicht zugleich die Bevölkerung "
            "und die Zahl der Personen mit ausländischer Staatsangehörigkeit sein."
        )
    names = dict(chosen)
    for text, name in rename_indicators([t for t in texts if t not in chosen]).items():
        taken = name in chosen.values()
        names[text] = free_name(tidy_name(text) if taken else name, names)
    return names


_ROLES = {
    "area_id": "den Schlüssel der Gebiete",
    "table_area_id": "das Gebiet",
    "year": "das Jahr",
    "indicator": "das Merkmal",
    "value": "den Wert",
}


def require(mapping: Mapping, roles: Sequence[str], columns: Iterable[str], file: str) -> None:
    """Raise PackageError unless every role is played by a column that exists."""
    present = [str(c) for c in columns if c not in ("geometry", "line", "file")]
    for role in roles:
        column = getattr(mapping, role)
        if column in present:
            continue
        what = f"Die Spalte „{column}“ fehlt" if column else "Keine Spalte ist erkannt"
        raise PackageError(
            f"{file}: {what} für {_ROLES[role]}; gefunden: {_listed(present)}. "
            "Ordnen Sie die Spalten von Hand zu."
        )
    used = [getattr(mapping, role) for role in roles]
    if len(set(used)) < len(used):
        raise PackageError(f"{file}: Eine Spalte ist zweimal zugeordnet ({_listed(used)}).")


def _listed(texts: Sequence[str]) -> str:
    shown = ", ".join(str(text)[:60] for text in texts[:20])
    return (shown + " …" if len(texts) > 20 else shown) or "nichts"
