"""Dutch formats of values in pages, and the globals of every template."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app, request, url_for
from flask_security import current_user
from markupsafe import Markup

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core import dutch
from surveyapp.text import differences, words
from surveyapp.web.paging import address_of_page


@lru_cache(maxsize=64)
def _content_tag(folder: Path, filename: str) -> str:
    return sha256((folder / filename).read_bytes()).hexdigest()[:10]


MENU = "surveyapp_menu"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A link of the main menu."""

    label: str
    url: str
    current: bool


def add_to_menu(app: Flask, label: str, endpoint: str, *roles: RoleName, covers: Iterable[str] = ()) -> None:
    """Add a page to the end of the main menu, for these roles (none: everybody).

    It is current on the pages that it ``covers``: names of blueprints or of single endpoints, by default its own
    blueprint. An entry that names an endpoint takes precedence over an entry that names its blueprint.
    """
    covered = frozenset(covers or {endpoint.partition(".")[0]})
    app.extensions.setdefault(MENU, []).append((label, endpoint, frozenset(roles or RoleName), covered))


def menu() -> list[MenuEntry]:
    """Return the main menu for the current user."""
    entries, here, mine = current_app.extensions[MENU], request.endpoint or "", set(current_user.role_names)
    if not any(here in covered for _, _, _, covered in entries):
        here = here.partition(".")[0]
    return [
        MenuEntry(label, url_for(endpoint), here in covered)
        for label, endpoint, roles, covered in entries
        if roles & mine
    ]


def _difference_around(old: str, new: str) -> Markup:
    """Return a word difference shortened to the changes and some words around them, for beside the whole text."""
    return differences.changes_html(differences.changes_around(differences.word_difference(old, new)))


def _at(address: str, item: str) -> str:
    """Return an address built for "ITEM", for this question.

    Building an address for each takes longer than the page itself.
    """
    return address.replace("ITEM", item)


def init_app(app: Flask) -> None:
    """Register the filters and globals."""
    folder = Path(app.static_folder or "")

    def asset(filename: str) -> str:
        """Return the address of a static file, with a hash of its content.

        Skips routing, because a page has ten of them.
        """
        return f"{request.script_root}{app.static_url_path}/{filename}?v={_content_tag(folder, filename)}"

    app.jinja_env.filters.update(
        **dutch.FILTERS,
        at=_at,
        markdown=words.to_html,
        plain=words.to_mail,
        short_fingerprint=words.short_fingerprint,
    )
    app.jinja_env.globals.update(
        address_of_page=address_of_page,
        asset=asset,
        menu=menu,
        difference=differences.difference_html,
        difference_around=_difference_around,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
