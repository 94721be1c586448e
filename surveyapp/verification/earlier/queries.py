"""Queries on what a respondent read, allowed and left unsent in earlier records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Answer, AnswerRevision
from surveyapp.verification.records.models import Approval, Reaction, Record, RecordEntry, Verification
from surveyapp.verification.records.rules import ReactionKind, Use


@dataclass(frozen=True, slots=True)
class Left:
    """A reaction that was not submitted before the next record came; ``number`` is its record's."""

    item: str
    number: int
    kind: ReactionKind
    proposal: str
    remark: str
    use: Use


def _before(*columns: Any) -> sa.Select[Any]:
    """Select from the verifications of the same respondent in earlier records."""
    return (
        sa.select(*columns)
        .select_from(Verification)
        .join(Record, Record.id == Verification.record_id)
        .where(Verification.respondent_id == sa.bindparam("respondent"), Record.number < sa.bindparam("number"))
    )


def _asked(verification: Verification) -> dict[str, int]:
    record = verification.record
    return {"respondent": verification.respondent_id, "number": record.number, "interview": record.interview_id}


# Built once: these statements run whenever a respondent opens, reacts or submits.
_LAST_READ = _before(sa.func.max(Record.number)).where(Verification.opened_at.is_not(None)).scalar_subquery()
_TEXTS = (
    sa.select(Answer.item, AnswerRevision.text)
    .join(AnswerRevision, AnswerRevision.answer_id == Answer.id)
    .join(RecordEntry, RecordEntry.revision_id == AnswerRevision.id)
    .join(Record, Record.id == RecordEntry.record_id)
    .where(Record.interview_id == sa.bindparam("interview"), Record.number == _LAST_READ)
)
_LAST_USE = _before(Verification.use).where(Verification.use.is_not(None)).order_by(Record.number.desc()).limit(1)
_SAID = (
    _before(Reaction.updated_at, Answer.item, Reaction.use)
    .join(Reaction, Reaction.verification_id == Verification.id)
    .join(AnswerRevision, AnswerRevision.id == Reaction.revision_id)
    .join(Answer, Answer.id == AnswerRevision.answer_id)
    .where(Verification.submitted_at.is_not(None))
)
_LAST_SENT = _before(sa.func.max(Record.number)).where(Verification.submitted_at.is_not(None)).scalar_subquery()
_LEFT = (
    _before(Answer.item, Record.number, Reaction.kind, Reaction.proposal, Reaction.remark, Reaction.use)
    .join(Reaction, Reaction.verification_id == Verification.id)
    .join(AnswerRevision, AnswerRevision.id == Reaction.revision_id)
    .join(Answer, Answer.id == AnswerRevision.answer_id)
    .where(
        Verification.submitted_at.is_(None),
        Reaction.entered_by_id.is_(None),
        Reaction.kind != ReactionKind.AGREE,
        sa.or_(Reaction.proposal != "", Reaction.remark != "", Reaction.kind == ReactionKind.WITHDRAWAL),
        Record.number > sa.func.coalesce(_LAST_SENT, 0),
    )
    .order_by(Record.number)
)
_GIVEN = (
    sa.select(Approval.given_at, Answer.item, Approval.use)
    .join(AnswerRevision, AnswerRevision.id == Approval.revision_id)
    .join(Answer, Answer.id == AnswerRevision.answer_id)
    .where(Approval.respondent_id == sa.bindparam("respondent"))
)


def texts_read(session: Session, verification: Verification) -> Mapping[str, str]:
    """Return the texts that this respondent read last time, per item; empty when they opened no earlier record."""
    return {row.item: row.text for row in session.execute(_TEXTS, _asked(verification))}


def use_for_all(session: Session, verification: Verification) -> Use:
    """Return the use for answers without a use of their own: the one that this respondent last chose for all."""
    return verification.use or session.scalar(_LAST_USE, _asked(verification)) or Use.NAMED


def uses(session: Session, verification: Verification) -> Mapping[str, Use]:
    """Return the use that this respondent allowed of an earlier version of the answer, per item.

    A use for an earlier text stays until the respondent chooses one for all answers, so that none becomes wider by
    itself.
    """
    if verification.use:
        return {}
    asked = _asked(verification)
    rows: list[tuple[datetime, str, Use]] = [
        (at, item, use) for statement in (_SAID, _GIVEN) for at, item, use in session.execute(statement, asked)
    ]
    return {item: use for _, item, use in sorted(rows)}


def left_unsent(session: Session, verification: Verification) -> Mapping[str, Left]:
    """Return the newest reaction per item that this respondent wrote at an earlier record and never sent.

    Nobody else has seen these. Reactions from before the last submitted record are left out.
    """
    if verification.submitted_at:
        return {}
    return {row.item: Left(*row) for row in session.execute(_LEFT, _asked(verification))}
