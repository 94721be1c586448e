"""Where words go that a button puts in a text without a caret."""

import pytest

from surveyapp.report.material.inserting import inserted

WORDS = "[[oost-drenthe.1]]"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", WORDS),
        ("Eerst.\n", f"Eerst.\n\n{WORDS}"),
        ("Eerst.[^1]\n\n[^1]: Een bron.", f"Eerst.[^1]\n\n{WORDS}\n\n[^1]: Een bron."),
        ("Eerst.\n\n[^1]: Een\nbron.\n[^2]: Nog een.\n", f"Eerst.\n\n{WORDS}\n\n[^1]: Een\nbron.\n[^2]: Nog een."),
        ("[^1]: Een bron.", f"{WORDS}\n\n[^1]: Een bron."),
        ("Eerst.\n\n[^1]: Een bron.\n\nLaatst.", f"Eerst.\n\n[^1]: Een bron.\n\nLaatst.\n\n{WORDS}"),
    ],
)
def test_it_stands_behind_the_text_and_before_its_footnotes(text: str, whole: str) -> None:
    assert inserted(text, WORDS) == whole
