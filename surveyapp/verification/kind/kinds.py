"""The record as a kind of reading."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.core.errors import Refused
from surveyapp.mail.outbox.operations import Message
from surveyapp.mail.received.operations import notify
from surveyapp.readings.links.kinds import Kind, LinkWords, Time, Urging
from surveyapp.readings.links.rules import LinkState, link_state
from surveyapp.verification.letters import mails
from surveyapp.verification.progress.queries import progress_of_all
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Extension, Reminder, Verification
from surveyapp.verification.signing.queries import answers_to
from surveyapp.verification.waiting import queries as waiting_queries


def _state(session: Session, verification: Verification, now: datetime) -> LinkState:
    return link_state(queries.link_facts(session, verification), now)


def _lock(session: Session, verification_id: int) -> Verification | None:
    verification = waiting_queries.lock_verification(session, verification_id)
    return verification if verification and waiting_queries.is_newest(session, verification.record) else None


def _urge(session: Session, verification: Verification, contact: str, by: Actor) -> Urging:
    progress = progress_of_all(session, [verification])[verification.id]
    mail = mails.reminder_mail(verification, progress.stage, progress.done, progress.asked, contact, by)
    return Urging(Reminder(verification_id=verification.id, stage=progress.stage), mail)


def _invite(session: Session, verification: Verification, contact: str, by: Actor) -> Message:
    person, record = verification.respondent, verification.record
    if not waiting_queries.is_newest(session, record):
        raise Refused("Er is intussen een nieuwer verslag.")
    if verification.released_at is None:
        raise Refused(f"{person.name} krijgt het verslag later.")
    open_items = queries.texts_of(session, record.interview).open_for(person)
    if verification.submitted_at or not open_items:
        raise Refused(f"Er is niets dat {person.name} nog moet nakijken.")
    return mails.record_mail(verification, len(open_items), contact, by)


def _reply_to(verification: Verification, contact: str) -> str:
    return answers_to(verification.record.interview, contact)


def _tell(session: Session, verification: Verification, words: str, at: datetime) -> None:
    notify(session, verification.record.interview, words, at)


RECORD = Kind(
    model=Verification,
    path="",
    words=LinkWords(
        title="Verslag nakijken",
        heading="U bent gevraagd een verslag na te kijken",
        lead="Als u verdergaat, ziet u het verslag van een interview waaraan u hebt meegewerkt.",
        button="Verslag openen",
        thing="het verslag",
        answers="de interviewer",
    ),
    check="verification.check",
    receipt="verification.receipt",
    get=queries.get_verification,
    state=_state,
    unfinished=waiting_queries.unfinished,
    lock=_lock,
    facts=waiting_queries.reminder_facts,
    urge=_urge,
    named=lambda verification: f"verslag {verification.record.number}",
    invite=_invite,
    reply_to=_reply_to,
    tell=_tell,
    time=Time(
        model=Extension,
        page="verification.more_time",
        layout="verification/_guest.html",
        given=mails.more_time_mail,
        refused=mails.no_more_time_mail,
    ),
)
