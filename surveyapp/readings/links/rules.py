"""When a respondent is reminded and when not, more time, and who comes after those who read along. Plain Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from surveyapp.core.dutch import local, long_date, moment, up_to_short
from surveyapp.core.errors import Refused
from surveyapp.core.workdays import (
    after_working_days,
    is_working_day,
    working_day_before,
    working_day_from,
    working_days_between,
)
from surveyapp.interviews.terms.rules import Terms

FIRST_HOUR, LAST_HOUR = time(8), time(18)
"""Mails that nobody pressed a button for leave between these, on a Dutch clock."""
GRACE = 1
"""A reminder that could not leave on its day leaves at most so many working days later. After that it is skipped."""


class Superseded(Refused):
    """What was read is not what counts now: there is a newer record."""


class LinkState(StrEnum):
    """What a link does now."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SUPERSEDED = "superseded"
    HELD = "held"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What the state of a link follows from."""

    expires_at: datetime
    revoked: bool
    submitted: bool
    newest_record: bool
    released: bool = True
    """False while those who read along come first."""
    ended: bool = False
    """True once ``expires_at`` was seen to go by, whatever the clock says now."""


def link_state(facts: LinkFacts, now: datetime) -> LinkState:
    """A submitted record stays readable with its receipt; a superseded one points to the newer mail.

    A link that was not mailed yet does not expire.
    """
    expired = facts.released and (facts.ended or now >= facts.expires_at)
    if facts.revoked or expired:
        return LinkState.CLOSED
    if facts.submitted:
        return LinkState.SUBMITTED
    if not facts.newest_record:
        return LinkState.SUPERSEDED
    return LinkState.OPEN if facts.released else LinkState.HELD


SESSION_IDLE = timedelta(minutes=30)
SESSION_TOTAL = timedelta(hours=10)


def session_open(opened_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a respondent's session still counts."""
    return now - seen_at < SESSION_IDLE and now - opened_at < SESSION_TOTAL


class ExtensionState(StrEnum):
    """What became of more time."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class Stage(StrEnum):
    """How far a respondent is, who has not finished."""

    UNOPENED = "unopened"
    OPENED = "opened"
    HALF = "half"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {"unopened": "nog niet geopend", "opened": "geopend, nog niets ingevuld", "half": "halverwege"}[
            self.value
        ]


def stage_of(*, opened: bool, done: int) -> Stage:
    """From whether the link was opened and how many answers are done."""
    if not opened:
        return Stage.UNOPENED
    return Stage.HALF if done else Stage.OPENED


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reminder of one verification follows from. Days are those of the Dutch calendar."""

    link: LinkState
    left: bool
    bounced: bool
    released_on: date | None
    deadline: date
    asks_time: bool
    """A request for more time is open."""
    extended: bool
    """More time was given: ``deadline`` is a date of this respondent's own."""
    reminded_on: tuple[date, ...] = ()
    occasions: frozenset[str] = frozenset()
    """What reminders were sent for."""


def why_not(facts: Facts, today: date) -> str:
    """Why nobody should remind this respondent today, as Dutch words for a list; "" when they may."""
    reasons = (
        (facts.left, "doet niet meer mee"),
        (facts.link is LinkState.SUBMITTED, "heeft al gereageerd"),
        (facts.link is LinkState.HELD, "krijgt het verslag later"),
        (facts.link is LinkState.SUPERSEDED, "heeft een nieuwer verslag"),
        (facts.link is LinkState.CLOSED, "heeft geen link meer die werkt"),
        (facts.asks_time, "vroeg om meer tijd en wacht op antwoord"),
        (facts.extended and today < facts.deadline, f"kreeg tijd {up_to_short(facts.deadline)}"),
        (any(day >= today for day in facts.reminded_on), "is vandaag al herinnerd"),
        (facts.bounced, "krijgt onze mail niet: het adres klopt niet"),
    )
    return next((words for holds, words in reasons if holds), "")


