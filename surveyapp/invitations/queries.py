"""Queries on invitations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.invitations.models import Invitation, InvitationRecipient
from surveyapp.invitations.rules import Appointment, Method, Stand, Told, stand_of, told
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.outbox.models import standing_of as standing_of_mail
from surveyapp.mail.outbox.rules import Standing as MailStanding


def invitations_of(session: Session, interview_ids: Iterable[int]) -> Sequence[Invitation]:
    """Return the messages about these interviews with their recipients, oldest first."""
    statement = (
        sa.select(Invitation)
        .options(selectinload(Invitation.recipients).joinedload(InvitationRecipient.respondent))
        .where(Invitation.interview_id.in_(list(interview_ids)))
        .order_by(Invitation.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def newest_invitation(session: Session, interview: Interview) -> Invitation | None:
    """Return the newest message, or None."""
    return next(reversed(invitations_of(session, [interview.id])), None)


def count_cancelled(session: Session, interview: Interview) -> int:
    """Return how many appointments for this interview were cancelled."""
    statement = sa.select(sa.func.count()).where(
        Invitation.interview_id == interview.id, Invitation.method == Method.CANCEL
    )
    return session.scalar(statement) or 0


def find_recipient(session: Session, recipient_id: int) -> InvitationRecipient | None:
    """Return a recipient with the message and its interview, or None."""
    return session.scalar(
        sa.select(InvitationRecipient)
        .options(
            joinedload(InvitationRecipient.invitation).joinedload(Invitation.interview),
            joinedload(InvitationRecipient.respondent),
        )
        .where(InvitationRecipient.id == recipient_id)
    )


def is_newest(session: Session, recipient: InvitationRecipient) -> bool:
    """Return whether this respondent was sent nothing since."""
    newest = sa.select(sa.func.max(InvitationRecipient.id)).where(
        InvitationRecipient.respondent_id == recipient.respondent_id
    )
    return session.scalar(newest) == recipient.id


def plan_of(interview: Interview) -> Appointment | None:
    """Return the present plan; None without a time."""
    begins, ends = interview.planned_from, interview.planned_until
    return Appointment(begins, ends, interview.place, interview.video_url) if begins and ends else None


@dataclass(frozen=True, slots=True)
class Invitee:
    """A respondent, and the last message to them (at any address)."""

    person: Respondent
    last: Invitation | None
    address: str
    """Address of the last message; the present address when nothing was sent."""
    told: Told
    mail: MailStanding | None
    """What became of the mail with the last; None when nothing was sent."""


@dataclass(frozen=True, slots=True)
class Standing:
    """State of the invitation of one interview."""

    invitees: tuple[Invitee, ...]
    sent_at: datetime | None
    """When the last message was sent."""

    @property
    def stand(self) -> Stand:
        """Summary of the state."""
        return stand_of(invitee.told for invitee in self.invitees)

    @property
    def waits(self) -> bool:
        """Whether the last mail to somebody has not left yet."""
        return any(invitee.mail is MailStanding.WAITING for invitee in self.invitees)

    @property
    def lost(self) -> bool:
        """Whether the last mail to somebody did not arrive."""
        return any(invitee.mail in {MailStanding.FAILED, MailStanding.RETURNED} for invitee in self.invitees)

    @property
    def expected(self) -> tuple[Invitee, ...]:
        """Respondents who have it in their calendar and must be told of a cancellation."""
        return tuple(invitee for invitee in self.invitees if invitee.last and invitee.last.method is Method.REQUEST)


def standings(session: Session, interviews: Sequence[Interview]) -> dict[int, Standing]:
    """Return the state of the invitation by interview id."""
    sent: dict[int, list[Invitation]] = {}
    for invitation in invitations_of(session, [interview.id for interview in interviews]):
        sent.setdefault(invitation.interview_id, []).append(invitation)
    copies = [copy for messages in sent.values() for invitation in messages for copy in invitation.recipients]
    mails = mail_standings(session, copies) if copies else {}
    return {interview.id: _standing(interview, sent.get(interview.id, []), mails) for interview in interviews}


def standing_of(session: Session, interview: Interview) -> Standing:
    """Return the state of the invitation of an interview."""
    return standings(session, [interview])[interview.id]


def _standing(interview: Interview, sent: Sequence[Invitation], mails: Mapping[int, MailStanding]) -> Standing:
    plan = plan_of(interview)
    copies = {copy.respondent_id: copy for invitation in sent for copy in invitation.recipients}
    invitees = []
    for person in interview.respondents:
        copy = copies.get(person.id)
        last = copy.invitation if copy else None
        known = last.appointment if copy and last and last.method is Method.REQUEST else None
        reached = copy is not None and copy.email == person.email
        address = copy.email if copy else person.email
        mail = mails.get(copy.id) if copy else None
        invitees.append(Invitee(person, last, address, told(known if reached else None, plan), mail))
    return Standing(tuple(invitees), sent[-1].sent_at if sent else None)


def mail_standings(session: Session, recipients: Iterable[InvitationRecipient]) -> dict[int, MailStanding]:
    """Return the state of the mail by recipient id."""
    names = {f"invitation:{recipient.id}": recipient.id for recipient in recipients}
    mail = sa.select(OutboxMail.enclosure, OutboxMail.state, OutboxMail.returned_at)
    mails = session.execute(mail.where(OutboxMail.enclosure.in_(names)))
    return {names[name]: standing_of_mail(state, returned_at) for name, state, returned_at in mails}
