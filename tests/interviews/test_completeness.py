"""The check before sending points out what is not ready, and is quiet about what is."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interview_files import all_answers

from surveyapp.interviews.completeness.rules import (
    Concern,
    Finding,
    by_concern,
    findings,
    loose_footnotes,
    placeholders,
)
from surveyapp.interviews.recording.rules import AnswerStatus, Progress, progress_of
from surveyapp.text.likeness import Likeness, likeness

LONG = "De gemeenten werken sinds dit jaar samen aan een plan voor de woningen in de dorpen. "
MORE = "De provincie betaalt mee en de corporaties denken na over sloop en nieuwbouw."


@dataclass(frozen=True)
class Item:
    number: str
    text: str
    progress: Progress
    likeness: Likeness = Likeness.OTHER


def item(text: str, number: str = "1", like: Likeness = Likeness.OTHER) -> Item:
    return Item(number, text, progress_of(AnswerStatus.TEXT, text), like)


@pytest.mark.parametrize(
    "text",
    [
        "Het bedrag is xxx euro.",
        "Nog invullen.",
        "Dit moeten we nog aanvullen met cijfers.",
        "TODO",
        "Omvang: PM",
        "Het gaat om [...] woningen.",
        "Het gaat om [] woningen.",
        "Het gaat om [ ? ] woningen.",
        "Dat is ???",
        "Naam: ____",
        "Daarna ... en toen.",
        "Daarna …",
        "Datum n.t.b. en plaats.",
    ],
)
def test_a_placeholder_is_found(text: str) -> None:
    assert len(list(placeholders(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Scholen, winkels... alles verdwijnt.",
        "De norm voor PM10 en PM 2,5 wordt gehaald.",
        "Zie [de brief](https://example.org) en [deze][1].",
        "De kamer zei: “[de minister] komt.”",
        "Wat er nog is, invullen kan later.",
        "Waarom? Daarom!",
        "een voetnoot[^1]\n\n[^1]: Met tekst.",
    ],
)
def test_ordinary_words_are_no_placeholder(text: str) -> None:
    assert list(placeholders(text)) == []


def test_a_placeholder_is_shown_with_the_words_around_it() -> None:
    text = "Eerste regel.\n\nVoor de aanpak van de wijken is [...] euro beschikbaar gesteld door het Rijk."
    assert list(placeholders(text)) == ["… van de wijken is [...] euro beschikbaar …"]
    assert list(placeholders("TODO en TODO en TODO")) == ["TODO en TODO en TODO"]


@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    for quote in placeholders(text):
        assert quote.strip("… ")
    assert all(remark for _, remark in loose_footnotes(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a[^1] en b[^2]\n\n[^1]: Een.\n[^2]: Twee.", []),
        ("a[^1]", [("1", "heeft geen tekst")]),
        ("a[^1]\n\n[^1]:", [("1", "heeft geen tekst")]),
        ("a[^1]\n\n[^1]:\n    Op de volgende regel.", []),
        ("a\n\n[^bron]: Een.", [("bron", "staat nergens in het antwoord")]),
        ("a[^1] b[^1]\n\n[^1]: Zie ook [^2].", [("2", "heeft geen tekst")]),
    ],
)
def test_a_footnote_has_a_call_and_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(loose_footnotes(text)) == expected


def test_findings_come_by_concern_and_then_by_question() -> None:
    found = findings(
        [
            item("", "1"),
            item("Kort.", "2"),
            item(LONG * 2, "2a", Likeness.SAME),
            item(f"{LONG} Bel 06-12345678. Nog invullen.", "2b"),
            item(f"{LONG}[^1]", "3", Likeness.NEARLY),
        ]
    )
    assert [(one.concern, one.item) for one in found] == [
        (Concern.PRIVATE, "2b"),
        (Concern.PLACEHOLDER, "2b"),
        (Concern.SAME, "2a"),
        (Concern.SAME, "3"),
        (Concern.FOOTNOTE, "3"),
        (Concern.SHORT, "2"),
        (Concern.UNANSWERED, "1"),
    ]
    assert [one.remark for one in found[2:4]] == ["woord voor woord", "bijna woord voor woord"]
    assert [concern for concern, _ in by_concern(found)] == list(Concern)
    assert all(concern.label for concern in Concern)
    assert by_concern([Finding(Concern.SHORT, "1")]) == ((Concern.SHORT, (Finding(Concern.SHORT, "1"),)),)


def test_nothing_is_said_of_what_was_not_discussed() -> None:
    assert findings([Item("1", "", Progress.NOT_DISCUSSED), Item("2", "", Progress.NOT_APPLICABLE)]) == ()


def test_answers_of_real_length_raise_no_false_alarm() -> None:
    answers = [item(text, place) for place, text in all_answers()]
    assert len(answers) > 400
    assert [one for one in findings(answers) if one.concern is not Concern.SHORT] == []


# Likeness


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        (LONG, LONG, Likeness.SAME),
        (LONG, f"**{LONG.upper()}**[^1]\n\n[^1]: Een noot.", Likeness.SAME),
        (f"{LONG} {MORE}", f"{LONG} {MORE}".replace("dorpen", "steden"), Likeness.NEARLY),
        (
            LONG,
            "De regio heeft geen plan en wil dat ook niet, zegt de wethouder van een van de dorpen.",
            Likeness.OTHER,
        ),
        ("Ja.", "Nee.", Likeness.OTHER),
        ("Er zijn geen acties.", "Er zijn vijf acties.", Likeness.OTHER),
        ("Er zijn geen acties.", "Er zijn geen acties", Likeness.SAME),
        ("", "", Likeness.OTHER),
        (LONG, "", Likeness.OTHER),
        (LONG, "[^1]: Alleen een noot.", Likeness.OTHER),
    ],
)
def test_likeness_is_about_words(text: str, other: str, expected: Likeness) -> None:
    assert likeness(text, other) is expected
    assert likeness(other, text) is expected


def test_long_texts_are_compared_quickly() -> None:
    words = [f"woord{pow(7, number, 1_000_003) % 5000}" for number in range(14_000)]
    other = ["anders" if place % 100 == 7 else word for place, word in enumerate(words)]
    assert likeness(" ".join(words), " ".join(other)) is Likeness.NEARLY
    assert likeness(" ".join(words), " ".join(reversed(words))) is Likeness.OTHER
