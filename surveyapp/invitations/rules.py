"""What an invitation says, whether it can be sent, and whether what was sent still holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Method(StrEnum):
    """What a calendar should do (RFC 5546)."""

    REQUEST = "request"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where. Two that are equal need no new mail."""

    begins_at: datetime
    ends_at: datetime
    place: str
    video_url: str


class Told(StrEnum):
    """What one person knows of the appointment as it is planned now."""

    NOTHING = "nothing"
    CURRENT = "current"
    OLDER = "older"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {
            "nothing": "nog niet uitgenodigd",
            "current": "uitgenodigd",
            "older": "weet nog niet van de wijziging",
        }[self.value]


def told(last: Appointment | None, plan: Appointment | None) -> Told:
    """From what a person was told last (None: nothing, or that it was cancelled) and what is planned now."""
    if last is None:
        return Told.NOTHING
    return Told.CURRENT if last == plan else Told.OLDER


class Stand(StrEnum):
    """How far the invitation of an interview is."""

    OPEN = "open"
    PARTLY = "partly"
    CHANGED = "changed"
    SENT = "sent"

    @property
    def complete(self) -> bool:
        """Whether everybody knows what is planned."""
        return self is Stand.SENT


def stand_of(people: Iterable[Told]) -> Stand:
    """From what each respondent was told."""
    found = set(people)
    if Told.OLDER in found:
        return Stand.CHANGED
    if found == {Told.CURRENT}:
        return Stand.SENT
    return Stand.PARTLY if Told.CURRENT in found else Stand.OPEN


def why_not_invite(plan: Appointment | None, *, people: int, recorded: bool, now: datetime) -> str:
    """Why nobody can be invited now, as one Dutch sentence; "" when it can be done. ``people`` counts respondents."""
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
