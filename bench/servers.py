"""Streamlit servers on free loopback ports, started and ended by this program alone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.memory import peak_of

ROOT = Path(__file__).resolve().parents[1]
PAGES = Path(__file__).with_name("pages")
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    process: subprocess.Popen
    log: Path

    def memory(self) -> str:
        """Its peak so far, as text."""
        size = peak_of(self.process.pid)
        return "" if size is None else f"{size / 1e6:,.0f} MB"

    def last_lines(self) -> str:
        """The end of what the server wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


@contextmanager
def all_servers(*, stock: bool) -> Iterator[dict[str, Server]]:
    """The app, the bare page and, if asked for, the stock way; by name."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ankunft-bench-")))
        scripts = {"bare": PAGES / "bare_app.py", "app": ROOT / "app.py"}
        if stock:
            scripts["stock"] = _stock_script(folder)
        yield {name: stack.enter_context(server(s, folder)) for name, s in scripts.items()}


def _stock_script(folder: Path) -> Path:
    """Streamlit serves the folder `static` beside a script, so the script gets one of its own."""
    from xstatic.pkg import leaflet

    static = folder / "static"
    static.mkdir()
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copy(Path(leaflet.BASE_DIR) / name, static / name)
    return Path(shutil.copy(PAGES / "stock_app.py", folder))


@contextmanager
def server(script: Path, folder: Path) -> Iterator[Server]:
    """A server of this script; its log is kept in the folder."""
    port = _free_port()
    log = folder / f"{script.stem}.log"
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": "true",
        "server.enableStaticServing": "true",
        # watching files costs time that no user's server spends
        "server.fileWatcherType": "none",
    }
    for name, value in options.items():
        command += [f"--{name}", value]
    path = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        running = Server(f"http://127.0.0.1:{port}/", process, log)
        try:
            _wait(running)
            yield running
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(server.url + "_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{server.url} did not start:\n{server.last_lines()}")
