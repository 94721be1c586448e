"""Parts of a mail that are added at delivery: personal link, attachments. The outbox holds neither.

A mail names its enclosure as "kind:id" ("record:12"); ``surveyapp.wiring`` names the supplier of each kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from surveyapp.core.events import wired


class CalendarPart(NamedTuple):
    """The part that makes a mail an invitation: an iCalendar text and its method, in capitals."""

    text: str
    method: str


class EnclosedFile(NamedTuple):
    """An attachment."""

    filename: str
    mimetype: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The parts that are added to a mail. ``link`` replaces ``%LINK%``; the files are attached; ``calendar`` becomes an
    alternative part.

    ``code`` and ``code_page`` replace ``%CODE%`` and ``%CODE_PAGE%``, for readers who may not open links.
    """

    link: str = ""
    files: tuple[EnclosedFile, ...] = ()
    calendar: CalendarPart | None = None
    code: str = ""
    code_page: str = ""


NOTHING = Enclosure()


class EnclosureGone(Exception):
    """The mail must not be sent any more. The message says why, in Dutch ("Er is een nieuwer verslag.")."""


class EnclosureUnknown(EnclosureGone):
    """This program does not know the enclosure that the mail names."""


Supplier = Callable[[Session, int, Mapping[str, Any]], Enclosure]
"""Takes the session, the id and the application's configuration. Raises EnclosureGone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosures:
    """The suppliers of enclosures."""

    suppliers: Mapping[str, Supplier]
    """By the kind that mails name."""


def supply(session: Session, name: str, config: Mapping[str, Any]) -> Enclosure:
    """Return the enclosure that a mail names; an empty enclosure for "". Raises EnclosureGone."""
    if not name:
        return NOTHING
    kind, _, number = name.partition(":")
    suppliers = wired(session, Enclosures).suppliers
    if kind not in suppliers or not number.isdecimal():
        raise EnclosureUnknown(f"Deze versie kent de bijlage ‘{name}’ niet.")
    return suppliers[kind](session, int(number), config)
