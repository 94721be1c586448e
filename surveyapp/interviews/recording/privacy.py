"""Erase names and addresses from the mails and the history of an interview."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Interview, PersonChange, Respondent
from surveyapp.interviews.recording.rules import PersonEvent
from surveyapp.mail.outbox.models import MailState, OutboxMail

ERASED_NAME = "(naam gewist)"
ERASED_TEXT = "(gewist)"


def erased_address(number: int) -> str:
    """Return the placeholder for an erased address, in the domain that can receive no mail (RFC 2606)."""
    return f"gewist-{number}@gewist.invalid"


def erase_mails(session: Session, person: Respondent) -> None:
    """Withdraw waiting mails to this respondent, and erase name, address and text of all mails to them."""
    to_them = (OutboxMail.interview_id == person.interview_id) & (OutboxMail.to_address == person.email)
    waiting = sa.update(OutboxMail).where(to_them, OutboxMail.state == MailState.WAITING)
    session.execute(waiting.values(state=MailState.WITHDRAWN))
    session.execute(
        sa.update(OutboxMail)
        .where(to_them)
        .values(
            to_name=ERASED_NAME,
            to_address=erased_address(person.id),
            text=ERASED_TEXT,
            html="",
            error="",
            enclosure="",
        )
    )


def erase_mails_before(session: Session, person: Respondent) -> None:
    """Erase the mails to earlier addresses of this respondent."""
    before = sa.select(PersonChange.before).where(
        PersonChange.respondent_id == person.id, PersonChange.what == PersonEvent.EMAIL
    )
    session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.interview_id == person.interview_id, OutboxMail.to_address.in_(before))
        .values(to_name=ERASED_NAME, to_address=erased_address(person.id), text=ERASED_TEXT, html="", error="")
    )


def erase_history(session: Session, person: Respondent) -> None:
    """Erase earlier names and addresses from the history of this respondent."""
    session.execute(
        sa.update(PersonChange)
        .where(PersonChange.respondent_id == person.id, PersonChange.what.in_([PersonEvent.NAME, PersonEvent.EMAIL]))
        .values(before="", after="")
    )


def erase_mails_to_staff(session: Session, interview: Interview) -> None:
    """Erase the text of all mails about an interview, since mails to staff name respondents too."""
    session.execute(
        sa.update(OutboxMail).where(OutboxMail.interview_id == interview.id).values(text=ERASED_TEXT, html="", error="")
    )
