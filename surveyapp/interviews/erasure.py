"""Take the names and addresses out of an interview; what was agreed stays provable by function and organisation."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.audit import Actor, record_event
from surveyapp.interviews.models import Interview, PersonChange, Respondent
from surveyapp.interviews.operations import note_change
from surveyapp.interviews.rules import PersonEvent
from surveyapp.mail.models import MailState, OutboxMail

ERASED_NAME = "(naam gewist)"
ERASED_TEXT = "(gewist)"


def erased_address(number: int) -> str:
    """What stands where an address was: nobody can be mailed at it (RFC 2606)."""
    return f"gewist-{number}@gewist.invalid"


def _mails(session: Session, person: Respondent) -> None:
    """What was mailed to this person, in which their name and their words stand."""
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


def _former_addresses(session: Session, person: Respondent) -> None:
    """The same for mails to addresses that this person had before."""
    before = sa.select(PersonChange.before).where(
        PersonChange.respondent_id == person.id, PersonChange.what == PersonEvent.EMAIL
    )
    session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.interview_id == person.interview_id, OutboxMail.to_address.in_(before))
        .values(to_name=ERASED_NAME, to_address=erased_address(person.id), text=ERASED_TEXT, html="", error="")
    )


def _history(session: Session, person: Respondent) -> None:
    session.execute(
        sa.update(PersonChange)
        .where(PersonChange.respondent_id == person.id, PersonChange.what.in_([PersonEvent.NAME, PersonEvent.EMAIL]))
        .values(before="", after="")
    )


ERASERS: list[Callable[[Session, Respondent], None]] = [_mails, _former_addresses, _history]
"""Each takes away what is kept of a person, while name and address are still there; other steps add theirs."""


def erase_respondent(session: Session, actor: Actor, person: Respondent, *, reason: str, at: datetime) -> None:
    """Forget who somebody is. Function and agreements stay, and nobody is asked anything under this name again."""
    if person.erased_at:
        return
    person.erased_at = at  # first: the database lets words of a respondent go only once this is set
    session.flush()
    for erase in ERASERS:
        erase(session, person)
    person.name, person.email = ERASED_NAME, erased_address(person.id)
    person.bounced_at = None
    note_change(session, actor, person, PersonEvent.ERASED, after=reason, at=at)
    session.flush()
    record_event(session, actor, "respondent.erase", "respondent", person.id, at)
    session.expire_all()


INTERVIEW_ERASERS: list[Callable[[Session, Interview], None]] = []
"""Each takes away what is kept of an interview and tells of persons; other steps add theirs."""


def _mails_to_staff(session: Session, interview: Interview) -> None:
    """What the house was mailed about it holds names of respondents too."""
    session.execute(
        sa.update(OutboxMail).where(OutboxMail.interview_id == interview.id).values(text=ERASED_TEXT, html="", error="")
    )


INTERVIEW_ERASERS.append(_mails_to_staff)


def erase_interview(session: Session, actor: Actor, interview: Interview, *, reason: str, at: datetime) -> int:
    """Forget everybody of an interview; returns how many people those were."""
    people = [one for one in interview.everybody if one.erased_at is None]
    for person in people:
        erase_respondent(session, actor, person, reason=reason, at=at)
    for erase in INTERVIEW_ERASERS:
        erase(session, interview)
    return len(people)
