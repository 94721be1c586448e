"""Record an approval."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.attachments.models import Attachment
from surveyapp.core.audit import Actor, record_event
from surveyapp.interviews.recording.models import AnswerRevision, Respondent
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.verification.records import digests
from surveyapp.verification.records.models import Approval, Verification
from surveyapp.verification.records.rules import Channel, Reach, Use


def approve(
    session: Session,
    actor: Actor,
    respondent: Respondent,
    revision: AnswerRevision,
    *,
    channel: Channel,
    use: Use,
    at: datetime,
    verification: Verification | None = None,
    note: str = "",
    said_on: date | None = None,
    letter: Attachment | None = None,
    notice: OutboxMail | None = None,
    reach: Reach = Reach.OWN,
) -> Approval:
    """Record that a respondent agrees to a revision, and return the approval.

    ``said_on``, ``letter`` and ``notice`` are for an approval that staff enters; ``reach`` is who could have opened
    the link that was used.
    """
    approval = Approval(
        respondent_id=respondent.id,
        revision_id=revision.id,
        verification_id=verification.id if verification else None,
        channel=channel,
        use=use,
        reach=reach,
        function=respondent.function,
        note=note,
        agreed_on=said_on,
        recorded_by_id=None if channel.by_respondent else actor.user_id,
        attachment_id=letter.id if letter else None,
        notice_id=notice.id if notice else None,
        given_at=at,
    )
    session.add(approval)
    session.flush()
    record_event(
        session,
        actor,
        "approval.give",
        "approval",
        approval.id,
        at,
        interview=respondent.interview_id,
        hash=revision.fingerprint,
        use=use.value,
        channel=channel.value,
        reach=reach.value,
        notice=approval.notice_id,
        digest=digests.of_approval(approval),
    )
    return approval
