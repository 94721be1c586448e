"""Queries behind the data exports of a round."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, Round
from surveyapp.interviews.recording.models import Organisation as StoredOrganisation
from surveyapp.report.data_formats.rows import AnswerRow, Statuses, answer_rows
from surveyapp.report.rounds import queries
from surveyapp.verification.checks.operations import of_round, require


def data_of(session: Session, round_: Round) -> tuple[AnswerRow, ...]:
    """Return a row for every answer of a round. Raises Unproved when the audit log differs."""
    require(session, of_round(round_))
    return answer_rows(queries.round_source(session, round_, publisher=""), statuses_in(session, round_))


def statuses_in(session: Session, round_: Round) -> Statuses:
    """Return the status of the newest revision, by organisation key and item."""
    statement = (
        sa.select(StoredOrganisation.key, Answer.item, AnswerRevision.status)
        .join(AnswerRevision.answer)
        .join(Answer.interview)
        .join(Interview.organisation)
        .where(Interview.round_id == round_.id, AnswerRevision.number == interviews.NEWEST_NUMBER)
    )
    return {(row.key, row.item): row.status for row in session.execute(statement)}
