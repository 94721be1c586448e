"""Against a real SMTP server on loopback."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from postbox import LoopbackController, server_context

from surveyapp.core.config import ConfigurationError
from surveyapp.mail.servers.smtp import Later, Rejected, Send, Server, to_folder, to_server


class Recipient:
    """A mail server that answers as it is told, and keeps what it accepted."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK", pause: float = 0) -> None:
        self.rcpt, self.data, self.pause = rcpt, data, pause
        self.accepted: list[Envelope] = []
        self.secure: list[bool] = []
        self.conversations = 0

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.conversations += 1
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.pause)
        if self.data.startswith("2"):
            self.accepted.append(envelope)
            self.secure.append(session.ssl is not None)
        return self.data


@contextmanager
def running(recipient: Recipient, **options: Any) -> Iterator[int]:
    controller = LoopbackController(recipient, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def listening(answer: Callable[[Any], None]) -> Iterator[int]:
    """A server that is none: it accepts and does what ``answer`` does with the connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[Any] = []

        def serve() -> None:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            held.append(connection)
            answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            for connection in held:
                connection.close()
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "post@example.org", "vera@example.org", "Dag"
    made.set_content("Dag Vera\n")
    return made


def sender(port: int, scheme: str = "smtp", timeout: float = 5, login: str = "", **options: Any) -> Send:
    return to_server(Server.parse(f"{scheme}://{login}127.0.0.1:{port}"), timeout, **options)


def test_a_mail_arrives() -> None:
    recipient = Recipient()
    with running(recipient) as port:
        sender(port)(message(), "1")
    (envelope,) = recipient.accepted
    assert envelope.mail_from == "post@example.org"
    assert envelope.rcpt_tos == ["vera@example.org"]
    assert b"Subject: Dag" in bytes(envelope.content or b"")


@pytest.mark.parametrize("answers", [{"rcpt": "450 kom later terug"}, {"data": "451 even niet"}])
def test_4xx_means_later(answers: dict[str, str]) -> None:
    with running(Recipient(**answers)) as port, pytest.raises(Later, match=r"45[01] "):
        sender(port)(message(), "1")


@pytest.mark.parametrize("answers", [{"rcpt": "550 geen postvak hier"}, {"data": "554 dit lijkt spam"}])
def test_5xx_means_no_and_keeps_the_words_of_the_server(answers: dict[str, str]) -> None:
    with running(Recipient(**answers)) as port, pytest.raises(Rejected) as raised:
        sender(port)(message(), "1")
    assert str(raised.value) in answers.values()


def test_a_server_that_is_away_means_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Later, match="niet bereikbaar"):
        sender(port)(message(), "1")


def test_a_server_that_says_nothing_is_left_in_time() -> None:
    started = time.monotonic()
    with listening(lambda _connection: None) as port, pytest.raises(Later):
        sender(port, timeout=0.5)(message(), "1")
    assert time.monotonic() - started < 2


def test_a_server_that_drips_is_left_in_time_too() -> None:
    def drip(connection: Any) -> None:
        try:
            while True:
                connection.sendall(b"220-wacht\r\n")
                time.sleep(0.1)
        except OSError:
            pass

    started = time.monotonic()
    with listening(drip) as port, pytest.raises(Later):
        sender(port, timeout=0.6)(message(), "1")
    assert time.monotonic() - started < 3


def test_a_server_that_takes_too_long_over_the_mail_means_later() -> None:
    recipient = Recipient(pause=2)
    with running(recipient) as port, pytest.raises(Later):
        sender(port, timeout=0.5)(message(), "1")


def test_a_server_that_hangs_up_means_later() -> None:
    with listening(lambda connection: connection.close()) as port, pytest.raises(Later):
        sender(port)(message(), "1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context and a client's that trusts it."""
    folder = tmp_path_factory.mktemp("tls")
    server = server_context(folder)
    return server, ssl.create_default_context(cafile=str(folder / "cert.pem"))


def test_starttls_is_used_and_its_certificate_checked(certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, trust = certificate
    recipient = Recipient()
    with running(recipient, tls_context=server, require_starttls=True) as port:
        sender(port, "smtp+starttls", trust=trust)(message(), "1")
        with pytest.raises(Later, match=r"(?i)certificate"):
            sender(port, "smtp+starttls")(message(), "2")
    assert recipient.secure == [True]


def test_a_server_without_starttls_gets_no_mail() -> None:
    recipient = Recipient()
    with running(recipient) as port, pytest.raises(Later):
        sender(port, "smtp+starttls")(message(), "1")
    assert recipient.accepted == []


def test_tls_from_the_start(certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, trust = certificate
    recipient = Recipient()
    with running(recipient, ssl_context=server) as port:
        sender(port, "smtps", trust=trust)(message(), "1")
    assert len(recipient.accepted) == 1


def test_the_password_of_the_setting_is_used_and_a_wrong_one_does_not_fail_the_mail() -> None:
    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"ik", b"p@s:s")
        return AuthResult(success=good, handled=good)

    recipient = Recipient()
    options = {"authenticator": authenticate, "auth_require_tls": False}
    with running(recipient, **options) as port:
        sender(port, login="ik:p%40s%3As@")(message(), "1")
        with pytest.raises(Later, match="Inloggen bij de mailserver"):
            sender(port, login="ik:fout@")(message(), "2")
    assert len(recipient.accepted) == 1


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:poort"])
def test_a_wrong_setting_says_what_was_expected(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"smtp_url: verwacht .*smtp"):
        Server.parse(url)


def test_the_password_stays_out_of_logs() -> None:
    server = Server.parse("smtps://ik:geheim@mail.example.org")
    assert repr(server) == "Server(smtps://mail.example.org:465)"
    assert Server.parse("smtp+starttls://mail.example.org").port == 587


def test_without_a_server_mails_become_files(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    to_folder(folder)(message(), "000001")
    to_folder(folder)(message(), "000001")
    (file,) = folder.iterdir()
    assert file.name == "000001.eml"
    assert b"Dag Vera" in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_means_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(Later, match="lukt niet"):
        to_folder(tmp_path / "mail")(message(), "1")
