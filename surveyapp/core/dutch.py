"""Dutch formats of dates, times and numbers, for screens, mail and print."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NUMBERS = ["nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"]


def local(moment: datetime) -> datetime:
    """Convert a moment to Dutch local time."""
    return moment.astimezone(AMSTERDAM)


def moment(day: date, at: time) -> datetime:
    """Return the moment, in UTC, of a Dutch date and time."""
    return datetime.combine(day, at, AMSTERDAM).astimezone(UTC)


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=1024)
def _written(day: date, pattern: str) -> str:
    """Format a date. Cached, because a page shows the same few days dozens of times."""
    return format_date(day, pattern, locale="nl")


def long_date(value: date | datetime) -> str:
    """Return a date as "12 april 2018"."""
    return _written(_day(value), "d MMMM y")


def month_and_year(value: date | datetime) -> str:
    """Return a date as "april 2018"."""
    return _written(_day(value), "MMMM y")


def short_date(value: date | datetime) -> str:
    """Return a date as "12 april"."""
    return _written(_day(value), "d MMMM")


def weekday_date(value: date | datetime) -> str:
    """Return a date as "dinsdag 29 mei 2018"."""
    return _written(_day(value), "EEEE d MMMM y")


def short_weekday_date(value: date | datetime) -> str:
    """Return a date as "vr 25 mei"."""
    return _written(_day(value), "EE d MMM").replace(".", "")


def up_to(value: date | datetime) -> str:
    """Return "tot en met vrijdag 25 mei 2018": the last day itself counts."""
    return f"tot en met {weekday_date(value)}"


def up_to_short(value: date | datetime) -> str:
    """Return "tot en met 25 mei"."""
    return f"tot en met {short_date(value)}"


def week_day(value: date) -> str:
    """Return a date as "di 22"."""
    return _written(value, "EEEEEE d")


def clock(value: datetime) -> str:
    """Return a moment as "14:03"."""
    return f"{local(value):%H:%M}"


def field_moment(value: datetime | None) -> str:
    """Return a moment as "2018-04-12T14:03", the value of an ``<input type="datetime-local">``; "" for None."""
    return local(value).strftime("%Y-%m-%dT%H:%M") if value else ""


def hours(begin: datetime, end: datetime) -> str:
    """Return a period as "10:30 tot 11:30 uur"."""
    return f"{clock(begin)} tot {clock(end)} uur"


def number_word(count: int) -> str:
    """Return a number up to 12 as a word, as in running text; higher numbers in digits."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def capital(words: str) -> str:
    """Return the words with a capital, as at the start of a sentence: "Eén verslag", "Dinsdag"."""
    first = "E" if words.startswith("éé") else words[:1].upper()
    return first + words[1:]


def listed(words: Sequence[str]) -> str:
    """Join words: "2b", "2b en 3a", "1, 2b en 3a"."""
    return " en ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun: "1 antwoord", "3 antwoorden"."""
    return f"{number} {one if number == 1 else many}"


FILTERS = {
    "long_date": long_date,
    "short_date": short_date,
    "weekday_date": weekday_date,
    "short_weekday_date": short_weekday_date,
    "up_to": up_to,
    "up_to_short": up_to_short,
    "week_day": week_day,
    "clock": clock,
    "field_moment": field_moment,
    "hours": hours,
    "number_word": number_word,
    "capital": capital,
    "listed": listed,
    "counted": counted,
}
"""Filters for a Jinja environment."""
