"""Queries for the polling of a desk: who is present, and what changed."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.accounts.staff.models import User
from surveyapp.conversation.models import Presence
from surveyapp.conversation.rules import PRESENT_FOR
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.access import permitted
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, NoteRevision


@dataclass(frozen=True, slots=True)
class Colleague:
    """Another user at the same desk; ``item`` is the question they look at."""

    id: int
    name: str
    item: str


@dataclass(frozen=True, slots=True)
class Now:
    """The present state of an interview, without any text."""

    started_at: datetime | None
    ended_at: datetime | None
    colleagues: tuple[Colleague, ...]
    answers: dict[str, int]
    """Number of the newest revision of each answer, by item."""
    notes: dict[str, int]


def get_now(session: Session, user: User, interview_id: int, at: datetime) -> Now:
    """Return the present state of an interview that the user may work on, in two queries. Raises NotFound."""
    fresh = sa.and_(
        Presence.interview_id == Interview.id, Presence.user_id != user.id, Presence.seen_at > at - PRESENT_FOR
    )
    rows = session.execute(
        sa.select(Interview.started_at, Interview.ended_at, User.id, User.name, Presence.item)
        .outerjoin(Presence, fresh)
        .outerjoin(User, User.id == Presence.user_id)
        .where(Interview.id == interview_id, permitted(user))
        .order_by(User.name)
    ).all()
    if not rows:
        raise _not_found()
    answers, notes = _newest_numbers(session, interview_id)
    return Now(
        started_at=rows[0].started_at,
        ended_at=rows[0].ended_at,
        colleagues=tuple(Colleague(row.id, row.name, row.item) for row in rows if row.id is not None),
        answers=answers,
        notes=notes,
    )


def _newest_numbers(session: Session, interview_id: int) -> tuple[dict[str, int], dict[str, int]]:
    answers = (
        sa.select(sa.literal("answer").label("kind"), Answer.item, sa.func.max(AnswerRevision.number).label("number"))
        .join(AnswerRevision, AnswerRevision.answer_id == Answer.id)
        .where(Answer.interview_id == interview_id)
        .group_by(Answer.item)
    )
    notes = (
        sa.select(sa.literal("note"), NoteRevision.item, sa.func.max(NoteRevision.number))
        .where(NoteRevision.interview_id == interview_id)
        .group_by(NoteRevision.item)
    )
    numbers: dict[str, dict[str, int]] = {"answer": {}, "note": {}}
    for kind, item, number in session.execute(sa.union_all(answers, notes)):
        numbers[kind][item] = number
    return numbers["answer"], numbers["note"]


def require_visible(session: Session, user: User, interview_id: int) -> None:
    """Raise NotFound unless the user may work on the interview."""
    if session.scalar(sa.select(Interview.id).where(Interview.id == interview_id, permitted(user))) is None:
        raise _not_found()


def _not_found() -> NotFound:
    return NotFound("Dit interview is er niet, of het is niet van u.")


def find_newest_answer(session: Session, interview_id: int, item: str) -> AnswerRevision | None:
    """Return the newest revision of an answer with its author, or None."""
    return session.scalar(
        sa.select(AnswerRevision)
        .join(AnswerRevision.answer)
        .options(joinedload(AnswerRevision.author))
        .where(Answer.interview_id == interview_id, Answer.item == item)
        .order_by(AnswerRevision.number.desc())
        .limit(1)
    )


def find_newest_note(session: Session, interview_id: int, item: str) -> NoteRevision | None:
    """Return the newest revision of the private note with an item, or None."""
    return session.scalar(
        sa.select(NoteRevision)
        .where(NoteRevision.interview_id == interview_id, NoteRevision.item == item)
        .order_by(NoteRevision.number.desc())
        .limit(1)
    )
