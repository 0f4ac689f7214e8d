"""Packages that only some commands need, and what to say where they are missing."""

from __future__ import annotations

from importlib.util import find_spec

from ankunft.base.errors import AnkunftError

BUILD_PACKAGES = ("rasterio", "pandera")
"""Those of the extra `build` in pyproject.toml."""


def check_build_packages() -> None:
    """Raise AnkunftError naming the first package that is not installed."""
    for name in BUILD_PACKAGES:
        if find_spec(name) is None:
            raise missing(name)


def missing(package: str) -> AnkunftError:
    """What to install where `package` is not there."""
    return AnkunftError(f'{package} fehlt; dafür braucht es: pip install "ankunft[build]"')
