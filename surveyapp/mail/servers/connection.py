"""Connections to mail servers, for SMTP and IMAP: address, encryption, and a time limit for the whole conversation."""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

from surveyapp.core.config import ConfigurationError

S = TypeVar("S", bound="Server")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting that names a server: its schemes with the port of each, and an example."""

    name: str
    ports: Mapping[str, int]
    example: str
    with_user: bool = False
    """Whether the server needs a user."""

    def parts(self, url: str) -> tuple[SplitResult, int]:
        """Split a URL into its parts and port. Raises ConfigurationError, which does not repeat the password."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigurationError(f"{self.name}: verwacht bijvoorbeeld {self.example}") from error
        if parts.scheme not in self.ports or not parts.hostname or (self.with_user and not parts.username):
            user = " met een gebruiker" if self.with_user else ""
            raise ConfigurationError(
                f"{self.name}: verwacht {', '.join(self.ports)}{user}, bijvoorbeeld {self.example}"
            )
        return parts, port or self.ports[parts.scheme]


@dataclass(frozen=True, slots=True, repr=False)
class Server:
    """A mail server, as a setting names it. The password stays out of ``repr`` and ``name``."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    path: str

    def __repr__(self) -> str:
        return f"Server({self.name})"

    @property
    def name(self) -> str:
        """Return the name for messages and logs."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def encrypted(self) -> bool:
        """Return whether the connection is encrypted from the start."""
        return self.scheme in {"smtps", "imaps"}

    @property
    def upgraded(self) -> bool:
        """Return whether the connection is encrypted before anything else is sent (STARTTLS)."""
        return self.scheme.endswith("+starttls")

    def context(self, trust: ssl.SSLContext | None) -> ssl.SSLContext | None:
        """Return the TLS settings that check the server: ``trust`` when given. None for a server without TLS."""
        return (trust or ssl.create_default_context()) if self.encrypted or self.upgraded else None

    @classmethod
    def named(cls: type[S], setting: Setting, url: str) -> S:
        """Return the server with this URL. Raises ConfigurationError."""
        parts, port = setting.parts(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, parts.hostname or "", port, user, password, unquote(parts.path.strip("/")))


@contextmanager
def ended_after(seconds: float, open_socket: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Close the socket when the block takes longer: the standard library only limits the wait for each answer.

    ``open_socket`` is called when the time is over, because STARTTLS replaces the socket.
    """
    timer = Timer(seconds, _hang_up, [open_socket])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(open_socket: Callable[[], socket.socket | None]) -> None:
    with suppress(OSError):
        if opened := open_socket():
            opened.shutdown(socket.SHUT_RDWR)
