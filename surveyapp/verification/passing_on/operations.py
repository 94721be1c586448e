"""Let an approver's colleague read along, and take that back. Only the approver agrees."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Respondent
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.mail.received.operations import notify
from surveyapp.readings.links.operations import new_link, revoke_link
from surveyapp.readings.links.rules import LinkState, link_state
from surveyapp.verification.letters import mails
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Verification
from surveyapp.verification.sending.operations import new_verification

AT_ONCE = 5
"""Maximum number of colleagues of one approver who read along at the same time."""
IN_ALL = 10
"""Maximum number of different colleagues that one approver may ever ask."""


def colleagues_of(verification: Verification) -> Sequence[Respondent]:
    """Return the colleagues who read along now at this approver's request."""
    everybody = verification.record.interview.respondents
    return [respondent for respondent in everybody if respondent.passed_on_by_id == verification.respondent_id]


def pass_on(
    session: Session, actor: Actor, verification: Verification, data: RespondentData, *, contact: str, at: datetime
) -> Respondent:
    """Let a colleague read this record along through a link of their own, and tell the interviewer. Raises Refused."""
    _may_pass_on(session, verification, at)
    colleague = _colleague(session, verification, data)
    session.flush()
    record_event(
        session,
        actor,
        "respondent.pass_on",
        "respondent",
        colleague.id,
        at,
        by=verification.respondent_id,
        verification=verification.id,
    )
    reading = _reading(session, verification, colleague, at)
    enqueue(session, mails.passed_on_mail(reading, verification.respondent, contact, actor), at)
    notify(session, verification.record.interview, mails.colleague_added_notice(verification, colleague), at)
    return colleague


def _may_pass_on(session: Session, verification: Verification, at: datetime) -> None:
    if not verification.respondent.must_agree:
        raise Refused("Alleen wie akkoord moet geven, kan iemand laten meelezen.")
    if link_state(queries.link_facts(session, verification), at) is not LinkState.OPEN:
        raise Refused("Dit verslag is al afgerond. U kunt niemand meer laten meelezen.")
    if len(colleagues_of(verification)) >= AT_ONCE:
        raise Refused(f"Er lezen al {AT_ONCE} mensen met u mee. Trek eerst een uitnodiging in.")
    asked = [
        respondent
        for respondent in verification.record.interview.everybody
        if respondent.passed_on_by_id == verification.respondent_id
    ]
    if len(asked) >= IN_ALL:
        raise Refused("U hebt al vaak iemand uitgenodigd. Vraag de interviewer om verder te helpen.")


def _colleague(session: Session, verification: Verification, data: RespondentData) -> Respondent:
    interview = verification.record.interview
    colleague = next(
        (respondent for respondent in interview.everybody if respondent.email.lower() == data.email.lower()), None
    )
    if colleague is None:
        colleague = Respondent(
            interview=interview,
            name=data.name,
            function=data.function,
            email=data.email,
            must_agree=False,
            passed_on_by_id=verification.respondent_id,
        )
        session.add(colleague)
    elif colleague.left_at is None:
        raise Refused(f"{data.email} krijgt dit verslag al.")
    elif colleague.passed_on_by_id != verification.respondent_id or colleague.erased_at:
        raise Refused(f"{data.email} kunt u niet uitnodigen. Vraag de interviewer om hulp.")
    else:
        colleague.name, colleague.function, colleague.left_at = data.name, data.function, None
    return colleague


def _reading(session: Session, verification: Verification, colleague: Respondent, at: datetime) -> Verification:
    """Return the colleague's reading of the record. A colleague who is asked again gets a new link."""
    for reading in verification.record.verifications:
        if reading.respondent_id == colleague.id:
            new_link(session, reading)
            reading.revoked_at, reading.expires_at = None, verification.expires_at
            session.flush()
            return reading
    return new_verification(session, verification.record, colleague, verification.deadline, verification.expires_at, at)


def take_back(
    session: Session, actor: Actor, verification: Verification, colleague_id: int, *, at: datetime
) -> Respondent:
    """End a colleague's part in the interview and revoke their links. What they sent stays. Raises Refused."""
    colleague = next((reader for reader in colleagues_of(verification) if reader.id == colleague_id), None)
    if colleague is None:
        raise Refused("Deze persoon leest niet met u mee.")
    for reading in queries.verifications_of(session, colleague):
        revoke_link(session, actor, reading, at=at)
    colleague.left_at = at
    session.flush()
    record_event(session, actor, "respondent.take_back", "respondent", colleague.id, at, by=verification.respondent_id)
    return colleague
