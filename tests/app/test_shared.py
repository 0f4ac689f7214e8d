"""What all sessions share: reckoned once, kept up to a number, forgotten together."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ankunft.app import shared as sharing
from ankunft.app.shared import forget, shared


@pytest.fixture(autouse=True)
def no_other_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forgetting must not empty the app's own caches, which other tests use."""
    monkeypatch.setattr(sharing, "_CACHES", [])
    monkeypatch.setattr(sharing, "_generation", sharing._generation)


def test_sessions_that_ask_at_once_get_one_result() -> None:
    calls, gate = [], threading.Event()

    @shared()
    def slow(name: str) -> list[str]:
        calls.append(name)
        gate.wait(10)
        return [name]

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(slow, name) for name in "aaaabbbb"]
        gate.set()
        results = [one.result(20) for one in asked]
    assert sorted(calls) == ["a", "b"]
    assert len({id(result) for result in results}) == 2


def test_an_error_is_not_kept_and_keeps_nobody_waiting() -> None:
    failing = [True]

    @shared()
    def may_fail() -> int:
        if failing[0]:
            raise ValueError
        return 7

    with pytest.raises(ValueError):  # noqa: PT011
        may_fail()
    failing[0] = False
    assert may_fail() == 7


def test_those_used_last_are_kept() -> None:
    calls = []

    @shared(2)
    def number(n: int) -> int:
        calls.append(n)
        return n

    for n in (1, 2, 1, 3, 1, 2):
        number(n)
    assert calls == [1, 2, 3, 2]


def test_all_is_forgotten_together() -> None:
    calls = []

    @shared()
    def one() -> None:
        calls.append(1)

    @shared(4)
    def two() -> None:
        calls.append(2)

    for _ in range(2):
        one()
        two()
    forget()
    one()
    two()
    assert calls == [1, 2, 1, 2]


def test_what_was_begun_before_is_not_found_after_all_is_forgotten() -> None:
    """A thread that still reckons from the old edition must not leave it to the new one."""
    begun, gate = threading.Event(), threading.Event()
    shown = ["old"]

    @shared()
    def figure() -> str:
        found = shown[0]
        begun.set()
        gate.wait(10)
        return found

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(figure)
        assert begun.wait(10)
        shown[0] = "new"
        forget()
        gate.set()
        assert late.result(20) == "old"
    assert figure() == "new"
