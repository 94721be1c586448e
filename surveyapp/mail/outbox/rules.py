"""When a mail is tried again, and what became of it."""

from datetime import timedelta
from enum import StrEnum

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 240, 240, 240, 240))
"""How long to wait after the first, second, ... attempt without success; one attempt follows the last."""
MAX_UNSURE = 2
"""How often a mail may be handed over without an answer: it may have arrived each time, so once more at most."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after this many attempts; None to give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


class Standing(StrEnum):
    """What became of a mail, as staff see it."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Dutch word on screen."""
        return {
            "waiting": "Wacht",
            "sent": "Verstuurd",
            "failed": "Mislukt",
            "returned": "Teruggekomen",
            "withdrawn": "Niet meer nodig",
        }[self.value]
