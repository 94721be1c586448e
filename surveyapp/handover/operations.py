"""Handover of an interview to a colleague. Its notes, comments and attachments stay with it."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.queries import find_user
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.handover import mails
from surveyapp.handover.rules import MAX_NOTE, problem_with
from surveyapp.interviews.recording.models import Interview
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.text.words import normalise


def hand_over(
    session: Session,
    actor: Actor,
    interview: Interview,
    *,
    giver: User | None,
    taker: User,
    stays: bool,
    note: str,
    at: datetime,
) -> None:
    """Make ``taker`` an interviewer, and remove ``giver``, if any, unless they stay.

    Mails the taker, and the giver if another user did it. Raises Refused.
    """
    if not taker.active or RoleName.INTERVIEWER not in taker.role_names:
        raise Refused("Kies een collega die interviewer is en kan inloggen.")
    problem = problem_with(
        giver=giver.id if giver else None,
        taker=taker.id,
        interviewers=[interviewer.id for interviewer in interview.interviewers],
        stays=stays,
    )
    words = normalise(note).strip()
    if problem or len(words) > MAX_NOTE:
        raise Refused(problem or f"De toelichting is te lang. Er passen {MAX_NOTE} tekens.")
    if taker not in interview.interviewers:
        interview.interviewers.append(taker)
    if giver and not stays:
        interview.interviewers.remove(giver)
    session.flush()
    record_event(
        session,
        actor,
        "interview.hand_over",
        "interview",
        interview.id,
        at,
        giver=giver.id if giver else None,
        taker=taker.id,
        stays=stays,
    )
    _tell(session, actor, interview, giver, taker, stays, words, at)


def _tell(
    session: Session,
    actor: Actor,
    interview: Interview,
    giver: User | None,
    taker: User,
    stays: bool,
    note: str,
    at: datetime,
) -> None:
    by = find_user(session, actor.user_id) if actor.user_id else None
    name = by.name if by else ""
    with_whom = giver.name if giver and stays else ""
    enqueue(session, mails.taken_mail(interview, taker, name, note, with_whom=with_whom), at)
    if giver and not stays and giver.active and giver.id != actor.user_id:
        enqueue(session, mails.given_mail(interview, giver, taker, name, note), at)
