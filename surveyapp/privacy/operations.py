"""Set how long names are kept, and erase them: of a whole round when that time is over, or of one person."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp import text as texts
from surveyapp.audit import Actor, record_event
from surveyapp.conversation.models import Presence
from surveyapp.dutch import local
from surveyapp.errors import NotFound, Refused
from surveyapp.interviews.erasure import ERASED_NAME, ERASERS, INTERVIEW_ERASERS, erase_interview, erase_respondent
from surveyapp.interviews.models import Interview, Respondent, Round
from surveyapp.interviews.queries import interviews_in
from surveyapp.invitations.models import Invitation, InvitationRecipient
from surveyapp.privacy import queries
from surveyapp.verification.models import Approval


def keep_for(session: Session, actor: Actor, round_: Round, months: int, *, at: datetime) -> None:
    """Keep names and addresses of a round so many months after its last agreement."""
    if months != round_.retention_months:
        before, round_.retention_months = round_.retention_months, months
        record_event(session, actor, "round.retention", "round", round_.id, at, before=before, months=months)


def erase_round(session: Session, actor: Actor, round_: Round, *, at: datetime) -> int:
    """Forget everybody of a round whose retention time is over; returns how many. Raises Refused."""
    if reason := queries.kept_of(session, round_).why_not_erase(local(at).date()):
        raise Refused(reason)
    count = 0
    for interview in interviews_in(session, round_):
        count += erase_interview(session, actor, interview, reason="De bewaartermijn is voorbij.", at=at)
    record_event(session, actor, "round.erase", "round", round_.id, at, people=count)
    return count


def erase_person(session: Session, actor: Actor, round_: Round, email: str, *, reason: str, at: datetime) -> int:
    """Forget one person of a round, at their request; returns in how many interviews. Raises NotFound, Refused."""
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
    for name in sorted({one.name for one in same}, key=len, reverse=True):
        reason = reason.replace(name, ERASED_NAME)
    for person in same:
        erase_respondent(session, actor, person, reason=reason, at=at)
    return len(same)


def _invitations(session: Session, person: Respondent) -> None:
    """The addresses to which invitations went."""
    session.execute(
        sa.update(InvitationRecipient).where(InvitationRecipient.respondent_id == person.id).values(email="")
    )
    sent = sa.select(InvitationRecipient.invitation_id).where(InvitationRecipient.respondent_id == person.id)
    session.execute(sa.update(Invitation).where(Invitation.id.in_(sent)).values(calendar=""))


def _notes(session: Session, person: Respondent) -> None:
    """The name where staff wrote down an agreement."""
    for one in session.scalars(sa.select(Approval).where(Approval.respondent_id == person.id, Approval.note != "")):
        one.note = one.note.replace(person.name, ERASED_NAME).replace(person.email, ERASED_NAME)


def _presence(session: Session, interview: Interview) -> None:
    """Where colleagues were last seen."""
    session.execute(sa.delete(Presence).where(Presence.interview_id == interview.id))


ERASERS.extend([_invitations, _notes])
INTERVIEW_ERASERS.append(_presence)
