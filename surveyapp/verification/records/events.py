"""Events of verification."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.verification.records.models import Verification


class Moved(Protocol):
    """A respondent has another address, and other links: mail again what they have not finished."""

    def __call__(self, session: Session, person: Respondent, link_days: int, contact: str, at: datetime) -> None:
        """``link_days`` is how long the links open, ``contact`` the address that answers."""


class Succeeded(Protocol):
    """Somebody took the place of a respondent, and what that one agreed to stands: hand over what they were reading."""

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
        """``link_days`` is how long the links open, ``contact`` the address that answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationEvents:
    """Who listens to verification."""

    approved: Callable[[Session, Interview, datetime], None]
    """Every answer of an interview has agreement, which it had not before."""
    printing: Callable[[Session, Verification, str], bytes]
    """A record goes on paper: return the PDF of this HTML, with what it can be checked with."""
    moved: Moved
    succeeded: Succeeded
