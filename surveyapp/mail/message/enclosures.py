"""What a mail gets only at delivery: its personal link, its attachments. The outbox holds neither.

A mail names its enclosure as "kind:id" ("record:12"); ``surveyapp.wiring`` names the supplier of each kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from surveyapp.core.events import wired


class CalendarPart(NamedTuple):
    """What makes a mail an invitation: an iCalendar text and its method, in capitals."""

    text: str
    method: str


class EnclosedFile(NamedTuple):
    """One attachment."""

    filename: str
    mimetype: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Enclosure:
    """``link`` takes the place of ``%LINK%``; the files are attached; ``calendar`` is another reading of the mail.

    ``code`` and ``code_page``, for who may not open links, take the place of ``%CODE%`` and ``%CODE_PAGE%``.
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
    """This program cannot make what the mail needs."""


Supplier = Callable[[Session, int, Mapping[str, Any]], Enclosure]
"""Takes the session, the id and the application's configuration. Raises EnclosureGone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosures:
    """What mails can get."""

    suppliers: Mapping[str, Supplier]
    """By the kind that mails name."""


def supply(session: Session, name: str, config: Mapping[str, Any]) -> Enclosure:
    """The enclosure that a mail names; nothing for "". Raises EnclosureGone."""
    if not name:
        return NOTHING
    kind, _, number = name.partition(":")
    suppliers = wired(session, Enclosures).suppliers
    if kind not in suppliers or not number.isdecimal():
        raise EnclosureUnknown(f"Deze versie kent de bijlage ‘{name}’ niet.")
    return suppliers[kind](session, int(number), config)
