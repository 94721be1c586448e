"""Staff roles, requirements on passwords, and how long a log-in lasts."""

import re
from datetime import datetime, timedelta
from enum import StrEnum


class RoleName(StrEnum):
    """What a member of staff may do; a person may have several roles."""

    INTERVIEWER = "interviewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """Return the Dutch word on screen."""
        return {"interviewer": "Interviewer", "editor": "Redacteur", "administrator": "Beheerder"}[self.value]


class NoticeChoice(StrEnum):
    """How an interviewer is notified of events in their interviews."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    IN_PRODUCT = "in_product"

    @property
    def label(self) -> str:
        """Return the Dutch words on screen."""
        return {
            "at_once": "Meteen een mail",
            "daily": "Eén mail per werkdag, om 8 uur",
            "in_product": "Geen mail, alleen in Wederhoor",
        }[self.value]


MIN_PASSWORD = 12
MIN_SCORE = 3
"""zxcvbn's score, 0 to 4: 3 takes more than 10^8 guesses."""
CHECKED = 72
"""Characters of a password that are checked: the check takes longer for longer passwords."""
WEAK = "Dit wachtwoord is te gemakkelijk te raden. Gebruik bijvoorbeeld vier losse woorden."


def is_weak(password: str, *own: str) -> bool:
    """Return whether a password is easy to guess: common, repeated, or made of the person's ``own`` words."""
    from zxcvbn import zxcvbn  # noqa: PLC0415  (loads its word lists)

    words = [word for text in own for word in re.split(r"[\W_]+", text.lower()) if word]
    score: int = zxcvbn(password[:CHECKED], user_inputs=words)["score"]
    return score < MIN_SCORE


SESSION_IDLE = timedelta(minutes=30)
SESSION_TOTAL = timedelta(hours=10)


def session_open(opened_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Return whether a log-in is still valid. Autosave counts as activity."""
    return now - seen_at < SESSION_IDLE and now - opened_at < SESSION_TOTAL
