"""Many decisions at once, and all of them back."""

import pytest
from recorded import ADVISER, NOW, SYSTEM
from sqlalchemy.orm import Session
from verified import Verified

from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.verification.decisions import operations as decisions_operations
from surveyapp.verification.decisions.queries import locks_of
from surveyapp.verification.records import queries
from surveyapp.verification.records.rules import DecisionKind, ReactionKind
from surveyapp.verification.settling import operations
from surveyapp.verification.settling.operations import Left

ALDERMAN = RespondentData("Wethouder", "wethouder", "wethouder@example.org")
READER = RespondentData("Meelezer", "jurist", "jurist@example.org", must_agree=False)
ANSWERS = {"1": "De voortgang is goed.", "2b": "Er is gesloopt.", "3a": "Samen.", "6": "Ja.", "9": "Geld ontbreekt."}


@pytest.fixture
def made(session: Session) -> Verified:
    return Verified.of(session)


@pytest.fixture
def interview(made: Verified) -> Interview:
    """Two approvers and a reader said: two corrections that go together, one pair that does not, a withdrawal, more."""
    found = made.interview(respondents=(ADVISER, ALDERMAN, READER))
    for item, text in ANSWERS.items():
        made.save(found, item, text)
    made.send(found)
    adviser, alderman, reader = made.readers(found)
    made.react(adviser, "1", ReactionKind.CORRECTION, proposal="De voortgang is heel goed.")
    made.react(adviser, "2b", ReactionKind.CORRECTION, proposal="Er is gebouwd.")
    made.react(adviser, "6", ReactionKind.WITHDRAWAL)
    made.react(adviser, "9", ReactionKind.QUESTION, remark="Welk geld?")
    made.react(alderman, "1", ReactionKind.ADDITION, proposal="De provincie betaalt.")
    made.react(alderman, "2b", ReactionKind.CLARIFICATION, proposal="Er is gerenoveerd.")
    made.react(reader, "3a", ReactionKind.CORRECTION, proposal="Met elkaar.")
    for one in (adviser, alderman, reader):
        made.submit(one)
    return found


def now(made: Verified, interview: Interview) -> dict[str, str]:
    return {item: one.text for item, one in newest_revisions(made.session, [interview.id])[interview.id].items()}


def decided(made: Verified, interview: Interview) -> int:
    record = queries.newest_record(made.session, interview)
    assert record
    return sum(one.decision is not None for one in queries.to_decide(made.session, record))


def test_everything_that_goes_together_is_taken_over_at_once_and_undone_again(
    made: Verified, interview: Interview
) -> None:
    found = operations.batch_of(made.session, interview)
    assert [(one.item, len(one.reactions)) for one in found.taken] == [("1", 2), ("6", 1)]
    assert set(found.left) == {
        ("2b", Left.CONTRADICTION),
        ("9", Left.QUESTION),
        ("3a", Left.LOCKED),
    }
    assert operations.take_all_over(made.session, SYSTEM, interview, seen=found.key, at=NOW) == 3
    words = now(made, interview)
    assert words["1"].startswith("De voortgang is heel goed.\n\n*Aanvulling van 22 mei 2018:*")
    assert newest_revisions(made.session, [interview.id])[interview.id]["6"].status is AnswerStatus.WITHDRAWN
    assert words["2b"] == ANSWERS["2b"]
    with pytest.raises(Refused, match="niets meer"):
        operations.take_all_over(made.session, SYSTEM, interview, seen=found.key, at=NOW)
    assert operations.undo_all(made.session, SYSTEM, interview, at=NOW) == (3, ())
    assert now(made, interview) == ANSWERS
    assert decided(made, interview) == 0


def test_what_was_previewed_is_what_happens(made: Verified, interview: Interview) -> None:
    seen = operations.batch_of(made.session, interview).key
    made.save(interview, "1", "Een collega schreef dit.", base=1)
    with pytest.raises(Refused, match="intussen iets veranderd"):
        operations.take_all_over(made.session, SYSTEM, interview, seen=seen, at=NOW)
    assert decided(made, interview) == 0
    assert ("1", Left.CHANGED) in operations.batch_of(made.session, interview).left


def test_undoing_all_leaves_what_was_written_after_a_decision(made: Verified, interview: Interview) -> None:
    found = operations.batch_of(made.session, interview)
    operations.take_all_over(made.session, SYSTEM, interview, seen=found.key, at=NOW)
    made.save(interview, "6", "Toch ja.", base=2)
    assert operations.undo_all(made.session, SYSTEM, interview, at=NOW) == (2, ("6",))
    assert now(made, interview)["6"] == "Toch ja."


def test_a_reader_reacts_on_an_agreed_answer_which_stays_locked_until_it_is_reopened(
    made: Verified, interview: Interview
) -> None:
    record = queries.newest_record(made.session, interview)
    assert record
    (said,) = [one for one in queries.to_decide(made.session, record) if one.proposal == "Met elkaar."]
    with pytest.raises(Refused, match="heeft akkoord"):
        decisions_operations.decide(made.session, SYSTEM, interview, said, DecisionKind.ACCEPTED, base=1, at=NOW)
    lock = locks_of(made.session, interview.id)["3a"]
    assert (lock.closed, lock.told) == (True, "beleidsadviseur en wethouder op 22 mei 2018")
    made.reopen(interview, "3a")
    assert not locks_of(made.session, interview.id)["3a"].closed
    decisions_operations.decide(made.session, SYSTEM, interview, said, DecisionKind.ACCEPTED, base=1, at=NOW)
    assert now(made, interview)["3a"] == "Met elkaar."
    assert "3a" not in locks_of(made.session, interview.id)


def test_the_same_words_of_two_respondents_are_undone_one_by_one(made: Verified) -> None:
    found = made.interview(respondents=(ADVISER, ALDERMAN))
    made.save(found, "1", "De voortgang is goed.")
    made.send(found)
    for one in made.readers(found):
        made.react(one, "1", ReactionKind.CORRECTION, proposal="Het gaat goed.")
        made.submit(one)
    operations.take_all_over(made.session, SYSTEM, found, seen=operations.batch_of(made.session, found).key, at=NOW)
    record = queries.newest_record(made.session, found)
    assert record
    first, second = queries.to_decide(made.session, record)
    decisions_operations.undo_decision(made.session, SYSTEM, found, first, at=NOW)
    assert now(made, found)["1"] == "Het gaat goed.", "the other decision still rests on these words"
    decisions_operations.undo_decision(made.session, SYSTEM, found, second, at=NOW)
    assert now(made, found)["1"] == "De voortgang is goed."
