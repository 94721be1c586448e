"""What one respondent read and allowed in the records before the one at hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.models import Answer, AnswerRevision
from surveyapp.verification.models import Approval, Reaction, Record, RecordEntry, Verification
from surveyapp.verification.rules import Use


def texts_read(session: Session, verification: Verification) -> Mapping[str, str]:
    """Per item, what this respondent read last time; nothing when they opened no record before."""
    newest = _before(verification, sa.func.max(Record.number)).where(Verification.opened_at.is_not(None))
    statement = (
        sa.select(Answer.item, AnswerRevision.text)
        .join(AnswerRevision, AnswerRevision.answer_id == Answer.id)
        .join(RecordEntry, RecordEntry.revision_id == AnswerRevision.id)
        .join(Record, Record.id == RecordEntry.record_id)
        .where(
            Record.interview_id == verification.record.interview_id,
            Record.number == newest.scalar_subquery(),
        )
    )
    return {row.item: row.text for row in session.execute(statement)}


def use_for_all(session: Session, verification: Verification) -> Use:
    """What this respondent allows where they say nothing of an answer: as they last said, now or before."""
    if verification.use:
        return verification.use
    statement = _before(verification, Verification.use).where(Verification.use.is_not(None))
    return session.scalar(statement.order_by(Record.number.desc()).limit(1)) or Use.NAMED


def uses(session: Session, verification: Verification) -> Mapping[str, Use]:
    """Per item, what this respondent allowed of an earlier version of the answer.

    Nothing that was allowed for other words grows wider by itself: it stays until they say so of all answers at once.
    """
    if verification.use:
        return {}
    said = (
        _before(verification, Reaction.updated_at, Answer.item, Reaction.use)
        .join(Reaction, Reaction.verification_id == Verification.id)
        .join(AnswerRevision, AnswerRevision.id == Reaction.revision_id)
        .join(Answer, Answer.id == AnswerRevision.answer_id)
        .where(Verification.submitted_at.is_not(None))
    )
    given = (
        sa.select(Approval.given_at, Answer.item, Approval.use)
        .join(AnswerRevision, AnswerRevision.id == Approval.revision_id)
        .join(Answer, Answer.id == AnswerRevision.answer_id)
        .where(Approval.respondent_id == verification.respondent_id)
    )
    rows: list[tuple[datetime, str, Use]] = [
        (at, item, use) for one in (said, given) for at, item, use in session.execute(one)
    ]
    return {item: use for _, item, use in sorted(rows)}


def _before(verification: Verification, *columns: Any) -> sa.Select[Any]:
    """From the verifications of the same respondent in earlier records."""
    return (
        sa.select(*columns)
        .select_from(Verification)
        .join(Record, Record.id == Verification.record_id)
        .where(Verification.respondent_id == verification.respondent_id, Record.number < verification.record.number)
    )
