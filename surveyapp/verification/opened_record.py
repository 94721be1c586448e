"""The record that a browser opened, as the pages of respondents ask for it."""

from surveyapp.verification import visiting
from surveyapp.verification.models import Verification
from surveyapp.verification.record_kind import RECORD
from surveyapp.verification.rules import Channel


def current() -> Verification:
    """Return the record that this browser opened. Raises SessionOver, Superseded."""
    return visiting.opened(RECORD)


def read(reader: str | None) -> Verification:
    """Return the record that this browser opened, if the page that sends ``reader`` shows it.

    Raises SessionOver, Superseded, OtherRecord.
    """
    return visiting.read(RECORD, reader)


def channel() -> Channel:
    """Return how this browser came in."""
    return Channel(visiting.channel(RECORD))
