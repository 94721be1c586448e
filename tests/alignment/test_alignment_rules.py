"""The rules of alignment, without a database."""

import pytest

from surveyapp.alignment.paragraphs.rules import present, with_notes
from surveyapp.alignment.passages.rules import Opinion, ReaderFacts, Stand, around, is_whole, stand_of


@pytest.mark.parametrize(
    ("count", "wanted", "runs"),
    [
        (5, [1], [(0, 1, 2)]),
        (5, [0, 4], [(0, 1), (3, 4)]),
        (5, [1, 4], [(0, 1, 2, 3, 4)]),
        (1, [0], [(0,)]),
        (9, [1, 7], [(0, 1, 2), (6, 7, 8)]),
        (3, [], []),
    ],
)
def test_what_concerns_a_reader_comes_with_the_paragraph_before_and_after(
    count: int, wanted: list[int], runs: list[tuple[int, ...]]
) -> None:
    assert list(around(count, wanted)) == runs


@pytest.mark.parametrize(
    ("opinion", "words", "whole"),
    [
        (Opinion.AGREE, "", True),
        (Opinion.ERROR, "", False),
        (Opinion.ERROR, "Het was 2016.", True),
        (Opinion.CONTEXT, " ", False),
        (Opinion.WORDING, "De tekst.", False),
        (Opinion.WORDING, "Een andere tekst.", True),
    ],
)
def test_only_an_agreement_needs_no_words(opinion: Opinion, words: str, whole: bool) -> None:
    assert is_whole(opinion, words, "De tekst.") is whole


def reader(**facts: bool | int) -> ReaderFacts:
    base: dict[str, bool | int] = {
        "opened": False,
        "submitted": False,
        "asked": False,
        "open_": 0,
        "told": False,
        "closed": False,
    }
    return ReaderFacts(**(base | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("readers", "stand"),
    [
        ([reader(), reader()], Stand.SENT),
        ([reader(opened=True), reader()], Stand.OPENED),
        ([reader(submitted=True, opened=True), reader()], Stand.OPENED),
        ([reader(submitted=True, opened=True, asked=True, open_=1), reader()], Stand.REACTED),
        ([reader(submitted=True, opened=True, asked=True), reader()], Stand.SETTLED),
        ([reader(submitted=True, opened=True, asked=True, told=True), reader()], Stand.OPENED),
        ([reader(submitted=True, opened=True, asked=True, told=True), reader(closed=True)], Stand.TOLD),
        ([reader(submitted=True, opened=True), reader(submitted=True, opened=True)], Stand.TOLD),
    ],
)
def test_what_waits_for_the_editor_goes_before_what_waits_for_readers(readers: list[ReaderFacts], stand: Stand) -> None:
    assert stand_of(readers) is stand


def test_a_passage_is_found_again_by_its_words() -> None:
    now = ["Heel iets anders.", "Er is in 2016 gesloopt."]
    assert present("Er is gesloopt.", now) == "Er is in 2016 gesloopt."
    assert present("Heel iets anders.", now) == "Heel iets anders."
    assert present("Xyz", now) == ""
    assert present("Xyz", []) == ""


def test_a_paragraph_takes_the_footnotes_that_it_calls() -> None:
    assert with_notes("Zo.[^a]", {"a": "Bron.", "b": "Andere."}) == "Zo.[^a]\n\n[^a]: Bron."
