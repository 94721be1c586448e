"""Erase the received mails of a person, and their name in notices, when the person is erased."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.interviews.recording.privacy import ERASED_NAME, ERASED_TEXT, erased_address
from surveyapp.mail.received.models import IncomingMail, Notice


def erase_replies(session: Session, person: Respondent) -> None:
    """Erase the mails that this person wrote, whether matched by reference or by address."""
    theirs = (IncomingMail.respondent_id == person.id) | (
        (IncomingMail.interview_id == person.interview_id) & (IncomingMail.from_address == person.email)
    )
    session.execute(
        sa.update(IncomingMail)
        .where(theirs)
        .values(
            from_name=ERASED_NAME,
            from_address=erased_address(person.id),
            subject=ERASED_TEXT,
            text=ERASED_TEXT,
            raw=b"",
        )
    )


def erase_notices(session: Session, person: Respondent) -> None:
    """Remove the name of this person from notices."""
    session.execute(
        sa.update(Notice)
        .where(Notice.interview_id == person.interview_id)
        .values(text=sa.func.replace(Notice.text, person.name, ERASED_NAME))
    )


def erase_all_replies(session: Session, interview: Interview) -> None:
    """Erase all received mails about an interview: a mail can name anybody."""
    session.execute(
        sa.update(IncomingMail)
        .where(IncomingMail.interview_id == interview.id)
        .values(from_name=ERASED_NAME, from_address="", subject=ERASED_TEXT, text=ERASED_TEXT, raw=b"")
    )
