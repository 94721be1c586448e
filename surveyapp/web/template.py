"""How values look in a Dutch page, and what every template can call."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from flask import Flask, request, url_for
from flask_security import current_user

from surveyapp import text
from surveyapp.accounts.rules import RoleName

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NUMBERS = "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf".split()


def local(moment: datetime) -> datetime:
    """The moment on a Dutch clock."""
    return moment.astimezone(AMSTERDAM)


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def long_date(value: date | datetime) -> str:
    """12 april 2018."""
    return format_date(_day(value), "d MMMM y", locale="nl")


def short_date(value: date | datetime) -> str:
    """12 april."""
    return format_date(_day(value), "d MMMM", locale="nl")


def weekday_date(value: date | datetime) -> str:
    """Dinsdag 29 mei 2018, without the capital."""
    return format_date(_day(value), "EEEE d MMMM y", locale="nl")


def short_weekday_date(value: date | datetime) -> str:
    """Vr 25 mei, without the capital."""
    return format_date(_day(value), "EE d MMM", locale="nl").replace(".", "")


def clock(value: datetime) -> str:
    """14:03."""
    return format_skeleton("Hm", local(value), locale="nl")


def number_word(count: int) -> str:
    """Small numbers in words, as running text has them."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


@lru_cache(maxsize=64)
def _content_tag(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One link of the main menu."""

    label: str
    url: str
    current: bool


MENU: list[tuple[str, str, frozenset[RoleName]]] = []
"""Label, endpoint and roles; each feature adds its own, in workflow order."""


def add_to_menu(label: str, endpoint: str, *roles: RoleName) -> None:
    """Show a page in the main menu to those who may see it."""
    entry = (label, endpoint, frozenset(roles or RoleName))
    if entry not in MENU:
        MENU.append(entry)


def menu() -> list[MenuEntry]:
    """The main menu for whoever is logged in."""
    here = (request.endpoint or "").split(".")[0]
    return [
        MenuEntry(label, url_for(endpoint), endpoint.split(".")[0] == here)
        for label, endpoint, roles in MENU
        if roles & set(current_user.role_names)
    ]


def init_app(app: Flask) -> None:
    """Filters and globals."""
    folder = Path(app.static_folder or "")

    def asset(filename: str) -> str:
        """A static file's address, which changes with its content."""
        return url_for("static", filename=filename, v=_content_tag(folder / filename))

    app.jinja_env.filters.update(
        long_date=long_date,
        short_date=short_date,
        weekday_date=weekday_date,
        short_weekday_date=short_weekday_date,
        clock=clock,
        number_word=number_word,
        markdown=text.to_html,
        short_fingerprint=text.short_fingerprint,
    )
    app.jinja_env.globals.update(asset=asset, menu=menu, difference=text.difference_html)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
