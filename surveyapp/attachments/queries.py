"""Queries on attachments."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, undefer

from surveyapp.attachments.models import Attachment, StoredFile
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Interview


def attachments_of(session: Session, interview: Interview) -> Sequence[Attachment]:
    """Return the attachments of an interview without their bytes, newest first."""
    return session.scalars(
        sa.select(Attachment)
        .options(joinedload(Attachment.file), joinedload(Attachment.author))
        .where(Attachment.interview_id == interview.id)
        .order_by(Attachment.id.desc())
    ).all()


_COUNT = sa.select(sa.func.count()).where(Attachment.interview_id == sa.bindparam("interview"))


def count_attachments(session: Session, interview_id: int) -> int:
    """Return the number of attachments of an interview."""
    return session.scalar(_COUNT, {"interview": interview_id}) or 0


def get_attachment(session: Session, interview: Interview, attachment_id: int) -> Attachment:
    """Return an attachment of an interview with its bytes. Raises NotFound."""
    attachment = session.scalar(
        sa.select(Attachment)
        .options(joinedload(Attachment.file).options(undefer(StoredFile.content)))
        .where(Attachment.interview_id == interview.id, Attachment.id == attachment_id)
    )
    if attachment is None:
        raise NotFound("Deze bijlage is er niet (meer).")
    return attachment


def find_attachment(session: Session, interview: Interview, file: StoredFile) -> Attachment | None:
    """Return the attachment of an interview with this file, or None."""
    return session.scalar(
        sa.select(Attachment).where(Attachment.interview_id == interview.id, Attachment.file_id == file.id)
    )


def find_file(session: Session, hash_: str) -> StoredFile | None:
    """Return the file with this hash, or None."""
    return session.scalar(sa.select(StoredFile).where(StoredFile.hash == hash_))


def content_of(session: Session, file_id: int) -> bytes:
    """Return the bytes of a file."""
    return session.scalars(sa.select(StoredFile.content).where(StoredFile.id == file_id)).one()
