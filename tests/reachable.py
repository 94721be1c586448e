"""What a person in a browser can reach: the pages that links lead to, and the forms on them with what they hold."""

import contextvars
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import Client as Browser
from werkzeug.test import TestResponse

Fields = dict[str, list[Any]]
Tree = html.HtmlElement
SENDING = ("input", "select", "textarea", "button")


@dataclass(frozen=True)
class Attempt:
    """One request: an address, and what a form or script sends to it."""

    path: str
    fields: Fields = field(default_factory=dict)
    json: Any = None


def rule_of(app: Flask, method: str, path: str) -> Rule | None:
    """The route that an address belongs to, or None for another site's."""
    parts = urlsplit(path)
    if parts.netloc or not parts.path.startswith("/"):
        return None
    try:
        rule, _ = app.url_map.bind("localhost").match(parts.path, method=method, return_rule=True)
    except HTTPException:
        return None
    return rule


def row_of(method: str, rule: Rule | str) -> str:
    """How the table names a route."""
    return f"{method:6} {rule.rule if isinstance(rule, Rule) else rule}"


Found = dict[str, list[Attempt]]


@dataclass
class Chosen:
    """Which addresses to open: these, and two of each route, or one for each of some interviews."""

    starts: list[str]
    interviews: set[int]
    known: Found
    """Routes that need not be opened again."""
    times: Counter[object] = field(default_factory=Counter)

    def opens(self, rule: Rule, path: str) -> bool:
        """Whether to open an address; once it is, it counts."""
        about = _interview_in(path)
        elsewhere = row_of("GET", rule) in self.known or (about and about not in self.interviews)
        self.times[rule.rule, about] += path in self.starts or not elsewhere
        return (path in self.starts or not elsewhere) and self.times[rule.rule, about] <= (1 if about else 2)


def explore(app: Flask, browser: Browser, chosen: Chosen) -> Found:
    """Follow links from the first addresses; return by row of the table what can be asked and sent."""
    found: Found = {}
    waiting, seen = list(chosen.starts), set(chosen.starts)
    while waiting:
        path = waiting.pop(0)
        rule = rule_of(app, "GET", path)
        if rule is None or not chosen.opens(rule, path):
            continue
        links, forms = _opened(browser, path)
        if links is None:
            continue
        found.setdefault(row_of("GET", rule), []).append(Attempt(path))
        waiting += [link for link in links if link not in seen]
        seen |= set(links)
        for attempt in forms:
            if posted := rule_of(app, "POST", attempt.path):
                found.setdefault(row_of("POST", posted), []).append(attempt)
    return found


def _opened(browser: Browser, path: str) -> tuple[list[str] | None, list[Attempt]]:
    """Return the links and forms of a page; None for one that is refused. Files have none and are not made."""
    if "." in urlsplit(path).path.rsplit("/", 1)[-1]:
        return [], []
    response = ask(browser, "GET", path)
    if response.status_code >= 400:
        return None, []
    page = tree_of(response)
    links = dict.fromkeys(addresses_on(page, path, response.headers.get("Location", "")))
    return list(links), list(forms_on(page, path))


def ask(browser: Browser, method: str, path: str, **options: Any) -> TestResponse:
    """One request in a context of its own, as on a server: a pushed one would share the user and the session."""
    return contextvars.Context().run(lambda: browser.open(path, method=method, **options))


def _interview_in(path: str) -> int:
    found = re.match(r"/interviews/(\d+)", path)
    return int(found[1]) if found else 0


def tree_of(response: TestResponse) -> Tree | None:
    return html.fromstring(response.data) if response.mimetype == "text/html" and response.data else None


def addresses_on(page: Tree | None, path: str, location: str) -> Iterator[str]:
    links = [location] if location else []
    if page is not None:
        links += [one.get("href", "") for one in page.iter("a")]
        links += [one.get("src", "") for one in page.iter("img", "iframe")]
    for link in links:
        yield urljoin(path, link).split("#")[0]


def forms_on(page: Tree | None, path: str) -> Iterator[Attempt]:
    if page is None:
        return
    everything = list(page.iter(*SENDING))
    for form in page.iter("form"):
        name = form.get("id")
        inside = [one for one in form.iter(*SENDING) if one.get("form") in {None, name}]
        outside = [one for one in everything if name and one.get("form") == name and one not in inside]
        fields = _fields([*inside, *outside])
        buttons = [one for one in [*inside, *outside] if one.tag == "button" and one.get("type") != "button"]
        for button in buttons:
            pressed = {button.get("name", ""): [button.get("value", "")]} if button.get("name") else {}
            method = button.get("formmethod") or form.get("method", "get")
            if method.lower() == "post":
                action = button.get("formaction") or form.get("action") or path
                yield Attempt(urljoin(path, action), fields | pressed)


def _fields(elements: list[Tree]) -> Fields:
    fields: Fields = {}
    for one in elements:
        name = one.get("name")
        if name and "disabled" not in one.attrib and name != "csrf_token":
            for value in _values(one):
                fields.setdefault(name, []).append(value)
    return fields


def _values(element: Tree) -> list[str]:
    """What a browser sends of one field that nobody touched."""
    kind = element.get("type", "text")
    if element.tag == "textarea":
        return ["".join(element.itertext()).removeprefix("\n")]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [one for one in options if "selected" in one.attrib]
        if not chosen and "multiple" not in element.attrib:
            chosen = options[:1]
        return [one.get("value", "".join(one.itertext())) for one in chosen]
    if element.tag != "input" or kind in {"file", "submit", "button", "image"}:
        return []
    if kind in {"checkbox", "radio"} and "checked" not in element.attrib:
        return []
    return [element.get("value", "")]
