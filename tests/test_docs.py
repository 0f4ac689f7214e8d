"""What the documents promise is there."""

from __future__ import annotations

import re

import pytest

from ankunft.edition import shipped_path

PROJECT = shipped_path().parents[1]
DOCUMENTS = [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_inside_the_project_leads_somewhere(document):
    text = document.read_text("utf-8")
    lost = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    assert lost == []


def test_every_decision_is_in_the_index():
    folder = PROJECT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    decisions = sorted(file.name for file in folder.glob("0*.md"))
    assert decisions
    assert [name for name in decisions if f"({name})" not in index] == []
    numbers = [int(name[:4]) for name in decisions]
    assert numbers == list(range(1, len(numbers) + 1)), "no number is missing or used twice"


def test_the_rooms_of_the_readme_are_those_of_the_package():
    package = PROJECT / "src" / "ankunft"
    rooms = {folder.parent.name for folder in package.glob("*/__init__.py")}
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)/` \|", readme, re.MULTILINE)) == rooms


def test_the_version_to_cite_is_that_of_the_package():
    version = re.search(
        r'^version = "(.+)"', (PROJECT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert version
    assert f"version: {version[1]}\n" in (PROJECT / "CITATION.cff").read_text("utf-8")
