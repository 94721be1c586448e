"""Receive a message from the mailbox: find its interview, and what it says of a mail that was sent."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, pseudonym, record_event
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.reading.bounces import Report
from surveyapp.mail.reading.reader import Arrived, read, read_apart
from surveyapp.mail.received import queries
from surveyapp.mail.received.models import IncomingMail
from surveyapp.mail.received.operations import notify, tell_undelivered
from surveyapp.mail.received.rules import IncomingKind, MatchedBy
from surveyapp.mail.redaction.operations import redacted
from surveyapp.mail.servers.meanings import explained
from surveyapp.protection.withholding import withheld

UNPROVED_BOUNCE = (
    "Er kwam een bericht binnen dat een mail aan {name} niet is aangekomen. Wij konden niet controleren of dat klopt:"
    " er verandert niets. Vraag {name} of de mail er is."
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message as it is stored: parsed, and without the personal links and codes that it quotes."""

    arrived: Arrived
    raw: bytes


def prepared(session: Session, raw: bytes, note: str = "") -> Prepared:
    """Parse a message in the process with limits.

    Writes nothing: call it outside a write transaction. Raises UnreadMessage.
    """
    return Prepared(_without_secrets(session, read_apart(raw, note)), redacted(session, raw))


def receive(session: Session, raw: bytes, at: datetime, note: str = "") -> IncomingMail | None:
    """Store a raw message; see ``keep``."""
    return keep(session, prepared(session, raw, note), at)


def keep(session: Session, message: Prepared, at: datetime) -> IncomingMail | None:
    """Store a message with its interview, and notify the interviewers. Return None when it was stored before.

    A message never counts as a reaction: neither silence nor a mail does.
    """
    arrived = message.arrived
    if queries.is_known(session, arrived.key):
        return None
    answered, matched_by = _find_answered(session, arrived)
    interview = session.get(Interview, answered.interview_id) if answered and answered.interview_id else None
    incoming = IncomingMail(
        key=arrived.key,
        kind=arrived.kind,
        interview=interview,
        outbox_id=answered.id if answered else None,
        matched_by=matched_by if interview else MatchedBy.NOTHING,
        from_name=arrived.from_name,
        from_address=arrived.from_address,
        subject=arrived.subject,
        text=arrived.text,
        raw=message.raw,
        received_at=at,
    )
    session.add(incoming)
    if interview:
        people = queries.respondents_at(interview, _person_in(arrived, answered))
        incoming.respondent = people[0] if people else None
        if queries.is_interviewer(interview, arrived.from_address):
            incoming.answered_at = at
    session.flush()
    record_event(
        session,
        Actor.system(),
        "mail.receive",
        "incoming_mail",
        incoming.id,
        at,
        kind=arrived.kind,
        sender=pseudonym(session, arrived.from_address),
    )
    if answered and arrived.report and matched_by is MatchedBy.REFERENCE:
        _mark(session, answered, arrived.report, at)
    if interview and answered:
        _tell(session, interview, answered, incoming, arrived, at)
    return incoming


def _without_secrets(session: Session, arrived: Arrived) -> Arrived:
    """Remove the personal links and codes that a message quotes."""

    def clean(words: str) -> str:
        return withheld(session, words, quoted=True)

    return replace(
        arrived,
        from_name=clean(arrived.from_name),
        subject=clean(arrived.subject),
        text=clean(arrived.text),
        report=arrived.report and replace(arrived.report, words=clean(arrived.report.words)),
    )


def redact_stored(session: Session, incoming_id: int, cleaned: Prepared, at: datetime) -> None:
    """Store a message without links and codes that was stored before messages were redacted."""
    incoming = session.get_one(IncomingMail, incoming_id, populate_existing=True)
    changed = (incoming.subject, incoming.text) != (cleaned.arrived.subject, cleaned.arrived.text)
    incoming.subject, incoming.text, incoming.raw = cleaned.arrived.subject, cleaned.arrived.text, cleaned.raw
    incoming.from_name, incoming.redacted = cleaned.arrived.from_name, True
    session.flush()
    if changed:
        record_event(session, Actor.system(), "mail.redact", "incoming_mail", incoming.id, at)


