"""The order of the rooms: imports go one way, and nowhere in a circle."""

from __future__ import annotations

import grimp
import numpy as np
import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from ankunft.edition import shipped_path

PROJECT = shipped_path().parents[1]
AT_THE_TOP = {"__init__.py", "__main__.py", "atlas.py"}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("ankunft", exclude_type_checking_imports=True, cache_dir=None)


def circles(modules: list[str], imports: list[tuple[str, str]]) -> list[list[str]]:
    """Modules that import each other, directly or through others."""
    place = {module: number for number, module in enumerate(modules)}
    ends = np.array([[place[importer], place[imported]] for importer, imported in imports])
    table = csr_array((np.ones(len(ends)), ends.T), shape=(len(modules), len(modules)))
    _, group = connected_components(table, connection="strong")
    found = [[modules[i] for i in np.flatnonzero(group == one)] for one in np.unique(group)]
    return [members for members in found if len(members) > 1]


def test_a_room_imports_only_rooms_below_it(monkeypatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert lint_imports("pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


def test_no_module_imports_itself_through_others(graph) -> None:
    """Imports inside functions count, too."""
    modules = sorted(graph.modules)
    imports = [(a, b) for a in modules for b in graph.find_modules_directly_imported_by(a)]
    assert circles(modules, imports) == []
    there = ["a", "b", "c"]
    assert circles(there, [("a", "b"), ("b", "c"), ("c", "b")]) == [["b", "c"]]


def test_nothing_lies_flat_at_the_top() -> None:
    files = {file.name for file in (PROJECT / "src" / "ankunft").glob("*.py")}
    assert files <= AT_THE_TOP
