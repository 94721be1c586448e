"""Files that the product writes are whole, and their owner alone may read them."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveyapp.core.config import PACKAGE
from surveyapp.core.files import write_private

WRITES = re.compile(r"write_bytes|write_text|\bopen\([^)]*['\"][wax]b?['\"]|fdopen|NamedTemporaryFile")
WRITERS = {"core/files.py", "mail/servers/smtp.py"}
"""The modules that write files by themselves: the others leave it to ``files`` (SQLite copies: ``backup``)."""


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Whoever started the program lets everybody read its files."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_a_file_is_private_also_when_it_replaces_one_that_was_not(tmp_path: Path) -> None:
    path = tmp_path / "dossier.pdf"
    path.write_text("van gisteren")
    path.chmod(0o666)
    write_private(path, b"nieuw")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"nieuw", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_leaves_the_one_of_before(tmp_path: Path) -> None:
    path = tmp_path / "dossier.pdf"
    path.write_text("van gisteren")
    with pytest.raises(TypeError):
        write_private(path, "geen bytes")  # type: ignore[arg-type]
    assert path.read_text() == "van gisteren"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_else_in_the_product_writes_files() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if WRITES.search(path.read_text("utf-8"))
    }
    assert found == WRITERS
