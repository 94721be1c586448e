"""Send a mail to an SMTP server, or write it to a folder when there is none."""

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
    """A transport for mail."""

    def __call__(self, message: EmailMessage, name: str, giving: Callable[[], None] = ...) -> None:
        """Send the mail. ``name`` is the same for each attempt. Raises Later or Rejected.

        ``giving`` is called before the first byte after which the mail could arrive; an exception that it raises stops
        the attempt.
        """


def _nobody() -> None:
    """Do nothing."""


class Later(Exception):
    """Temporary failure: the server is unreachable, slow, or asks to try later."""


class Unsure(Later):
    """The server received the whole mail without answering whether it was accepted."""


class Rejected(Exception):
    """Permanent refusal by the server; the message holds the server's words."""


class Server(connection.Server):
    """An SMTP server, as the setting ``smtp_url`` names it."""

    @classmethod
    def parse(cls, url: str) -> "Server":
        """Parse the setting. Raises ConfigurationError, which does not repeat the password."""
        return cls.named(SETTING, url)


def to_server(server: Server, timeout: float, trust: ssl.SSLContext | None = None) -> Send:
    """Return a transport over SMTP, within ``timeout`` seconds in all.

    ``trust`` is for a server with its own certificate.
    """

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
    """Tracks whether it waits for the answer to a whole mail, which may then have arrived."""

    given = False
    giving: Callable[[], None] = staticmethod(_nobody)

    def send(self, s: Any) -> None:
        """Send bytes as smtplib does. A mail ends with a line that is a dot."""
        whole = isinstance(s, bytes) and s.endswith(b"\r\n.\r\n")
        if whole:
            self.giving()
        super().send(s)
        self.given = whole


class _KnowsWhatItGaveOverTLS(_KnowsWhatItGave, smtplib.SMTP_SSL):
    """The same, on a connection that is encrypted from the start."""


def _hand_over(smtp: _KnowsWhatItGave, message: EmailMessage) -> None:
    """Send the mail. Raises Unsure when only the answer to it is missing or incomplete."""
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
    """Open a connection, greet and log in. A timer limits the whole: smtplib's own limit is per answer."""
    context = server.context(trust)
    name = socket.gethostname()  # smtplib would look up the full name on the network, which can take long.
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
                smtp.quit()  # The server has the mail; how it ends the conversation does not matter.
    finally:
        smtp.close()


def _by_code(code: int, words: bytes | str) -> Later | Rejected:
    if code < 400:  # an incomplete answer, or an answer to something else
        return Later(CUT_OFF)
    text = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    return Rejected(text) if 500 <= code < 600 else Later(text)


def _words(error: smtplib.SMTPResponseException) -> str:
    return str(_by_code(error.smtp_code, error.smtp_error))


def to_folder(folder: Path) -> Send:
    """Return a transport that writes each mail to an ``.eml`` file, completely or not at all, readable by its owner
    only.
    """

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
