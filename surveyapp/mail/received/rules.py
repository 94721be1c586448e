"""What came in, by what it was recognised, and when the day's summary goes out."""

import re
from datetime import datetime, time
from enum import StrEnum

from surveyapp.core.dutch import local, moment
from surveyapp.core.workdays import is_working_day

SUMMARY_AT = time(8)
"""When a daily summary goes out, on a Dutch clock."""


class IncomingKind(StrEnum):
    """What a message in the mailbox is. None of them ever counts as agreement."""

    REPLY = "reply"
    AUTOMATIC = "automatic"
    DELAY = "delay"
    BOUNCE = "bounce"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {
            "reply": "Antwoord",
            "automatic": "Automatisch bericht",
            "delay": "Bericht van vertraging",
            "bounce": "Teruggekomen mail",
        }[self.value]


class MatchedBy(StrEnum):
    """How a message found its interview."""

    REFERENCE = "reference"
    ADDRESS = "address"
    HAND = "hand"
    NOTHING = "nothing"


_SENTENCE = re.compile(r"(?:[^.!?‘]|‘[^’]*’|[.!?](?!\s|$))*[.!?]?")
GIST = 140
"""Characters of a notice that a mail holds at most: the rest stands in the product, behind a log-in."""


def gist(text: str) -> str:
    """Return the first sentence of a notice, shortened between words when it is long."""
    found = _SENTENCE.match(text)
    sentence = " ".join((found[0] if found else text).split())
    if len(sentence) <= GIST:
        return sentence
    return f"{sentence[:GIST].rsplit(' ', 1)[0].rstrip(' ,:;')}…"


def summary_moment(now: datetime) -> datetime | None:
    """The moment of today whose summary may go out now; None before it, and on days off."""
    today = local(now).date()
    due = moment(today, SUMMARY_AT)
    return due if is_working_day(today) and now >= due else None
