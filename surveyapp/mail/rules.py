"""When a mail is tried again."""

from datetime import timedelta

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 240, 240, 240, 240))
"""How long to wait after the first, second, ... attempt without success; one attempt follows the last."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after this many attempts; None to give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
