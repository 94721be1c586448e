"""When a colleague counts as present, and which times of a conversation can be."""

from datetime import datetime, timedelta
from enum import StrEnum

PRESENT_FOR = timedelta(seconds=35)
"""Somebody of whom nothing was heard for this long is gone. A desk in view reports every 15 seconds."""

LONGEST = timedelta(hours=12)
"""A conversation that began longer ago is not under way any more, and one that ended so long ago is not taken up."""


class Talk(StrEnum):
    """Where the conversation of an interview is."""

    AHEAD = "ahead"
    UNDER_WAY = "under_way"
    UNENDED = "unended"
    """It began, long ago, and nobody said when it ended."""
    JUST_OVER = "just_over"
    OVER = "over"


def talk_of(started_at: datetime | None, ended_at: datetime | None, now: datetime) -> Talk:
    """Where the conversation is at this moment."""
    if started_at is None:
        return Talk.AHEAD
    if ended_at is None:
        return Talk.UNDER_WAY if now - started_at < LONGEST else Talk.UNENDED
    return Talk.JUST_OVER if now - ended_at < LONGEST else Talk.OVER


def times_problem(started_at: datetime | None, ended_at: datetime | None, now: datetime) -> str:
    """Why these cannot be the times of a conversation, in Dutch; empty when they can."""
    if ended_at and not started_at:
        return "Vul ook in wanneer het gesprek begon."
    if max(filter(None, (started_at, ended_at)), default=now) > now:
        return "Deze tijd is nog niet geweest."
    if started_at and ended_at and ended_at < started_at:
        return "Het einde ligt voor het begin."
    if started_at and ended_at and ended_at - started_at > LONGEST:
        return "Een gesprek duurt hoogstens twaalf uur."
    return ""
