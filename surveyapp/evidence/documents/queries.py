"""Queries for evidence."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from surveyapp.core.audit import AuditEvent
from surveyapp.core.events import wired
from surveyapp.evidence.documents.events import EvidenceEvents
from surveyapp.evidence.documents.models import Completion
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, PersonChange, Respondent
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.verification.records.models import (
    Approval,
    Decision,
    Reaction,
    Record,
    RecordEntry,
    Reopening,
    Verification,
)

_AT_ONCE = 500
"""Versions per query: more than any genuine document has."""


def origin(session: Session) -> str:
    """Return the identifier of this database: the beginning of its audit chain."""
    first = session.scalar(sa.select(AuditEvent.seal).order_by(AuditEvent.id).limit(1))
    return (first or "")[:16]


def get_completion(session: Session, completion_id: int) -> Completion | None:
    """Return a completion by its id, or None."""
    return session.scalar(
        sa.select(Completion).options(joinedload(Completion.interview)).where(Completion.id == completion_id)
    )


def is_completed(session: Session, interview: Interview, hash_: str) -> bool:
    """Return whether approval of exactly these revisions was announced before."""
    completed = sa.exists().where(Completion.interview_id == interview.id, Completion.hash == hash_)
    return bool(session.scalar(sa.select(completed)))


def texts_at(session: Session, interview: Interview, at: datetime) -> Sequence[AnswerRevision]:
    """Return the newest revision of each answer at a moment, if it has text."""
    newest = (
        sa.select(AnswerRevision.answer_id, sa.func.max(AnswerRevision.number).label("number"))
        .join(AnswerRevision.answer)
        .where(Answer.interview_id == interview.id, AnswerRevision.created_at <= at)
        .group_by(AnswerRevision.answer_id)
        .subquery()
    )
    revisions = session.scalars(
        sa.select(AnswerRevision)
        .options(joinedload(AnswerRevision.answer))
        .join(newest, (newest.c.answer_id == AnswerRevision.answer_id) & (newest.c.number == AnswerRevision.number))
    )
    return [revision for revision in revisions if revision.status is AnswerStatus.TEXT and revision.text.strip()]


def approvals_to(
    session: Session, revision_ids: Sequence[int], at: datetime | None = None
) -> dict[int, list[Approval]]:
    """Return the approvals of each revision by its id, given up to ``at`` (None: now)."""
    statement = (
        sa.select(Approval)
        .options(
            joinedload(Approval.respondent),
            joinedload(Approval.recorded_by),
            joinedload(Approval.attachment),
            joinedload(Approval.notice),
        )
        .where(Approval.revision_id.in_(revision_ids))
        .order_by(Approval.given_at, Approval.id)
    )
    by_revision: dict[int, list[Approval]] = {number: [] for number in revision_ids}
    for approval in session.scalars(statement.where(Approval.given_at <= at) if at else statement):
        by_revision[approval.revision_id].append(approval)
    return by_revision


def records_with_all(session: Session, interview: Interview) -> Sequence[Record]:
    """Return the records with their readers and reactions, first record first."""
    readers = selectinload(Record.verifications)
    reactions = readers.selectinload(Verification.reactions)
    return session.scalars(
        sa.select(Record)
        .options(
            selectinload(Record.entries).joinedload(RecordEntry.revision).joinedload(AnswerRevision.answer),
            readers.joinedload(Verification.respondent),
            reactions.joinedload(Reaction.revision).joinedload(AnswerRevision.answer),
            reactions.joinedload(Reaction.entered_by),
            reactions.joinedload(Reaction.decision).joinedload(Decision.decided_by),
        )
        .where(Record.interview_id == interview.id)
        .order_by(Record.number)
    ).all()


def reopenings_of(session: Session, revision_ids: Sequence[int]) -> dict[int, Reopening]:
    """Return the reopenings by revision id."""
    reopenings = sa.select(Reopening).options(joinedload(Reopening.reopened_by))
    return {
        reopening.revision_id: reopening
        for reopening in session.scalars(reopenings.where(Reopening.revision_id.in_(revision_ids)))
    }


def changes_of(session: Session, respondent_ids: Sequence[int]) -> Sequence[PersonChange]:
    """Return the changes to these respondents, in order."""
    return session.scalars(
        sa.select(PersonChange)
        .options(joinedload(PersonChange.changed_by), joinedload(PersonChange.respondent))
        .where(PersonChange.respondent_id.in_(respondent_ids))
        .order_by(PersonChange.id)
    ).all()


def mails_of(session: Session, interview: Interview) -> Sequence[OutboxMail]:
    """Return the mails about an interview, oldest first."""
    return session.scalars(
        sa.select(OutboxMail).where(OutboxMail.interview_id == interview.id).order_by(OutboxMail.id)
    ).all()


INSIDE = ("note.", "comment.", "presence.")
"""Prefixes of internal actions, which are left out of dossiers."""


def events_of(session: Session, interview: Interview) -> Sequence[AuditEvent]:
    """Return the audit events of an interview and of what belongs to it, without internal ones."""
    people = sa.select(Respondent.id).where(Respondent.interview_id == interview.id)
    answers = sa.select(Answer.id).where(Answer.interview_id == interview.id)
    revisions = sa.select(AnswerRevision.id).where(AnswerRevision.answer_id.in_(answers))
    records = sa.select(Record.id).where(Record.interview_id == interview.id)
    readers = sa.select(Verification.id).where(Verification.record_id.in_(records))
    subjects = {
        "answer": answers,
        "revision": revisions,
        "respondent": people,
        "record": records,
        "verification": readers,
        "reaction": sa.select(Reaction.id).where(Reaction.verification_id.in_(readers)),
        "approval": sa.select(Approval.id).where(Approval.respondent_id.in_(people)),
        "mail": sa.select(OutboxMail.id).where(OutboxMail.interview_id == interview.id),
    }
    subjects |= {name: ids(people) for name, ids in wired(session, EvidenceEvents).subjects_asked.items()}
    about = [(AuditEvent.subject == "interview") & (AuditEvent.subject_id == interview.id)]
    about += [(AuditEvent.subject == name) & AuditEvent.subject_id.in_(ids) for name, ids in subjects.items()]
    events = session.scalars(sa.select(AuditEvent).where(sa.or_(*about)).order_by(AuditEvent.id))
    return [event for event in events if not event.action.startswith(INSIDE)]


def approvals_of(session: Session, interview: Interview) -> dict[object, Approval]:
    """Return the approvals in an interview by id, with the respondent and the recorder."""
    approvals = session.scalars(
        sa.select(Approval)
        .join(Approval.revision)
        .join(AnswerRevision.answer)
        .options(joinedload(Approval.respondent), joinedload(Approval.recorded_by))
        .where(Answer.interview_id == interview.id)
    )
    return {approval.id: approval for approval in approvals}


def reactions_of(session: Session, interview: Interview) -> dict[object, Reaction]:
    """Return the reactions in an interview by id, with the answer and the recorder."""
    reactions = session.scalars(
        sa.select(Reaction)
        .join(Reaction.revision)
        .join(AnswerRevision.answer)
        .options(contains_eager(Reaction.revision).contains_eager(AnswerRevision.answer))
        .options(joinedload(Reaction.entered_by))
        .where(Answer.interview_id == interview.id)
    )
    return {reaction.id: reaction for reaction in reactions}


def find_interview(session: Session, interview_id: object) -> Interview | None:
    """Return the interview with the id in a document, or None."""
    return session.get(Interview, interview_id) if isinstance(interview_id, int) else None


def versions_of(
    session: Session, interview: Interview, wanted: Collection[tuple[str, int]]
) -> dict[object, AnswerRevision]:
    """Return the existing versions among those wanted, by item and number."""
    pairs, by_item = sorted(wanted), dict[object, AnswerRevision]()
    for start in range(0, len(pairs), _AT_ONCE):
        for revision in session.scalars(
            sa.select(AnswerRevision)
            .join(AnswerRevision.answer)
            .options(contains_eager(AnswerRevision.answer))
            .where(
                Answer.interview_id == interview.id,
                sa.tuple_(Answer.item, AnswerRevision.number).in_(pairs[start : start + _AT_ONCE]),
            )
        ):
            by_item[revision.answer.item, revision.number] = revision
    return by_item


def names_of(session: Session, respondents: Sequence[Respondent]) -> dict[int, set[str]]:
    """Return every name that each respondent had, by the respondent's id."""
    names = {respondent.id: {respondent.name} for respondent in respondents}
    for change in changes_of(session, list(names)):
        if change.what == "name":
            names[change.respondent_id] |= {change.before, change.after}
    return names