def sending_hours(now: datetime) -> bool:
    """Whether mails may leave that nobody pressed a button for."""
    here = local(now)
    return is_working_day(here.date()) and FIRST_HOUR <= here.time() < LAST_HOUR


@dataclass(frozen=True, slots=True)
class Occasion:
    """A working day on which a reminder leaves, and the name under which it leaves once."""

    name: str
    day: date


def occasions(facts: Facts, terms: Terms) -> tuple[Occasion, ...]:
    """Every reminder that this respondent can get, in order of its day.

    Whoever was given more time hears nothing until that date, and then once.
    """
    if facts.released_on is None:
        return ()
    if facts.extended:
        return (Occasion(f"until:{facts.deadline}", working_day_from(facts.deadline)),)
    last = working_day_before(facts.deadline)
    found = {after_working_days(facts.released_on, count): f"after:{count}" for count in terms.remind_after}
    found = {day: name for day, name in found.items() if day <= facts.deadline}
    if terms.remind_before and last > facts.released_on:
        found[last] = f"before:{facts.deadline}"
    return tuple(Occasion(name, day) for day, name in sorted(found.items()))


def due(facts: Facts, terms: Terms, now: datetime) -> Occasion | None:
    """The reminder that should leave now; None when there is none.

    Of several that are due only the last leaves. One whose day is too long ago is skipped, and so is one that comes
    before another that was sent: a clock that jumps makes no burst.
    """
    today = local(now).date()
    if not sending_hours(now) or why_not(facts, today):
        return None
    found = occasions(facts, terms)
    sent = [place for place, one in enumerate(found) if one.name in facts.occasions]
    open_ = found[max(sent) + 1 :] if sent else found
    begun = [one for one in open_ if one.day <= today <= after_working_days(one.day, GRACE)]
    late = not facts.extended and today > facts.deadline
    return begun[-1] if begun and not late else None


LONGEST = timedelta(days=183)
"""Further ahead than this nobody asks for time: it is a year that was typed wrong."""


def why_not_until(until: date, *, deadline: date, terms: Terms, today: date) -> str:
    """Why somebody cannot get time until a day, as one Dutch sentence; "" when they can."""
    if until <= max(deadline, today):
        return f"Kies een datum na {long_date(max(deadline, today))}."
    if until > today + LONGEST:
        return "Kies een datum binnen een half jaar."
    return terms.why_not(until, today)


def link_ends(deadline: date) -> datetime:
    """Until when a link should work at least, for somebody who has until this day: the whole day after it too."""
    return moment(deadline + timedelta(days=2), time())


def release_due(held_until: date, *, readers: int, now: datetime) -> bool:
    """Whether those who were held get the record now. ``readers``: how many of those who come first are still busy."""
    return readers == 0 or (local(now).date() > held_until and sending_hours(now))


def deadline_at_release(deadline: date, held_until: date, terms: Terms, today: date, *, sent_on: date) -> date:
    """The deadline of who was held: as it was sent, and later when the release is late, so that nobody loses days.

    Who is held until the day of sending waits for no readers: their days begin when the mail can leave. A last day of
    the round that is over when it leaves limits nothing.
    """
    turn = held_until if held_until == sent_on else working_day_from(held_until + timedelta(days=1))
    if today <= turn:
        return deadline
    later = after_working_days(today, working_days_between(held_until, deadline))
    return max(deadline, min(later, terms.last_day) if terms.last_day and terms.last_day > today else later)


@dataclass(frozen=True, slots=True)
class Waited:
    """One respondent who has not finished."""

    deadline: date
    must_agree: bool
    held: bool


def deadline_that_counts(waited: Collection[Waited], sent_with: date) -> date | None:
    """Return the deadline of a record in a list: the first that comes of those who are asked now.

    Who must agree counts before who reads along; when nobody is waited for, it is what the record was sent with. None
    while all who are waited for have yet to get the record: no term runs.
    """
    asked = [one for one in waited if not one.held]
    if waited and not asked:
        return None
    first = [one for one in asked if one.must_agree] or asked
    return min((one.deadline for one in first), default=sent_with)
