"""Events of personal data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Respondent
from surveyapp.privacy.persons.rules import PerPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyEvents:
    """Who listens to personal data."""

    erasing: tuple[Callable[[Session, Respondent], None], ...]
    """A person is forgotten: erase what is kept of them. Name and address are still there."""
    exporting: Mapping[str, Callable[[Session, Sequence[Respondent]], PerPerson[dict[str, Any]]]]
    """People ask what is kept of them: return it, for the file in which it stands under this name."""
