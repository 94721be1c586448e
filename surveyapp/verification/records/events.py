"""Events that verification sends. Listeners are registered in ``surveyapp.wiring``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.verification.records.models import Verification


class Moved(Protocol):
    """Called when a respondent has a new address and new links: mail again what they have not finished."""

    def __call__(self, session: Session, person: Respondent, link_days: int, contact: str, at: datetime) -> None:
        """Handle the event. ``link_days``: how many days the new links work; ``contact``: the reply address."""


class Succeeded(Protocol):
    """Called when a successor replaces a respondent and keeps their approvals: pass on what they were reading."""

    def __call__(
        self,
        session: Session,
        actor: Actor,
        person: Respondent,
        successor: Respondent,
        link_days: int,
        contact: str,
        at: datetime,
    ) -> None:
        """Handle the event. ``link_days``: how many days the new links work; ``contact``: the reply address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationEvents:
    """The listeners to verification."""

    approved: Callable[[Session, Interview, datetime], None]
    """Called with interview and moment when the last missing approval of an interview is given."""
    printing: Callable[[Session, Verification, str], bytes]
    """Called when a record is printed: return the PDF of this HTML, with the data to check it."""
    moved: Moved
    succeeded: Succeeded
