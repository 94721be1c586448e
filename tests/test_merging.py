from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.text.merging import clash, merge

BASE = "Er is gesloopt.\n\nEr is gebouwd.\n\nEr is overlegd."


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (BASE, BASE, BASE),
        (BASE.replace("gesloopt", "veel gesloopt"), BASE, BASE.replace("gesloopt", "veel gesloopt")),
        (BASE, BASE + "\n\nMeer.", BASE + "\n\nMeer."),
        (
            BASE.replace("gesloopt", "veel gesloopt"),
            BASE.replace("overlegd", "lang overlegd"),
            BASE.replace("gesloopt", "veel gesloopt").replace("overlegd", "lang overlegd"),
        ),
        ("Er is gesloopt.\n\nEr is overlegd.", BASE + "\n\nMeer.", "Er is gesloopt.\n\nEr is overlegd.\n\nMeer."),
        ("", "", ""),
    ],
)
def test_what_only_one_changed_is_taken_as_changed(mine: str, theirs: str, merged: str) -> None:
    assert merge(BASE, mine, theirs) == merged
    assert merge(BASE, theirs, mine) == merged


def test_different_words_of_one_paragraph_are_joined() -> None:
    base = "Het behoud van de woningvoorraad middels sloop en terugbouw is hier één van."
    mine = base.replace("terugbouw", "beperkte terugbouw")
    theirs = base + " Hierover zijn afspraken gemaakt."
    assert merge(base, mine, theirs) == mine + " Hierover zijn afspraken gemaakt."


def test_sentences_that_both_added_follow_each_other() -> None:
    base = "De gemeenten hebben afspraken gemaakt met de corporaties."
    mine = base + " Het traject loopt tot 2020."
    theirs = base.replace("De", "Alle", 1) + "\n\nDe provincie betaalt mee."
    assert merge(base, mine, theirs) == (
        "Alle gemeenten hebben afspraken gemaakt met de corporaties. Het traject loopt tot 2020."
        "\n\nDe provincie betaalt mee."
    )
    assert merge("Er is gesloopt.", "Er is veel gesloopt.", "Er is weinig gesloopt.") == (
        "Er is veel gesloopt.\n\nEr is weinig gesloopt."
    )


def test_where_both_changed_the_same_no_word_is_missing() -> None:
    assert merge("De sociale voorraad.", "De sociale woningvoorraad.", "De sociale huurvoorraad.") == (
        "De sociale woningvoorraad.\n\nDe sociale huurvoorraad."
    )
    assert merge("", "Van mij.", "Van jou.") == "Van mij.\n\nVan jou."
    assert merge("Eerst.", "Eerst.\n\nVan mij.", "Eerst.\n\nVan jou.") == "Eerst.\n\nVan mij.\n\nVan jou."


def test_a_paragraph_that_one_removed_and_the_other_changed_stays() -> None:
    assert merge("Er is gesloopt.", "", "Er is veel gesloopt.") == "Er is veel gesloopt."


def test_very_long_paragraphs_are_not_compared_word_by_word() -> None:
    base = "woord " * 5_000
    mine, theirs = "Begin. " + base, base + "Eind."
    assert merge(base, mine, theirs) == f"{mine}\n\n{theirs}"


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        (
            "Er is overlegd.",
            "Er is overlegd. Ook is er ge",
            "Er is overlegd. Er is geld.",
            "Er is overlegd. Ook is er ge Er is geld.",
        ),
        (
            "Er is overlegd.",
            "Er is overlegd. Ook is",
            "Er is overlegd. Ook was er",
            "Er is overlegd. Ook is Ook was er",
        ),
        (
            "Eerst. Dan. Later.",
            "Eerst. Dan snel. Later. Nooit",
            "Eerst. Dan traag. Later. Ooit",
            "Eerst. Dan snel. Dan traag. Later. Nooit Ooit",
        ),
        ("De regio werkt", "De regio werkt samen aan", "De regio werkt hard", "De regio werkt samen aan hard"),
        ("- een\n- twee", "- een\n- twee\n- drie", "- een\n- twee\n- vier", "- een\n- twee\n- drie\n- vier"),
        (
            "Kop.\n\nEen. Twee.",
            "Kop.\n\nEen. Van mij. Twee.",
            "Kop.\n\nEen. Van jou. Twee.",
            "Kop.\n\nEen. Van mij. Van jou. Twee.",
        ),
    ],
)
def test_a_paragraph_to_which_both_added_a_sentence_stands_there_once(
    base: str, mine: str, theirs: str, merged: str
) -> None:
    assert merge(base, mine, theirs) == merged


def test_a_paragraph_that_both_added_stands_there_once() -> None:
    assert merge("", "Samen.\n\nVan mij.", "Samen.\n\nVan jou.") == "Samen.\n\nVan mij.\n\nVan jou."


def test_unfinished_words_at_one_place_still_clash_for_proposals() -> None:
    assert clash("Er is overlegd.", "Er is overlegd. Ook is er ge", "Er is overlegd. Er is geld.")


Draw = Callable[[st.SearchStrategy[int]], int]
Text = list[list[str]]


def _sentence(draw: Draw, numbers: "count[int]", who: str, end: str = ".") -> str:
    return " ".join(f"{who}{next(numbers)}" for _ in range(draw(st.integers(1, 4)))) + end


@st.composite
def _additions(draw: Draw) -> tuple[Text, Text, Text]:
    """A text in which every word differs, and two copies to which sentences were added, the last perhaps half."""
    numbers = count()
    few = st.integers(1, 3)
    base = [[_sentence(draw, numbers, "b") for _ in range(draw(few))] for _ in range(draw(few))]
    return base, _added(draw, base, numbers, "m"), _added(draw, base, numbers, "t")


def _added(draw: Draw, base: Text, numbers: "count[int]", who: str) -> Text:
    text = [list(paragraph) for paragraph in base]
    for paragraph in text:
        for _ in range(draw(st.integers(0, 2))):
            paragraph.insert(draw(st.integers(0, len(paragraph))), _sentence(draw, numbers, who))
    if draw(st.integers(0, 1)):
        text[draw(st.integers(0, len(text) - 1))].append(_sentence(draw, numbers, who, end=""))
    return text


def _written(text: Text) -> str:
    return "\n\n".join(" ".join(paragraph) for paragraph in text)


def _words(text: str) -> list[str]:
    return sorted(word.strip(".") for word in text.split())


@given(_additions())
def test_added_sentences_of_both_are_there_and_what_they_share_is_there_once(texts: tuple[Text, Text, Text]) -> None:
    base, mine, theirs = map(_written, texts)
    merged = merge(base, mine, theirs)
    assert _words(merged) == sorted(set(_words(mine)) | set(_words(theirs)))
    assert merged.count("\n\n") == base.count("\n\n")


_SOME = st.lists(st.sampled_from(["aap", "noot", "mies", "wim", "zus", "jet", ".", "\n\n"]), max_size=12).map(" ".join)


@given(_SOME, _SOME, _SOME)
def test_no_word_that_either_wrote_is_missing(base: str, mine: str, theirs: str) -> None:
    new = {*mine.split(), *theirs.split()} - set(base.split())
    assert new <= set(merge(base, mine, theirs).split())
