"""Plain values for the editors' page of one reader."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.alignment.following.pages import request_of, stand_of_reader
from surveyapp.alignment.kind.kinds import facts_of
from surveyapp.alignment.passages import queries
from surveyapp.alignment.passages.models import AlignmentExtension, AlignmentReading
from surveyapp.alignment.reacting.operations import asked_of
from surveyapp.core.audit import AuditEvent
from surveyapp.core.dutch import up_to
from surveyapp.evidence.documents.pdf_writer import ACTIONS, WORDS
from surveyapp.interviews.recording.models import PersonChange
from surveyapp.interviews.recording.rules import PersonEvent
from surveyapp.readings.links.rules import LinkState
from surveyapp.verification.records.rules import Reach


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the history. ``by`` is "" for the product itself."""

    at: datetime
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class OneReader:
    """A reader of an alignment. ``passages``: heading and text of what concerns them."""

    id: int
    number: int
    name: str
    function: str
    email: str
    organisation: str
    mark: tuple[str, str]
    stand: str
    reach: str
    """Who could have opened the link by which they reacted, in Dutch; "" for the reader only."""
    deadline: date
    expires_at: datetime
    asks_until: date | None
    asks_why: str
    opens: bool
    """Whether the link opens anything now."""
    extendable: bool
    """Whether more time can be given."""
    present: bool
    """Whether this respondent still takes part and is not erased."""
    bounced: bool
    renewable: bool
    passages: tuple[tuple[str, str], ...]
    history: tuple[Happened, ...]


def one_reader(session: Session, reading: AlignmentReading, now: datetime) -> OneReader:
    """Return the page of a reader, with the newest events first."""
    person, link = reading.respondent, facts_of(reading, now).link
    shape, tone, stand = stand_of_reader(reading, link)
    asked, present = request_of(reading), not (person.left_at or person.erased_at)
    return OneReader(
        reading.id,
        reading.alignment.number,
        person.name,
        person.function,
        person.email,
        person.interview.organisation.label,
        (shape, tone),
        stand,
        reading.reach.label,
        reading.deadline,
        reading.expires_at,
        asked.asked_for if asked else None,
        asked.reason if asked else "",
        opens=link in {LinkState.OPEN, LinkState.SUBMITTED},
        extendable=present and not (reading.submitted_at or reading.revoked_at),
        present=present,
        bounced=person.bounced_at is not None,
        renewable=present and (reading.submitted_at is None or reading.told_at is not None),
        passages=tuple((passage.heading, passage.text) for passage in asked_of(reading)),
        history=tuple(sorted(_history(session, reading), key=lambda event: event.at, reverse=True)),
    )


def _history(session: Session, reading: AlignmentReading) -> Iterator[Happened]:
    alignment = reading.alignment
    yield Happened(alignment.sent_at, "Voorgelegd", alignment.sent_by.name if alignment.sent_by else "")
    for event, name in queries.events_of_reading(session, reading):
        by = reading.respondent.function if event.actor_kind == "respondent" else name
        if not event.action.startswith("extension."):
            yield Happened(event.at, _what(event), by)
    for extension in reading.extensions:
        yield from _more_time(extension, reading.respondent.function)
    for change in queries.changes_of_person(session, reading.respondent):
        yield Happened(change.changed_at, _changed(change), change.changed_by.name if change.changed_by else "")


def _what(event: AuditEvent) -> str:
    """Return what happened, in Dutch; for a submission also who else could have opened the link."""
    reach = Reach(json.loads(event.detail or "{}").get("reach", Reach.OWN)).label
    return ", ".join(filter(None, (ACTIONS.get(event.action, event.action), reach)))


def _more_time(extension: AlignmentExtension, function: str) -> Iterator[Happened]:
    if extension.asked_at and extension.asked_for:
        why = f": {extension.reason}" if extension.reason else ""
        yield Happened(extension.asked_at, f"Vroeg om tijd {up_to(extension.asked_for)}{why}", function)
    if extension.settled_at:
        given = f"Tijd gegeven {up_to(extension.until)}" if extension.until else "Geen extra tijd gegeven"
        words = f": {extension.words}" if extension.words else ""
        yield Happened(extension.settled_at, given + words, extension.settled_by.name if extension.settled_by else "")


def _changed(change: PersonChange) -> str:
    what = WORDS["person"][change.what.value]
    if change.before and change.what is not PersonEvent.ROLE:
        return f"{what}: {change.before} → {change.after}"
    return what
