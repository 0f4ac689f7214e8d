"""See that a Chromium is there for the browser tests; install Debian's where we may.

Prints one line. Fails only in CI (CI=true): elsewhere the browser tests are skipped, with this
reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """Path of a system browser."""
    named = os.environ.get("ANKUNFT_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    """Install Debian's package; needs root."""
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


def main() -> int:
    """0 when the tests can go on."""
    if not find() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Chromium is missing; installing it …", flush=True)
        install()
    browser = find()
    if browser:
        print(f"browser tests use {browser}")
        return 0
    print(
        "Chromium is missing. Install it: sudo apt-get install chromium (browser tests are skipped)"
    )
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
