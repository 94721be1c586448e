"""Templates are formatted as any source is: in lines that can be read."""

from pathlib import Path

import pytest

import surveyapp

WIDTH = 120
TEMPLATES = Path(surveyapp.__file__).parents[1] / "templates"
FOLDERS = sorted({str(path.parent.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")})
LENGTH = 300
"""So many lines a template may have. A longer one is split into partials."""


def too_wide(text: str) -> list[int]:
    """Return the numbers of the lines that are wider than WIDTH and could be broken at a space."""
    lines = enumerate(text.splitlines(), 1)
    return [number for number, line in lines if len(line) > WIDTH and " " in line.strip()]


def test_every_folder_is_looked_at() -> None:
    assert len(FOLDERS) > 20


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_template_has_wide_lines_or_too_many(folder: str) -> None:
    files = [one for one in (TEMPLATES / folder).iterdir() if one.is_file()]
    texts = {one.name: one.read_text("utf-8") for one in files}
    assert texts
    assert {name: found for name, text in texts.items() if (found := too_wide(text))} == {}
    assert [name for name, text in texts.items() if len(text.splitlines()) > LENGTH] == []


def test_a_wide_line_is_found_unless_it_is_one_word() -> None:
    assert too_wide("<p>\n" + "woord " * 21 + "\n</p>") == [2]
    assert too_wide("    " + "x" * 200) == []
