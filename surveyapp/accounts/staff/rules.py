"""Staff roles, what a password must be, and how long a log-in lasts."""

import re
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
MIN_SCORE = 3
"""Of 4: harder to guess than 10^8 attempts."""
CHECKED = 72
"""So many characters of a password are looked at: the check takes longer for longer ones."""
WEAK = "Dit wachtwoord is te gemakkelijk te raden. Gebruik bijvoorbeeld vier losse woorden."


def is_weak(password: str, *own: str) -> bool:
    """Whether a password is easy to guess: common, repeated, or made of the person's ``own`` name and address."""
    from zxcvbn import zxcvbn  # noqa: PLC0415  (loads its word lists)

    words = [word for one in own for word in re.split(r"[\W_]+", one.lower()) if word]
    score: int = zxcvbn(password[:CHECKED], user_inputs=words)["score"]
    return score < MIN_SCORE


SESSION_IDLE = timedelta(minutes=30)
SESSION_TOTAL = timedelta(hours=10)


def session_open(opened_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether somebody who logged in may go on without doing so again. Autosave counts as being seen."""
    return now - seen_at < SESSION_IDLE and now - opened_at < SESSION_TOTAL
