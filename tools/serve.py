"""Start the app and pay for the first visit before anybody waits for it.

The first request of a process imports the libraries and opens the edition (seconds); this asks once
itself, through a real session, and then names the address.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PATIENCE = 120
"""Seconds until a server that does not answer is given up."""


def main() -> int:
    """Run until the server ends or is interrupted; its exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=8501)
    port = options.parse_args().port
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.scriptHealthCheckEnabled", "true"]
    server = subprocess.Popen(command, cwd=PROJECT)
    try:
        if wait_for(server, f"http://127.0.0.1:{port}/_stcore/script-health-check"):
            print(f"\n  Ankunft: http://127.0.0.1:{port}\n", flush=True)
            if has_screen():
                webbrowser.open(f"http://127.0.0.1:{port}")
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        return server.wait()


def has_screen() -> bool:
    """Whether a browser window can be opened here."""
    return sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def wait_for(server: subprocess.Popen, address: str) -> bool:
    """True as soon as the address answers, False when the server ended or patience did."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    return False


if __name__ == "__main__":
    sys.exit(main())
