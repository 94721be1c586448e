"""Themes go along with their paragraph, wherever it goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.interviews.passages.rules import carried

A, B, C = "Over wonen in de dorpen.", "Over de bus naar de stad.", "Over de school."
THEMES = {0: ("wonen",), 1: ("bereikbaarheid",), 2: ("voorzieningen",)}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([A, B, C], THEMES),
        (["Nieuw.", A, B, C], {1: ("wonen",), 2: ("bereikbaarheid",), 3: ("voorzieningen",)}),
        ([C, A, B], {0: ("voorzieningen",), 1: ("wonen",), 2: ("bereikbaarheid",)}),
        ([B, A], {0: ("bereikbaarheid",), 1: ("wonen",)}),
        ([A.upper().replace(".", "!"), B], {0: ("wonen",), 1: ("bereikbaarheid",)}),
        ([f"{A} En meer.", B], {1: ("bereikbaarheid",)}),
        (["Over wonen", "in de dorpen.", B], {0: ("wonen",), 1: ("wonen",), 2: ("bereikbaarheid",)}),
        ([f"{A} {B}", C], {0: ("bereikbaarheid", "wonen"), 1: ("voorzieningen",)}),
        ([], {}),
    ],
)
def test_a_paragraph_is_followed(after: list[str], expected: dict[int, tuple[str, ...]]) -> None:
    assert carried([A, B, C], THEMES, after) == expected


def test_equal_paragraphs_are_not_mixed_up() -> None:
    before = [A, B, A, C]
    themes = {0: ("wonen",), 2: ("economie",)}
    assert carried(before, themes, [B, A, C]) == {1: ("economie",)}
    assert carried(before, themes, [A, B, C]) == {0: ("wonen",)}
    assert carried(before, themes, before) == themes
    assert carried([A], {0: ("wonen",)}, [A, A]) == {0: ("wonen",)}


def test_a_line_without_words_is_followed_too() -> None:
    assert carried(["---", A], {0: ("wonen",)}, [A, "---"]) == {1: ("wonen",)}


paragraphs = st.lists(st.sampled_from([A, B, C, "Kort.", "Nog iets anders."]), max_size=7)


@given(paragraphs, paragraphs)
def test_no_theme_comes_from_nowhere_and_the_same_text_keeps_all(before: list[str], after: list[str]) -> None:
    themes = {place: (f"thema{place}",) for place in range(len(before))}
    assert carried(before, themes, before) == themes
    found = carried(before, themes, after)
    given_out = [theme for kept in found.values() for theme in kept]
    assert set(given_out) <= {f"thema{place}" for place in range(len(before))}
    for place, kept in found.items():
        assert all(before[int(theme.removeprefix("thema"))] == after[place] for theme in kept)
