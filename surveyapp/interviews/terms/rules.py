"""Deadline and reminder settings of a round, and the dates that follow for an interview. Plain values."""

import re
from dataclasses import dataclass
from datetime import date

from surveyapp.core.dutch import long_date
from surveyapp.core.workdays import after_working_days

MOST_DAYS = 120
"""Upper limit to each term in a round, in working days."""
_COUNT = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Terms:
    """Deadline and reminder settings of a round. Days are working days.

    A record is sent about ``record_days`` after the conversation, and the respondent has ``react_days`` to respond. No
    deadline is later than ``last_day``. Reminders are sent after each number of days in ``remind_after``, and on the
    day before the deadline if ``remind_before``.
    """

    react_days: int = 10
    record_days: int = 5
    last_day: date | None = None
    remind_after: tuple[int, ...] = (5, 8)
    remind_before: bool = True

    def deadline(self, sent_on: date, own: date | None = None) -> date:
        """Return the deadline for what is sent on a day: ``own``, of the interview, if it is after that day."""
        if own and own > sent_on:
            return own
        proposed = after_working_days(sent_on, self.react_days)
        return min(proposed, self.last_day) if self.last_day and self.last_day > sent_on else proposed

    def readers_until(self, sent_on: date) -> date:
        """Return the last day on which only those who read along have the record: half of the time."""
        return after_working_days(sent_on, max(1, self.react_days // 2))

    def why_not(self, deadline: date, today: date) -> str:
        """Return why a day cannot be a deadline, as a Dutch sentence, or "" when it can."""
        if deadline < today:
            return "De termijn ligt in het verleden."
        if self.last_day and deadline > self.last_day:
            return f"De uiterste datum van deze ronde is {long_date(self.last_day)}. De termijn kan niet later zijn."
        return ""

    def announced(self, held_on: date | None, own: date | None = None) -> "Announced | None":
        """Return the dates to announce before the conversation; None when its date is not known."""
        if held_on is None:
            return None
        record_on = after_working_days(held_on, self.record_days)
        return Announced(record_on, self.deadline(record_on, own))


@dataclass(frozen=True, slots=True)
class Announced:
    """Expected date of the record, and the deadline to respond to it."""

    record_on: date
    deadline: date


def counts_in(words: str) -> tuple[int, ...]:
    """Return the numbers of working days in "5, 8", sorted and unique; () for "". Raises ValueError."""
    parts = [part for part in re.split(r"[\s,;]+(?:en\s+)?", words.strip()) if part]
    if not all(_COUNT.fullmatch(part) and 1 <= int(part) <= MOST_DAYS for part in parts):
        raise ValueError(f"Schrijf aantallen werkdagen van 1 tot {MOST_DAYS}, met komma’s ertussen: 5, 8.")
    return tuple(sorted({int(part) for part in parts}))


def counts_written(counts: tuple[int, ...]) -> str:
    """Return the numbers as a form field and the database hold them."""
    return ", ".join(map(str, counts))
