"""Change the respondents of an interview after a record was sent: address, role, departure, succession."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import counted
from surveyapp.core.errors import Refused
from surveyapp.core.events import wired
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.interviews.recording.operations import (
    RespondentData,
    add_respondent,
    change_respondent,
    changes_between,
    note_change,
)
from surveyapp.interviews.recording.queries import find_respondent
from surveyapp.interviews.recording.rules import PersonEvent
from surveyapp.mail.outbox.models import MailState
from surveyapp.mail.outbox.operations import begin_again, enqueue
from surveyapp.mail.outbox.queries import mails_of_interview
from surveyapp.mail.servers.way_out import way_out_of
from surveyapp.readings.links.kinds import readings_of
from surveyapp.readings.links.operations import relink
from surveyapp.readings.links.rules import link_ends
from surveyapp.verification.letters import mails
from surveyapp.verification.notices import mails as notices_mails
from surveyapp.verification.people import queries
from surveyapp.verification.reaching.queries import is_staff_address
from surveyapp.verification.reacting.operations import receipt_of
from surveyapp.verification.records import queries as records_queries
from surveyapp.verification.records.events import VerificationEvents
from surveyapp.verification.records.rules import Reach
from surveyapp.verification.sending.operations import new_verification, refresh_state
from surveyapp.verification.untold.queries import notices_to

ERASED = "De gegevens van deze persoon zijn gewist. Wijs een opvolger aan als er nog iets moet worden gevraagd."
LAST = "{} is de laatste die akkoord moet geven. Voeg eerst iemand anders toe, of wijs een opvolger aan."


def change_person(
    session: Session,
    actor: Actor,
    interview: Interview,
    person: Respondent,
    data: RespondentData,
    *,
    link_days: int,
    contact: str,
    at: datetime,
) -> Respondent:
    """Change a respondent. Raises Refused.

    A new address gets a new link; the old one is closed, and the old address gets a mail about that. ``link_days`` is
    how many days a new link works.
    """
    if person.erased_at or person.left_at:
        raise Refused(ERASED if person.erased_at else f"{person.name} doet niet meer mee.")
    changed = {what for what, _, _ in changes_between(person, data)}
    sent = records_queries.newest_record(session, interview) is not None
    if sent and PersonEvent.ROLE in changed and not data.must_agree and is_last(interview, person):
        raise Refused(LAST.format(person.name))
    name, address = person.name, person.email
    change_respondent(session, actor, interview, person, data, at=at)
    if PersonEvent.ROLE in changed and data.must_agree:
        _ask_again(session, interview, person)
    if PersonEvent.EMAIL in changed and (readings := readings_of(session, person)):
        _tell_again(session, actor, person, at)
        _withdraw_mails(session, interview, address)
        relink(session, actor, readings, at)
        enqueue(session, notices_mails.moved_mail(interview, person, name, address, contact, actor), at)
        wired(session, VerificationEvents).moved(session, person, link_days, contact, at)
    if {PersonEvent.EMAIL, PersonEvent.ROLE} & changed:
        _mail_again(session, actor, interview, person, link_days, contact, at)
    refresh_state(session, interview, at)
    return person


def _tell_again(session: Session, actor: Actor, person: Respondent, at: datetime) -> None:
    """Send mails about agreements that did not arrive again, to the respondent's present address."""
    for mail in notices_to(session, person):
        mail.to_name, mail.to_address = person.name, person.email
        begin_again(session, actor, mail, at)


def _withdraw_mails(session: Session, interview: Interview, address: str) -> None:
    """Withdraw mails that wait for a former address: at delivery they would get the new link."""
    for mail in mails_of_interview(session, interview.id):
        if mail.to_address == address and mail.state is MailState.WAITING:
            mail.state, mail.error = MailState.WITHDRAWN, "Het e-mailadres is gewijzigd."


def _ask_again(session: Session, interview: Interview, person: Respondent) -> None:
    """Ask a respondent again who had submitted while reading along and must agree from now on."""
    record = records_queries.newest_record(session, interview)
    for verification in record.verifications if record else ():
        if verification.respondent_id == person.id and records_queries.texts_of(session, interview).open_for(person):
            verification.submitted_at = None


