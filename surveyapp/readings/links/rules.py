"""Rules of links, reminders, more time, and sending to those who read along first. Plain Python."""

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
"""Mails that the worker sends by itself leave between these times, on a Dutch clock."""
GRACE = 1
"""How many working days late a reminder may leave that could not leave on its day. After that it is skipped."""


class Superseded(Refused):
    """There is a newer record than the one that was read."""


class LinkState(StrEnum):
    """What a link does now."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SUPERSEDED = "superseded"
    HELD = "held"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """The facts that determine the state of a link."""

    expires_at: datetime
    revoked: bool
    submitted: bool
    newest_record: bool
    released: bool = True
    """False while those who read along come first."""
    ended: bool = False
    """True once ``expires_at`` was seen to pass, whatever the clock says now."""


def link_state(facts: LinkFacts, now: datetime) -> LinkState:
    """Return the state of a link.

    A submitted record stays readable with its receipt; a superseded one points to the newer mail. A link that was not
    mailed yet does not expire.
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
    """Return whether a respondent's session is still open."""
    return now - seen_at < SESSION_IDLE and now - opened_at < SESSION_TOTAL


class ExtensionState(StrEnum):
    """The state of a request for more time."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class Stage(StrEnum):
    """How far a respondent is who has not finished."""

    UNOPENED = "unopened"
    OPENED = "opened"
    HALF = "half"

    @property
    def label(self) -> str:
        """Return the Dutch label."""
        return {"unopened": "nog niet geopend", "opened": "geopend, nog niets ingevuld", "half": "halverwege"}[
            self.value
        ]


def stage_of(*, opened: bool, done: int) -> Stage:
    """Return the stage for a link that was opened or not, with this number of complete answers."""
    if not opened:
        return Stage.UNOPENED
    return Stage.HALF if done else Stage.OPENED


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that determine whether a reminder of one reading is due. Days are those of the Dutch calendar."""

    link: LinkState
    left: bool
    bounced: bool
    released_on: date | None
    deadline: date
    asks_time: bool
    """Whether a request for more time is open."""
    extended: bool
    """Whether more time was given, so that ``deadline`` is this respondent's own."""
    reminded_on: tuple[date, ...] = ()
    occasions: frozenset[str] = frozenset()
    """The occasions for which reminders were sent."""


def why_not(facts: Facts, today: date) -> str:
    """Return why this respondent should not be reminded today, as a Dutch clause for a list; "" when they may be."""
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
    """Return whether the worker may send mails by itself now."""
    here = local(now)
    return is_working_day(here.date()) and FIRST_HOUR <= here.time() < LAST_HOUR


@dataclass(frozen=True, slots=True)
class Occasion:
    """A working day on which a reminder leaves, and the name under which it leaves once."""

    name: str
    day: date


def occasions(facts: Facts, terms: Terms) -> tuple[Occasion, ...]:
    """Return every reminder that this respondent can get, in order of day.

    With more time given, there is only one, at the new deadline.
    """
    if facts.released_on is None:
        return ()
    if facts.extended:
        return (Occasion(f"until:{facts.deadline}", working_day_from(facts.deadline)),)
    last = working_day_before(facts.deadline)
    days = {after_working_days(facts.released_on, count): f"after:{count}" for count in terms.remind_after}
    days = {day: name for day, name in days.items() if day <= facts.deadline}
    if terms.remind_before and last > facts.released_on:
        days[last] = f"before:{facts.deadline}"
    return tuple(Occasion(name, day) for day, name in sorted(days.items()))


def due(facts: Facts, terms: Terms, now: datetime) -> Occasion | None:
    """Return the reminder that should leave now, or None.

    Of several that are due only the last leaves. A reminder is skipped when its day is too long ago, or when it comes
    before one that was sent: a jump of the clock causes no series of mails.
    """
    today = local(now).date()
    if not sending_hours(now) or why_not(facts, today):
        return None
    planned = occasions(facts, terms)
    sent = [place for place, occasion in enumerate(planned) if occasion.name in facts.occasions]
    open_ = planned[max(sent) + 1 :] if sent else planned
    begun = [occasion for occasion in open_ if occasion.day <= today <= after_working_days(occasion.day, GRACE)]
    late = not facts.extended and today > facts.deadline
    return begun[-1] if begun and not late else None


LONGEST = timedelta(days=183)
"""How far ahead more time can be asked for; a later day has a mistyped year."""


def why_not_until(until: date, *, deadline: date, terms: Terms, today: date) -> str:
    """Return why somebody cannot get time until this day, as a Dutch sentence; "" when they can."""
    if until <= max(deadline, today):
        return f"Kies een datum na {long_date(max(deadline, today))}."
    if until > today + LONGEST:
        return "Kies een datum binnen een half jaar."
    return terms.why_not(until, today)


def link_ends(deadline: date) -> datetime:
    """Return the earliest end of a link for this deadline: the end of the day after it."""
    return moment(deadline + timedelta(days=2), time())


def release_due(held_until: date, *, readers: int, now: datetime) -> bool:
    """Return whether held respondents get the record now. ``readers``: how many who come first are not done."""
    return readers == 0 or (local(now).date() > held_until and sending_hours(now))


def deadline_at_release(deadline: date, held_until: date, terms: Terms, today: date, *, sent_on: date) -> date:
    """Return the deadline of a held respondent: as sent, or later when the release is late.

    A late release costs the respondent no days. A ``held_until`` equal to ``sent_on`` means that the record waited
    for a mail server: the days count from the moment that mail can leave. A last day of the
    round that is over when it leaves limits nothing.
    """
    turn = held_until if held_until == sent_on else working_day_from(held_until + timedelta(days=1))
    if today <= turn:
        return deadline
    later = after_working_days(today, working_days_between(held_until, deadline))
    return max(deadline, min(later, terms.last_day) if terms.last_day and terms.last_day > today else later)


@dataclass(frozen=True, slots=True)
class Waited:
    """A respondent who has not finished."""

    deadline: date
    must_agree: bool
    held: bool


def deadline_that_counts(waited: Collection[Waited], sent_with: date) -> date | None:
    """Return the deadline of a record in a list: the first of the respondents who are asked now.

    Approvers go before those who read along. When nobody is waited for, it is ``sent_with``; None while all
    respondents are held, because no term runs.
    """
    asked = [respondent for respondent in waited if not respondent.held]
    if waited and not asked:
        return None
    first = [respondent for respondent in asked if respondent.must_agree] or asked
    return min((respondent.deadline for respondent in first), default=sent_with)
