"""Remind respondents: by the worker when a reminder is due, or by staff. Nobody is reminded twice on a day."""

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
    """Whom the worker should remind, of every kind of reading."""
    return [one for kind in kinds(session) for one in kind.unfinished(session, now) if _due(kind, one, now)]


def _due(kind: Kind[R], reading: R, now: datetime) -> Occasion | None:
    return due(kind.facts(reading, now), reading.respondent.interview.round.terms, now)


def remind_when_due(session: Session, kind: Kind[R], reading_id: int, *, contact: str, at: datetime) -> bool:
    """Send the reminder that is due, as things stand in this transaction. Whether one left."""
    reading = kind.lock(session, reading_id)
    if reading is None:
        return False
    occasion = _due(kind, reading, at)
    return occasion is not None and _send(session, Actor.system(), reading, occasion.name, contact, at)


def remind_all(session: Session, actor: Actor, readings: Iterable[R], *, contact: str, at: datetime) -> Sequence[R]:
    """Mail the same link again to those who have not finished and may be reminded. Raises Refused when nobody may."""
    require_way_out(session)
    reminded, reasons = [], []
    for one in planned(readings, at):
        reading, reason = one.reading, one.why_not
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
    """One reader, and why they would get no reminder by hand now; "" when they would."""

    reading: R
    why_not: str


def planned(readings: Iterable[R], at: datetime) -> Sequence[Planned[R]]:
    """Return who would be reminded by hand at this moment, and who would not and why."""
    today = local(at).date()
    return [Planned(one, why_not(kind_of(one).facts(one, at), today)) for one in readings]


def sample(session: Session, actor: Actor, reading: R, contact: str) -> Message:
    """Return the mail that a reader would get. Nothing is kept."""
    return kind_of(reading).urge(session, reading, contact, actor).mail


def _send(session: Session, actor: Actor, reading: R, occasion: str | None, contact: str, at: datetime) -> bool:
    """The reminder and its mail, in one transaction; False when another worker was first."""
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
