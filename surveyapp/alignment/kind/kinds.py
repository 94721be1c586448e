"""Passages of the report as a kind of reading."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.alignment.passages import mails, queries
from surveyapp.alignment.passages.models import AlignmentExtension, AlignmentReading, AlignmentReminder
from surveyapp.alignment.reacting.operations import asked_of, settled_rows, unfinished
from surveyapp.alignment.telling import operations
from surveyapp.core.audit import Actor
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.mail.message.enclosures import Enclosure, EnclosureGone
from surveyapp.mail.outbox.operations import Message
from surveyapp.readings.links.kinds import Kind, LinkWords, Time, Urging, find_request
from surveyapp.readings.links.operations import personal
from surveyapp.readings.links.rules import ExtensionState, Facts, LinkState, link_state, stage_of


def _state(_session: Session, reading: AlignmentReading, now: datetime) -> LinkState:
    return link_state(reading.link_facts(), now)


def facts_of(reading: AlignmentReading, now: datetime) -> Facts:
    """Return the facts that determine whether a reminder is due."""
    return Facts(
        link=link_state(reading.link_facts(), now),
        left=bool(reading.respondent.left_at or reading.respondent.erased_at),
        bounced=reading.respondent.bounced_at is not None,
        released_on=local(reading.alignment.sent_at).date(),
        deadline=reading.deadline,
        asks_time=any(extension.state is ExtensionState.OPEN for extension in reading.extensions),
        extended=any(extension.state is ExtensionState.GRANTED for extension in reading.extensions),
        reminded_on=tuple(reminder.sent_on for reminder in reading.reminders),
        occasions=frozenset(reminder.occasion for reminder in reading.reminders if reminder.occasion),
    )


def _urge(_session: Session, reading: AlignmentReading, contact: str, by: Actor) -> Urging:
    asked = len(asked_of(reading))
    done = asked - len(unfinished(reading))
    stage = stage_of(opened=reading.opened_at is not None, done=done)
    mail = mails.reminder_mail(reading, done, asked, contact, by)
    return Urging(AlignmentReminder(reading_id=reading.id, stage=stage), mail)


def _invite(_session: Session, reading: AlignmentReading, contact: str, by: Actor) -> Message:
    if reading.told_at:
        return mails.settled_mail(reading, settled_rows(reading), contact, by)
    if reading.submitted_at:
        name = reading.respondent.name
        raise Refused(f"{name} heeft al gereageerd. Met het terugmelden krijgt {name} de link opnieuw.")
    return mails.alignment_mail(reading, contact, by)


def _reply_to(reading: AlignmentReading, contact: str) -> str:
    editor = mails.writer_of(reading.alignment, Actor.system())
    return editor.email if editor else contact


PASSAGES = Kind(
    model=AlignmentReading,
    path="rapport",
    words=LinkWords(
        title="Rapporttekst lezen",
        heading="U bent gevraagd een stuk van een rapport te lezen",
        lead="Als u verdergaat, ziet u wat een rapport zegt op grond van antwoorden die u gaf.",
        button="Passages openen",
        thing="de tekst",
        answers="de redactie",
    ),
    check="alignment.check",
    receipt="alignment.receipt",
    get=queries.get_reading,
    state=_state,
    unfinished=queries.unfinished,
    lock=queries.lock_reading,
    facts=facts_of,
    urge=_urge,
    named=lambda reading: f"afstemming {reading.alignment.number}",
    invite=_invite,
    reply_to=_reply_to,
    tell=operations.tell,
    time=Time(
        model=AlignmentExtension,
        page="alignment.more_time",
        layout="alignment/_guest.html",
        given=mails.more_time_mail,
        refused=mails.no_more_time_mail,
    ),
)


def enclosure(session: Session, reading_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return what a reader's mail gets at delivery: the link. Raises EnclosureGone when it opens nothing any more."""
    reading = queries.get_reading(session, reading_id)
    if reading is None or reading.revoked_at:
        raise EnclosureGone("De link is ingetrokken.")
    return personal(reading, config)


def reminder_enclosure(session: Session, reading_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return ``enclosure``. Raises EnclosureGone also when a reminder is no longer needed: submitted, or time asked."""
    reading = queries.get_reading(session, reading_id)
    if reading and reading.submitted_at:
        raise EnclosureGone("De lezer heeft al gereageerd.")
    if reading and find_request(session, reading):
        raise EnclosureGone("De lezer vroeg om meer tijd.")
    return enclosure(session, reading_id, config)
