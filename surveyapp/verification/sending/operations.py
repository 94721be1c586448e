"""Send a record, and keep the state of its interview."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.core.events import wired
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Respondent
from surveyapp.interviews.recording.rules import Facts, InterviewState, state_of
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.mail.servers.way_out import way_out_of
from surveyapp.questionnaires.operations import parsed
from surveyapp.readings.links.operations import new_link
from surveyapp.readings.links.rules import link_ends
from surveyapp.text import words as texts
from surveyapp.verification.letters import mails
from surveyapp.verification.records import queries
from surveyapp.verification.records.events import VerificationEvents
from surveyapp.verification.records.models import Record, RecordEntry, Verification
from surveyapp.verification.state.queries import facts_of


def refresh_state(session: Session, interview: Interview, at: datetime) -> InterviewState:
    """Set the state of an interview to what follows from its answers, records and approvals, and return it."""
    session.flush()
    state = state_of(facts_of(session, interview))
    completed = state is InterviewState.APPROVED and interview.approved_at is None
    if state is InterviewState.APPROVED:
        interview.approved_at = interview.approved_at or at
    else:
        interview.approved_at = None
    interview.state = state
    session.flush()
    if completed:
        wired(session, VerificationEvents).approved(session, interview, at)
    return state


def why_not_delete(session: Session, interview: Interview) -> str:
    """Return why an interview cannot be deleted, as a Dutch sentence; "" when it can.

    Sent records and approvals are kept.
    """
    if queries.newest_record(session, interview) or queries.has_approvals(session, interview):
        return "Van dit interview is al een verslag verstuurd. Het kan niet meer worden verwijderd."
    return ""


def why_not_send(session: Session, interview: Interview) -> str:
    """Return why the next record cannot be sent now, as a Dutch sentence; "" when it can."""
    if any(respondent.erased_at for respondent in interview.respondents):
        return "Van een respondent zijn de gegevens gewist. Wijs eerst een opvolger aan."
    return why_not(facts_of(session, interview)) or way_out_of(session).unreachable


def why_not(facts: Facts) -> str:
    """Return why these facts allow no next record, as a Dutch sentence; "" when they do."""
    if not facts.answers:
        return "Er is nog geen antwoord om te versturen."
    if not facts.approvers:
        return "Er is nog geen respondent die akkoord moet geven. Voeg eerst iemand toe."
    if facts.open_reactions:
        return "Verwerk eerst de reacties op het vorige verslag."
    if facts.records and not facts.unsent_changes:
        return "Er is niets veranderd sinds het laatste verslag."
    return ""


def send_record(
    session: Session,
    actor: Actor,
    interview: Interview,
    *,
    deadline: date,
    link_days: int,
    contact: str,
    at: datetime,
    readers_until: date | None = None,
) -> Record:
    """Create a record of the newest texts with a link for each respondent, and queue the mails, in this transaction.

    ``link_days`` is how many days the links work. With ``readers_until``, those who read along get the record first,
    at most until that day; approvers get link and mail after them. Without a mail server everybody waits and gets the
    same number of days once there is one. Raises Refused.
    """
    today, no_server = local(at).date(), way_out_of(session).no_server
    if reason := why_not_send(session, interview) or interview.round.terms.why_not(deadline, today):
        raise Refused(reason)
    if readers_until and not today <= readers_until < deadline:
        raise Refused("De meelezers hebben een datum nodig vóór de termijn van wie akkoord moet geven.")
    if readers_until and no_server:
        raise Refused(f"{no_server} Tot die tijd kan het verslag niet eerst naar de meelezers.")
    newest = queries.texts_of(session, interview)
    asked = [(respondent, len(items)) for respondent in interview.respondents if (items := newest.open_for(respondent))]
    if readers_until and all(respondent.must_agree for respondent, _ in asked):
        raise Refused("Er is niemand die meeleest. Verstuur het verslag aan iedereen tegelijk.")
    order = [question.number for question in parsed(interview.questionnaire).items]
    revisions = sorted(newest.revisions.values(), key=lambda revision: order.index(revision.answer.item))
    before = queries.newest_record(session, interview)
    number = before.number + 1 if before else 1
    record = Record(
        interview_id=interview.id,
        number=number,
        hash=record_hash(interview, number, revisions),
        deadline=deadline,
        sent_at=at,
        sent_by_id=actor.user_id,
        entries=[RecordEntry(revision_id=revision.id, position=place) for place, revision in enumerate(revisions)],
    )
    session.add(record)
    session.flush()
    expires_at = max(at + timedelta(days=link_days), link_ends(deadline))
    for respondent, open_items in asked:
        held = today if no_server else readers_until if respondent.must_agree else None
        until = deadline if respondent.must_agree else readers_until or deadline
        verification = new_verification(session, record, respondent, until, expires_at, at, held=held)
        if held is None:
            enqueue(session, mails.record_mail(verification, open_items, contact, actor), at)
    record_event(
        session,
        actor,
        "record.send",
        "record",
        record.id,
        at,
        interview=interview.id,
        number=number,
        hash=record.hash,
    )
    refresh_state(session, interview, at)
    return record


def record_hash(interview: Interview, number: int, revisions: Sequence[AnswerRevision]) -> str:
    """Return the hash of a record, over its round, organisation, number and the fingerprints of its answers."""
    return texts.fingerprint(
        round=interview.round.name,
        organisation=interview.organisation.key,
        record=number,
        answers="\n".join(f"{revision.answer.item} {revision.fingerprint}" for revision in revisions),
    )


def new_verification(
    session: Session,
    record: Record,
    respondent: Respondent,
    deadline: date,
    expires_at: datetime,
    at: datetime,
    *,
    held: date | None = None,
) -> Verification:
    """Create a respondent's verification of a record, with a link.

    ``held``: the last day of waiting, for those who read along or for a mail server; None to open the link now.
    """
    verification = Verification(
        record=record,
        respondent=respondent,
        deadline=deadline,
        held_until=held,
        released_at=None if held else at,
        expires_at=expires_at,
    )
    new_link(session, verification)
    session.add(verification)
    session.flush()
    return verification
