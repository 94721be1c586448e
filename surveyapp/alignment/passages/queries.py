"""Queries on alignments, their readings and reactions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from surveyapp.accounts.staff.models import User
from surveyapp.alignment.passages.models import (
    AlignedPassage,
    Alignment,
    AlignmentReaction,
    AlignmentReactionRevision,
    AlignmentReading,
    Concern,
)
from surveyapp.core.audit import AuditEvent
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import (
    Answer,
    AnswerRevision,
    Interview,
    Organisation,
    PersonChange,
    Respondent,
    Round,
)
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.report.citations.rules import Citation
from surveyapp.verification.records.models import Approval


def approvals_of_cited(session: Session, round_: Round, cited: Collection[Citation]) -> dict[Citation, list[Approval]]:
    """Return the approvals per cited version of an answer."""
    version = sa.tuple_(Organisation.key, Answer.item, AnswerRevision.number)
    statement = (
        sa.select(Organisation.key, Answer.item, AnswerRevision.number, Approval)
        .join(Approval.revision)
        .join(AnswerRevision.answer)
        .join(Answer.interview)
        .join(Interview.organisation)
        .options(joinedload(Approval.respondent))
        .where(
            Interview.round_id == round_.id, version.in_([(*citation.cited, citation.version) for citation in cited])
        )
        .order_by(Approval.id)
    )
    approvals: dict[Citation, list[Approval]] = {}
    for key, item, number, approval in session.execute(statement):
        approvals.setdefault(Citation((key, item), number), []).append(approval)
    return approvals


def next_number(session: Session, round_: Round) -> int:
    """Return the number of a round's next alignment."""
    newest = sa.select(sa.func.max(Alignment.number)).where(Alignment.round_id == round_.id)
    return (session.scalar(newest) or 0) + 1


def _reader() -> list[Any]:
    interview = joinedload(Respondent.interview)
    return [
        joinedload(AlignmentReading.respondent).options(
            interview.joinedload(Interview.organisation),
            interview.joinedload(Interview.round),
            interview.selectinload(Interview.interviewers),
        ),
        selectinload(AlignmentReading.concerns).joinedload(Concern.revision).joinedload(AnswerRevision.answer),
        selectinload(AlignmentReading.reactions).joinedload(AlignmentReaction.disposition),
        selectinload(AlignmentReading.extensions),
        selectinload(AlignmentReading.reminders),
    ]


def _whole() -> sa.Select[AlignmentReading]:
    alignment = joinedload(AlignmentReading.alignment)
    return (
        sa.select(AlignmentReading)
        .options(
            *_reader(),
            alignment.selectinload(Alignment.passages),
            alignment.joinedload(Alignment.sent_by),
            alignment.joinedload(Alignment.round),
        )
        .order_by(AlignmentReading.id)
        .execution_options(populate_existing=True)
    )


def get_reading(session: Session, reading_id: int) -> AlignmentReading | None:
    """Return a reading with all that its pages need, read anew from the database, or None."""
    return session.scalar(_whole().where(AlignmentReading.id == reading_id))


def lock_reading(session: Session, reading_id: int) -> AlignmentReading | None:
    """Return ``get_reading``, locked for this transaction."""
    session.execute(sa.select(AlignmentReading.id).where(AlignmentReading.id == reading_id).with_for_update())
    return get_reading(session, reading_id)


def unfinished(session: Session, now: datetime) -> Sequence[AlignmentReading]:
    """Return the readings whose link works and that are not submitted."""
    return session.scalars(
        _whole().where(
            AlignmentReading.submitted_at.is_(None),
            AlignmentReading.revoked_at.is_(None),
            AlignmentReading.expires_at > now,
        )
    ).all()


def readings_of(session: Session, person: Respondent) -> Sequence[AlignmentReading]:
    """Return the readings of a respondent."""
    return session.scalars(_whole().where(AlignmentReading.respondent_id == person.id)).all()


def readings_of_people(session: Session, people: Sequence[Respondent]) -> Sequence[AlignmentReading]:
    """Return the readings of these respondents."""
    ids = [person.id for person in people]
    return session.scalars(_whole().where(AlignmentReading.respondent_id.in_(ids))).all()


def _alignments() -> sa.Select[Alignment]:
    readers = selectinload(Alignment.readings)
    return (
        sa.select(Alignment)
        .options(
            selectinload(Alignment.passages),
            joinedload(Alignment.sent_by),
            joinedload(Alignment.round),
            readers.options(*_reader()),
        )
        .execution_options(populate_existing=True)
    )


