"""The cost of comparing the database with the log: an answer that was saved thousands of times, as a long talk does."""

import time
from datetime import timedelta

import sqlalchemy as sa
from agreed_round import NOW, AgreedRound
from sqlalchemy.orm import Session

from surveyapp.core.audit import AuditEvent
from surveyapp.interviews.recording.models import AnswerRevision, AnswerStatus
from surveyapp.verification.checks.operations import lost_rows, mistakes_of, of_interview

SAVES = 6_000
PER_SAVE = 0.001
"""Seconds of this process or its database, most, for one version of an answer."""


def saved_often(session: Session) -> int:
    """An interview with one answer of many versions, and as many events. Returns its id."""
    made = AgreedRound.of(session)
    interview = made.interview(made.organisation("Oost-Drenthe"), {"2b": "Er is gesloopt."})
    answer = session.scalars(sa.select(AnswerRevision.answer_id)).one()
    moments = [NOW + timedelta(seconds=number) for number in range(1, SAVES)]
    session.execute(
        sa.insert(AnswerRevision),
        [
            {
                "answer_id": answer,
                "number": number,
                "text": f"Er is {number} keer gesloopt.",
                "created_at": at,
                "status": AnswerStatus.TEXT,
                "fingerprint": f"{number:064}",
            }
            for number, at in enumerate(moments, 2)
        ],
    )
    session.execute(
        sa.insert(AuditEvent),
        [
            {
                "at": at,
                "actor_kind": "system",
                "action": "answer.save",
                "subject": "answer",
                "subject_id": answer,
                "remote": "",
                "detail": "{}",
                "seal": f"{number:064}",
            }
            for number, at in enumerate(moments)
        ],
    )
    session.commit()
    return interview.id


def test_its_cost_follows_the_number_of_saves(any_session: Session) -> None:
    interview = saved_often(any_session)
    start = time.perf_counter()
    assert list(mistakes_of(any_session, of_interview(interview))) == []
    assert list(lost_rows(any_session)) == []
    assert time.perf_counter() - start < SAVES * PER_SAVE
