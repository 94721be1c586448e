"""What came in by mail of a person, and what interviewers were told of them, goes when they are erased."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.correspondence.models import IncomingMail, Notice
from surveyapp.interviews.erasure import ERASED_NAME, ERASED_TEXT, ERASERS, INTERVIEW_ERASERS, erased_address
from surveyapp.interviews.models import Interview, Respondent


def _replies(session: Session, person: Respondent) -> None:
    """What this person wrote, whether we knew them by a reference or by their address."""
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


def _notices(session: Session, person: Respondent) -> None:
    """Notices in which the name stands."""
    session.execute(
        sa.update(Notice)
        .where(Notice.interview_id == person.interview_id)
        .values(text=sa.func.replace(Notice.text, person.name, ERASED_NAME))
    )


def _everything_that_came_in(session: Session, interview: Interview) -> None:
    """Whoever wrote it: a mail can name anybody."""
    session.execute(
        sa.update(IncomingMail)
        .where(IncomingMail.interview_id == interview.id)
        .values(from_name=ERASED_NAME, from_address="", subject=ERASED_TEXT, text=ERASED_TEXT, raw=b"")
    )


ERASERS.extend([_replies, _notices])
INTERVIEW_ERASERS.append(_everything_that_came_in)
