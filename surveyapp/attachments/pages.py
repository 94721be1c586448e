"""Attachments for their page, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.attachments import queries
from surveyapp.interviews.recording.models import Interview


@dataclass(frozen=True, slots=True)
class AttachmentEntry:
    """An attachment. ``size`` is in bytes."""

    id: int
    name: str
    kind: str
    size: int
    by: str
    at: datetime


def entries_of(session: Session, interview: Interview) -> tuple[AttachmentEntry, ...]:
    """Return the attachments of an interview, newest first."""
    return tuple(
        AttachmentEntry(
            id=attachment.id,
            name=attachment.name,
            kind=attachment.file.kind.label,
            size=attachment.file.size,
            by=attachment.author.name if attachment.author else "",
            at=attachment.created_at,
        )
        for attachment in queries.attachments_of(session, interview)
    )
