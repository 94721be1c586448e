"""Events of interviews, by which other packages react to changes and add to pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Interview


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewEvents:
    """Listeners to the events of interviews."""

    facts_changed: Callable[[Session, Interview, datetime], object]
    """Update the state of an interview. Called when more than the text of an answer changed."""
    deletion_asked: tuple[Callable[[Session, Interview], str], ...]
    """Return a Dutch sentence with the reason why an interview may not be deleted, or "" when it may."""
    deleting: tuple[Callable[[Session, Interview], None], ...]
    """Delete or detach all rows that refer to an interview that is being deleted."""
    changes_shown: Callable[[Session, Interview], object]
    """Return the recent changes of respondents, for the page with date and respondents."""
    invitation_shown: Callable[[Session, Interview, datetime], object]
    """Return the state of the invitation, for the page with date and respondents."""
