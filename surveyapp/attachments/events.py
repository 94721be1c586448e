"""Events of attachments."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.attachments.models import Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentEvents:
    """Listeners to the events of attachments."""

    removal_asked: Callable[[Session, Attachment], str]
    """Return why a file must stay when a user wants to remove it, as a Dutch sentence, or ""."""