def _mail_again(
    session: Session,
    actor: Actor,
    interview: Interview,
    person: Respondent,
    link_days: int,
    contact: str,
    at: datetime,
) -> None:
    """Mail the link of the newest record, or the receipt when the respondent has submitted."""
    record = records_queries.newest_record(session, interview)
    if record is None or not person.must_agree:
        return
    for reading in (
        earlier for earlier in record.verifications if earlier.respondent_id == person.id and not earlier.revoked_at
    ):
        if reading.submitted_at:
            enqueue(session, mails.receipt_mail(reading, receipt_of(session, reading), contact, actor), at)
            continue
        reading.expires_at = max(reading.expires_at, at + timedelta(days=link_days))
        open_items = len(records_queries.texts_of(session, interview).open_for(person))
        if open_items and reading.released_at:
            enqueue(session, mails.record_mail(reading, open_items, contact, actor), at)


def remove_person(
    session: Session,
    actor: Actor,
    interview: Interview,
    person: Respondent,
    *,
    contact: str,
    at: datetime,
    succeeded: bool = False,
) -> None:
    """Remove a respondent: their link closes, they get a mail, and what they agreed to stays.

    Raises Refused for the last approver, unless a successor takes their place (``succeeded``).
    """
    if person.left_at:
        return
    readings = queries.readings_of(session, person)
    if readings and not succeeded and is_last(interview, person):
        raise Refused(LAST.format(person.name))
    person.left_at = at
    _withdraw_mails(session, interview, person.email)
    for reading in readings_of(session, person):
        reading.revoked_at = reading.revoked_at or at
    note_change(session, actor, person, PersonEvent.LEFT, at=at)
    session.flush()
    record_event(session, actor, "respondent.leave", "respondent", person.id, at)
    if readings and person.erased_at is None:
        enqueue(session, notices_mails.left_mail(interview, person, contact, actor), at)
    refresh_state(session, interview, at)


def succeed(
    session: Session,
    actor: Actor,
    interview: Interview,
    person: Respondent,
    data: RespondentData,
    *,
    keep: bool,
    link_days: int,
    contact: str,
    at: datetime,
) -> Respondent:
    """Replace a respondent by a successor. Raises Refused.

    With ``keep``, approvals stand; otherwise the successor is asked for all of them.
    """
    if person.left_at:
        raise Refused(f"{person.name} doet niet meer mee.")
    if find_respondent(session, interview, data.email):
        raise Refused(f"{data.email} hoort al bij een respondent van dit interview. Een opvolger is iemand anders.")
    successor = add_respondent(session, actor, interview, data, at=at)
    successor.succeeds_id = person.id if keep else None
    session.flush()
    session.expire(successor, ["succeeds"])
    session.refresh(interview, ["everybody"])
    note_change(session, actor, successor, PersonEvent.JOINED, after=f"opvolger van {person.function}", at=at)
    remove_person(session, actor, interview, person, contact=contact, at=at, succeeded=True)
    if not why_not_invite(session, interview, successor):
        invite_later(session, actor, interview, successor, link_days=link_days, contact=contact, at=at)
    if keep:
        wired(session, VerificationEvents).succeeded(session, actor, person, successor, link_days, contact, at)
    refresh_state(session, interview, at)
    return successor


def add_person(
    session: Session, actor: Actor, interview: Interview, data: RespondentData, *, at: datetime
) -> Respondent:
    """Add a respondent to an interview. ``invite_later`` sends them the present record. Raises Refused."""
    known = find_respondent(session, interview, data.email)
    if known and known.left_at is None:
        raise Refused(f"{data.email} hoort al bij {known.name}.")
    person = add_respondent(session, actor, interview, data, at=at)
    session.refresh(interview, ["everybody"])
    note_change(session, actor, person, PersonEvent.JOINED, at=at)
    refresh_state(session, interview, at)
    return person


