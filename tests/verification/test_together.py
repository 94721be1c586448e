"""What several reactions on one answer make of it together."""

import pytest

from surveyapp.verification.decisions.rules import Proposal, contradictions, in_turn, start_of_adapting, taken_over
from surveyapp.verification.records.rules import ReactionKind

READ = "Er is veel gesloopt.\n\nEr is weinig gebouwd."


def proposal(number: int, kind: ReactionKind, words: str = "") -> Proposal:
    return Proposal(number, kind, words, "22 mei 2018")


FIRST = proposal(1, ReactionKind.CORRECTION, READ.replace("gesloopt", "gerenoveerd"))
SECOND = proposal(2, ReactionKind.CLARIFICATION, READ.replace("gebouwd", "gebouwd in de dorpen"))
AGAINST = proposal(3, ReactionKind.CORRECTION, READ.replace("gesloopt", "gebouwd"))
MORE = proposal(4, ReactionKind.ADDITION, "De provincie betaalt mee.")
GONE = proposal(5, ReactionKind.WITHDRAWAL)
ASKED = proposal(6, ReactionKind.QUESTION)


def test_each_kind_changes_the_answer_in_its_own_way() -> None:
    assert taken_over(FIRST, READ, READ) == FIRST.words
    assert taken_over(MORE, READ, READ) == f"{READ}\n\n*Aanvulling van 22 mei 2018:* De provincie betaalt mee."
    assert taken_over(GONE, READ, "Iets anders.") == ""


def test_what_changed_since_stays_unless_it_is_the_same_words() -> None:
    assert taken_over(SECOND, READ, FIRST.words) == FIRST.words.replace("gebouwd", "gebouwd in de dorpen")
    assert taken_over(AGAINST, READ, FIRST.words) is None
    assert taken_over(FIRST, READ, "") == FIRST.words
    assert taken_over(MORE, READ, "") is None
    both = start_of_adapting(AGAINST, READ, FIRST.words)
    assert "gerenoveerd" in both
    assert "Er is veel gebouwd." in both


@pytest.mark.parametrize(
    ("reactions", "found"),
    [
        ((FIRST, SECOND, MORE, ASKED), set()),
        ((FIRST, AGAINST, MORE), {1, 3}),
        ((GONE, MORE), {4, 5}),
        ((GONE, ASKED), set()),
        ((FIRST, proposal(7, ReactionKind.CLARIFICATION, FIRST.words)), set()),
    ],
)
def test_reactions_contradict_when_they_cannot_both_be_taken_over(
    reactions: tuple[Proposal, ...], found: set[int]
) -> None:
    assert contradictions(reactions, READ) == found


def test_wording_comes_before_what_is_added() -> None:
    steps = in_turn([MORE, SECOND, FIRST], READ)
    assert steps
    assert [one.id for one, _ in steps] == [1, 2, 4]
    assert steps[-1][1].startswith("Er is veel gerenoveerd.\n\nEr is weinig gebouwd in de dorpen.\n\n*Aanvulling")
    assert in_turn([FIRST, AGAINST], READ) is None
