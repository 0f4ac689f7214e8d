"""What the import does about changed boundaries: the town's own table, then what nobody has named."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from ankunft.intake.areas.boundaries.change import Change
from ankunft.intake.areas.boundaries.conversion import convert
from ankunft.intake.areas.boundaries.detection import detect
from ankunft.intake.areas.boundaries.territory import Territory, changes_of, overlapping
from ankunft.intake.areas.boundaries.words import finding_of
from ankunft.intake.areas.findings import Finding, Options, lines_of
from ankunft.intake.areas.findings import mark as _


@dataclass(frozen=True, eq=False)
class Settled:
    """Figures under the current keys, the current outlines, and what was found."""

    figures: pd.DataFrame
    areas: gpd.GeoDataFrame
    findings: list[Finding]


def settle(
    figures: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    territory: Territory | None,
    options: Options,
) -> Settled:
    """Bring all years to the current outlines.

    `figures`: area_id, year, indicator, value (numbers) and where they stand; also those of keys
    without an outline, because they may be the old ones. `areas`: area_id, name, geometry. Nothing
    is changed that a finding does not name: the town's own table is carried out, keys whose figures
    would be lost ask what to do, everything else is an offer.
    """
    found: list[Finding] = []
    if territory is not None:
        figures, areas = _by_table(figures, areas, territory, found)
    changes = detect(figures, areas)
    for change, finding in zip(changes, _named(changes, areas), strict=True):
        found.append(finding)
        way = options.way(finding)
        if way:
            figures = _carried_out(figures, change, way)
        if change.kind == "same_ground":
            gone = set(change.old) - set(change.new)
            areas = areas[~areas["area_id"].isin(gone)].reset_index(drop=True)
    return Settled(figures, areas, found)


def _named(changes: list[Change], areas: gpd.GeoDataFrame) -> list[Finding]:
    """A finding per change; those of one kind about one key are told apart by the year."""
    names = dict(zip(areas["area_id"], areas["name"], strict=True))
    findings: list[Finding] = []
    for change in changes:
        taken = {(finding.code, finding.subject) for finding in findings}
        findings.append(finding_of(change, names, taken))
    return findings


def _carried_out(figures: pd.DataFrame, change: Change, way: str) -> pd.DataFrame:
    if way != "leave_out":
        return convert(figures, change.changes)
    keys = {*change.old, *change.changes["old"]}
    return figures[~(figures["area_id"].isin(keys) & (figures["year"] < change.after))]


def _by_table(
    figures: pd.DataFrame, areas: gpd.GeoDataFrame, territory: Territory, found: list[Finding]
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    changes = changes_of(territory, figures, list(areas["area_id"]), found)
    if changes.empty:
        return figures, areas
    twice = overlapping(changes, figures)
    if twice.any():
        bad = figures[twice]
        for file, part in bad.groupby("file", observed=True, sort=False):
            found.append(
                Finding(
                    "territory_overlap", "repair",
                    _("Alte Schlüssel haben noch nach ihrer Gebietsänderung Werte: {n}; sie würden doppelt zählen."),
                    (("n", len(part)),), tuple(sorted(part["area_id"].unique())), lines_of(part),
                    str(file),
                    repair=_("Diese Werte weglassen"),
                    done=_("Werte alter Schlüssel nach ihrer Gebietsänderung weggelassen: {n}"),
                )
            )  # fmt: skip
        figures = figures[~twice]
    old = figures["area_id"].isin(changes["old"])
    moved = int((old & (figures["year"] < figures["area_id"].map(changes.groupby("old")["year"].max()).fillna(0))).sum())  # fmt: skip
    converted = convert(figures, changes)
    current = set(changes["new"]) | (set(areas["area_id"]) - set(changes["old"]))
    gone = areas["area_id"].isin(set(changes["old"]) - current)
    years = ", ".join(str(year) for year in sorted(changes["year"].unique()))
    found.append(
        Finding(
            "territory", "note",
            _("{file}: {rows} Gebietsänderungen ({years}) bringen {moved} Werte von {old} alten Schlüsseln auf {new} neue."),
            (
                ("file", territory.file), ("rows", len(changes)), ("years", years), ("moved", moved),
                ("old", changes["old"].nunique()), ("new", changes["new"].nunique()),
            ),
            done=_("Nach {file} auf die heutigen Gebiete umgerechnet: {moved} Werte von {old} alten Schlüsseln auf {new} neue ({years})"),
        )
    )  # fmt: skip
    _note_gaps(converted, changes, figures, found)
    return converted, areas[~gone].reset_index(drop=True)


def _note_gaps(
    converted: pd.DataFrame, changes: pd.DataFrame, figures: pd.DataFrame, found: list[Finding]
) -> None:
    """New keys that lack inhabitants in a year in which some of their old ones have them."""
    people = figures[figures["indicator"] == "population"]
    known = people.groupby("year")["area_id"].agg(set)
    there = converted[converted["indicator"] == "population"].groupby("year")["area_id"].agg(set)
    left, came = (changes.groupby(side)["year"].max() for side in ("old", "new"))
    passing = set(came.index[left.reindex(came.index) > came])
    gaps: list[str] = []
    for year, keys in known.items():
        due = set(changes[(changes["year"] > year) & changes["old"].isin(keys)]["new"]) - passing
        gaps += [f"{key} ({year})" for key in sorted(due - there.get(year, set()))]
    if gaps:
        found.append(
            Finding(
                "territory_gap", "note",
                _("Nach der Umrechnung fehlt die Einwohnerzahl {n}-mal, weil ein altes Gebiet keine hat."),
                (("n", len(gaps)),), tuple(gaps),
            )
        )  # fmt: skip
