"""Operations to store, attach and remove files."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.attachments import queries
from surveyapp.attachments.events import AttachmentEvents
from surveyapp.attachments.models import Attachment, StoredFile
from surveyapp.attachments.rules import FileKind, Unwelcome, clean_name, is_archive, kind_of
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.core.events import wired
from surveyapp.interviews.recording.models import Interview
from surveyapp.processes.limited import colleagues


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that was accepted. Checking takes time, and needs no database."""

    name: str
    kind: FileKind
    content: bytes

    @classmethod
    def of(cls, name: str, content: bytes, *, apart: bool = False) -> "CheckedFile":
        """Return an uploaded file with its cleaned name. ``apart`` checks archives in the process with limits.

        Raises Unwelcome.
        """
        heavy = apart and is_archive(content)
        kind = colleagues.call(kind_of, content, refusal=Unwelcome) if heavy else kind_of(content)
        return cls(clean_name(name, kind), kind, content)


def keep_file(session: Session, checked: CheckedFile) -> StoredFile:
    """Return the stored file with this content, storing it when new."""
    hash_ = hashlib.sha256(checked.content).hexdigest()
    stored = queries.find_file(session, hash_)
    if stored is None:
        stored = StoredFile(hash=hash_, kind=checked.kind, size=len(checked.content), content=checked.content)
        session.add(stored)
        session.flush()
    return stored


def drop_file(session: Session, file: StoredFile) -> None:
    """Delete a file unless something refers to it, as the database's foreign keys tell."""
    try:
        with session.begin_nested():
            session.delete(file)
    except IntegrityError:
        session.refresh(file)


def attach(session: Session, actor: Actor, interview: Interview, checked: CheckedFile, *, at: datetime) -> Attachment:
    """Attach a file to an interview. Attaching the same content again returns the existing attachment."""
    # The lock lets the second of two concurrent uploads see the first.
    session.refresh(interview, ["id"], with_for_update=True)
    file = keep_file(session, checked)
    attachment = queries.find_attachment(session, interview, file)
    if attachment is None:
        attachment = Attachment(
            interview_id=interview.id, file=file, name=checked.name, author_id=actor.user_id, created_at=at
        )
        session.add(attachment)
        session.flush()
        record_event(session, actor, "attachment.add", "interview", interview.id, at, hash=file.hash, size=file.size)
    return attachment


def detach(session: Session, actor: Actor, interview: Interview, attachment: Attachment, *, at: datetime) -> None:
    """Remove a file from an interview; its bytes go when nothing else refers to them.

    Raises Refused when something depends on it.
    """
    if reason := wired(session, AttachmentEvents).removal_asked(session, attachment):
        raise Refused(reason)
    file = attachment.file
    session.delete(attachment)
    session.flush()
    record_event(session, actor, "attachment.remove", "interview", interview.id, at, hash=file.hash)
    drop_file(session, file)


def let_go(session: Session, interview: Interview) -> None:
    """Delete the attachments of an interview that is being deleted."""
    for attachment in queries.attachments_of(session, interview):
        session.delete(attachment)
        session.flush()
        drop_file(session, attachment.file)
