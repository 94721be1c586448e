"""A proposal is kept as typed; what looks like a slip of the hand is asked."""

import pytest
from sqlalchemy.orm import Session
from verified import Verified

from surveyapp.text import differences
from surveyapp.text import words as texts
from surveyapp.verification.proposals.rules import slips
from surveyapp.verification.reacting import operations
from surveyapp.verification.records.rules import ReactionKind

LISTED = "Wat er gebeurt:\n\n- er wordt gesloopt;\n- er wordt gebouwd;\n- de school blijft open.\n\nDat is het."
NOTED = "De regio groeit.[^1] Zie [de visie](https://example.org/visie).\n\n[^1]: Bron: CBS, 2018.\n"
PARAGRAPHS = "Eerste alinea over wonen.\n\nTweede alinea over zorg.\n\nDerde alinea over werk."


DASHES_GONE = "Wat er gebeurt:\n\ner wordt gesloopt;\n- er wordt gebouwd;\nde school blijft open.\n\nDat is het."


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (LISTED, DASHES_GONE),
        (LISTED, LISTED.replace("\n", " ")),
        (LISTED, LISTED.replace("- er wordt gebouwd;\n", "- er wordt\n\n  en\n\ngebouwd;\n")),
        (PARAGRAPHS, PARAGRAPHS.replace("\n\n", "\n")),
        (PARAGRAPHS, PARAGRAPHS.replace(" over ", "  over ")),
        (PARAGRAPHS, PARAGRAPHS.replace("alinea", "alinea\n\n")),
        (NOTED.strip(), NOTED.strip().replace("groeit", "2*500.000 groeit")),
    ],
)
@pytest.mark.parametrize("kind", [ReactionKind.CORRECTION, ReactionKind.CLARIFICATION])
def test_a_proposal_is_kept_as_it_was_typed(any_session: Session, kind: ReactionKind, text: str, typed: str) -> None:
    made = Verified.of(any_session)
    interview = made.interview()
    made.save(interview, "1", text)
    made.send(interview)
    (reader,) = made.readers(interview)
    reaction = made.react(reader, "1", kind, proposal=typed)
    assert reaction.proposal == texts.normalise(typed)
    made.submit(reader)
    assert operations.receipt_of(any_session, reader)[0].proposal == texts.normalise(typed)


@pytest.mark.parametrize(
    ("text", "proposal", "said"),
    [
        (LISTED, DASHES_GONE, ["Dit staat niet meer als punt in een opsomming: “er wordt gesloopt;” (en 1 andere)."]),
        (
            LISTED,
            LISTED.replace("- de school", "de school"),
            ["Dit staat niet meer als punt in een opsomming: “de school blijft open.”."],
        ),
        (
            PARAGRAPHS,
            PARAGRAPHS.replace("wonen.\n\nTweede", "huizen.\n\nTweede").replace("zorg.\n\n", "zorg. "),
            ["Deze alinea staat nu vast aan de vorige: “Derde alinea over werk.”."],
        ),
        (
            PARAGRAPHS,
            PARAGRAPHS.replace(" over ", "  over "),
            ["In uw voorstel zijn alleen spaties of regels anders. De woorden zijn gelijk aan het antwoord."],
        ),
        (
            PARAGRAPHS,
            PARAGRAPHS.replace("\n\n", "\n"),
            ["In uw voorstel zijn alleen spaties of regels anders. De woorden zijn gelijk aan het antwoord."],
        ),
    ],
)
def test_what_the_form_of_a_text_lost_is_asked(text: str, proposal: str, said: list[str]) -> None:
    assert list(slips(text, proposal)) == said


@pytest.mark.parametrize(
    ("text", "proposal", "said"),
    [
        (NOTED, NOTED.replace("groeit.[^1]", "groeit."), "De voetnoot “Bron: CBS, 2018.” hoort nergens meer bij"),
        (NOTED, NOTED.replace("[^1]: Bron: CBS, 2018.", ""), "De voetnoot bij “De regio groeit.[^1]” heeft geen tekst"),
        (NOTED, NOTED.replace("visie)", "visie"), "De link bij “de visie” is niet meer heel."),
        (NOTED, NOTED.replace("(https://example.org/visie)", ""), "De link bij “de visie” is niet meer heel."),
        (NOTED, NOTED.replace("[de visie]", "de visie"), "De link bij “de visie” is niet meer heel."),
        ("Het **groeit** weer.", "Het **groeit weer.", "staan losse sterretjes"),
        (PARAGRAPHS, PARAGRAPHS.replace("Tweede alinea over zorg.\n\n", ""), "“Tweede alinea over zorg.”"),
        ("Kort.", "Kort. Zie [hier](http://exa", "is een link niet heel"),
        ("", "Zie [^2] hier.", "De voetnoot bij “Zie [^2]” heeft geen tekst meer."),
    ],
)
def test_what_lost_its_other_half_is_said_with_the_place(text: str, proposal: str, said: str) -> None:
    found = slips(text, proposal)
    assert len(found) == 1, found
    assert said in found[0]


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        (NOTED, NOTED),
        (NOTED, NOTED.replace("De regio groeit.", "De regio groeit langzaam.")),
        (NOTED, "De regio groeit."),  # both halves of each went: that is a choice
        (LISTED, LISTED.replace("gesloopt", "afgebroken")),
        ("Het **groeit**.", "Het **krimpt** nu."),
        ("Sterren ** stonden er al.", "Sterren ** stonden er al lang."),
        ("Artikel [3] geldt.", "Artikel [3] geldt nog."),
    ],
)
def test_an_ordinary_change_is_no_slip(text: str, proposal: str) -> None:
    assert slips(text, proposal) == ()


def test_a_difference_beside_the_whole_text_leaves_out_what_did_not_change() -> None:
    long = " ".join(f"woord{number}" for number in range(200))
    shown = str(
        differences.changes_html(
            differences.changes_around(differences.word_difference(long, long.replace("woord100", "nieuw")))
        )
    )
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "woord99" in shown
    assert "woord101" in shown
    assert "nieuw" in shown
    assert "woord60 " not in shown
    short = differences.word_difference("De school is open.", "De school is dicht.")
    assert differences.changes_around(short) == short
