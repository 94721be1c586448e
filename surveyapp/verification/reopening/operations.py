"""Reopen a locked answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import why_locked
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.text import words as texts
from surveyapp.verification.letters import mails
from surveyapp.verification.records import digests, queries
from surveyapp.verification.records.models import Reopening


def reopen(
    session: Session, actor: Actor, interview: Interview, item: str, *, reason: str, contact: str, at: datetime
) -> Reopening:
    """Let an agreed answer change again and mail those who agreed.

    Approvals stand until another text is saved. Raises Refused.
    """
    reason = texts.normalise(reason).strip()
    if not reason:
        raise Refused("Schrijf op waarom u het antwoord heropent. Wie akkoord gaf, leest het.")
    newest = queries.texts_of(session, interview)
    revision = newest.revisions.get(item)
    if revision is None or not why_locked(session, revision):
        raise Refused(f"Vraag {item} is niet vergrendeld.")
    if any(respondent.erased_at for respondent in interview.respondents):
        raise Refused("Van een respondent zijn de gegevens gewist. Wijs eerst een opvolger aan.")
    reopening = Reopening(revision_id=revision.id, reason=reason, reopened_at=at, reopened_by_id=actor.user_id)
    session.add(reopening)
    session.flush()
    record_event(
        session,
        actor,
        "answer.reopen",
        "revision",
        revision.id,
        at,
        interview=interview.id,
        hash=revision.fingerprint,
        digest=digests.of_reopening(reopening),
    )
    for approval in newest.approvals[revision.id]:
        if approval.respondent.left_at is None and approval.respondent.erased_at is None:
            enqueue(session, mails.reopened_mail(interview, approval.respondent, item, reason, contact, actor), at)
    return reopening
