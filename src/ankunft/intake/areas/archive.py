"""Unpacking an upload without trusting it: no path leaves the folder, no bomb fills the disk."""

from __future__ import annotations

import io
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ankunft.base.errors import PackageError

MEGABYTE = 1_000_000
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest sizes that are taken: bytes, members of an archive, polygons, figures."""

    upload: int = 50 * MEGABYTE
    unpacked: int = 250 * MEGABYTE
    ratio: int = 200
    members: int = 200
    areas: int = 20_000
    observations: int = 5_000_000


LIMITS = Limits()


@contextmanager
def unpacked(source: Path | bytes, name: str = "", limits: Limits = LIMITS) -> Iterator[Path]:
    """A temporary folder with what the archive holds; it is gone afterwards.

    `name` is what messages call an archive that is not a file.

    Raises
    ------
    PackageError
        If the archive is damaged, encrypted or too large, or if a path in it leads elsewhere.
    """
    with tempfile.TemporaryDirectory(prefix="ankunft-") as folder:
        unpack(source, Path(folder), name, limits)
        yield Path(folder)


def unpack(source: Path | bytes, target: Path, name: str = "", limits: Limits = LIMITS) -> None:
    """Write the members of the archive below `target`, which must be an empty folder."""
    name = name or (source.name if isinstance(source, Path) else "Archiv")
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    check_size(name, size, limits)
    stream = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    try:
        with stream, zipfile.ZipFile(stream) as archive:
            members = [m for m in archive.infolist() if not _is_litter(m)]
            _check_members(name, members, limits)
            budget = min(limits.unpacked, limits.ratio * max(size, 1))
            for member in members:
                budget = _write(archive, member, target, budget, name)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
        RuntimeError,
    ) as error:  # fmt: skip
        raise PackageError(
            f"{name}: Das Archiv ist beschädigt oder unvollständig und lässt sich nicht entpacken; "
            "erwartet wird eine ZIP-Datei."
        ) from error


def check_size(name: str, size: int, limits: Limits = LIMITS) -> None:
    """Refuse an upload beyond the limit."""
    if size > limits.upload:
        raise PackageError(
            f"{name}: Die Datei hat {_megabytes(size)} MB; "
            f"möglich sind {_megabytes(limits.upload)} MB."
        )


def _check_members(name: str, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise PackageError(
            f"{name}: Das Archiv enthält {len(members)} Dateien; möglich sind {limits.members}."
        )
    seen: set[str] = set()
    for member in members:
        inside = shown(member.filename)
        if not is_plain_path(member.filename):
            raise PackageError(
                f"{name}: Der Pfad „{inside}“ führt aus dem Archiv hinaus; "
                "erwartet werden Pfade innerhalb des Archivs."
            )
        if member.flag_bits & 0x1:
            raise PackageError(
                f"{name}: „{inside}“ ist verschlüsselt; erwartet wird ein Archiv ohne Kennwort."
            )
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise PackageError(
                f"{name}: „{inside}“ ist eine Verknüpfung; erwartet werden gewöhnliche Dateien."
            )
        # on a disk that ignores case the second would replace the first
        if member.filename.casefold() in seen:
            raise PackageError(f"{name}: „{inside}“ kommt im Archiv zweimal vor.")
        seen.add(member.filename.casefold())


def is_plain_path(text: str) -> bool:
    """Whether a path stays below the folder it is relative to, on every system."""
    return (
        bool(text)
        and text.isprintable()
        and not any(sign in text for sign in '\\:*?"<>|')
        and not text.startswith("/")
        and ".." not in PurePosixPath(text).parts
    )


def _write(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, budget: int, name: str
) -> int:
    """Write one member; returns how many bytes may still be written."""
    path = target / member.filename
    if member.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return budget
    path.parent.mkdir(parents=True, exist_ok=True)
    # counted as it comes: the size in the header is only what the archive claims
    with archive.open(member) as packed, path.open("xb") as file:
        while chunk := packed.read(_CHUNK):
            budget -= len(chunk)
            if budget < 0:
                raise PackageError(
                    f"{name}: Das Archiv wird beim Entpacken zu groß (bei „{member.filename}“); "
                    f"möglich sind {_megabytes(LIMITS.unpacked)} MB "
                    f"und das {LIMITS.ratio}-Fache der gepackten Größe."
                )
            file.write(chunk)
    return budget


def _is_litter(member: zipfile.ZipInfo) -> bool:
    """What a Mac adds to every archive."""
    return member.filename.startswith("__MACOSX/") or member.filename.endswith(".DS_Store")


def shown(name: str) -> str:
    """The name of a member in a sentence: printable and short."""
    return "".join(sign if sign.isprintable() else "?" for sign in name[:100])


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".replace(".", ",").removesuffix(",0")
