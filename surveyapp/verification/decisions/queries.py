"""Queries for deciding: locked answers, shared decisions and accepted withdrawals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.agreement.queries import agreed_among
from surveyapp.core.dutch import listed, local, long_date
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview
from surveyapp.interviews.recording.queries import NEWEST_NUMBER
from surveyapp.mail.outbox.models import OutboxMail, standing_of
from surveyapp.verification.records.models import Approval, Decision, Reaction, Record, Reopening, Verification
from surveyapp.verification.records.rules import Channel, DecisionKind, Reach, ReactionKind, notice_words


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement to a locked answer."""

    function: str
    on: date
    channel: Channel
    reach: Reach = Reach.OWN
    notice: str = ""
    """A Dutch clause on the mail about this agreement; "" when it was sent and did not bounce."""


@dataclass(frozen=True, slots=True)
class Lock:
    """An answer to which all approvers have agreed. It is locked unless it was reopened."""

    item: str
    agreed: tuple[Agreed, ...]
    reopened_at: datetime | None
    reason: str

    @property
    def closed(self) -> bool:
        """Return whether the answer may not change now."""
        return self.reopened_at is None

    @property
    def told(self) -> str:
        """Return who agreed and when, as a Dutch phrase: "wethouder en jurist op 3 mei 2018"."""
        days: dict[str, list[str]] = {}
        for agreement in self.agreed:
            how = "" if agreement.channel.by_respondent else f", {agreement.channel.label}"
            how = f", {agreement.reach.label}" if agreement.reach.label else how
            how += f" ({agreement.notice})" if agreement.notice else ""
            days.setdefault(f"op {long_date(agreement.on)}{how}", []).append(agreement.function)
        return "; ".join(f"{listed(who)} {when}" for when, who in days.items())


def locks_of(session: Session, interview_id: int) -> dict[str, Lock]:
    """Return the locks of an interview per item, reopened ones too."""
    given: dict[str, list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in session.execute(_AGREEMENTS, {"interview": interview_id}):
        given.setdefault(row.item, []).append(row)
    agreed = agreed_among(session, {rows[0].revision_id for rows in given.values()})
    return {item: _lock(item, rows) for item, rows in given.items() if rows[0].revision_id in agreed}


def _lock(item: str, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> Lock:
    agreed = tuple(
        Agreed(row.function, row.agreed_on or local(row.given_at).date(), row.channel, row.reach, _notice(row))
        for row in rows
    )
    return Lock(item, agreed, rows[0].reopened_at, rows[0].reason or "")


def _notice(row: sa.Row[*tuple[Any, ...]]) -> str:
    return notice_words(standing_of(row.notice_state, row.notice_returned_at) if row.notice_state else None)


_AGREEMENTS = (
    sa.select(
        Answer.item,
        Approval.revision_id,
        Approval.function,
        Approval.given_at,
        Approval.agreed_on,
        Approval.channel,
        Approval.reach,
        Reopening.reopened_at,
        Reopening.reason,
        OutboxMail.state.label("notice_state"),
        OutboxMail.returned_at.label("notice_returned_at"),
    )
    .select_from(Answer)
    .join(AnswerRevision, AnswerRevision.answer_id == Answer.id)
    .join(Approval, Approval.revision_id == AnswerRevision.id)
    .outerjoin(Approval.notice)
    .outerjoin(Reopening, Reopening.revision_id == AnswerRevision.id)
    .where(Answer.interview_id == sa.bindparam("interview"), AnswerRevision.number == NEWEST_NUMBER)
    .order_by(Approval.given_at, Approval.id)
)


def is_shared(session: Session, decision: Decision) -> bool:
    """Return whether another decision made the same revision: two respondents proposed the same text."""
    return bool(
        session.scalar(
            sa.select(sa.exists().where(Decision.revision_id == decision.revision_id, Decision.id != decision.id))
        )
    )


def taken_back(session: Session, interview: Interview, number: int) -> Sequence[str]:
    """Return the items of the record with this number whose withdrawal the interviewer accepted."""
    return session.scalars(
        sa.select(Answer.item)
        .join(AnswerRevision, AnswerRevision.answer_id == Answer.id)
        .join(Reaction, Reaction.revision_id == AnswerRevision.id)
        .join(Reaction.verification)
        .join(Verification.record)
        .join(Reaction.decision)
        .where(
            Record.interview_id == interview.id,
            Record.number == number,
            Reaction.kind == ReactionKind.WITHDRAWAL,
            Decision.kind == DecisionKind.ACCEPTED,
        )
        .distinct()
    ).all()
