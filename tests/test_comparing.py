"""The comparer: as SequenceMatcher for ordinary texts, and bounded for any other."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.text import comparing
from surveyapp.text.differences import split_words

BEFORE = (
    "De gemeenten hebben in 2023 afspraken gemaakt met de corporaties over betaalbare woningen. De provincie is daar "
    "niet bij betrokken geweest, en dat vinden de gemeenten jammer.\n\n- Het eerste punt gaat over wonen.\n- Het "
    "tweede punt gaat over de bus naar het station."
)
AFTERS = (
    BEFORE.replace("2023", "2024").replace("jammer", "een gemis"),
    BEFORE.replace("- Het eerste punt gaat over wonen.\n", ""),
    BEFORE.replace("De provincie is", "Ook de provincie, die later kwam, is"),
    BEFORE + " Er komt een vervolg.",
    "Vooraf. " + BEFORE.replace("punt", "onderwerp"),
)


@pytest.mark.parametrize("after", AFTERS)
def test_ordinary_texts_compare_as_with_sequence_matcher(after: str) -> None:
    old, new = split_words(BEFORE), split_words(after)
    expected = SequenceMatcher(None, old, new, autojunk=False)
    assert [tuple(one) for one in comparing.opcodes(old, new)] == expected.get_opcodes()
    assert comparing.ratio(old, new) == expected.ratio()


@given(st.text("ab ,"), st.text("ab ,"))
def test_opcodes_turn_the_first_into_the_second(old: str, new: str) -> None:
    made = []
    at = 0
    for kind, i1, i2, j1, j2 in comparing.opcodes(old, new):
        assert i1 == at
        at = i2
        assert (old[i1:i2] == new[j1:j2]) is (kind == "equal")
        made.append(new[j1:j2])
    assert at == len(old)
    assert "".join(made) == new


@given(st.text("abcd"), st.text("abcd"))
def test_the_ratio_stays_below_its_bound(old: str, new: str) -> None:
    assert 0 <= comparing.ratio(old, new) <= comparing.highest_ratio(old, new) <= 1


def test_a_long_text_keeps_the_places_of_its_small_changes() -> None:
    words = [word for number in range(8_000) for word in (f"woord{number % 900}", " ")]
    changed = ["anders" if place % 400 == 200 else word for place, word in enumerate(words)]
    kinds = [one.kind for one in comparing.opcodes(words, changed)]
    assert kinds.count("replace") == 40
    assert set(kinds) == {"equal", "replace"}


def test_texts_without_a_rare_word_in_common_are_replaced() -> None:
    assert comparing.opcodes(["q", " "] * 31_000, ["z", " "] * 31_000)[0].kind == "replace"
