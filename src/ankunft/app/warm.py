"""What is slow at first, paid for before somebody waits for it."""

from __future__ import annotations

import threading
from contextlib import suppress

# imported here, not in the thread: two threads that import parts of each other at once fail
from ankunft.app.loaders import level_figures
from ankunft.app.memory import settle
from ankunft.app.shared import shared
from ankunft.base.errors import EditionError


@shared()
def begin() -> None:
    """Warm up in the background, once for each edition that is shown."""
    threading.Thread(target=_warm_if_there, daemon=True).start()


def _warm_if_there() -> None:
    # an edition may be deleted meanwhile; whoever needs it is told by the page
    with suppress(EditionError):
        _warm()
    settle()


def _warm() -> None:
    level_figures("municipality")
    level_figures("county")
    # late, because they are heavy and the first page is the map: what the page of a town needs
    import libpysal.graph  # noqa: F401

    from ankunft.app.quarters import listing, sections, town_map  # noqa: F401

    level_figures("cell")
    # and that of case selection
    from ankunft.app.selection.data import town_figures
    from ankunft.selection.plan import Plan

    plan = Plan()
    town_figures(plan.population, plan.classes)
