"""The steps of the page: each is a module with `controls` (beside the map) and `results` (below)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from ankunft.base.language import translator


class Step(Protocol):
    """What a step shows."""

    def controls(self, lang: str) -> None: ...

    def results(self, lang: str) -> None: ...


def step_names(lang: str) -> dict[str, str]:
    """The steps as they are called on screen."""
    _ = translator(lang)
    return {
        "read": _("Einlesen"),
        "response": _("Rücklauf"),
        "results": _("Ergebnisse"),
        "statement": _("Angabe und Statistik"),
    }


def _step(name: str) -> Callable[[], Step]:
    """The step's module, imported when it is opened: a visitor of one step need not wait for all."""
    return lambda: cast(Step, import_module(f"ankunft.app.survey.{name}"))


STEP: dict[str, Callable[[], Step]] = {
    "read": _step("import_step"),
    "response": _step("response_step"),
    "results": _step("result_step"),
    "statement": _step("statement_step"),
}
"""Step of the view -> what loads it."""
