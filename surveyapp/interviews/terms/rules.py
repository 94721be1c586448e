"""How long respondents have: what a round says, and what that means for one interview. Plain values."""

import re
from dataclasses import dataclass
from datetime import date

from surveyapp.core.dutch import long_date
from surveyapp.core.workdays import after_working_days

MOST_DAYS = 120
"""Longest that anything in a round may take, in working days."""
_COUNT = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a round says of time; days are working days.

    A record comes about ``record_days`` after the talk, and its respondent has ``react_days``. After ``last_day``
    nothing can be asked of anybody. Reminders leave ``remind_after`` so many days, and on the day before the deadline
    when ``remind_before``.
    """

    react_days: int = 10
    record_days: int = 5
    last_day: date | None = None
    remind_after: tuple[int, ...] = (5, 8)
    remind_before: bool = True

    def deadline(self, sent_on: date, own: date | None = None) -> date:
        """The last day to react to what is sent on a day. ``own``: the interview's, while it lies ahead."""
        if own and own > sent_on:
            return own
        proposed = after_working_days(sent_on, self.react_days)
        return min(proposed, self.last_day) if self.last_day and self.last_day > sent_on else proposed

    def readers_until(self, sent_on: date) -> date:
        """Until when those who read along come first: half of the time."""
        return after_working_days(sent_on, max(1, self.react_days // 2))

    def why_not(self, deadline: date, today: date) -> str:
        """Why respondents cannot be given until a day, as one Dutch sentence; "" when they can."""
        if deadline < today:
            return "De termijn ligt in het verleden."
        if self.last_day and deadline > self.last_day:
            return f"De uiterste datum van deze ronde is {long_date(self.last_day)}. De termijn kan niet later zijn."
        return ""

    def announced(self, held_on: date | None, own: date | None = None) -> "Announced | None":
        """What somebody can be told before the talk; None while its day is not known."""
        if held_on is None:
            return None
        record_on = after_working_days(held_on, self.record_days)
        return Announced(record_on, self.deadline(record_on, own))


@dataclass(frozen=True, slots=True)
class Announced:
    """About when the record comes, and until when one has then."""

    record_on: date
    deadline: date


def counts_in(words: str) -> tuple[int, ...]:
    """ "5, 8" as numbers of working days, in order and each once; nothing for "". Raises ValueError."""
    parts = [part for part in re.split(r"[\s,;]+(?:en\s+)?", words.strip()) if part]
    if not all(_COUNT.fullmatch(part) and 1 <= int(part) <= MOST_DAYS for part in parts):
        raise ValueError(f"Schrijf aantallen werkdagen van 1 tot {MOST_DAYS}, met komma’s ertussen: 5, 8.")
    return tuple(sorted({int(part) for part in parts}))


def counts_written(counts: tuple[int, ...]) -> str:
    """The same numbers as they stand in a field and in the database."""
    return ", ".join(map(str, counts))
