"""Contents of an invitation, whether it can be sent, and whether an earlier one is still correct."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Method(StrEnum):
    """Calendar methods (RFC 5546)."""

    REQUEST = "request"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Appointment:
    """Time and place. Equal appointments need no new mail."""

    begins_at: datetime
    ends_at: datetime
    place: str
    video_url: str


class Told(StrEnum):
    """What a respondent knows of the present plan."""

    NOTHING = "nothing"
    CURRENT = "current"
    OLDER = "older"

    @property
    def label(self) -> str:
        """Dutch label for the screen."""
        return {
            "nothing": "nog niet uitgenodigd",
            "current": "uitgenodigd",
            "older": "weet nog niet van de wijziging",
        }[self.value]


def told(last: Appointment | None, plan: Appointment | None) -> Told:
    """Compare the last appointment told (None: nothing, or cancelled) with the present plan."""
    if last is None:
        return Told.NOTHING
    return Told.CURRENT if last == plan else Told.OLDER


class Stand(StrEnum):
    """States of the invitation of an interview."""

    OPEN = "open"
    PARTLY = "partly"
    CHANGED = "changed"
    SENT = "sent"

    @property
    def complete(self) -> bool:
        """Whether everybody knows the present plan."""
        return self is Stand.SENT


def stand_of(people: Iterable[Told]) -> Stand:
    """Return the state for what each respondent was told."""
    told_to_each = set(people)
    if Told.OLDER in told_to_each:
        return Stand.CHANGED
    if told_to_each == {Told.CURRENT}:
        return Stand.SENT
    return Stand.PARTLY if Told.CURRENT in told_to_each else Stand.OPEN


def why_not_invite(plan: Appointment | None, *, people: int, recorded: bool, now: datetime) -> str:
    """Return why invitations cannot be sent, as a Dutch sentence, or "". ``people`` is the number of respondents."""
    if recorded:
        return "Er is al iets opgenomen van dit interview. Uitnodigen is niet meer nodig."
    if plan is None:
        return "Vul eerst de datum en de begintijd in."
    if not (plan.place or plan.video_url):
        return "Vul eerst in waar het gesprek is: een plaats of een videolink."
    if not people:
        return "Er is nog niemand om uit te nodigen. Voeg eerst een respondent toe."
    if plan.begins_at <= now:
        return "De begintijd is al voorbij. Plan eerst een nieuwe datum."
    return ""
