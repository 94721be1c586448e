"""Operations to invite, announce a change and cancel, with their mails in the same transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor, pseudonym, record_event
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import change_interview
from surveyapp.interviews.recording.rules import InterviewState, Talk
from surveyapp.invitations import mails, queries
from surveyapp.invitations.calendar_writer import Meeting, Person, calendar_of
from surveyapp.invitations.mails import Letter
from surveyapp.invitations.models import Invitation, InvitationRecipient
from surveyapp.invitations.queries import Invitee
from surveyapp.invitations.rules import Appointment, Method, Told, why_not_invite
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.text import words as texts

MAX_REASON = 2_000
"""Maximum length of a cancellation's reason, in characters."""


def refusal(interview: Interview, at: datetime) -> str:
    """Return why invitations cannot be sent now, as a Dutch sentence, or "" when they can."""
    recorded = interview.state is not InterviewState.PLANNED
    return why_not_invite(queries.plan_of(interview), people=len(interview.respondents), recorded=recorded, now=at)


def invite(
    session: Session,
    actor: Actor,
    interview: Interview,
    people: Collection[int],
    *,
    after: int,
    contact: str,
    at: datetime,
) -> Invitation:
    """Send the present plan to these respondents (by id), as a calendar request with the questions.

    ``after`` is the id of the newest invitation that the sender saw, 0 for none. Raises Refused.
    """
    plan, reason = queries.plan_of(interview), refusal(interview, at)
    if reason or plan is None:
        raise Refused(reason)
    chosen = [invitee for invitee in queries.standing_of(session, interview).invitees if invitee.person.id in people]
    if not chosen:
        raise Refused("Kies minstens één persoon.")
    before = _newest(session, interview, after)
    recipients = [
        InvitationRecipient(respondent_id=invitee.person.id, email=invitee.person.email) for invitee in chosen
    ]
    meeting = meeting_of(session, actor, interview, plan, before, contact)
    invitation = _record(session, actor, interview, meeting, Method.REQUEST, recipients, at)
    for copy, invitee in zip(recipients, chosen, strict=True):
        letter = letter_to(invitee, interview, plan, meeting.organiser, contact, copy)
        enqueue(session, mails.invitation_mail(letter, changed=invitee.told is Told.OLDER), at)
    return invitation


def cancel(
    session: Session, actor: Actor, interview: Interview, *, reason: str = "", after: int, contact: str, at: datetime
) -> Sequence[Invitee]:
    """Cancel the conversation: mail everybody who has it in a calendar, and clear its date. Raises Refused."""
    if interview.state is not InterviewState.PLANNED:
        raise Refused("Er is al iets opgenomen van dit interview. Afzeggen kan niet meer.")
    reason = texts.normalise(reason)
    if len(reason) > MAX_REASON:
        raise Refused(f"De reden is te lang: {len(reason)} tekens. Er passen er {MAX_REASON}.")
    before = _newest(session, interview, after)
    expected = queries.standing_of(session, interview).expected
    if before is None or not expected:
        raise Refused("Er is niemand uitgenodigd, dus er valt niets af te zeggen.")
    recipients = [InvitationRecipient(respondent_id=invitee.person.id, email=invitee.address) for invitee in expected]
    meeting = meeting_of(session, actor, interview, before.appointment, before, contact)
    _record(session, actor, interview, meeting, Method.CANCEL, recipients, at)
    for copy, invitee in zip(recipients, expected, strict=True):
        known = invitee.last.appointment if invitee.last else before.appointment
        letter = letter_to(invitee, interview, known, meeting.organiser, contact, copy)
        enqueue(session, mails.cancellation_mail(letter, reason=reason), at)
    change_interview(
        session,
        actor,
        interview,
        held_on=None,
        place=interview.place,
        interviewers=interview.interviewers,
        talk=Talk(None, interview.planned_minutes, interview.video_url),
        at=at,
    )
    return expected


