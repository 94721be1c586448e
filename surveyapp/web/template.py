"""How values look in a Dutch page, and what every template can call."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, request, url_for
from flask_security import current_user

from surveyapp import dutch, text
from surveyapp.accounts.rules import RoleName


@lru_cache(maxsize=64)
def _content_tag(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One link of the main menu."""

    label: str
    url: str
    current: bool


MENU: list[tuple[str, str, frozenset[RoleName], frozenset[str]]] = []
"""Label, endpoint, roles and blueprints; each feature adds its own, in workflow order."""


def add_to_menu(label: str, endpoint: str, *roles: RoleName, covers: Iterable[str] = ()) -> None:
    """Show a page in the main menu. It is current on its own blueprint and on those that it ``covers``."""
    entry = (label, endpoint, frozenset(roles or RoleName), frozenset({endpoint.partition(".")[0], *covers}))
    if entry not in MENU:
        MENU.append(entry)


def menu() -> list[MenuEntry]:
    """The main menu for whoever is logged in."""
    here = (request.endpoint or "").split(".")[0]
    return [
        MenuEntry(label, url_for(endpoint), here in blueprints)
        for label, endpoint, roles, blueprints in MENU
        if roles & set(current_user.role_names)
    ]


def init_app(app: Flask) -> None:
    """Filters and globals."""
    folder = Path(app.static_folder or "")

    def asset(filename: str) -> str:
        """A static file's address, which changes with its content."""
        return url_for("static", filename=filename, v=_content_tag(folder / filename))

    app.jinja_env.filters.update(
        **dutch.FILTERS,
        markdown=text.to_html,
        short_fingerprint=text.short_fingerprint,
    )
    app.jinja_env.globals.update(asset=asset, menu=menu, difference=text.difference_html)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
