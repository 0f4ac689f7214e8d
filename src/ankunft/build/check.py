"""Verifying an edition: nothing missing, nothing changed, everything within its bounds."""

from __future__ import annotations

from pathlib import Path

from ankunft.base.errors import EditionError
from ankunft.build.ledger import Progress
from ankunft.build.manifest import edition_hash
from ankunft.build.schema import check_complete, validate
from ankunft.build.together import check_cities, check_together
from ankunft.build.write import sha256
from ankunft.edition import Edition, open_edition
from ankunft.sources.sentences import counted

ANEW = "Bauen Sie die Ausgabe neu mit `ankunft build`."


def check_edition(
    path: Path,
    *,
    progress: Progress = lambda name, done, total: None,
    national: bool = True,
) -> Edition:
    """Verify that every layer is there, unchanged and valid.

    `national` False accepts an edition of a part of the country.

    Raises
    ------
    EditionError
        With the layer and what is wrong with it.
    """
    edition = open_edition(path)
    if edition_hash(edition.manifest) != edition.hash:
        raise EditionError(
            f"{path}: Die Datei manifest.json wurde verändert, nachdem die Ausgabe gebaut war. {ANEW}"
        )
    for position, name in enumerate(edition.layers):
        progress(name, position, len(edition.layers))
        entry = edition.manifest["layers"].get(name)
        if entry is None:
            raise EditionError(f"{path}: In manifest.json fehlt die Ebene „{name}“. {ANEW}")
        file = path / entry["file"]
        if not file.exists():
            raise EditionError(f"{path}: Die Datei {entry['file']} fehlt. {ANEW}")
        if sha256(file) != entry["sha256"]:
            raise EditionError(
                f"{path}: {entry['file']} ist nicht die Datei, die manifest.json beschreibt. {ANEW}"
            )
        frame = edition.layer(name)
        if len(frame) != entry["rows"]:
            found = counted(len(frame), "Zeile", "Zeilen")
            raise EditionError(f"{file}: {found}, erwartet werden {entry['rows']}. {ANEW}")
        validate(name, frame)
    layers = {name: edition.layer(name) for name in edition.layers}
    check_together(layers)
    check_cities(edition.manifest, layers)
    if national:
        check_complete(layers)
    progress("", len(edition.layers), len(edition.layers))
    return edition
