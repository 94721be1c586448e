"""Rules for the presence of colleagues and the times of a conversation."""

from datetime import datetime, timedelta
from enum import StrEnum

PRESENT_FOR = timedelta(seconds=35)
"""Time after which a user counts as gone. A visible desk reports every 15 seconds."""

LONGEST = timedelta(hours=12)
"""Maximum length of a conversation, and the time within which an ended one can be continued."""


class Talk(StrEnum):
    """States of the conversation of an interview."""

    AHEAD = "ahead"
    UNDER_WAY = "under_way"
    UNENDED = "unended"
    """It began long ago, and its end was not recorded."""
    JUST_OVER = "just_over"
    OVER = "over"


def talk_of(started_at: datetime | None, ended_at: datetime | None, now: datetime) -> Talk:
    """Return the state of the conversation."""
    if started_at is None:
        return Talk.AHEAD
    if ended_at is None:
        return Talk.UNDER_WAY if now - started_at < LONGEST else Talk.UNENDED
    return Talk.JUST_OVER if now - ended_at < LONGEST else Talk.OVER


def times_problem(started_at: datetime | None, ended_at: datetime | None, now: datetime) -> str:
    """Return why these times are impossible, in Dutch, or "" when they are possible."""
    if ended_at and not started_at:
        return "Vul ook in wanneer het gesprek begon."
    if max(filter(None, (started_at, ended_at)), default=now) > now:
        return "Deze tijd is nog niet geweest."
    if started_at and ended_at and ended_at < started_at:
        return "Het einde ligt voor het begin."
    if started_at and ended_at and ended_at - started_at > LONGEST:
        return "Een gesprek duurt hoogstens twaalf uur."
    return ""
