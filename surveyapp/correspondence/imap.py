"""Read a mailbox over IMAP, and change nothing in it.

With imaplib of the standard library: five commands are needed, and a deadline for the whole conversation, which no
library on top of it offers.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from threading import Timer
from typing import Any
from urllib.parse import unquote, urlsplit

from surveyapp.config import ConfigurationError

PORTS = {"imap": 143, "imap+starttls": 143, "imaps": 993}
EXAMPLE = "imaps://gebruiker:wachtwoord@mail.example.org/INBOX"
MAX_BYTES = 10 * 1024 * 1024
"""Of a larger message only the header is fetched."""


class MailboxAway(Exception):
    """The mailbox cannot be read now. The message says why, in Dutch."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mailbox, as the setting ``imap_url`` names it. The password stays out of ``repr`` and ``name``."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    def __repr__(self) -> str:
        return f"Server({self.name})"

    @property
    def name(self) -> str:
        """What it is known by."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"

    @classmethod
    def parse(cls, url: str) -> "Server":
        """Raises ConfigurationError, which does not repeat the password."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigurationError(f"imap_url: verwacht bijvoorbeeld {EXAMPLE}") from error
        if parts.scheme not in PORTS or not parts.hostname or not parts.username:
            raise ConfigurationError(f"imap_url: verwacht {', '.join(PORTS)} met een gebruiker, bijvoorbeeld {EXAMPLE}")
        return cls(
            parts.scheme,
            parts.hostname,
            port or PORTS[parts.scheme],
            unquote(parts.username),
            unquote(parts.password or ""),
            unquote(parts.path.strip("/")) or "INBOX",
        )


class Inbox:
    """An opened mailbox. ``validity`` is what its numbers hold for."""

    def __init__(self, connection: imaplib.IMAP4, validity: str) -> None:
        self._connection = connection
        self.validity = validity

    def numbers_after(self, last: int, since: date) -> list[int]:
        """The numbers of the messages after ``last``, in order; of those since a day when nothing was read yet."""
        wanted = f"UID {last + 1}:*" if last else f"SINCE {since.day}-{since:%b-%Y}"
        found = self._ask("SEARCH", None, wanted)
        numbers = sorted(int(number) for line in found if isinstance(line, bytes) for number in line.split())
        return [number for number in numbers if number > last]

    def message(self, number: int) -> tuple[bytes, bool]:
        """A message, and whether it is whole: of one that is too large only the header comes."""
        size = re.search(rb"RFC822\.SIZE (\d+)", self._facts(number, "(RFC822.SIZE)"))
        whole = size is not None and int(size[1]) <= MAX_BYTES
        part = f"(BODY.PEEK[]<0.{MAX_BYTES}>)" if whole else f"(BODY.PEEK[HEADER]<0.{MAX_BYTES}>)"
        content = next((one[1] for one in self._ask("FETCH", str(number), part) if isinstance(one, tuple)), b"")
        return content, whole

    def _facts(self, number: int, asked: str) -> bytes:
        return b" ".join(one for one in self._ask("FETCH", str(number), asked) if isinstance(one, bytes))

    def _ask(self, command: str, *arguments: Any) -> list[Any]:
        status, found = self._connection.uid(command, *arguments)
        if status != "OK":
            raise MailboxAway(f"De mailserver weigert {command}.")
        return list(found)


class _WithDeadline(imaplib.IMAP4):
    """Hangs up when the whole conversation takes too long: the limit of imaplib is per answer."""

    timer: Timer | None = None

    def _create_socket(self, timeout: float | None) -> Any:
        found = super()._create_socket(timeout)  # type: ignore[misc]
        self.timer = Timer(timeout or 0, _hang_up, [found])
        self.timer.daemon = True
        self.timer.start()
        return found


class _WithDeadlineOverTLS(_WithDeadline, imaplib.IMAP4_SSL):
    """The same, on a connection that is encrypted from the start."""


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def opened(server: Server, timeout: float, trust: ssl.SSLContext | None = None) -> Iterator[Inbox]:
    """The mailbox, for reading, within ``timeout`` seconds in all. Raises MailboxAway, also from within the block."""
    context = None if server.scheme == "imap" else trust or ssl.create_default_context()
    connection = None
    try:
        connection = (
            _WithDeadlineOverTLS(server.host, server.port, ssl_context=context, timeout=timeout)
            if server.scheme == "imaps"
            else _WithDeadline(server.host, server.port, timeout=timeout)
        )
        if server.scheme == "imap+starttls":
            connection.starttls(ssl_context=context)
        connection.login(server.user, server.password)
        yield _open(connection, server.folder)
    except imaplib.IMAP4.abort as error:
        raise MailboxAway("De mailserver brak het gesprek af of antwoordde niet op tijd.") from error
    except imaplib.IMAP4.error as error:
        raise MailboxAway(f"De mailserver laat ons het postvak niet lezen: {error}") from error
    except TimeoutError as error:
        raise MailboxAway(f"De mailserver antwoordde niet binnen {timeout:g} seconden.") from error
    except OSError as error:
        raise MailboxAway(f"De mailserver is niet bereikbaar: {error}") from error
    finally:
        if connection is not None:
            _close(connection)


def _open(connection: imaplib.IMAP4, folder: str) -> Inbox:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    status, _ = connection.select(f'"{escaped}"', readonly=True)
    if status != "OK":
        raise MailboxAway(f"De map {folder} is er niet.")
    validity = connection.response("UIDVALIDITY")[1][0]
    return Inbox(connection, validity.decode("ascii", "replace")[:20] if isinstance(validity, bytes) else "")


def _close(connection: _WithDeadline) -> None:
    with suppress(OSError, imaplib.IMAP4.error):
        connection.logout()
    if connection.timer:
        connection.timer.cancel()
    with suppress(OSError):
        connection.shutdown()
