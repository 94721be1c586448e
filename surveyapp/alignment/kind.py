"""Passages of the report as one of the kinds of what can be read through a link."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.alignment import mails, queries
from surveyapp.alignment.models import AlignmentReading, AlignmentReminder
from surveyapp.alignment.reacting import asked_of, unfinished
from surveyapp.dutch import local
from surveyapp.mail.enclosures import Enclosure, EnclosureGone
from surveyapp.verification.kinds import Kind, LinkWords, Urging
from surveyapp.verification.links import personal
from surveyapp.verification.rules import LinkState, link_state
from surveyapp.verification.timing import Facts, stage_of


def _state(_session: Session, reading: AlignmentReading, now: datetime) -> LinkState:
    return link_state(reading.link_facts(), now)


def facts_of(reading: AlignmentReading, now: datetime) -> Facts:
    """What a reminder follows from. Nobody comes first, and more time is asked by mail."""
    return Facts(
        link=link_state(reading.link_facts(), now),
        left=bool(reading.respondent.left_at or reading.respondent.erased_at),
        bounced=reading.respondent.bounced_at is not None,
        released_on=local(reading.alignment.sent_at).date(),
        deadline=reading.deadline,
        asks_time=False,
        extended=False,
        reminded_on=tuple(one.sent_on for one in reading.reminders),
        occasions=frozenset(one.occasion for one in reading.reminders if one.occasion),
    )


def _urge(_session: Session, reading: AlignmentReading, contact: str) -> Urging:
    asked = len(asked_of(reading))
    done = asked - len(unfinished(reading))
    stage = stage_of(opened=reading.opened_at is not None, done=done)
    mail = mails.reminder_mail(reading, done, asked, contact)
    return Urging(AlignmentReminder(reading_id=reading.id, stage=stage), mail)


PASSAGES = Kind(
    model=AlignmentReading,
    path="rapport",
    words=LinkWords(
        title="Rapporttekst lezen",
        heading="U bent gevraagd een stuk van een rapport te lezen",
        lead="Als u verdergaat, ziet u wat een rapport zegt op grond van antwoorden die u gaf.",
        button="Passages openen",
        thing="de tekst",
    ),
    check="aligned.check",
    receipt="aligned.receipt",
    get=queries.get_reading,
    state=_state,
    unfinished=queries.unfinished,
    lock=queries.lock_reading,
    facts=facts_of,
    urge=_urge,
)


def enclosure(session: Session, reading_id: int, config: Mapping[str, Any]) -> Enclosure:
    """The link of one reading. Raises EnclosureGone when it opens nothing any more."""
    reading = queries.get_reading(session, reading_id)
    if reading is None or reading.revoked_at:
        raise EnclosureGone("De link is ingetrokken.")
    return personal(reading, config)


def reminder_enclosure(session: Session, reading_id: int, config: Mapping[str, Any]) -> Enclosure:
    """The same, for who still has to react: a reminder that waited long may be needless by now."""
    reading = queries.get_reading(session, reading_id)
    if reading and reading.submitted_at:
        raise EnclosureGone("De lezer heeft al gereageerd.")
    return enclosure(session, reading_id, config)