def why_not_invite(session: Session, interview: Interview, person: Respondent) -> str:
    """Return why the newest record cannot be sent to somebody, as a Dutch sentence; "" when it can."""
    record = records_queries.newest_record(session, interview)
    if record is None:
        return "Er is nog geen verslag verstuurd."
    if any(
        verification.respondent_id == person.id and not verification.revoked_at for verification in record.verifications
    ):
        return f"{person.name} heeft verslag {record.number} al."
    newest = records_queries.texts_of(session, interview)
    if {revision.id for revision in newest.revisions.values()} - {entry.revision_id for entry in record.entries}:
        return "Er zijn antwoorden gewijzigd. Verstuur eerst het volgende verslag; daar doet iedereen in mee."
    if not newest.open_for(person):
        return f"Er is niets dat {person.name} nog moet nakijken."
    return way_out_of(session).hindrance


def invite_later(
    session: Session,
    actor: Actor,
    interview: Interview,
    person: Respondent,
    *,
    link_days: int,
    contact: str,
    at: datetime,
) -> None:
    """Send the newest record to a respondent who joined after it was sent. Raises Refused."""
    if reason := why_not_invite(session, interview, person):
        raise Refused(reason)
    record = records_queries.newest_record(session, interview)
    if record is None:
        return
    open_items = len(records_queries.texts_of(session, interview).open_for(person))
    expires_at = max(at + timedelta(days=link_days), link_ends(record.deadline))
    closed = [earlier for earlier in queries.readings_of(session, person) if earlier.record_id == record.id]
    if closed:  # Somebody who left and came back gets the same reading through a new link.
        relink(session, actor, closed, at)
        reading = closed[0]
        reading.revoked_at, reading.expires_at = None, expires_at
    else:
        reading = new_verification(session, record, person, record.deadline, expires_at, at)
    enqueue(session, mails.record_mail(reading, open_items, contact, actor), at)
    record_event(session, actor, "record.send_later", "record", record.id, at, respondent=person.id)
    session.expire(record, ["verifications"])
    refresh_state(session, interview, at)


def is_last(interview: Interview, person: Respondent) -> bool:
    """Return whether this is the only respondent who must agree."""
    others = [
        respondent for respondent in interview.respondents if respondent.must_agree and respondent.id != person.id
    ]
    return person.must_agree and not others


def consequences(session: Session, interview: Interview, person: Respondent, data: RespondentData) -> tuple[str, ...]:
    """Return the effects of a change on what was sent and agreed, as Dutch sentences; empty when there are none."""
    if records_queries.newest_record(session, interview) is None:
        return ()
    changed = {what for what, _, _ in changes_between(person, data)}
    effects: list[str] = []
    if PersonEvent.EMAIL in changed and queries.readings_of(session, person):
        effects.append(f"De link die {person.email} kreeg, werkt niet meer. Dat adres krijgt daar een mail over.")
        effects.append(f"{data.email} krijgt een nieuwe link naar hetzelfde verslag. Wat al is ingevuld, blijft staan.")
        reach = Reach.STAFF if is_staff_address(session, data.email) else Reach.MOVED
        effects.append(f"Bij een akkoord van dat adres staat in het rapport: {reach.label}.")
    if PersonEvent.ROLE in changed:
        effects += _role_consequences(session, interview, person, must_agree=data.must_agree)
    return tuple(effects)


def _role_consequences(
    session: Session, interview: Interview, person: Respondent, *, must_agree: bool
) -> Sequence[str]:
    texts = records_queries.texts_of(session, interview)
    others = [respondent for respondent in records_queries.approvers_of(interview) if respondent.id != person.id]
    if not must_agree and not others:
        return (LAST.format(person.name),)
    current = [revision.id for revision in texts.revisions.values()]
    hinges = sum(
        texts.agreed_by(revision_id, others) and not texts.agreed_by(revision_id, [person]) for revision_id in current
    )
    answers = counted(hinges, "antwoord", "antwoorden") if hinges else "geen enkel antwoord"
    if must_agree:
        return (
            f"Een antwoord telt pas als ook {person.name} akkoord is.",
            f"Dat verandert {answers}: nu akkoord, dan wachten op {person.name}.",
        )
    return (
        f"Op {person.name} wordt niet meer gewacht. Wat {person.name} al goedkeurde, blijft bewaard.",
        f"Dat verandert {answers}: nu wachten op {person.name}, dan akkoord.",
    )
