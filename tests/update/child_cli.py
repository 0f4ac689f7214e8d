"""`ankunft update` for the miniature country, also --dry-run, in a process of its own."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from published import catalogue_at

from ankunft.cli.update import run_plan, run_update
from ankunft.edition.folders import Folders
from ankunft.update.retry import Patience

# a run of the tests in the background of a shell hands on that Ctrl-C is ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
place, address, *also = sys.argv[1:]
folders, catalogue = Folders(Path(place)), catalogue_at(address)
patience = Patience(base=0.0, stall=60.0)
if also == ["--dry-run"]:
    sys.exit(run_plan(folders, catalogue, patience=patience))
sys.exit(run_update(folders, catalogue, national=False, patience=patience))
