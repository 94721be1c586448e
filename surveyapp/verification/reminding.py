"""Remind respondents: by the worker when a reminder is due, or by staff. Nobody is reminded twice on a day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.audit import Actor, record_event
from surveyapp.db import insert_unless_there
from surveyapp.dutch import local
from surveyapp.errors import Refused
from surveyapp.interviews.models import Interview
from surveyapp.mail.operations import enqueue
from surveyapp.verification import mails, waiting
from surveyapp.verification.models import Reminder, Verification
from surveyapp.verification.progress import progress_of_all
from surveyapp.verification.timing import Occasion, due, why_not


def due_now(session: Session, now: datetime) -> Sequence[Verification]:
    """Whom the worker should remind."""
    return [one for one in waiting.unfinished(session, now) if _due(one, now)]


def _due(verification: Verification, now: datetime) -> Occasion | None:
    return due(waiting.reminder_facts(verification, now), verification.record.interview.round.terms, now)


def remind_when_due(session: Session, verification_id: int, *, contact: str, at: datetime) -> bool:
    """Send the reminder that is due, as things stand in this transaction. Whether one left."""
    verification = waiting.lock_verification(session, verification_id)
    if verification is None or not waiting.is_newest(session, verification.record):
        return False
    occasion = _due(verification, at)
    return occasion is not None and _send(session, Actor.system(), verification, occasion.name, contact, at)


def remind(
    session: Session, actor: Actor, interview: Interview, *, contact: str, at: datetime
) -> Sequence[Verification]:
    """Mail the same link again to those who have not finished and may be reminded. Raises Refused when nobody may."""
    today, reminded, reasons = local(at).date(), [], []
    for verification in waiting.of_newest_records(session, [interview.id])[interview.id]:
        reason = why_not(waiting.reminder_facts(verification, at), today)
        if not reason and _send(session, actor, verification, None, contact, at):
            reminded.append(verification)
        elif reason and not verification.submitted_at:
            reasons.append(f"{verification.respondent.name} {reason}")
    if not reminded:
        because = "; ".join(reasons) or "iedereen heeft gereageerd"
        raise Refused(f"Er is niemand om te herinneren: {because}.")
    return reminded


def _send(
    session: Session, actor: Actor, verification: Verification, occasion: str | None, contact: str, at: datetime
) -> bool:
    """The reminder and its mail, in one transaction; False when another worker was first."""
    progress = progress_of_all(session, [verification])[verification.id]
    reminder = Reminder(
        verification_id=verification.id,
        occasion=occasion,
        stage=progress.stage,
        sent_on=local(at).date(),
        sent_at=at,
        sent_by_id=actor.user_id,
    )
    if not insert_unless_there(session, reminder):
        return False
    mail = mails.reminder_mail(verification, progress.stage, progress.done, progress.asked, contact)
    enqueue(session, mail, at)
    record_event(
        session, actor, "verification.remind", "verification", verification.id, at,
        occasion=occasion or "", stage=progress.stage.value,
    )  # fmt: skip
    return True
