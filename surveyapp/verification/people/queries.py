"""Queries on respondents, their changes, and files that prove agreements."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.attachments.models import Attachment
from surveyapp.interviews.recording.models import Interview, PersonChange, Respondent
from surveyapp.verification.records.models import Approval, Reaction, Verification


def readings_of(session: Session, respondent: Respondent) -> Sequence[Verification]:
    """Return the verifications of a respondent, oldest first."""
    return session.scalars(
        sa.select(Verification).where(Verification.respondent_id == respondent.id).order_by(Verification.id)
    ).all()


def changes_of(session: Session, interview: Interview) -> Sequence[PersonChange]:
    """Return the changes of the respondents of an interview, newest first."""
    return session.scalars(
        sa.select(PersonChange)
        .join(PersonChange.respondent)
        .options(joinedload(PersonChange.respondent), joinedload(PersonChange.changed_by))
        .where(Respondent.interview_id == interview.id)
        .order_by(PersonChange.id.desc())
    ).all()


def proves(session: Session, attachment: Attachment) -> bool:
    """Return whether an agreement or a reaction refers to this file."""
    agreed = sa.exists().where(Approval.attachment_id == attachment.id)
    said = sa.exists().where(Reaction.attachment_id == attachment.id)
    return bool(session.scalar(sa.select(sa.or_(agreed, said))))