def as_stored(session: Session, incoming: IncomingMail) -> Prepared:
    """Return a stored message in redacted form."""
    said = replace(read(b""), from_name=incoming.from_name, subject=incoming.subject, text=incoming.text)
    return Prepared(_without_secrets(session, said), redacted(session, incoming.raw) if incoming.raw else b"")


def put_with(session: Session, actor: Actor, incoming: IncomingMail, interview: Interview, at: datetime) -> None:
    """Assign a message to an interview, as an administrator does. Raises Refused when it has an interview already."""
    if incoming.interview_id is not None:
        raise Refused("Dit bericht hoort al bij een interview.")
    incoming.interview, incoming.matched_by = interview, MatchedBy.HAND
    incoming.respondent = next(iter(queries.respondents_at(interview, incoming.from_address)), None)
    session.flush()
    record_event(session, actor, "mail.put_with", "incoming_mail", incoming.id, at, interview=interview.id)
    notify(session, interview, f"Er is een mail bij dit interview gezet: ‘{incoming.subject}’.", at)


def set_aside(session: Session, actor: Actor, incoming: IncomingMail, at: datetime) -> None:
    """Mark a message as belonging to no interview, as an administrator does. The message is kept."""
    incoming.set_aside_at = incoming.set_aside_at or at
    record_event(session, actor, "mail.set_aside", "incoming_mail", incoming.id, at)


def say_answered(session: Session, actor: Actor, incoming: IncomingMail, *, answered: bool, at: datetime) -> None:
    """Mark a mail as answered, or as not answered after all."""
    if answered == (incoming.answered_at is not None):
        return
    incoming.answered_at = at if answered else None
    record_event(session, actor, "mail.answered", "incoming_mail", incoming.id, at, answered=answered)


def _find_answered(session: Session, arrived: Arrived) -> tuple[OutboxMail | None, MatchedBy]:
    """Return the outbox mail that a message refers to, or else the newest mail to its sender, and how it was matched.

    Only the recipient of a mail knows its Message-ID. An address proves nothing: anybody can write it.
    """
    if answered := queries.find_answered(session, arrived.ids):
        return answered, MatchedBy.REFERENCE
    address = arrived.report.recipient if arrived.report else arrived.from_address
    return (queries.find_newest_to(session, address) if address else None), MatchedBy.ADDRESS


def _person_in(arrived: Arrived, answered: OutboxMail | None) -> str:
    return answered.to_address if arrived.report and answered else arrived.from_address


def _mark(session: Session, mail: OutboxMail, report: Report, at: datetime) -> None:
    """Store what another server reports of a mail. A delay reported after a return is ignored."""
    if report.kind is IncomingKind.DELAY:
        mail.report = mail.report if mail.returned_at else report.words
        return
    mail.report, mail.returned_at, mail.handled_at = report.words, at, None
    interview = session.get(Interview, mail.interview_id) if mail.interview_id else None
    for respondent in queries.respondents_at(interview, mail.to_address) if interview else ():
        respondent.bounced_at = at
    session.flush()


def _tell(
    session: Session, interview: Interview, answered: OutboxMail, incoming: IncomingMail, arrived: Arrived, at: datetime
) -> None:
    """Notify the interviewers of a reply by anybody but an interviewer, and of a mail that a respondent did not
    receive.
    """
    person, proved = incoming.respondent, incoming.answers_ours
    if incoming.kind is IncomingKind.REPLY and not queries.is_interviewer(interview, incoming.from_address):
        name = _name(incoming, person) + ("" if proved else " (afzender niet gecontroleerd)")
        notify(session, interview, f"Er is een mail van {name}: ‘{incoming.subject}’.", at)
    elif incoming.kind is IncomingKind.BOUNCE and person and not proved:
        notify(session, interview, UNPROVED_BOUNCE.format(name=person.name), at)
    elif incoming.kind is IncomingKind.BOUNCE and person and arrived.report:
        what = explained(arrived.report.words, returned=True).what or "De mailserver van de ontvanger weigert hem."
        tell_undelivered(session, interview, answered, f"De mail aan {person.name} is teruggekomen. {what}", at)


def _name(incoming: IncomingMail, person: Respondent | None) -> str:
    return person.name if person else incoming.from_name or incoming.from_address or "een onbekende afzender"
