"""What a mail gets only at delivery: its personal link, its attachments. The outbox holds neither.

A feature registers a supplier for its kind; a mail names it as "kind:id" ("record:12").
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session


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

_suppliers: dict[str, Supplier] = {}


def register(kind: str, supplier: Supplier) -> None:
    """Let mails name an enclosure of this kind."""
    _suppliers[kind] = supplier


def supply(session: Session, name: str, config: Mapping[str, Any]) -> Enclosure:
    """The enclosure that a mail names; nothing for "". Raises EnclosureGone."""
    if not name:
        return NOTHING
    kind, _, number = name.partition(":")
    if kind not in _suppliers or not number.isdecimal():
        raise EnclosureUnknown(f"Deze versie kent de bijlage ‘{name}’ niet.")
    return _suppliers[kind](session, int(number), config)
