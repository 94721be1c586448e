"""Queries on the thread of each answer: all reactions, decisions and reopenings, oldest first."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, Respondent
from surveyapp.verification.decisions.operations import accepted_words
from surveyapp.verification.records.models import Decision, Reaction, Record, Reopening, Verification
from surveyapp.verification.records.rules import DecisionKind, ReactionKind


@dataclass(frozen=True, slots=True)
class Turn:
    """One contribution to a thread. ``before`` and ``after`` are set where text was proposed or changed.

    ``by`` is the respondent's function, or the name of the member of staff. ``respondent_id`` is None for staff; then
    ``to`` is the respondent whom a decision answers. ``record`` is the number of the record.
    """

    record: int
    at: datetime
    by: str
    respondent_id: int | None
    kind: ReactionKind | DecisionKind | None
    """None for a reopening."""
    label: str
    words: str
    """The remark, question or reason."""
    before: str = ""
    after: str = ""
    to: int | None = None


Threads = dict[str, tuple[Turn, ...]]
"""The thread per item. Items without contributions are absent."""


def threads_of(session: Session, interview: Interview, *, until: int | None = None) -> Threads:
    """Return the threads of an interview: reactions that count, the decisions on them, and reopenings.

    ``until`` leaves out the record with that number and later ones. Agreement is not part of a thread: the approvals
    say who agreed to which text.
    """
    turns_of: defaultdict[str, list[Turn]] = defaultdict(list)
    for reaction in _reactions(session, interview, until):
        turns_of[reaction.revision.answer.item] += _turns(reaction)
    records = _sent(session, interview)
    for reopening in _reopenings(session, interview):
        number = sum(sent_at <= reopening.reopened_at for sent_at in records)
        if until is None or number < until:
            turns_of[reopening.revision.answer.item].append(_reopened(reopening, number))
    return {item: tuple(sorted(turns, key=lambda turn: (turn.record, turn.at))) for item, turns in turns_of.items()}


def seen_by(threads: Threads, respondent: Respondent) -> Threads:
    """Return what a respondent may read: their own contributions, the answers to them, and reopenings.

    Approvers also read the contributions of those who read along; nobody reads decisions on another's reaction.
    """
    readers = (
        {person.id for person in respondent.interview.everybody if not person.must_agree}
        if respondent.must_agree
        else set()
    )
    mine = readers | {respondent.id}
    seen = {
        item: tuple(
            turn for turn in turns if turn.kind is None or turn.respondent_id in mine or turn.to == respondent.id
        )
        for item, turns in threads.items()
    }
    return {item: turns for item, turns in seen.items() if turns}


def _reactions(session: Session, interview: Interview, until: int | None) -> Sequence[Reaction]:
    statement = (
        sa.select(Reaction)
        .join(Reaction.verification)
        .join(Verification.record)
        .options(
            joinedload(Reaction.revision).joinedload(AnswerRevision.answer),
            joinedload(Reaction.verification).joinedload(Verification.respondent),
            joinedload(Reaction.verification).joinedload(Verification.record),
            joinedload(Reaction.decision).joinedload(Decision.revision),
            joinedload(Reaction.decision).joinedload(Decision.decided_by),
        )
        .where(
            Record.interview_id == interview.id,
            Reaction.kind != ReactionKind.AGREE,
            Verification.submitted_at.is_not(None) | Reaction.entered_by_id.is_not(None),
        )
        .order_by(Record.number, Reaction.id)
    )
    return session.scalars(statement if until is None else statement.where(Record.number < until)).all()


def _turns(reaction: Reaction) -> Iterator[Turn]:
    verification, decision, read = reaction.verification, reaction.decision, reaction.revision.text
    number = verification.record.number
    yield Turn(
        record=number,
        at=reaction.updated_at if reaction.entered_by_id else verification.submitted_at or reaction.updated_at,
        by=verification.respondent.function,
        respondent_id=verification.respondent_id,
        kind=reaction.kind,
        label=reaction.kind.label,
        words=reaction.remark,
        before=read if reaction.kind.proposes else "",
        after=accepted_words(reaction) if reaction.kind.proposes else "",
    )
    if decision:
        yield Turn(
            record=number,
            at=decision.decided_at,
            by=decision.decided_by.name if decision.decided_by else "",
            respondent_id=None,
            kind=decision.kind,
            label=decision.kind.label,
            words=decision.reason,
            before=read if decision.revision else "",
            after=decision.revision.text if decision.revision else "",
            to=verification.respondent_id,
        )


def _sent(session: Session, interview: Interview) -> Sequence[datetime]:
    return session.scalars(sa.select(Record.sent_at).where(Record.interview_id == interview.id)).all()


def _reopenings(session: Session, interview: Interview) -> Sequence[Reopening]:
    statement = (
        sa.select(Reopening)
        .join(Reopening.revision)
        .join(AnswerRevision.answer)
        .options(joinedload(Reopening.revision).joinedload(AnswerRevision.answer), joinedload(Reopening.reopened_by))
        .where(Answer.interview_id == interview.id)
        .order_by(Reopening.id)
    )
    return session.scalars(statement).all()


def _reopened(reopening: Reopening, number: int) -> Turn:
    return Turn(
        record=number,
        at=reopening.reopened_at,
        by=reopening.reopened_by.name if reopening.reopened_by else "",
        respondent_id=None,
        kind=None,
        label="Heropend",
        words=reopening.reason,
    )