def count_alignments(session: Session, round_: Round) -> int:
    """Return the number of alignments in a round."""
    return session.scalar(sa.select(sa.func.count(Alignment.id)).where(Alignment.round_id == round_.id)) or 0


def alignments_of(session: Session, round_: Round, start: int = 0, size: int | None = None) -> Sequence[Alignment]:
    """Return a round's alignments with their reactions, newest first: at most ``size`` of them from ``start``."""
    alignments = _alignments().where(Alignment.round_id == round_.id).order_by(Alignment.number.desc())
    return session.scalars(alignments.offset(start).limit(size)).all()


def get_alignment(session: Session, round_: Round, number: int) -> Alignment:
    """Return an alignment of a round. Raises NotFound."""
    alignment = session.scalar(_alignments().where(Alignment.round_id == round_.id, Alignment.number == number))
    if alignment is None:
        raise NotFound("Deze afstemming is er niet.")
    return alignment


def get_reading_of(alignment: Alignment, reading_id: int) -> AlignmentReading:
    """Return a reading of an alignment. Raises NotFound."""
    for reading in alignment.readings:
        if reading.id == reading_id:
            return reading
    raise NotFound("Deze lezer hoort niet bij deze afstemming.")


def events_of_reading(session: Session, reading: AlignmentReading) -> Sequence[tuple[AuditEvent, str]]:
    """Return the audit events of a reading, each with the name of the member of staff who caused it, or ""."""
    staff = sa.and_(AuditEvent.actor_kind == "staff", AuditEvent.actor_id == User.id)
    statement = (
        sa.select(AuditEvent, sa.func.coalesce(User.name, ""))
        .outerjoin(User, staff)
        .where(AuditEvent.subject == AlignmentReading.subject, AuditEvent.subject_id == reading.id)
        .order_by(AuditEvent.id)
    )
    return [(event, name) for event, name in session.execute(statement)]


def changes_of_person(session: Session, person: Respondent) -> Sequence[PersonChange]:
    """Return the changes of a respondent, oldest first."""
    return session.scalars(
        sa.select(PersonChange)
        .where(PersonChange.respondent_id == person.id)
        .options(joinedload(PersonChange.changed_by))
        .order_by(PersonChange.id)
    ).all()


def readings_of_interview(session: Session, interview: Interview) -> Sequence[AlignmentReading]:
    """Return the readings of an interview's respondents, first alignment first."""
    respondents = sa.select(Respondent.id).where(Respondent.interview_id == interview.id)
    return session.scalars(_whole().where(AlignmentReading.respondent_id.in_(respondents))).all()


def sections_sent(session: Session, round_: Round) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the alignments in which each section was sent, per section."""
    statement = (
        sa.select(AlignedPassage.section, Alignment.number)
        .join(Alignment, Alignment.id == AlignedPassage.alignment_id)
        .where(Alignment.round_id == round_.id)
        .distinct()
        .order_by(Alignment.number)
    )
    numbers: dict[str, tuple[int, ...]] = {}
    for section, number in session.execute(statement):
        numbers[section] = (*numbers.get(section, ()), number)
    return numbers


def find_reaction(session: Session, reaction_id: Any) -> AlignmentReaction | None:
    """Return the reaction with this id from a document, or None."""
    return session.get(AlignmentReaction, reaction_id) if isinstance(reaction_id, int) else None


def revisions_of(session: Session, reaction: AlignmentReaction) -> Sequence[AlignmentReactionRevision]:
    """Return the revisions of a reaction, oldest first."""
    return session.scalars(
        sa.select(AlignmentReactionRevision)
        .where(AlignmentReactionRevision.reaction_id == reaction.id)
        .order_by(AlignmentReactionRevision.number)
    ).all()


def told_mails(session: Session, alignment: Alignment) -> dict[int, str]:
    """Return the standing of the mail that told the dispositions, per id of a told reading.

    Readings without such a mail are absent. Later mails with the same link lead to the same page, so the last one
    counts.
    """
    told = {f"alignment:{reading.id}": reading for reading in alignment.readings if reading.told_at}
    mails = session.scalars(sa.select(OutboxMail).where(OutboxMail.enclosure.in_(told)).order_by(OutboxMail.id)).all()
    return {
        told[mail.enclosure].id: mail.standing.value
        for mail in mails
        if mail.created_at >= (told[mail.enclosure].told_at or mail.created_at)
    }
