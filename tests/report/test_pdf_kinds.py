"""Every kind of PDF that the product makes, before a validator: readable for everybody, and fit to be kept."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from aligned_round import AlignedRound
from pdf_kinds import KINDS, Kinds
from pdf_validator import ACCESSIBLE, ARCHIVAL, Verdict, verdicts
from setting import application, session_of

from surveyapp.core.db import db

pytestmark = pytest.mark.timeout(300)

CASES = [(kind, profile) for kind, kept in KINDS.items() for profile in (ACCESSIBLE, ARCHIVAL)[: 1 + kept]]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Mapping[str, Path]:
    """A file of each kind."""
    folder = tmp_path_factory.mktemp("kinds")
    shutil.copy(sqlite_template, folder / "surveyapp.sqlite")
    app = application(folder, {})
    paths = {}
    with session_of(app) as session:
        for kind, content in Kinds.of(app, folder, AlignedRound.of(session)).made():
            paths[kind] = folder / f"{len(paths):02} {kind}.pdf"
            paths[kind].write_bytes(content)
        db.engine.dispose()
    return paths


@pytest.fixture(scope="module")
def found(documents: Mapping[str, Path]) -> Mapping[tuple[str, str], Verdict]:
    """What the validator says of each, by kind and profile: one Java process for all of them."""
    kinds = {path: kind for kind, path in documents.items()}
    wanted = {documents[kind]: [profile for one, profile in CASES if one == kind] for kind in documents}
    return {(kinds[path], profile): verdict for (path, profile), verdict in verdicts(wanted).items()}


@pytest.mark.parametrize(("kind", "profile"), CASES)
def test_each_kind_keeps_its_standards(
    kind: str, profile: str, found: Mapping[tuple[str, str], Verdict], record_property: Callable[[str, str], None]
) -> None:
    verdict = found[kind, profile]
    record_property("pdf", f"{kind:36}{profile:9}{verdict}")

    assert verdict.broken == ()
    assert verdict.checks > 1000


def test_nothing_is_made_that_is_not_validated(documents: Mapping[str, Path]) -> None:
    assert set(documents) == set(KINDS)
