"""Events of personal data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Respondent
from surveyapp.privacy.persons.rules import PerPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyEvents:
    """Listeners to the events of personal data."""

    erasing: tuple[Callable[[Session, Respondent], None], ...]
    """Erase the data about a respondent. Name and address are still there when it is called."""
    exporting: Mapping[str, Callable[[Session, Sequence[Respondent]], PerPerson[dict[str, Any]]]]
    """Return the data about respondents, for the file with copies, by the name of its key."""
