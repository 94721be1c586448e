import pytest

from surveyapp.merging import merge

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
