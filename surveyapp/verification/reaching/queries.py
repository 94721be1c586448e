"""Whether staff could have opened the link that somebody agrees through. What is found is told with the agreement."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.interviews.recording.models import PersonChange, Respondent
from surveyapp.interviews.recording.rules import PersonEvent
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.verification.records.models import Record
from surveyapp.verification.records.rules import Reach


def reach_of(session: Session, reading: ReadingMixin, *, readable: bool = False) -> Reach:
    """Whose hands the link of a reading could have come into. ``readable``: staff can read every mail and its link."""
    person = reading.respondent
    if readable or is_staff_address(session, person.email):
        return Reach.STAFF
    return Reach.MOVED if moved_after_sending(session, person) else Reach.OWN


def is_staff_address(session: Session, address: str) -> bool:
    """Whether an address is that of an account of the product, active or not, or an alias of it ("naam+x@...")."""
    return mailbox_of(address) in {mailbox_of(one) for one in session.scalars(sa.select(User.email))}


def mailbox_of(address: str) -> str:
    """Return the mailbox that an address leads to: in small letters, without what stands behind a plus."""
    name, _, domain = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def moved_after_sending(session: Session, person: Respondent) -> bool:
    """Whether staff changed the address of a respondent after a record of the interview was sent."""
    first_sent = (
        sa.select(sa.func.min(Record.sent_at)).where(Record.interview_id == person.interview_id).scalar_subquery()
    )
    changed = sa.exists().where(
        PersonChange.respondent_id == person.id,
        PersonChange.what == PersonEvent.EMAIL,
        PersonChange.changed_at >= first_sent,
    )
    return bool(session.scalar(sa.select(changed)))
