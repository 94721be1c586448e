"""Read a mailbox over IMAP, and change nothing in it.

Uses imaplib of the standard library: only five commands are needed, and a time limit for the whole conversation, which
no library on top of it offers.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

from surveyapp.mail.servers import connection
from surveyapp.mail.servers.connection import Setting, ended_after

SETTING = Setting(
    name="imap_url",
    ports={"imap": 143, "imap+starttls": 143, "imaps": 993},
    example="imaps://gebruiker:wachtwoord@mail.example.org/INBOX",
    with_user=True,
)
MAX_BYTES = 10 * 1024 * 1024
"""Only the header of a larger message is fetched."""


class MailboxAway(Exception):
    """The mailbox cannot be read now. The message says why, in Dutch."""


class Server(connection.Server):
    """A mailbox, as the setting ``imap_url`` names it."""

    @property
    def folder(self) -> str:
        """Return the folder that is read."""
        return self.path or "INBOX"

    @property
    def name(self) -> str:
        """Return the name for messages and the database."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"

    @classmethod
    def parse(cls, url: str) -> "Server":
        """Parse the setting. Raises ConfigurationError, which does not repeat the password."""
        return cls.named(SETTING, url)


class Inbox:
    """An open mailbox. ``validity`` is its UIDVALIDITY: message numbers hold only within it."""

    def __init__(self, connection: imaplib.IMAP4, validity: str) -> None:
        self._connection = connection
        self.validity = validity

    def numbers_after(self, last: int, since: date) -> list[int]:
        """Return the numbers of the messages after ``last``, in order; when ``last`` is 0, those since a day."""
        wanted = f"UID {last + 1}:*" if last else f"SINCE {since.day}-{since:%b-%Y}"
        lines = self._ask("SEARCH", None, wanted)
        numbers = sorted(int(number) for line in lines if isinstance(line, bytes) for number in line.split())
        return [number for number in numbers if number > last]

    def message(self, number: int) -> tuple[bytes, bool]:
        """Return a message, and whether it is complete: of a message that is too large only the header is returned."""
        size = re.search(rb"RFC822\.SIZE (\d+)", self._facts(number, "(RFC822.SIZE)"))
        whole = size is not None and int(size[1]) <= MAX_BYTES
        part = f"(BODY.PEEK[]<0.{MAX_BYTES}>)" if whole else f"(BODY.PEEK[HEADER]<0.{MAX_BYTES}>)"
        content = next((item[1] for item in self._ask("FETCH", str(number), part) if isinstance(item, tuple)), b"")
        return content, whole

    def _facts(self, number: int, asked: str) -> bytes:
        return b" ".join(item for item in self._ask("FETCH", str(number), asked) if isinstance(item, bytes))

    def _ask(self, command: str, *arguments: Any) -> list[Any]:
        status, data = self._connection.uid(command, *arguments)
        if status != "OK":
            raise MailboxAway(f"De mailserver weigert {command}.")
        return list(data)


class _Connection(imaplib.IMAP4):
    """Adds itself to ``opening`` before it connects, because imaplib connects in the constructor."""

    def __init__(self, opening: list[imaplib.IMAP4], *arguments: Any, **options: Any) -> None:
        opening.append(self)
        super().__init__(*arguments, **options)


class _ConnectionOverTLS(_Connection, imaplib.IMAP4_SSL):
    """An IMAP connection that is encrypted from the start."""


@contextmanager
def opened(server: Server, timeout: float, trust: ssl.SSLContext | None = None) -> Iterator[Inbox]:
    """Open the mailbox for reading, within ``timeout`` seconds in all.

    Raises MailboxAway, also from within the block.
    """
    opening: list[imaplib.IMAP4] = []
    try:
        with ended_after(timeout, lambda: getattr(opening[0], "sock", None) if opening else None):
            yield _open(_logged_in(server, timeout, server.context(trust), opening), server.folder)
    except imaplib.IMAP4.abort as error:
        raise MailboxAway("De mailserver brak het gesprek af of antwoordde niet op tijd.") from error
    except imaplib.IMAP4.error as error:
        raise MailboxAway(f"De mailserver laat ons het postvak niet lezen: {error}") from error
    except TimeoutError as error:
        raise MailboxAway(f"De mailserver antwoordde niet binnen {timeout:g} seconden.") from error
    except OSError as error:
        raise MailboxAway(f"De mailserver is niet bereikbaar: {error}") from error
    finally:
        for connection in opening:
            _close(connection)


def _logged_in(
    server: Server, timeout: float, context: ssl.SSLContext | None, opening: list[imaplib.IMAP4]
) -> imaplib.IMAP4:
    connection = (
        _ConnectionOverTLS(opening, server.host, server.port, ssl_context=context, timeout=timeout)
        if server.encrypted
        else _Connection(opening, server.host, server.port, timeout=timeout)
    )
    if server.upgraded:
        connection.starttls(ssl_context=context)
    connection.login(server.user, server.password)
    return connection


def _open(connection: imaplib.IMAP4, folder: str) -> Inbox:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    status, _ = connection.select(f'"{escaped}"', readonly=True)
    if status != "OK":
        raise MailboxAway(f"De map {folder} is er niet.")
    validity = connection.response("UIDVALIDITY")[1][0]
    return Inbox(connection, validity.decode("ascii", "replace")[:20] if isinstance(validity, bytes) else "")


def _close(connection: imaplib.IMAP4) -> None:
    with suppress(OSError, imaplib.IMAP4.error, AttributeError):
        connection.logout()
    with suppress(OSError, AttributeError):
        connection.shutdown()
