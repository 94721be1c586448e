"""Events: how a package tells and asks packages that it may not import.

A package that raises events has a module ``events`` with a frozen dataclass. Each field is one event and holds who
listens to it. ``surveyapp.wiring`` makes all of these objects, by direct reference, and gives them to every session of
the application. No field has a default: without a listener the application does not start.
"""

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy.orm import Session

E = TypeVar("E")


class NotWired(Exception):
    """Nobody listens in this process, because the session is not one of the application."""


def wired(session: Session, events: type[E]) -> E:
    """Return the listeners to these events. Raises NotWired, so that no event passes unheard."""
    found: E | None = session.info.get(events)
    if found is None:
        raise NotWired(f"Nobody listens to {events.__name__}: use a session of create_app().")
    return found


def unheard(listeners: Any) -> list[str]:
    """Return the names of the events that nobody listens to."""
    return [one.name for one in fields(listeners) if not getattr(listeners, one.name)]
