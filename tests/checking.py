"""A client that acts as one person in a browser, and checks every page that it opens."""

import contextvars
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, before_render_template
from itsdangerous import URLSafeTimedSerializer
from jinja2 import Template
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from surveyapp.accounts.staff.models import User
from surveyapp.core.db import WRITE, db

PASSWORD = "correct-paard-batterij"
LABELLED = {"input", "select", "textarea"}
WITHOUT_LABEL = {"hidden", "submit", "button", "image"}


class Page:
    """One answer of the application."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.text if response.mimetype.startswith("text/") or response.is_json else ""
        self.tree: Element | None = None
        if response.mimetype == "text/html" and self.text:
            parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
            self.tree = parser.parse(self.text)

    @property
    def location(self) -> str:
        """Where a redirect goes."""
        return self.response.headers.get("Location", "")

    @property
    def json(self) -> Any:
        """The answer's JSON."""
        return self.response.get_json()

    @property
    def title(self) -> str:
        """The title, without the product's name."""
        return " ".join(words(self.one("title")).split()).removesuffix(" | Wederhoor")

    @property
    def h1(self) -> str:
        """The heading."""
        return " ".join(words(self.one("h1")).split())

    @property
    def words(self) -> str:
        """All text of the page, with single spaces."""
        return " ".join(words(self.one("body")).split())

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements with a tag and attributes, in order of the page. ``class_`` matches one of the classes."""
        assert self.tree is not None, f"not a page: {self.status} {self.response.mimetype}"
        return [element for element in self.tree.iter(tag) if _fits(element, attributes)]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × <{tag}> {attributes}"
        return found[0]

    def links(self) -> dict[str, str]:
        """Address by the words of the link."""
        return {" ".join(words(a).split()): a.get("href", "") for a in self.all("a")}


def _fits(element: Element, attributes: dict[str, str]) -> bool:
    for name, value in attributes.items():
        held = element.get(name.rstrip("_").replace("_", "-"), "")
        if value not in held.split() if name == "class_" else value != held:
            return False
    return True


def words(element: Element) -> str:
    """The text inside an element."""
    return "".join(element.itertext())


class Client:
    """One person's browser. ``session`` is the test's: committed before each request, refreshed after it."""

    def __init__(self, app: Flask, session: Session | None = None) -> None:
        self.app = app
        self.session = session
        self.browser = app.test_client()

    def login(self, user: User, password: str = PASSWORD) -> "Client":
        """Through the log-in page, as a person does."""
        page = self.post("/inloggen", {"email": user.email, "password": password}, status=302)
        assert page.location == "/", page.location
        return self

    def logout(self) -> "Client":
        """Through the button."""
        self.post("/uitloggen", status=302)
        return self

    def get(self, path: str, *, title: str | None = None, status: int = 200, **options: Any) -> Page:
        """Open a page and check it. ``title`` is how its title begins."""
        return self._checked(self._open(path, method="GET", **options), title, status)

    def post(
        self,
        path: str,
        data: dict[str, Any] | bytes | None = None,
        *,
        title: str | None = None,
        status: int | tuple[int, ...] = (200, 302, 303),
        csrf: bool = True,
        **options: Any,
    ) -> Page:
        """Send a form (or ``json=``) with the hidden fields that its page would hold. Follows no redirects."""
        headers = dict(options.pop("headers", {}))
        if "json" not in options and not isinstance(data, bytes):
            data = {"submitted": "yes"} | (data or {})
        if csrf:
            headers.setdefault("X-CSRFToken", self.csrf_token())
        return self._checked(self._open(path, method="POST", data=data, headers=headers, **options), title, status)

    def follow(self, page: Page, *, title: str | None = None) -> Page:
        """Where a redirect leads."""
        assert page.location, f"no redirect: {page.status}"
        return self.get(page.location, title=title)

    def csrf_token(self) -> str:
        """A token that belongs to this browser's session."""
        with self.browser.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(raw))

    def _open(self, path: str, **options: Any) -> Page:
        if self.session:
            self.session.commit()
        held_up: list[str] = []

        def look(_app: Flask, template: Template, **_: Any) -> None:
            if db.session.in_transaction() and WRITE in db.session.connection().get_execution_options():
                held_up.append(template.name or "")

        # In a context of its own, as on a server: a pushed one would share ``g`` and the database session.
        with before_render_template.connected_to(look, self.app):
            response = contextvars.Context().run(lambda: self.browser.open(path, **options))
        assert not held_up, f"{path} renders {held_up} while others wait to save"
        if self.session:
            self.session.expire_all()
        return Page(response)

    def _checked(self, page: Page, title: str | None, status: int | tuple[int, ...]) -> Page:
        expected = (status,) if isinstance(status, int) else status
        assert page.status in expected, f"{page.status} {page.location} {page.text[:2000]}"
        if page.tree is not None and page.status not in {301, 302, 303, 308}:
            faults = list(faults_of(page))
            assert not faults, faults
            assert page.title.startswith("Fout: ") or page.status != 422, page.title
            if title is not None:
                assert page.title.removeprefix("Fout: ").startswith(title), page.title
        return page


def faults_of(page: Page) -> Iterator[str]:
    """What is wrong with a page, beside its syntax."""
    if len(page.all("h1")) != 1:
        yield f"{len(page.all('h1'))} h1"
    if not page.title:
        yield "no title"
    ids = Counter(element.get("id") for element in page.all("*") if element.get("id") is not None)
    yield from (f"id {name!r} {count} times" for name, count in ids.items() if count > 1)
    yield from (f"empty id on <{element.tag}>" for element in page.all("*") if element.get("id") == "")
    yield from _label_faults(page)
    for form in page.all("form"):
        if form.get("method", "").lower() == "post" and not any(
            field.get("name") == "csrf_token" for field in form.iter("input")
        ):
            yield f"form without csrf_token: {form.get('action')}"
    for element in page.all("*"):
        named = " ".join(element.get(name, "") for name in ("aria-describedby", "aria-labelledby", "aria-controls"))
        yield from (f"no element with id {name}" for name in named.split() if name not in ids)
        if re.match(r"#.", element.get("href", "")) and element.get("href", "")[1:] not in ids:
            yield f"link to nothing: {element.get('href')}"
    yield from (f"inline style or handler: <{e.tag}>" for e in page.all("*") if {"style", "onclick"} & set(e.keys()))


def _label_faults(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label")}
    inside = {id(field) for label in page.all("label") if words(label).strip() for field in label.iter()}
    for field in page.all("*"):
        if field.tag not in LABELLED or field.get("type", "") in WITHOUT_LABEL:
            continue
        if not (
            field.get("id") in labelled
            or id(field) in inside
            or field.get("aria-label")
            or field.get("aria-labelledby")
        ):
            yield f"no label: <{field.tag} name={field.get('name')!r}>"
    for button in page.all("button"):
        if not words(button).strip() and not button.get("aria-label"):
            yield "button without words"
