"""When a mail is tried again, and its standing."""

from datetime import timedelta
from enum import StrEnum

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 240, 240, 240, 240))
"""Time to wait after the first, second, ... failed attempt; a single attempt follows the last pause."""
MAX_UNSURE = 2
"""How often a mail may be sent without an answer: it may have arrived each time, so at most once more."""


def pause_after(attempts: int) -> timedelta | None:
    """Return the time to wait after this many attempts; None to give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


class Standing(StrEnum):
    """What happened to a mail, as staff see it."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Return the Dutch word on screen."""
        return {
            "waiting": "Wacht",
            "sent": "Verstuurd",
            "failed": "Mislukt",
            "returned": "Teruggekomen",
            "withdrawn": "Niet meer nodig",
        }[self.value]
