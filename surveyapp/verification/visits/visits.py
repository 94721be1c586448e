"""The verification that a browser opened."""

from surveyapp.readings.links import visits
from surveyapp.verification.kind.kinds import RECORD
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.rules import Channel


def current() -> Verification:
    """Return the verification that this browser opened. Raises SessionOver, Superseded."""
    return visits.opened(RECORD)


def read(reader: str | None) -> Verification:
    """Return the verification that this browser opened, if ``reader`` is its id on the submitted page.

    Raises SessionOver, Superseded, OtherRecord.
    """
    return visits.read(RECORD, reader)


def channel() -> Channel:
    """Return the channel by which this browser came in."""
    return Channel(visits.channel(RECORD))
