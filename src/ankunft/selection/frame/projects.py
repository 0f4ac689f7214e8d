"""The research projects a plan can start from: what they are called and how they choose (data)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ankunft.base.errors import ParameterError
from ankunft.selection.plan import Plan, read_plan


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its names, what its frame is, and the plan it starts from."""

    id: str
    label_de: str
    label_en: str
    description_de: str
    description_en: str
    plan: Plan

    def label(self, lang: str) -> str:
        """The name on screen."""
        return self.label_de if lang == "de" else self.label_en

    def description(self, lang: str) -> str:
        """Which towns it looks at, in a sentence or two."""
        return self.description_de if lang == "de" else self.description_en


@cache
def projects() -> dict[str, Project]:
    """All projects by id, in the order of a menu; `plan.preset` is their id."""
    text = files("ankunft.selection.frame").joinpath("projects.toml").read_text(encoding="utf-8")
    found = (
        Project(**{**described, "plan": read_plan({"preset": described["id"]} | described["plan"])})
        for described in tomllib.loads(text)["project"]
    )
    return {project.id: project for project in found}


def project(name: str) -> Project:
    """One project.

    Raises
    ------
    ParameterError
        If there is none of this id, with those that there are.
    """
    try:
        return projects()[name]
    except KeyError:
        raise ParameterError(
            f"Das Projekt „{name}“ gibt es nicht; möglich sind {', '.join(projects())}."
        ) from None
