"""Another edition than the one that ships: without the Land Bremen in it, and so with another hash."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import geopandas as gpd

from ankunft.build.manifest import edition_hash
from ankunft.edition import shipped_path
from ankunft.edition.folders import Folders, adopt
from ankunft.update.lock import update_lock

GONE = "04"
"""The Land whose towns have no figures in the other edition."""


def write_other(folder: Path) -> str:
    """Write the other edition; returns its hash."""
    shutil.copytree(shipped_path(), folder)
    file = folder / "municipalities.parquet"
    towns = gpd.read_parquet(file)
    towns.loc[towns["ags"].str.startswith(GONE), "has_figures"] = False
    towns.to_parquet(file)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["carried"] = ["county_series"]
    manifest["edition"] = edition_hash(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return manifest["edition"]


def take_into_use(data: Path) -> str:
    """Make the other edition the user's one in the data folder; returns its hash."""
    folders = Folders(data)
    with update_lock(folders.lock):
        name = write_other(folders.staging)
        adopt(folders, folders.staging, lambda built: None)
    return name


if __name__ == "__main__":
    print(take_into_use(Path(sys.argv[1])))
