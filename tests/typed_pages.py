"""Every page with a field to type in, derived from the routes: by following links, and by filling in addresses."""

import itertools
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

WITHOUT_WORDS = {
    "hidden",
    "password",
    "checkbox",
    "radio",
    "submit",
    "button",
    "reset",
    "image",
    "file",
    "color",
    "range",
}
EACH = 3
"""So many addresses of one endpoint are looked at: what a page shows depends on the state of its subject."""


@dataclass(frozen=True, slots=True)
class TypedForm:
    """One form with a text field: where it is sent, which fields it has, and whether its page saves it by itself."""

    endpoint: str
    address: str
    action: str
    names: tuple[str, ...]
    name: str
    saves_itself: bool


TRIED = 8
"""So many values of an argument are tried."""


class Crawler:
    """Follows links from page to page with one log-in, a few addresses of each endpoint."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.client = client
        self.adapter = app.url_map.bind("localhost")
        self.rules = [one for one in app.url_map.iter_rules() if "GET" in (one.methods or set())]
        self.values: dict[str, dict[object, None]] = defaultdict(dict)
        self.seen: dict[str, list[str]] = defaultdict(list)
        self.pages: dict[str, Element] = {}
        self.endpoints: dict[str, str] = {}

    def endpoint(self, address: str) -> str:
        """Return the endpoint that answers GET at an address, or ""."""
        try:
            endpoint, arguments = self.adapter.match(urlsplit(address).path, method="GET")
        except (HTTPException, RequestRedirect):
            return ""
        for name, value in arguments.items():
            self.values[name][value] = None
        return str(endpoint)

    def walk(self, *addresses: str, each: int = EACH) -> "Crawler":
        """Look at these pages and at all that they lead to, at ``each`` of one endpoint."""
        waiting, known = deque(addresses), set(addresses)
        while waiting:
            address = waiting.popleft()
            endpoint = self.endpoint(address)
            if not endpoint or endpoint == "static" or len(self.seen[endpoint]) >= each:
                continue
            for found in self._look(address, endpoint):
                if found not in known:
                    known.add(found)
                    waiting.append(found)
        return self

    def fill(self) -> "Crawler":
        """Look at routes to which no link led, with the arguments that stood in the addresses of others."""
        for rule in self.rules:
            if self.seen.get(rule.endpoint):
                continue
            known = [list(self.values[name])[:TRIED] for name in rule.arguments]
            for values in itertools.islice(itertools.product(*known), TRIED):
                address = self.adapter.build(rule.endpoint, dict(zip(rule.arguments, values, strict=True)))
                self.walk(address, each=max(EACH, len(self.seen[rule.endpoint]) + 1))
                if self.seen[rule.endpoint] and rule.endpoint in self.unreached():
                    break  # a file, or an answer to a script
        return self

    def unreached(self) -> set[str]:
        """Return the endpoints of which no page was seen."""
        return {rule.endpoint for rule in self.rules} - {self.endpoints[address] for address in self.pages}

    def files(self) -> set[str]:
        """Return the endpoints that answered, but never with a page: files, redirects, and answers to scripts."""
        return {endpoint for endpoint, addresses in self.seen.items() if addresses} & self.unreached()

    def _look(self, address: str, endpoint: str) -> Iterator[str]:
        response = self.client.get(address)
        if response.status_code < 400:
            self.seen[endpoint].append(address)
        if response.status_code in {301, 302, 303, 308}:
            yield _inside(address, response.headers["Location"])
        if response.status_code != 200 or response.mimetype != "text/html":
            response.close()
            return
        tree = html5lib.parse(response.data, namespaceHTMLElements=False)
        self.pages[address], self.endpoints[address] = tree, endpoint
        for one in tree.iter():
            if link := one.get("href" if one.tag == "a" else "src" if one.tag == "iframe" else "-"):
                yield _inside(address, link)
            elif one.tag == "form" and one.get("method", "get") == "get":
                yield from _asked(address, one)

    def forms(self) -> list[TypedForm]:
        """Return the forms with a text field, each of an endpoint once, in the order in which they were found."""
        found: dict[object, TypedForm] = {}
        for address, tree in self.pages.items():
            for form in typed_forms(tree, address, self.endpoints[address]):
                found.setdefault((form.endpoint, self._kind(form), form.names), form)
        return list(found.values())

    def action(self, address: str) -> str:
        """Return the endpoint that answers POST at an address, or ""."""
        try:
            return str(self.adapter.match(urlsplit(address).path, method="POST")[0])
        except HTTPException:
            return ""

    def _kind(self, form: TypedForm) -> str:
        return self.action(form.action) or form.name


def typed_forms(tree: Element, address: str, endpoint: str) -> Iterator[TypedForm]:
    """Find the forms of a page that change something and have a field to type in."""
    everything = list(tree.iter())
    for form in (one for one in everything if one.tag == "form"):
        if form.get("method", "get").lower() != "post" and form.get("data-unsent") is None:
            continue
        own = [*form.iter(), *(one for one in everything if one.get("form") and one.get("form") == form.get("id"))]
        if names := tuple(dict.fromkeys(one.get("name", "") for one in own if is_text(one))):
            action = urljoin(address, form.get("action") or address)
            name = form.get("data-unsent") or form.get("id") or ""
            yield TypedForm(endpoint, address, action, names, name, form.get("data-saves-itself") is not None)


def is_text(field: Element) -> bool:
    """Return whether somebody types in this field."""
    if not field.get("name") or field.get("disabled") is not None or field.get("readonly") is not None:
        return False
    return field.tag == "textarea" or (field.tag == "input" and field.get("type", "text") not in WITHOUT_WORDS)


def _inside(address: str, link: str) -> str:
    """The path of a link within the application; "" for one that leads out of it."""
    found = urlsplit(urljoin(f"http://localhost{address}", link))
    if found.netloc != "localhost":
        return ""
    return f"{found.path}?{found.query}" if found.query else found.path


def _asked(address: str, form: Element) -> Iterator[str]:
    """The pages that a form asks for, one for each option of its first choice."""
    path = urlsplit(form.get("action") or address).path
    fixed = [(one.get("name", ""), one.get("value", "")) for one in form.iter("input") if one.get("type") == "hidden"]
    for select in list(form.iter("select"))[:1]:
        for option in list(select.iter("option"))[:4]:
            yield _inside(address, f"{path}?{urlencode([*fixed, (select.get('name', ''), option.get('value', ''))])}")
