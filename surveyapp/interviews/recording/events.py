"""Events of interviews, and what later packages add to their pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Interview


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewEvents:
    """Who listens to interviews."""

    facts_changed: Callable[[Session, Interview, datetime], object]
    """More than words changed: bring the state of the interview in line with its facts."""
    deletion_asked: tuple[Callable[[Session, Interview], str], ...]
    """Somebody wants to delete an interview: return why it must stay, as a Dutch sentence, or ""."""
    deleting: tuple[Callable[[Session, Interview], None], ...]
    """An interview goes: delete or detach all rows that refer to it."""
    changes_shown: Callable[[Session, Interview], object]
    """The page with date and persons is shown: return what changed about its persons."""
    invitation_shown: Callable[[Session, Interview, datetime], object]
    """The same page is shown: return what is known of the invitation."""
