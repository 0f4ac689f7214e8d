"""A running app, and a Chromium of the system that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from ankunft.app import framework

ROOT = Path(__file__).parents[2]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# the switches keep Chromium itself from asking other hosts, which the tests would see
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
START = 120
"""Seconds a server may take to answer."""
PATIENCE = 60_000
"""Milliseconds a browser waits for anything; a first visit pays for the server's imports."""


@contextmanager
def running_app(folder: Path, *options: str) -> Iterator[str]:
    """Start the app as a process of its own; its output is shown if it does not come up."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / f"server-{port}.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true",
               "--server.address", "127.0.0.1", "--server.port", str(port),
               *options]  # fmt: skip
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(address, process, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_healthy(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the app did not start within {START} s; it said:\n{log.read_text()}")


@pytest.fixture(scope="session", autouse=True)
def one_static_folder() -> Iterator[None]:
    """A test that opens a page takes that page for the main script; it would publish beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(framework, "get_app_static_dir", lambda script: str(ROOT / "static"))
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """Address of an app that all tests share."""
    with running_app(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def fresh_server(tmp_path) -> Iterator[str]:
    """Address of an app that nobody has visited yet."""
    with running_app(tmp_path) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, never a downloaded one."""
    found = os.environ.get("ANKUNFT_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)  # fmt: skip
    if not found:
        reason = "no Chromium on this machine; install it or name it in ANKUNFT_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield launched
        launched.close()


@pytest.fixture
def visitor(browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes visitors: each has a storage and a window of its own."""
    contexts = []

    def make(**options) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "de-DE", **options}
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(visitor) -> Page:
    """The page of one visitor."""
    return visitor().new_page()
