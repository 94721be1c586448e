"""Events: how a package notifies and asks packages that it may not import.

A package that raises events has a module ``events`` with a frozen dataclass. Each field is an event and holds its
listeners. ``surveyapp.wiring`` makes all of these objects, by direct reference, and gives them to every session of the
application. No field has a default: without a listener the application does not start.
"""

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy.orm import Session

E = TypeVar("E")


class NotWired(Exception):
    """The session has no listeners, because it is not a session of the application."""


def wired(session: Session, events: type[E]) -> E:
    """Return the listeners to these events. Raises NotWired rather than ignoring an event."""
    listeners: E | None = session.info.get(events)
    if listeners is None:
        raise NotWired(f"Nobody listens to {events.__name__}: use a session of create_app().")
    return listeners


def unheard(listeners: Any) -> list[str]:
    """Return the names of the events without listeners."""
    return [event.name for event in fields(listeners) if not getattr(listeners, event.name)]
