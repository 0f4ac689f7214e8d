"""The manifest: what an edition holds, from which files, and the hash that names it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ankunft.base.grid import CRS
from ankunft.build import apportion, boundaries, districts, lookup
from ankunft.build.ledger import Ledger
from ankunft.build.write import sha256
from ankunft.edition import FORMAT
from ankunft.sources.catalogue import Source
from ankunft.typology.centre import CENTRE_FROM

UNSAID = {"path", "download", "supplement"}
"""Of a source: how its file is found and fetched says nothing about the edition."""


def manifest_of(
    layers: dict[str, Any],
    cities: Sequence[dict[str, Any]],
    catalogue: Mapping[str, Source],
    paths: Mapping[str, Path],
    ledger: Ledger,
) -> dict[str, Any]:
    """The manifest of an edition.

    Parameters
    ----------
    layers
        What :func:`ankunft.build.write.write_layer` says of each.
    cities
        `entry` of :class:`ankunft.build.districts.Town`.
    catalogue, paths
        The sources by id, and where those that are there were found.
    ledger
        The account of every source that was read, or taken over from an older edition; the
        manifest names the latter under `carried`.
    """
    sources = []
    for name, entry in ledger.entries.items():
        if name in ledger.carried:
            sources.append(entry)
            continue
        described = {k: v for k, v in asdict(catalogue[name]).items() if k not in UNSAID and v}
        file = {"file": Path(catalogue[name].path).name, "sha256": sha256(paths[name])}
        sources.append({**described, **file, **entry})
    exact = {"boundary_simplification_tolerance_m": boundaries.TOLERANCE}
    content = {
        "format": FORMAT,
        "parameters": {
            "cell_size_m": lookup.SIZE,
            "simplification_tolerance_m": lookup.TOLERANCE,
            "district_cell_size_m": districts.SIZE,
            "district_simplification_tolerance_m": districts.TOLERANCE,
            "nearest_municipality_m": apportion.REACH,
            "centre_from_inhabitants": CENTRE_FROM,
            "crs": CRS,
            **(exact if "boundaries" in layers else {}),
        },
        "layers": layers,
        "sources": sources,
        **({"carried": sorted(ledger.carried)} if ledger.carried else {}),
        "absent": [s.id for s in catalogue.values() if s.ags and s.id not in ledger.entries],
        "cities": list(cities),
    }
    return {"edition": edition_hash(content), **content}


def edition_hash(manifest: Mapping[str, Any]) -> str:
    """SHA-256 over everything in the manifest except the hash itself; names the edition."""
    content = {k: v for k, v in manifest.items() if k != "edition"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
