"""Memory of the process: what is loaded at warm-up is never searched for garbage again."""

from __future__ import annotations

import gc


def settle() -> None:
    """Set everything alive now apart from the garbage collector's walks.

    Layers, modules and results of warm-up live as long as the process; walking them took most of
    every collection. What comes later is collected as usual. May be called again, after another
    edition was read: what the first one left behind is then let go.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
