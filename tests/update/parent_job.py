"""An app that starts an update and waits to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from ankunft.update import job

running = job.start([sys.executable, str(Path(__file__).with_name("child_job.py"))])
while not running.state.done:
    time.sleep(0.02)
print("loading", flush=True)
running.wait()
