"""Queries on whether staff could have opened the link through which a respondent agrees."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.interviews.recording.models import PersonChange, Respondent
from surveyapp.interviews.recording.rules import PersonEvent
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.verification.records.models import Record
from surveyapp.verification.records.rules import Reach


def reach_of(session: Session, reading: ReadingMixin, *, readable: bool = False) -> Reach:
    """Return who could have opened the link of a reading. ``readable``: staff can read every mail and its link."""
    person = reading.respondent
    if readable or is_staff_address(session, person.email):
        return Reach.STAFF
    return Reach.MOVED if moved_after_sending(session, person) else Reach.OWN


def is_staff_address(session: Session, address: str) -> bool:
    """Return whether an address is that of a staff account, active or not, or an alias of it ("naam+x@...")."""
    return mailbox_of(address) in {mailbox_of(email) for email in session.scalars(sa.select(User.email))}


def mailbox_of(address: str) -> str:
    """Return the mailbox of an address: in lower case, without the part after a plus."""
    name, _, domain = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def moved_after_sending(session: Session, person: Respondent) -> bool:
    """Return whether staff changed a respondent's address after a record of the interview was sent."""
    first_sent = (
        sa.select(sa.func.min(Record.sent_at)).where(Record.interview_id == person.interview_id).scalar_subquery()
    )
    changed = sa.exists().where(
        PersonChange.respondent_id == person.id,
        PersonChange.what == PersonEvent.EMAIL,
        PersonChange.changed_at >= first_sent,
    )
    return bool(session.scalar(sa.select(changed)))
