"""Events of correspondence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespondenceEvents:
    """Who listens to correspondence."""

    not_arrived: Mapping[str, Callable[[Session, int, str, datetime], None]]
    """A mail did not arrive that is no business of the interviewers: tell who must know it, in these words. By the kind
    of its enclosure, whose id is given."""
