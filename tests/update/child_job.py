"""The process that an app starts for an update, for a country in miniature."""

from __future__ import annotations

import sys

from ankunft.update.job_child import main

sys.exit(main(national=False))
