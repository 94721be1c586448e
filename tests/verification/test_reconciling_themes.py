"""Themes of passages, and since when all is agreed, beside the audit log; older versions logged less."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from recorded import NOW, SYSTEM
from sqlalchemy.orm import Session
from unguarded import behind_our_back, undone
from verified import LATER, Verified

from surveyapp.core.audit import AuditEvent, record_event
from surveyapp.interviews.desk.operations import Choice, Entry, resolve_conflict
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Passage
from surveyapp.interviews.recording.operations import RespondentData, tag_passages
from surveyapp.interviews.recording.queries import themes_of
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.verification.checks.operations import mistakes_of, of_interview
from surveyapp.verification.people.operations import remove_person

THEMES = "De thema’s van de passages zijn anders dan in het logboek."
SINCE = "Sinds wanneer alles akkoord is, klopt niet met de akkoorden."
PEOPLE = (
    RespondentData("A. Eerste", "wethouder", "a@example.net"),
    RespondentData("B. Tweede", "adviseur", "b@example.net"),
)


def said_of(session: Session, interview: Interview) -> list[str]:
    return [one.words for one in mistakes_of(session, of_interview(interview.id), whole=True)]


def newest(session: Session) -> AnswerRevision:
    return session.scalars(sa.select(AnswerRevision).order_by(AnswerRevision.id.desc()).limit(1)).one()


def test_themes_go_along_with_new_words_and_with_a_colleagues_words(any_session: Session) -> None:
    made = Verified.of(any_session)
    interview = made.interview("Veluwe")
    first = made.save(interview, "1", "Er is gebouwd.")
    tag_passages(any_session, SYSTEM, interview, first, [["wonen"]], at=NOW)
    theirs = made.save(interview, "1", "Er is gebouwd.\n\nEn gesloopt.", base=1)
    mine = Entry("1", "Iets anders.", AnswerStatus.TEXT, theirs.number)
    resolve_conflict(any_session, SYSTEM, interview, mine, Choice.THEIRS, "", key="k", at=NOW)
    chosen = newest(any_session)
    assert themes_of(any_session, [theirs.id, chosen.id]) == {theirs.id: {0: ("wonen",)}, chosen.id: {0: ("wonen",)}}
    assert said_of(any_session, interview) == []
    for revision in (theirs, chosen):
        with undone(any_session):
            behind_our_back(any_session, "DELETE FROM passages WHERE revision_id = :this", this=revision.id)
            assert said_of(any_session, interview) == [THEMES]


def test_themes_that_an_older_version_did_not_log_are_not_called_wrong(any_session: Session) -> None:
    made = Verified.of(any_session)
    interview = made.interview("Veluwe")
    revision = made.save(interview, "1", "Er is gebouwd.")
    record_event(any_session, SYSTEM, "passages.tag", "revision", revision.id, NOW)
    tag_passages(any_session, SYSTEM, interview, revision, [], at=NOW)
    saved = any_session.scalars(sa.select(AuditEvent.detail).where(AuditEvent.action == "answer.save")).one()
    assert '"themes":""' in saved
    assert said_of(any_session, interview) == []
    old = AnswerRevision(
        answer_id=revision.answer_id,
        number=2,
        text="Er is gebouwd.",
        status=AnswerStatus.TEXT,
        fingerprint=revision.fingerprint,
        created_at=NOW,
    )
    any_session.add(old)
    any_session.flush()
    logged = {"interview": interview.id, "number": 2, "hash": old.fingerprint, "status": "text"}
    record_event(any_session, SYSTEM, "answer.save", "answer", old.answer_id, NOW, **logged)
    any_session.add(Passage(revision_id=old.id, position=0, theme="wonen"))
    assert said_of(any_session, interview) == []
    any_session.add(Passage(revision_id=revision.id, position=0, theme="wonen"))
    assert said_of(any_session, interview) == [THEMES]


@pytest.mark.parametrize(
    ("at", "said"), [(NOW, [SINCE]), (LATER, []), (LATER + timedelta(days=1), []), (LATER + timedelta(days=2), [SINCE])]
)
def test_all_is_agreed_since_the_last_agreement(any_session: Session, at: object, said: list[str]) -> None:
    """A day later somebody read the letter: a moment of the log, and not before the last agreement."""
    made = Verified.of(any_session)
    interview = made.interview("Veluwe", respondents=PEOPLE)
    made.save(interview, "1", "Er is gebouwd.")
    made.send(interview)
    first, second = made.readers(interview)
    made.submit(first)
    assert interview.approved_at is None
    made.submit(second, at=LATER)
    assert interview.approved_at == LATER
    record_event(any_session, SYSTEM, "something", "else", 1, LATER + timedelta(days=1))
    any_session.execute(sa.update(Interview).values(approved_at=at))
    assert said_of(any_session, interview) == said


def test_who_leaves_may_be_the_last_who_was_waited_for(any_session: Session) -> None:
    made = Verified.of(any_session)
    interview = made.interview("Veluwe", respondents=PEOPLE)
    made.save(interview, "1", "Er is gebouwd.")
    made.send(interview)
    first, _second = made.readers(interview)
    made.submit(first)
    remove_person(any_session, SYSTEM, interview, interview.respondents[1], contact="team@example.org", at=LATER)
    assert interview.approved_at == LATER
    assert said_of(any_session, interview) == []


def test_an_interview_that_nobody_agreed_to_is_named(any_session: Session) -> None:
    made = Verified.of(any_session)
    interview = made.interview("Veluwe")
    made.save(interview, "1", "Er is gebouwd.")
    made.send(interview)
    assert said_of(any_session, interview) == []
    any_session.execute(sa.update(Interview).values(state="approved", approved_at=NOW))
    assert said_of(any_session, interview) == ["Dat alles akkoord is, is niet zo."]
