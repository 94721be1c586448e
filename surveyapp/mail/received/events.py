"""Events of correspondence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespondenceEvents:
    """Listeners to events of correspondence."""

    not_arrived: Mapping[str, Callable[[Session, int, str, datetime], None]]
    """A mail did not arrive that does not concern the interviewers.

    Keyed by the kind of its enclosure; called with the id of the enclosure and the words of the notice.
    """
