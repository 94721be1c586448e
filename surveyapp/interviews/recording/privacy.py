"""Take names and addresses out of the mails and the history of an interview."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Interview, PersonChange, Respondent
from surveyapp.interviews.recording.rules import PersonEvent
from surveyapp.mail.outbox.models import MailState, OutboxMail

ERASED_NAME = "(naam gewist)"
ERASED_TEXT = "(gewist)"


def erased_address(number: int) -> str:
    """What stands where an address was: nobody can be mailed at it (RFC 2606)."""
    return f"gewist-{number}@gewist.invalid"


def erase_mails(session: Session, person: Respondent) -> None:
    """Withdraw mails to this person that wait, and take name, address and words out of all of them."""
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
    """As ``erase_mails``, for mails to addresses that this person had before."""
    before = sa.select(PersonChange.before).where(
        PersonChange.respondent_id == person.id, PersonChange.what == PersonEvent.EMAIL
    )
    session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.interview_id == person.interview_id, OutboxMail.to_address.in_(before))
        .values(to_name=ERASED_NAME, to_address=erased_address(person.id), text=ERASED_TEXT, html="", error="")
    )


def erase_history(session: Session, person: Respondent) -> None:
    """Take former names and addresses out of the history of this person."""
    session.execute(
        sa.update(PersonChange)
        .where(PersonChange.respondent_id == person.id, PersonChange.what.in_([PersonEvent.NAME, PersonEvent.EMAIL]))
        .values(before="", after="")
    )


def erase_mails_to_staff(session: Session, interview: Interview) -> None:
    """Take the words out of all mails about an interview: those to staff name respondents too."""
    session.execute(
        sa.update(OutboxMail).where(OutboxMail.interview_id == interview.id).values(text=ERASED_TEXT, html="", error="")
    )
