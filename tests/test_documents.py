"""The documents name what exists: files, links between them, commands, and every word of the vocabulary."""

import enum
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import surveyapp
from surveyapp.cli import main
from surveyapp.core.db import Base

CHECKOUT = Path(__file__).parent.parent
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md"), *CHECKOUT.glob("docs/decisions/*.md")])
DOCUMENTS = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]  # it tells of what was
PATHS = re.compile(
    r"`((?:surveyapp|templates|tests|docs|questionnaires|\.ci)/[\w./-]*(?:\.(?:py|html|js|css|md|txt|yaml)|/))`"
)
CODE = re.compile(r"(`+)[^`].*?(?<!`)\1(?!`)", re.DOTALL)
LINKS = re.compile(r"(?<!\\)\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
VOCABULARY = (CHECKOUT / "docs" / "vocabulary.md").read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_named_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    named = {path for path in PATHS.findall(text) if not (CHECKOUT / path).exists()}
    linked = {path for path in LINKS.findall(CODE.sub("", text)) if not (document.parent / path).exists()}
    assert named | linked == set()


def everything() -> Iterator[object]:
    """Yield whatever the modules of the product define or import."""
    for found in pkgutil.walk_packages(surveyapp.__path__, "surveyapp."):
        if "migrations" not in found.name and not found.name.endswith("__main__"):
            yield from vars(importlib.import_module(found.name)).values()


def packages() -> set[str]:
    """Return the packages of the product by their names below it."""
    found = (path.parent.relative_to(CHECKOUT / "surveyapp") for path in CHECKOUT.glob("surveyapp/**/__init__.py"))
    return {".".join(path.parts) for path in found if path.parts}


def ours() -> dict[str, type]:
    """Return the classes of the product by name."""
    classes = [one for one in everything() if isinstance(one, type) and one.__module__.startswith("surveyapp")]
    return {one.__name__: one for one in classes}


def test_the_vocabulary_has_every_model_and_every_enumeration() -> None:
    known = ours()
    models = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    states = {name for name, one in known.items() if issubclass(one, enum.Enum)}
    assert len(models) > 50
    assert len(states) > 40
    assert {name for name in models | states if f"`{name}`" not in VOCABULARY} == set()


def test_the_vocabulary_has_every_package_and_no_other() -> None:
    listed = dict(re.findall(r"^\| `([a-z_.]+)` \| ([^`|]+) \|$", VOCABULARY, re.MULTILINE))
    assert listed.keys() == packages() | {"migrations"}
    said = {
        name: importlib.import_module(f"surveyapp.{name}").__doc__ for name in packages() if "migrations" not in name
    }
    assert {name: f"{words}." for name, words in listed.items() if name in said} == said


def test_every_class_that_the_vocabulary_names_exists() -> None:
    named = set(re.findall(r"`([A-Z]\w+)(?:\.\w+)?`", VOCABULARY))
    assert named - ours().keys() == set()


def test_every_command_that_the_documents_name_exists() -> None:
    for document in DOCUMENTS:
        for name in re.findall(r"^\s*surveyapp ([a-z]+)", document.read_text("utf-8"), re.MULTILINE):
            assert name in main.commands, f"{document.name}: surveyapp {name}"


def test_this_version_has_its_changes_in_the_changelog() -> None:
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert re.search(
        rf"^## {re.escape(version)} - \d{{4}}-\d\d-\d\d$", (CHECKOUT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
