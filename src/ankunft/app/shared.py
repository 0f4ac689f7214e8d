"""What is read or reckoned once per process and shared by all sessions.

Results are read-only; keys are small values (level, parameters), never a frame. Streamlit's own
cache does the same, but naming its key took a third of a rerun's processor time.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from threading import Condition
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

P = ParamSpec("P")
R = TypeVar("R")

_CACHES: list[Callable[[], None]] = []
_generation = 0
"""Part of every key: what was begun before everything is forgotten is not found after it, however
late it is ready."""


def shared(max_entries: int | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the results of a function by its arguments, the `max_entries` used last.

    Of several sessions that ask for the same at once, one reckons and the others wait.
    """

    def keep(made: Callable[P, R]) -> Callable[P, R]:
        store: MutableMapping[Any, R] = LRUCache(max_entries) if max_entries else {}
        kept = cached(store, key=_key, condition=Condition())(made)
        _CACHES.append(kept.cache_clear)
        return kept

    return keep


def forget() -> None:
    """Let everything be read and reckoned anew."""
    global _generation
    _generation += 1
    for clear in _CACHES:
        clear()


def _key(*args: Any, **kwargs: Any) -> Any:
    return hashkey(_generation, *args, **kwargs)
