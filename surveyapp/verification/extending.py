"""More time: a respondent asks, staff gives or refuses, and both are told."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp import text as texts
from surveyapp.audit import Actor, record_event
from surveyapp.correspondence.operations import notify
from surveyapp.db import insert_unless_there
from surveyapp.dutch import local
from surveyapp.errors import Refused
from surveyapp.interviews.erasure import ERASED_TEXT, ERASERS
from surveyapp.interviews.models import Respondent
from surveyapp.mail.operations import enqueue
from surveyapp.verification import mails, waiting
from surveyapp.verification.models import Extension, Verification
from surveyapp.verification.rules import LinkState
from surveyapp.verification.timing import ExtensionState, link_ends, why_not_until

MAX_WORDS = 1_000
"""Longest reason or answer, in characters."""


def why_not_extend(verification: Verification, at: datetime, *, newest: bool) -> str:
    """Why a respondent cannot get more time at all, as Dutch words for a list; "" when they can.

    ``newest``: whether the record is the newest of its interview.
    """
    state = waiting.link_state_of(verification, at, newest=newest)
    if verification.respondent.left_at:
        return "doet niet meer mee"
    if verification.revoked_at:
        return "heeft geen link meer die werkt"
    return {
        LinkState.SUBMITTED: "heeft al gereageerd",
        LinkState.SUPERSEDED: "heeft een nieuwer verslag",
        LinkState.HELD: "krijgt het verslag na de meelezers",
    }.get(state, "")


def ask_for_time(
    session: Session, actor: Actor, verification: Verification, *, until: date, reason: str, at: datetime
) -> Extension:
    """The respondent asks for time until a day. Reminders stop until somebody answers. Raises Refused."""
    words = _checked(reason)
    if why_not_extend(verification, at, newest=waiting.is_newest(session, verification.record)):
        raise Refused("Voor dit verslag kunt u geen tijd meer vragen.")
    if problem := why_not_extend_to(verification, until, at):
        raise Refused(problem)
    request = Extension(
        verification_id=verification.id, state=ExtensionState.OPEN, asked_for=until, reason=words, asked_at=at, words=""
    )
    if not insert_unless_there(session, request):
        raise Refused("U hebt al om meer tijd gevraagd. Wij antwoorden u per mail.")
    record_event(session, actor, "extension.ask", "verification", verification.id, at, until=until.isoformat())
    notify(session, verification.record.interview, mails.asked_time_notice(verification, request), at)
    return request


def give_time(
    session: Session, actor: Actor, verification: Verification, *, until: date, words: str = "", contact: str,
    at: datetime,
) -> Extension:  # fmt: skip
    """Give time until a day, asked for or not; an open request is answered by it. Raises Refused."""
    said = _checked(words)
    if reason := why_not_extend(verification, at, newest=waiting.is_newest(session, verification.record)):
        raise Refused(f"{verification.respondent.name} {reason}.")
    if problem := why_not_extend_to(verification, until, at):
        raise Refused(problem)
    extension = waiting.find_request(session, verification.id)
    if extension is None:
        extension = Extension(verification_id=verification.id)
        session.add(extension)
    extension.state, extension.until, extension.words = ExtensionState.GRANTED, until, said
    extension.settled_at, extension.settled_by_id = at, actor.user_id
    verification.deadline = until
    verification.expires_at = max(verification.expires_at, link_ends(until))
    session.flush()
    record_event(session, actor, "extension.give", "verification", verification.id, at, until=until.isoformat())
    enqueue(session, mails.more_time_mail(verification, said, contact), at)
    return extension


def refuse_time(
    session: Session, actor: Actor, verification: Verification, *, words: str, contact: str, at: datetime
) -> Extension:
    """Answer an open request with no; the respondent reads why. The deadline stays. Raises Refused."""
    said = _checked(words)
    extension = waiting.find_request(session, verification.id)
    if extension is None:
        raise Refused("Er is geen verzoek om meer tijd dat op antwoord wacht.")
    if not said:
        raise Refused("Schrijf op waarom het niet kan. De respondent leest het.")
    extension.state, extension.words = ExtensionState.REFUSED, said
    extension.settled_at, extension.settled_by_id = at, actor.user_id
    session.flush()
    record_event(session, actor, "extension.refuse", "verification", verification.id, at)
    enqueue(session, mails.no_more_time_mail(verification, said, contact), at)
    return extension


def why_not_extend_to(verification: Verification, until: date, at: datetime) -> str:
    """Why not until this day, as one Dutch sentence; "" when it can be."""
    terms, today = verification.record.interview.round.terms, local(at).date()
    return why_not_until(until, deadline=verification.deadline, terms=terms, today=today)


def _forget(session: Session, person: Respondent) -> None:
    """Why somebody wanted more time, and what they were answered."""
    theirs = sa.select(Verification.id).where(Verification.respondent_id == person.id)
    session.execute(
        sa.update(Extension).where(Extension.verification_id.in_(theirs)).values(reason=ERASED_TEXT, words=ERASED_TEXT)
    )


ERASERS.append(_forget)


def _checked(words: str) -> str:
    said = texts.normalise(words).strip()
    if len(said) > MAX_WORDS:
        raise Refused(f"De tekst is te lang: {len(said)} tekens. Er passen er {MAX_WORDS}.")
    return said
