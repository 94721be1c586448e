"""Announcement to the approvers, once, that all texts of an interview are agreed."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.db import insert_unless_there
from surveyapp.evidence.documents import mails, queries
from surveyapp.evidence.documents.facts import in_order
from surveyapp.evidence.documents.models import Completion
from surveyapp.interviews.recording.models import Interview
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.text import words as texts
from surveyapp.verification.records.queries import approvers_of, texts_of


def complete(session: Session, interview: Interview, at: datetime) -> None:
    """Mail each approver the agreed texts, unless the same texts were mailed before."""
    agreed_texts = texts_of(session, interview)
    revisions = in_order(interview, list(agreed_texts.revisions.values()))
    lines = [f"{revision.answer.item} {revision.number} {revision.fingerprint}" for revision in revisions]
    hash_ = texts.fingerprint(agreed="\n".join(lines))
    completion = Completion(interview_id=interview.id, hash=hash_, completed_at=at)
    if queries.is_completed(session, interview, hash_) or not insert_unless_there(session, completion):
        return
    record_event(session, Actor.system(), "interview.complete", "interview", interview.id, at, hash=hash_)
    for approver in approvers_of(interview):
        if approver.erased_at is None:
            enqueue(session, mails.agreed_mail(interview, approver, completion.id, len(revisions)), at)
