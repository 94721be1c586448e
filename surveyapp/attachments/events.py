"""Events of attachments."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.attachments.models import Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentEvents:
    """Who listens to attachments."""

    removal_asked: Callable[[Session, Attachment], str]
    """Somebody wants to remove a file: return why it must stay, as a Dutch sentence, or ""."""
