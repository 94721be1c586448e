"""Kinds of received mail, how a mail is matched to an interview, and when the daily summary is sent."""

import re
from datetime import datetime, time
from enum import StrEnum

from surveyapp.core.dutch import local, moment
from surveyapp.core.workdays import is_working_day

SUMMARY_AT = time(8)
"""Dutch local time at which the daily summary is sent."""


class IncomingKind(StrEnum):
    """What a message in the mailbox is. None of them ever counts as agreement."""

    REPLY = "reply"
    AUTOMATIC = "automatic"
    DELAY = "delay"
    BOUNCE = "bounce"

    @property
    def label(self) -> str:
        """Return the Dutch words on screen."""
        return {
            "reply": "Antwoord",
            "automatic": "Automatisch bericht",
            "delay": "Bericht van vertraging",
            "bounce": "Teruggekomen mail",
        }[self.value]


class MatchedBy(StrEnum):
    """How the interview of a message was found."""

    REFERENCE = "reference"
    ADDRESS = "address"
    HAND = "hand"
    NOTHING = "nothing"


_SENTENCE = re.compile(r"(?:[^.!?‘]|‘[^’]*’|[.!?](?!\s|$))*[.!?]?")
GIST = 140
"""Most characters of a notice in a mail: the full text is on screen, behind a log-in."""


def gist(text: str) -> str:
    """Return the first sentence of a notice, shortened between words when it is long."""
    match = _SENTENCE.match(text)
    sentence = " ".join((match[0] if match else text).split())
    if len(sentence) <= GIST:
        return sentence
    return f"{sentence[:GIST].rsplit(' ', 1)[0].rstrip(' ,:;')}…"


def summary_moment(now: datetime) -> datetime | None:
    """Return the moment of today's summary when it is due; None before it, and on days off."""
    today = local(now).date()
    due = moment(today, SUMMARY_AT)
    return due if is_working_day(today) and now >= due else None
