"""Hand a mail to an SMTP server, or write it to a folder when there is none."""

import os
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

from surveyapp.mail.servers import connection
from surveyapp.mail.servers.connection import Setting, ended_after

CUT_OFF = "De mailserver brak het gesprek af of antwoordde niet op tijd."
UNSURE = "De mailserver kreeg de hele mail, maar antwoordde niet meer. Misschien is hij aangekomen."
SETTING = Setting(
    name="smtp_url",
    ports={"smtp": 25, "smtp+starttls": 587, "smtps": 465},
    example="smtp+starttls://gebruiker:wachtwoord@mail.example.org:587",
)


class Send(Protocol):
    """A way out for mail."""

    def __call__(self, message: EmailMessage, name: str, giving: Callable[[], None] = ...) -> None:
        """Hand the mail over. ``name`` stays the same over attempts. Raises Later or Rejected.

        ``giving`` is called before the first byte from which on it could arrive; what it raises stops the attempt.
        """


def _nobody() -> None:
    """Tell nobody."""


class Later(Exception):
    """Not now: the server is away, slow, or asks to come back. Trying again makes sense."""


class Unsure(Later):
    """The server got the whole mail and then did not say whether it took it."""


class Rejected(Exception):
    """The server says no for good; the message holds its own words."""


class Server(connection.Server):
    """An SMTP server, as the setting ``smtp_url`` names it."""

    @classmethod
    def parse(cls, url: str) -> "Server":
        """Raises ConfigurationError, which does not repeat the password."""
        return cls.named(SETTING, url)


def to_server(server: Server, timeout: float, trust: ssl.SSLContext | None = None) -> Send:
    """Send by SMTP, within ``timeout`` seconds in all. ``trust`` knows a server with its own certificate."""

    def send(message: EmailMessage, name: str, giving: Callable[[], None] = _nobody) -> None:  # noqa: ARG001
        try:
            with _conversation(server, timeout, trust) as smtp:
                smtp.giving = giving
                _hand_over(smtp, message)
        except smtplib.SMTPAuthenticationError as error:
            raise Later(f"Inloggen bij de mailserver lukt niet: {_words(error)}") from error
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _by_code(code, words) from error
        except smtplib.SMTPResponseException as error:
            raise _by_code(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPServerDisconnected as error:
            raise Later(CUT_OFF) from error
        except TimeoutError as error:
            raise Later(f"De mailserver antwoordde niet binnen {timeout:g} seconden.") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Later(f"De mailserver is niet bereikbaar: {error}") from error

    return send


class _KnowsWhatItGave(smtplib.SMTP):
    """Knows whether it waits for the answer to a whole mail: then that mail may have arrived."""

    given = False
    giving: Callable[[], None] = staticmethod(_nobody)

    def send(self, s: Any) -> None:
        """As smtplib does. A mail's last line is a dot."""
        whole = isinstance(s, bytes) and s.endswith(b"\r\n.\r\n")
        if whole:
            self.giving()
        super().send(s)
        self.given = whole


class _KnowsWhatItGaveOverTLS(_KnowsWhatItGave, smtplib.SMTP_SSL):
    """The same, on a connection that is encrypted from the start."""


def _hand_over(smtp: _KnowsWhatItGave, message: EmailMessage) -> None:
    """Give the mail. Raises Unsure when only the answer to it is missing, or is cut off."""
    try:
        (sender,), (recipient,) = message["From"].addresses, message["To"].addresses
        smtp.send_message(message, sender.addr_spec, [recipient.addr_spec])
    except smtplib.SMTPDataError as error:
        if error.smtp_code >= 400:
            raise
        raise Unsure(UNSURE) from error
    except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
        if not smtp.given:
            raise
        raise Unsure(UNSURE) from error


@contextmanager
def _conversation(server: Server, timeout: float, trust: ssl.SSLContext | None) -> Iterator[_KnowsWhatItGave]:
    """An open, greeted and authenticated connection. A timer ends it: smtplib's own limit is per answer."""
    context = server.context(trust)
    name = socket.gethostname()  # smtplib would ask the network for its full name, which can take long.
    smtp = (
        _KnowsWhatItGaveOverTLS(local_hostname=name, timeout=timeout, context=context)
        if server.encrypted
        else _KnowsWhatItGave(local_hostname=name, timeout=timeout)
    )
    smtp._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001  (the name that TLS checks)
    try:
        with ended_after(timeout, lambda: smtp.sock):
            code, words = smtp.connect(server.host, server.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, words)
            if server.upgraded:
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            yield smtp
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()  # It has the mail; how it says goodbye does not matter.
    finally:
        smtp.close()


def _by_code(code: int, words: bytes | str) -> Later | Rejected:
    if code < 400:  # half an answer, or one to something else
        return Later(CUT_OFF)
    text = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    return Rejected(text) if 500 <= code < 600 else Later(text)


def _words(error: smtplib.SMTPResponseException) -> str:
    return str(_by_code(error.smtp_code, error.smtp_error))


def to_folder(folder: Path) -> Send:
    """Write each mail as one ``.eml`` file, whole or not at all, readable by its owner only."""

    def send(message: EmailMessage, name: str, giving: Callable[[], None] = _nobody) -> None:  # noqa: ARG001
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished = folder / f".{name}.{os.getpid()}"
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message.as_bytes())
            unfinished.replace(folder / f"{name}.eml")
        except OSError as error:
            raise Later(f"Schrijven in {folder} lukt niet: {error.strerror}") from error

    return send
