"""The build: every step from the publishers' files to an edition on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ankunft.base.errors import SourceError
from ankunft.build import districts
from ankunft.build.inputs import Inputs, Refused
from ankunft.build.layers import national_layers
from ankunft.build.ledger import Ledger, Progress, Steps
from ankunft.build.manifest import manifest_of
from ankunft.build.readme import readme
from ankunft.build.schema import check_complete, validate
from ankunft.build.together import check_together
from ankunft.build.write import check_target, replace_folder, write_json, write_layer
from ankunft.edition import Edition
from ankunft.sources.catalogue import Source, load_catalogue, locate


def build_edition(
    sources: Path | Mapping[str, Path],
    out: Path,
    *,
    progress: Progress = lambda name, done, total: None,
    national: bool = True,
    catalogue: Mapping[str, Source] | None = None,
    base: Edition | None = None,
    refused: Refused = lambda id_, reason: None,
) -> dict[str, Any]:
    """Read the publishers' files in the folder `sources`, or by id, and write an edition to `out`.

    An older edition in `out` is replaced when the new one is complete and valid, not before.
    `national` False builds a part of the country: nothing is asked about the number of areas.
    `catalogue` names the sources; supplements and those with a town (`ags`) are optional, and the
    manifest lists under `absent` which towns were not there.

    With `base`, what is not there or cannot be used is taken over from that edition; `refused` is
    told the latter, and the manifest lists all such sources under `carried`.

    Returns
    -------
    dict
        The manifest.

    Raises
    ------
    SourceError
        A file is missing, damaged or not in its publisher's form.
    EditionError
        The result is not valid, or `out` holds something else than an edition.
    """
    check_target(out)
    catalogue = load_catalogue() if catalogue is None else catalogue
    paths = _found(sources, catalogue, required=base is None)
    ledger, steps = Ledger(), Steps(progress)
    inputs = Inputs(paths, ledger, base, refused)
    layers = national_layers(inputs, steps)
    steps.next()
    towns = districts.read_towns(inputs, [source for source in catalogue.values() if source.ags])
    layers["districts"], layers["district_series"] = districts.district_layers(towns)
    steps.next()
    for name, frame in layers.items():
        validate(name, frame)
    check_together(layers)
    if national:
        check_complete(layers)
    manifest: dict[str, Any] = {}

    def fill(folder: Path) -> None:
        entries = {n: write_layer(f, folder / f"{n}.parquet") for n, f in layers.items()}
        manifest.update(
            manifest_of(entries, [town.entry for town in towns], catalogue, paths, ledger)
        )
        write_json(manifest, folder / "manifest.json")
        (folder / "README.md").write_text(readme(manifest), encoding="utf-8")

    replace_folder(out, fill)
    steps.finish()
    return manifest


def _found(
    sources: Path | Mapping[str, Path], catalogue: Mapping[str, Source], *, required: bool
) -> dict[str, Path]:
    """The files that are there; raises SourceError if one is missing that is needed."""
    if isinstance(sources, Path):
        return {
            name: locate(sources, source)
            for name, source in catalogue.items()
            if (required and not source.optional) or (sources / source.path).exists()
        }
    for name, source in catalogue.items():
        if required and not source.optional and name not in sources:
            raise SourceError(f"{name}: Die Datei fehlt. Laden Sie sie von {source.url} herunter.")
    return dict(sources)
