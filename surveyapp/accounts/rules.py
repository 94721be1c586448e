"""Staff roles, and how long a log-in lasts."""

from datetime import datetime, timedelta
from enum import StrEnum


class RoleName(StrEnum):
    """What a member of staff may do; one person may have several."""

    INTERVIEWER = "interviewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The Dutch word on screen."""
        return {"interviewer": "Interviewer", "editor": "Redacteur", "administrator": "Beheerder"}[self.value]


class NoticeChoice(StrEnum):
    """How an interviewer hears of what happens in their interviews."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    IN_PRODUCT = "in_product"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {
            "at_once": "Meteen een mail",
            "daily": "Eén mail per werkdag, om 8 uur",
            "in_product": "Geen mail, alleen in Wederhoor",
        }[self.value]


MIN_PASSWORD = 12
SESSION_IDLE = timedelta(minutes=30)
SESSION_TOTAL = timedelta(hours=10)


def session_open(opened_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether somebody who logged in may go on without doing so again. Autosave counts as being seen."""
    return now - seen_at < SESSION_IDLE and now - opened_at < SESSION_TOTAL
