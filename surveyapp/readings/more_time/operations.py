"""More time for readings of every kind: a respondent asks, staff gives or refuses, and both get a mail."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.db import insert_unless_there
from surveyapp.core.dutch import local, up_to
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Respondent
from surveyapp.interviews.recording.privacy import ERASED_TEXT
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.readings.links.kinds import find_request, kind_of, kinds
from surveyapp.readings.links.models import ExtensionMixin, ReadingMixin
from surveyapp.readings.links.rules import ExtensionState, LinkState, link_ends, why_not_until
from surveyapp.text import words as texts

MAX_WORDS = 1_000
"""Maximum length of a reason or answer, in characters."""


def why_not_extend(reading: ReadingMixin, state: LinkState) -> str:
    """Return why a reader with this link state cannot get more time, as a Dutch clause for a list; "" when they can."""
    if reading.respondent.left_at:
        return "doet niet meer mee"
    if reading.revoked_at:
        return "heeft geen link meer die werkt"
    return {
        LinkState.SUBMITTED: "heeft al gereageerd",
        LinkState.SUPERSEDED: "heeft een nieuwer verslag",
        LinkState.HELD: "krijgt het verslag later",
    }.get(state, "")


def why_not_now(session: Session, reading: ReadingMixin, at: datetime) -> str:
    """Return ``why_not_extend`` for the present state of the link."""
    return why_not_extend(reading, kind_of(reading).state(session, reading, at))


def ask_for_time(
    session: Session, actor: Actor, reading: ReadingMixin, *, until: date, reason: str, at: datetime
) -> ExtensionMixin:
    """Ask for time until a day. Reminders stop until staff answers. Raises Refused."""
    words, kind = _checked(reason), kind_of(reading)
    if why_not_now(session, reading, at):
        raise Refused("U kunt hiervoor geen tijd meer vragen.")
    if problem := why_not_extend_to(reading, until, at):
        raise Refused(problem)
    request = kind.time.model()
    request.reading_id, request.state, request.words = reading.id, ExtensionState.OPEN, ""
    request.asked_for, request.reason, request.asked_at = until, words, at
    if not insert_unless_there(session, request):
        raise Refused("U hebt al om meer tijd gevraagd. Wij antwoorden u per mail.")
    record_event(session, actor, "extension.ask", reading.subject, reading.id, at, until=until.isoformat())
    kind.tell(session, reading, _asked(reading, kind.named(reading), until, words), at)
    return request


def _asked(reading: ReadingMixin, name: str, until: date, reason: str) -> str:
    """Return the notice to staff about a request for more time, in Dutch."""
    why = f" {reason}" if reason else ""
    return (
        f"De {reading.respondent.function} vraagt om meer tijd voor {name}, {up_to(until)}.{why}"
        " Tot u antwoordt, gaat er geen herinnering uit."
    )


def give_time(
    session: Session, actor: Actor, reading: ReadingMixin, *, until: date, words: str = "", contact: str, at: datetime
) -> ExtensionMixin:
    """Give time until a day; this answers an open request. Raises Refused."""
    said, time = _checked(words), kind_of(reading).time
    if reason := why_not_now(session, reading, at):
        raise Refused(f"{reading.respondent.name} {reason}.")
    if problem := why_not_extend_to(reading, until, at):
        raise Refused(problem)
    extension = find_request(session, reading)
    if extension is None:
        extension = time.model()
        extension.reading_id, extension.reason = reading.id, ""
        session.add(extension)
    extension.state, extension.until, extension.words = ExtensionState.GRANTED, until, said
    extension.settled_at, extension.settled_by_id = at, actor.user_id
    reading.deadline = until
    reading.expires_at = max(reading.expires_at, link_ends(until))
    session.flush()
    record_event(session, actor, "extension.give", reading.subject, reading.id, at, until=until.isoformat())
    enqueue(session, time.given(reading, said, contact, actor), at)
    return extension


def refuse_time(
    session: Session, actor: Actor, reading: ReadingMixin, *, words: str, contact: str, at: datetime
) -> ExtensionMixin:
    """Refuse the open request; the reader reads why. The deadline stays. Raises Refused."""
    said = _checked(words)
    extension = find_request(session, reading)
    if extension is None:
        raise Refused("Er is geen verzoek om meer tijd dat op antwoord wacht.")
    if not said:
        raise Refused("Schrijf op waarom het niet kan. De respondent leest het.")
    extension.state, extension.words = ExtensionState.REFUSED, said
    extension.settled_at, extension.settled_by_id = at, actor.user_id
    session.flush()
    record_event(session, actor, "extension.refuse", reading.subject, reading.id, at)
    enqueue(session, kind_of(reading).time.refused(reading, said, contact, actor), at)
    return extension


def why_not_extend_to(reading: ReadingMixin, until: date, at: datetime) -> str:
    """Return why the deadline cannot be this day, as a Dutch sentence; "" when it can."""
    terms, today = reading.respondent.interview.round.terms, local(at).date()
    return why_not_until(until, deadline=reading.deadline, terms=terms, today=today)


def erase_reasons(session: Session, person: Respondent) -> None:
    """Erase a respondent's reasons for wanting more time, and the answers to them."""
    for kind in kinds(session):
        theirs, model = sa.select(kind.model.id).where(kind.model.respondent_id == person.id), kind.time.model
        session.execute(
            sa.update(model).where(model.reading_id.in_(theirs)).values(reason=ERASED_TEXT, words=ERASED_TEXT)
        )


def _checked(words: str) -> str:
    said = texts.normalise(words).strip()
    if len(said) > MAX_WORDS:
        raise Refused(f"De tekst is te lang: {len(said)} tekens. Er passen er {MAX_WORDS}.")
    return said
