"""The lock files: every package that is installed has a version and hashes, and no host is named."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
ENTRY = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==(\S+)(?: ; [^\\]+)? \\$")


def entries(name: str) -> Iterator[tuple[str, str, int]]:
    """Yield name, version and number of hashes of each package in a lock."""
    for block in re.split(r"\n(?=[^ #])", (CHECKOUT / name).read_text("utf-8")):
        if not block.startswith("#"):
            found = ENTRY.match(block.splitlines()[0])
            assert found, block.splitlines()[0]
            yield found[1], found[2], block.count("--hash=sha256:")


def wanted(name: str) -> Iterator[str]:
    """Yield what pyproject.toml asks for, of what the lock holds."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    yield from project["project"]["dependencies"]
    for extra in project["project"]["optional-dependencies"].values():
        yield from extra
    yield from groups["build"]
    if name == "requirements-dev.lock":
        yield from (one for one in groups["dev"] if isinstance(one, str))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_hashes_and_no_host_is_named(name: str) -> None:
    found = list(entries(name))
    assert len(found) > 50
    assert [package for package, _version, hashes in found if not hashes] == []
    assert "://" not in (CHECKOUT / name).read_text("utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_what_pyproject_asks_for(name: str) -> None:
    versions: dict[str, set[str]] = {}
    for package, version, _hashes in entries(name):
        versions.setdefault(canonicalize_name(package), set()).add(version)
    for one in map(Requirement, wanted(name)):
        locked = versions.get(canonicalize_name(one.name), set())
        assert locked, f"{one.name} is not in {name}: run make lock"
        assert all(one.specifier.contains(version) for version in locked), f"{one} is not {locked}: run make lock"


def test_tests_run_with_the_versions_that_people_install() -> None:
    product, tests = ({(package, version) for package, version, _ in entries(name)} for name in LOCKS)
    assert product <= tests
