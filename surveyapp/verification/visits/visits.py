"""The record that a browser opened, as the pages of respondents ask for it."""

from surveyapp.readings.links import visits
from surveyapp.verification.kind.kinds import RECORD
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.rules import Channel


def current() -> Verification:
    """Return the record that this browser opened. Raises SessionOver, Superseded."""
    return visits.opened(RECORD)


def read(reader: str | None) -> Verification:
    """Return the record that this browser opened, if the page that sends ``reader`` shows it.

    Raises SessionOver, Superseded, OtherRecord.
    """
    return visits.read(RECORD, reader)


def channel() -> Channel:
    """Return how this browser came in."""
    return Channel(visits.channel(RECORD))
