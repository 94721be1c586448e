"""Questions about the people who are asked, and what they gave to keep."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.attachments.models import Attachment
from surveyapp.interviews.recording.models import Interview, PersonChange, Respondent
from surveyapp.verification.records.models import Approval, Reaction, Verification


def readings_of(session: Session, respondent: Respondent) -> Sequence[Verification]:
    """Every record that somebody was sent, as they read it."""
    return session.scalars(
        sa.select(Verification).where(Verification.respondent_id == respondent.id).order_by(Verification.id)
    ).all()


def changes_of(session: Session, interview: Interview) -> Sequence[PersonChange]:
    """What became of the respondents of an interview, the newest first."""
    return session.scalars(
        sa.select(PersonChange)
        .join(PersonChange.respondent)
        .options(joinedload(PersonChange.respondent), joinedload(PersonChange.changed_by))
        .where(Respondent.interview_id == interview.id)
        .order_by(PersonChange.id.desc())
    ).all()


def proves(session: Session, attachment: Attachment) -> bool:
    """Whether an agreement or a reaction rests on this file."""
    agreed = sa.exists().where(Approval.attachment_id == attachment.id)
    said = sa.exists().where(Reaction.attachment_id == attachment.id)
    return bool(session.scalar(sa.select(sa.or_(agreed, said))))
