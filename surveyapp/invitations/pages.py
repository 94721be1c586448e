"""Pages about an invitation, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.core.dutch import listed
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.invitations import operations, queries
from surveyapp.invitations.mails import invitation_mail
from surveyapp.invitations.rules import Appointment, Method, Stand, Told
from surveyapp.mail.outbox.operations import Message
from surveyapp.mail.outbox.rules import Standing as MailStanding
from surveyapp.mail.servers.way_out import way_out_of

FAILED, RETURNED = MailStanding.FAILED, MailStanding.RETURNED


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A respondent, what they were told, and whether the page proposes to send them a message."""

    id: int
    name: str
    function: str
    email: str
    told: Told
    told_at: datetime | None
    """When they were told the present plan."""
    lost: bool
    """Whether the mail about it did not arrive."""
    waits: bool
    """Whether that mail has not left yet."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that was sent."""

    cancelled: bool
    sent_at: datetime
    appointment: Appointment
    names: tuple[str, ...]
    failed: tuple[str, ...]
    """Recipients whose mail failed."""
    waits: bool
    """Whether a mail of it is still waiting."""


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """The invitation of an interview: what would be sent, to whom, and what was sent before."""

    stand: Stand
    refusal: str
    plan: Appointment | None
    people: tuple[PersonLine, ...]
    expected: tuple[str, ...]
    """Respondents who have it in their calendar."""
    sendings: tuple[Sending, ...]
    """Newest first."""
    newest: int
    """Id of the newest message, 0 for none."""

    @property
    def waits(self) -> bool:
        """Whether a mail is still waiting."""
        return any(sending.waits for sending in self.sendings)

    @property
    def proposed(self) -> tuple[int, ...]:
        """Respondents who were not told the present plan."""
        return tuple(person.id for person in self.people if person.told is not Told.CURRENT)


def invitation_page(session: Session, interview: Interview, at: datetime) -> InvitationPage:
    """Return the page about the invitation of an interview."""
    sent = queries.invitations_of(session, [interview.id])
    standing = queries.standing_of(session, interview)
    mails = queries.mail_standings(session, [copy for message in sent for copy in message.recipients])
    return InvitationPage(
        stand=standing.stand,
        refusal=operations.refusal(interview, at),
        plan=queries.plan_of(interview),
        people=tuple(_line(invitee) for invitee in standing.invitees),
        expected=tuple(invitee.person.name for invitee in standing.expected),
        sendings=tuple(
            Sending(
                cancelled=message.method is Method.CANCEL,
                sent_at=message.sent_at,
                appointment=message.appointment,
                names=tuple(copy.respondent.name for copy in message.recipients),
                failed=tuple(
                    copy.respondent.name for copy in message.recipients if mails.get(copy.id) in {FAILED, RETURNED}
                ),
                waits=any(mails.get(copy.id) is MailStanding.WAITING for copy in message.recipients),
            )
            for message in reversed(sent)
        ),
        newest=sent[-1].id if sent else 0,
    )


def _line(invitee: queries.Invitee) -> PersonLine:
    person = invitee.person
    current = invitee.told is Told.CURRENT
    return PersonLine(
        person.id,
        person.name,
        person.function,
        person.email,
        invitee.told,
        told_at=invitee.last.sent_at if current and invitee.last else None,
        lost=current and invitee.mail in {FAILED, RETURNED},
        waits=current and invitee.mail is MailStanding.WAITING,
    )


def preview(
    session: Session, actor: Actor, interview: Interview, respondent: Respondent, contact: str
) -> Message | None:
    """Return the mail that this respondent would get now; None while no time is planned."""
    plan = queries.plan_of(interview)
    if plan is None:
        return None
    before = queries.newest_invitation(session, interview)
    meeting = operations.meeting_of(session, actor, interview, plan, before, contact)
    invitees = queries.standing_of(session, interview).invitees
    invitee = next(invitee for invitee in invitees if invitee.person.id == respondent.id)
    letter = operations.letter_to(invitee, interview, plan, meeting.organiser, contact)
    return invitation_mail(letter, changed=invitee.told is Told.OLDER)


@dataclass(frozen=True, slots=True)
class Panel:
    """Summary of the invitation, for the page with date and respondents."""

    stand: Stand
    words: str
    sendable: bool


def panel_of(session: Session, interview: Interview, at: datetime) -> Panel:
    """Return the summary of the invitation."""
    page = invitation_page(session, interview, at)
    standing = queries.standing_of(session, interview)
    words = _unsent(session, standing) if page.stand is Stand.SENT else ""
    return Panel(page.stand, words or _in_words(page), not page.refusal)


def _unsent(session: Session, standing: queries.Standing) -> str:
    """What became of the mails when not all of them arrived or will, in Dutch; "" otherwise."""
    if standing.lost:
        return "Niet elke uitnodiging is aangekomen."
    if standing.waits and way_out_of(session).no_server:
        return "De uitnodiging wacht op een mailserver."
    return ""


def _in_words(page: InvitationPage) -> str:
    unknowing = [person.name for person in page.people if person.told is Told.NOTHING]
    match page.stand:
        case Stand.CHANGED:
            return "De afspraak is gewijzigd nadat de uitnodiging is verstuurd. Vertel het de respondenten."
        case Stand.PARTLY:
            return f"{listed(unknowing)} {'is' if len(unknowing) == 1 else 'zijn'} nog niet uitgenodigd."
        case Stand.SENT:
            return "Iedereen is uitgenodigd."
    return page.refusal or "Er is nog niemand uitgenodigd."
