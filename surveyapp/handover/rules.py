"""Rules for handing over an interview."""

from collections.abc import Collection

MAX_NOTE = 2_000


def problem_with(*, giver: int | None, taker: int, interviewers: Collection[int], stays: bool) -> str:
    """Return why the handover is impossible, in Dutch, or "". Users are ids; ``giver`` is None if no one is removed."""
    if giver is not None and giver not in interviewers:
        return "Deze collega is geen interviewer van dit interview (meer)."
    if giver == taker:
        return "Kies een andere collega dan de huidige interviewer."
    if taker in interviewers and (stays or giver is None):
        return "Deze collega is al interviewer van dit interview."
    return ""
