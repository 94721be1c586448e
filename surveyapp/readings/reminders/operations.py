"""Send reminders that are due or that staff asks for, at most one per respondent and day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.db import insert_unless_there
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.mail.outbox.operations import Message, enqueue
from surveyapp.mail.servers.way_out import require_way_out
from surveyapp.readings.links.kinds import Kind, R, kind_of, kinds
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.readings.links.rules import Occasion, due, why_not


def due_now(session: Session, now: datetime) -> Sequence[ReadingMixin]:
    """Return the readings that the worker should remind, of all kinds."""
    return [reading for kind in kinds(session) for reading in kind.unfinished(session, now) if _due(kind, reading, now)]


def _due(kind: Kind[R], reading: R, now: datetime) -> Occasion | None:
    return due(kind.facts(reading, now), reading.respondent.interview.round.terms, now)


def remind_when_due(session: Session, kind: Kind[R], reading_id: int, *, contact: str, at: datetime) -> bool:
    """Send the reminder that is due now, checked within this transaction. Return whether one was sent."""
    reading = kind.lock(session, reading_id)
    if reading is None:
        return False
    occasion = _due(kind, reading, at)
    return occasion is not None and _send(session, Actor.system(), reading, occasion.name, contact, at)


def remind_all(session: Session, actor: Actor, readings: Iterable[R], *, contact: str, at: datetime) -> Sequence[R]:
    """Mail the link again to those who have not finished and may be reminded. Raises Refused when there are none."""
    require_way_out(session)
    reminded, reasons = [], []
    for plan in planned(readings, at):
        reading, reason = plan.reading, plan.why_not
        if not reason and _send(session, actor, reading, None, contact, at):
            reminded.append(reading)
        elif reason and not reading.submitted_at:
            reasons.append(f"{reading.respondent.name} {reason}")
    if not reminded:
        because = "; ".join(reasons) or "iedereen heeft gereageerd"
        raise Refused(f"Er is niemand om te herinneren: {because}.")
    return reminded


@dataclass(frozen=True, slots=True)
class Planned(Generic[R]):
    """A reader, and why they get no reminder by hand now; "" when they do."""

    reading: R
    why_not: str


def planned(readings: Iterable[R], at: datetime) -> Sequence[Planned[R]]:
    """Return which readers would be reminded by hand at this moment, and why others would not."""
    today = local(at).date()
    return [Planned(reading, why_not(kind_of(reading).facts(reading, at), today)) for reading in readings]


def sample(session: Session, actor: Actor, reading: R, contact: str) -> Message:
    """Return the mail that a reader would get, without storing anything."""
    return kind_of(reading).urge(session, reading, contact, actor).mail


def _send(session: Session, actor: Actor, reading: R, occasion: str | None, contact: str, at: datetime) -> bool:
    """Queue a reminder and its mail in one transaction; return False when another worker was first."""
    urging = kind_of(reading).urge(session, reading, contact, actor)
    reminder = urging.reminder
    reminder.occasion, reminder.sent_on, reminder.sent_at = occasion, local(at).date(), at
    reminder.sent_by_id = actor.user_id
    if not insert_unless_there(session, reminder):
        return False
    enqueue(session, urging.mail, at)
    record_event(
        session,
        actor,
        f"{reading.subject}.remind",
        reading.subject,
        reading.id,
        at,
        occasion=occasion or "",
        stage=reminder.stage.value,
    )
    return True
