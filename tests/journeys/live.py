"""The real thing on loopback: web server and worker, and a browser without JavaScript."""

import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from postbox import Mailbox, smtp_server  # noqa: F401  (journeys find all that is live here)
from waitress.server import create_server

from surveyapp import worker

T = TypeVar("T")


ELSEWHERE = "http://wederhoor.example.org"
"""How links in mails begin: respondents get none with an address of this computer."""


def here(link: str) -> str:
    """A link of a mail at the server of a journey."""
    return link.replace(ELSEWHERE, "http://127.0.0.1")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(app: Flask, port: int) -> Iterator[str]:
    """The application behind its real server, with a real worker beside it."""
    connections: dict[int, Any] = {}
    server, stop = create_server(app, map=connections, host="127.0.0.1", port=port, threads=4), Event()
    threads = [
        Thread(target=server.run, daemon=True),
        Thread(target=worker.run, args=(app, stop), kwargs={"interval": 0.25}, daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop.set()
        threads[1].join(30)
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: _closed(server, connections))
        threads[0].join(30)


def _closed(server: Any, connections: dict[int, Any]) -> None:
    """In the server's own thread: it may not wait for a socket that another thread closes."""
    server.close()
    for connection in list(connections.values()):
        connection.close()


def wait_for(find: Callable[[], T], what: str, seconds: float = 60) -> T:
    """Ask until there is an answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := find():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


class PlainBrowser:
    """Follows links and fills in forms as a browser without JavaScript does."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.url = base
        self.status = 0
        self.content = b""
        self.tree: Element = Element("html")

    def open(self, address: str, data: bytes | None = None, kind: str = "") -> "PlainBrowser":
        """Go to an address; what comes back is the page."""
        request = urllib.request.Request(urljoin(self.url, address), data=data)
        if kind:
            request.add_header("Content-Type", kind)
        try:
            response = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            self.content, self.url, self.status = response.read(), response.geturl(), response.status
            html = response.headers.get_content_type() == "text/html"
        self.tree = html5lib.parse(self.content, namespaceHTMLElements=False) if html else Element("html")
        return self

    @property
    def words(self) -> str:
        """The text of the page."""
        return " ".join("".join(self.tree.find("body").itertext()).split())  # type: ignore[union-attr]

    def submit(self, button: str, *, files: dict[str, list[Path]] | None = None, **values: Any) -> "PlainBrowser":
        """Press the button with these words, with these values in its form."""
        form, pressed = self._find(button)
        sent = [(name, value) for name, value in _values(form) if name not in values]
        if pressed.get("name"):
            sent.append((pressed.get("name", ""), pressed.get("value", "")))
        for name, value in values.items():
            sent += [(name, one) for one in (value if isinstance(value, list) else [value])]
        target = form.get("action") or self.url
        if files:
            return self.open(target, *_multipart(sent, files))
        return self.open(target, urlencode(sent).encode(), "application/x-www-form-urlencoded")

    def _find(self, button: str) -> tuple[Element, Element]:
        for form in self.tree.iter("form"):
            for pressed in form.iter("button"):
                if " ".join("".join(pressed.itertext()).split()).startswith(button):
                    return form, pressed
        raise AssertionError(f"no button {button!r} on {self.url}: {self.words[:2000]}")


def _values(form: Element) -> Iterator[tuple[str, str]]:
    for one in form.iter():
        name = one.get("name")
        if not name or one.get("disabled") is not None:
            continue
        if one.tag == "textarea":
            yield name, "".join(one.itertext())
        elif one.tag == "select":
            options = list(one.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None]
            if one.get("multiple") is None:
                chosen = chosen or options[:1]
            yield from ((name, option.get("value", "")) for option in chosen)
        elif one.tag == "input" and _counts(one):
            yield name, one.get("value", "on")


def _counts(field: Element) -> bool:
    kind = field.get("type")
    return kind not in {"submit", "file"} and (kind not in {"checkbox", "radio"} or field.get("checked") is not None)


def _multipart(values: list[tuple[str, str]], files: dict[str, list[Path]]) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in values]
    for name, paths in files.items():
        parts += [
            f'Content-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n\r\n'.encode()
            + path.read_bytes()
            + b"\r\n"
            for path in paths
        ]
    body = b"".join(f"--{boundary}\r\n".encode() + part for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