def meeting_of(
    session: Session,
    actor: Actor,
    interview: Interview,
    appointment: Appointment,
    before: Invitation | None,
    contact: str,
) -> Meeting:
    """Return the calendar event that follows ``before``. After a cancellation it is a new event."""
    goes_on = before if before and before.method is Method.REQUEST else None
    number = queries.count_cancelled(session, interview)
    organiser = goes_on.organiser if goes_on and goes_on.organiser else _first(interview, actor)
    return Meeting(
        uid=goes_on.uid if goes_on else f"{pseudonym(session, f'appointment {interview.id} {number}')}@surveyapp",
        sequence=goes_on.sequence + 1 if goes_on else 0,
        appointment=appointment,
        summary=mails.summary(interview),
        description=mails.description(interview, appointment),
        organiser=Person(organiser.name, organiser.email) if organiser else Person("", contact),
        organiser_id=organiser.id if organiser else None,
        respondents=tuple(Person(respondent.name, respondent.email) for respondent in interview.respondents),
        colleagues=tuple(
            Person(interviewer.name, interviewer.email)
            for interviewer in interview.interviewers
            if interviewer is not organiser
        ),
    )


def _first(interview: Interview, actor: Actor) -> User | None:
    """Return the organiser: the sender if that is an interviewer, else the first interviewer.

    Later messages keep the organiser even when the interviewers change, since calendars refuse changes by others.
    """
    people = interview.interviewers
    return next(
        (interviewer for interviewer in people if interviewer.id == actor.user_id), people[0] if people else None
    )


def letter_to(
    invitee: Invitee,
    interview: Interview,
    appointment: Appointment,
    organiser: Person,
    contact: str,
    copy: InvitationRecipient | None = None,
) -> Letter:
    """Return the letter to a respondent. Replies go to the organiser, or to an interviewer if the organiser left."""
    people = [Person(interviewer.name, interviewer.email) for interviewer in interview.interviewers]
    writer = organiser if organiser in people or not people else people[0]
    return Letter(
        interview=interview,
        appointment=appointment,
        respondent=invitee.person,
        address=copy.email if copy else invitee.person.email,
        writer=writer,
        contact=contact,
        enclosure=f"invitation:{copy.id}" if copy else "",
    )


def _newest(session: Session, interview: Interview, after: int) -> Invitation | None:
    """Return the newest invitation. Raises Refused unless it is the one that the sender saw, to avoid sending twice."""
    before = queries.newest_invitation(session, interview)
    if (before.id if before else 0) != after:
        raise Refused("Er is intussen al iets verstuurd. Kijk wat er nu staat.")
    return before


def _record(
    session: Session,
    actor: Actor,
    interview: Interview,
    meeting: Meeting,
    method: Method,
    recipients: list[InvitationRecipient],
    at: datetime,
) -> Invitation:
    invitation = Invitation(
        interview_id=interview.id,
        uid=meeting.uid,
        sequence=meeting.sequence,
        method=method,
        begins_at=meeting.appointment.begins_at,
        ends_at=meeting.appointment.ends_at,
        place=meeting.appointment.place,
        video_url=meeting.appointment.video_url,
        calendar=calendar_of(meeting, method, at),
        organiser_id=meeting.organiser_id,
        sent_at=at,
        sent_by_id=actor.user_id,
        recipients=recipients,
    )
    session.add(invitation)
    session.flush()
    record_event(
        session,
        actor,
        f"invitation.{method}",
        "interview",
        interview.id,
        at,
        sequence=invitation.sequence,
        people=len(recipients),
    )
    return invitation


def why_not_delete(session: Session, interview: Interview) -> str:
    """Return why the interview must stay, in Dutch, while respondents have it in their calendars, or ""."""
    expected = queries.standing_of(session, interview).expected
    return "Er is iemand uitgenodigd voor dit interview. Zeg eerst de afspraak af." if expected else ""


def let_go(session: Session, interview: Interview) -> None:
    """Delete the invitations of an interview that is being deleted."""
    sent = sa.select(Invitation.id).where(Invitation.interview_id == interview.id)
    session.execute(sa.delete(InvitationRecipient).where(InvitationRecipient.invitation_id.in_(sent)))
    session.execute(sa.delete(Invitation).where(Invitation.interview_id == interview.id))
