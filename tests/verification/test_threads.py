"""The thread of an answer: what both sides said of it, in order, over all records."""

from datetime import timedelta

import pytest
from recorded import ADVISER, NOW, SYSTEM
from sent_record import COLLEAGUE
from sqlalchemy.orm import Session
from verified import CONTACT, Verified

from surveyapp.interviews.recording.models import Interview
from surveyapp.verification.decisions import operations
from surveyapp.verification.records.models import Reaction
from surveyapp.verification.records.rules import DecisionKind, ReactionKind
from surveyapp.verification.reopening.operations import reopen
from surveyapp.verification.threads.queries import Turn, threads_of

NEXT = NOW + timedelta(days=7)


@pytest.fixture
def made(any_session: Session) -> Verified:
    return Verified.of(any_session)


@pytest.fixture
def interview(made: Verified) -> Interview:
    found = made.interview(respondents=(ADVISER, COLLEAGUE))
    for item, text in {"1": "Het gaat goed.", "2b": "Er is gebouwd."}.items():
        made.save(found, item, text)
    return found


def refuse(made: Verified, interview: Interview, reaction: Reaction) -> None:
    operations.decide(
        made.session,
        SYSTEM,
        interview,
        reaction,
        DecisionKind.REFUSED,
        base=reaction.revision.number,
        reason="Zo is het gezegd.",
        at=NOW + timedelta(hours=1),
    )


def told(turns: tuple[Turn, ...]) -> list[tuple[int, str, str, str]]:
    return [(one.record, one.by, one.label, one.words) for one in turns]


def test_both_sides_stand_in_the_order_in_which_they_spoke(made: Verified, interview: Interview) -> None:
    made.send(interview)
    first, second = made.readers(interview)
    asked = made.react(first, "1", ReactionKind.CORRECTION, proposal="Het gaat redelijk.", remark="Minder stellig.")
    made.submit(first)
    refuse(made, interview, asked)
    doubt = made.react(second, "1", ReactionKind.QUESTION, remark="Klopt dit?")
    made.submit(second, NOW + timedelta(hours=2))
    operations.decide(
        made.session,
        SYSTEM,
        interview,
        doubt,
        DecisionKind.ADAPTED,
        base=1,
        text="Het gaat beter.",
        at=NOW + timedelta(hours=3),
    )
    thread = threads_of(made.session, interview)
    assert set(thread) == {"1"}, "agreement is no turn"
    assert told(thread["1"]) == [
        (1, "beleidsadviseur", "Fout in het verslag", "Minder stellig."),
        (1, "", "Niet overgenomen", "Zo is het gezegd."),
        (1, "wethouder", "Vraag", "Klopt dit?"),
        (1, "", "Tekst aangepast", ""),
    ]
    assert [(one.before, one.after) for one in thread["1"]] == [
        ("Het gaat goed.", "Het gaat redelijk."),
        ("", ""),
        ("", ""),
        ("Het gaat goed.", "Het gaat beter."),
    ]


def test_what_is_not_sent_yet_is_nobodys_business(made: Verified, interview: Interview) -> None:
    made.send(interview)
    made.react(made.readers(interview)[0], "1", ReactionKind.QUESTION, remark="Half bedacht")
    assert threads_of(made.session, interview) == {}


def test_an_addition_shows_how_the_answer_would_read(made: Verified, interview: Interview) -> None:
    made.send(interview)
    first = made.readers(interview)[0]
    made.react(first, "2b", ReactionKind.ADDITION, proposal="Ook in 2018.")
    made.submit(first)
    (turn,) = threads_of(made.session, interview)["2b"]
    assert turn.after == "Er is gebouwd.\n\n*Aanvulling van 22 mei 2018:* Ook in 2018."


def test_a_reopened_answer_says_why_and_earlier_records_can_be_asked_alone(
    made: Verified, interview: Interview
) -> None:
    made.send(interview)
    for reader in made.readers(interview):
        made.submit(reader)
    reopen(made.session, SYSTEM, interview, "1", reason="Nieuwe cijfers.", contact=CONTACT, at=NEXT)
    made.save(interview, "1", "Het gaat beter.", base=1)
    made.send(interview, NEXT + timedelta(hours=1))
    reader = made.readers(interview)[0]
    made.react(reader, "1", ReactionKind.QUESTION, remark="Welke cijfers?")
    made.submit(reader, NEXT + timedelta(hours=2))
    assert told(threads_of(made.session, interview)["1"]) == [
        (1, "", "Heropend", "Nieuwe cijfers."),
        (2, "beleidsadviseur", "Vraag", "Welke cijfers?"),
    ]
    assert told(threads_of(made.session, interview, until=2)["1"]) == [(1, "", "Heropend", "Nieuwe cijfers.")]
