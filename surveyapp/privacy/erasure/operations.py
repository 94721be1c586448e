"""Retention period and erasure of personal data, of a whole round after that period or of one person."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.conversation.models import Presence
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import local
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.events import wired
from surveyapp.interviews.recording.models import Interview, Respondent, Round
from surveyapp.interviews.recording.operations import note_change
from surveyapp.interviews.recording.privacy import (
    ERASED_NAME,
    erase_history,
    erase_mails,
    erase_mails_before,
    erase_mails_to_staff,
    erased_address,
)
from surveyapp.interviews.recording.queries import interviews_in
from surveyapp.interviews.recording.rules import PersonEvent
from surveyapp.invitations.models import Invitation, InvitationRecipient
from surveyapp.mail.received.privacy import erase_all_replies, erase_notices, erase_replies
from surveyapp.privacy.persons import queries
from surveyapp.privacy.persons.events import PrivacyEvents
from surveyapp.readings.more_time.operations import erase_reasons
from surveyapp.text import words as texts
from surveyapp.verification.records.models import Approval


def keep_for(session: Session, actor: Actor, round_: Round, months: int, *, at: datetime) -> None:
    """Set the retention period of a round, in months after its last approval."""
    if months != round_.retention_months:
        before, round_.retention_months = round_.retention_months, months
        record_event(session, actor, "round.retention", "round", round_.id, at, before=before, months=months)


def erase_round(session: Session, actor: Actor, round_: Round, *, at: datetime) -> int:
    """Erase everybody in a round after its retention period; return the number of respondents. Raises Refused."""
    if reason := queries.kept_of(session, round_).why_not_erase(local(at).date()):
        raise Refused(reason)
    count = 0
    for interview in interviews_in(session, round_):
        count += erase_interview(session, actor, interview, reason="De bewaartermijn is voorbij.", at=at)
    record_event(session, actor, "round.erase", "round", round_.id, at, people=count)
    return count


def erase_person(session: Session, actor: Actor, round_: Round, email: str, *, reason: str, at: datetime) -> int:
    """Erase one person in a round at their request; return the number of interviews. Raises NotFound, Refused."""
    reason = texts.normalise(reason).strip()
    if not reason:
        raise Refused("Schrijf op waarom deze gegevens worden gewist.")
    same = queries.same_person(session, round_, email)
    if not same:
        raise NotFound(f"In ronde {round_.name} is er niemand met het e-mailadres {email}.")
    if any(map(queries.is_asked, same)):
        raise Refused(
            f"Van {same[0].name} wordt nog akkoord gevraagd. Haal diegene eerst van de lijst, of wacht daarop."
        )
    for name in sorted({respondent.name for respondent in same}, key=len, reverse=True):
        reason = reason.replace(name, ERASED_NAME)
    for person in same:
        erase_respondent(session, actor, person, reason=reason, at=at)
    return len(same)


def erase_interview(session: Session, actor: Actor, interview: Interview, *, reason: str, at: datetime) -> int:
    """Erase everybody in an interview; return the number of respondents."""
    people = [person for person in interview.everybody if person.erased_at is None]
    for person in people:
        erase_respondent(session, actor, person, reason=reason, at=at)
    erase_mails_to_staff(session, interview)
    _presence(session, interview)
    erase_all_replies(session, interview)
    return len(people)


def erase_respondent(session: Session, actor: Actor, person: Respondent, *, reason: str, at: datetime) -> None:
    """Erase the identity of a respondent. Function and approvals stay, and the respondent gets no more questions."""
    if person.erased_at:
        return
    person.erased_at = at  # First, as the database only allows erasing texts of a respondent once this is set.
    session.flush()
    _erase_traces(session, person)
    person.name, person.email = ERASED_NAME, erased_address(person.id)
    person.bounced_at = None
    note_change(session, actor, person, PersonEvent.ERASED, after=reason, at=at)
    session.flush()
    record_event(session, actor, "respondent.erase", "respondent", person.id, at)
    session.expire_all()


def _erase_traces(session: Session, person: Respondent) -> None:
    """Erase the data about a respondent in other tables, while name and address are still available for searching."""
    erase_mails(session, person)
    erase_mails_before(session, person)
    erase_history(session, person)
    erase_reasons(session, person)
    _invitations(session, person)
    _notes(session, person)
    erase_replies(session, person)
    erase_notices(session, person)
    for erase in wired(session, PrivacyEvents).erasing:
        erase(session, person)


def _invitations(session: Session, person: Respondent) -> None:
    """Erase the addresses in invitations."""
    session.execute(
        sa.update(InvitationRecipient).where(InvitationRecipient.respondent_id == person.id).values(email="")
    )
    sent = sa.select(InvitationRecipient.invitation_id).where(InvitationRecipient.respondent_id == person.id)
    session.execute(sa.update(Invitation).where(Invitation.id.in_(sent)).values(calendar=""))


def _notes(session: Session, person: Respondent) -> None:
    """Erase the name and address in notes of staff about an approval."""
    for approval in session.scalars(
        sa.select(Approval).where(Approval.respondent_id == person.id, Approval.note != "")
    ):
        approval.note = approval.note.replace(person.name, ERASED_NAME).replace(person.email, ERASED_NAME)


def _presence(session: Session, interview: Interview) -> None:
    """Erase where colleagues were last seen."""
    session.execute(sa.delete(Presence).where(Presence.interview_id == interview.id))
