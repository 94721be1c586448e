"""The day of a talk beside the audit log, of this version and of older ones."""

from datetime import date

import sqlalchemy as sa
from recorded import NOW, SYSTEM
from sqlalchemy.orm import Session
from verified import Verified

from surveyapp.core.audit import record_event
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import change_interview, put_organisation
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.verification.checks.operations import mistakes_of, of_interview

DAY = date(2018, 5, 22)


def said_of(session: Session, interview: Interview) -> list[str]:
    return [one.words for one in mistakes_of(session, of_interview(interview.id))]


def test_what_an_older_version_did_not_log_is_not_called_wrong(any_session: Session) -> None:
    session = any_session
    made = Verified.of(session)
    like = made.interview("Veluwe")
    place = put_organisation(
        session, SYSTEM, kind=OrganisationKind.REGION, name="Twente", position=2, at=NOW, province="Drenthe"
    )
    old = Interview(
        round=made.round,
        organisation=place,
        questionnaire=like.questionnaire,
        held_on=DAY,
        state=InterviewState.PLANNED,
        created_at=NOW,
    )
    session.add(old)
    session.flush()
    record_event(session, SYSTEM, "interview.create", "interview", old.id, NOW)
    assert said_of(session, old) == []
    change_interview(session, SYSTEM, old, held_on=DAY.replace(year=2019), place="", interviewers=[], at=NOW)
    record_event(session, SYSTEM, "interview.change", "interview", old.id, NOW)
    assert said_of(session, old) == []
    session.execute(sa.update(Interview).where(Interview.id == old.id).values(held_on=DAY))
    assert said_of(session, old) == ["De dag van het gesprek is anders dan in het logboek."]
