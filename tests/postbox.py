"""Real SMTP servers on loopback, one that behaves and one that does not, and all that they were given."""

import asyncio
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Hostile:
    """A mail server that misbehaves as it is told, one conversation after another; the last way goes on.

    Each way names the command at which it happens and what it then says: "RCPT:450 4.7.1 Greylisted". ``hang`` says
    nothing, ``drop`` hangs up, ``drip`` sends one byte at a time. "" is a server that behaves.
    """

    ways: list[str]
    got: list[bytes] = field(default_factory=list)
    conversations: int = 0

    def way(self) -> tuple[str, str]:
        """How it behaves in the next conversation: the command, and what it then does."""
        chosen = self.ways[min(self.conversations, len(self.ways) - 1)]
        self.conversations += 1
        command, _, does = chosen.partition(":")
        return command, does


class _Conversation(socketserver.StreamRequestHandler):
    timeout = 5

    def handle(self) -> None:
        hostile: Hostile = self.server.hostile  # type: ignore[attr-defined]
        self.command, self.does = hostile.way()
        with suppress(OSError, TimeoutError):
            if not self.answer("CONNECT", "220 hier"):
                return
            for line in self.rfile:
                command = line[:4].decode().strip().upper()
                if command == "DATA":
                    if not self.answer("DATA", "354 ga door"):
                        return
                    content = b"".join(iter(self.rfile.readline, b".\r\n"))
                    hostile.got.append(content)
                    if not self.answer("END", "250 aangenomen"):
                        return
                elif not self.answer(command, "221 dag" if command == "QUIT" else "250 goed"):
                    return

    def answer(self, command: str, well: str) -> bool:
        """Say what this way says, and whether the conversation goes on."""
        does = self.does if command == self.command else well
        if does == "drop":
            return False
        if does == "hang":
            return bool(self.rfile.read(1)) and False
        if does == "drip":
            for byte in b"250 aangenomen":
                self.wfile.write(bytes([byte]))
                time.sleep(0.3)
            return False
        self.wfile.write(does.encode() + b"\r\n")
        return not does.startswith("421")


@contextmanager
def hostile_server(*ways: str) -> Iterator[tuple[str, Hostile]]:
    """A mail server that misbehaves; its address for SMTP_URL, and what it was given nevertheless."""
    hostile = Hostile(list(ways))
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads = True
        server.block_on_close = False
        server.hostile = hostile  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}", hostile
        finally:
            server.shutdown()
            thread.join(5)


@dataclass
class Mailbox:
    """Everything that the SMTP server was given."""

    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's)
        """Take a message."""
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What one person got, in order."""
        return [one for one in self.messages if address in str(one["to"])]


class LoopbackController(Controller):  # type: ignore[misc]
    """A mail server on a port that the system chooses, which leaves no connection open behind it."""

    def __init__(self, handler: object, **options: Any) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=0, **options)

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def stop(self, no_assert: bool = False) -> None:
        """Stop, once the loop has closed what hung up: that takes it a turn, and stopping gives none."""
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05), self.loop).result()
        super().stop(no_assert)


@contextmanager
def smtp_server(mailbox: Mailbox | None = None, **options: Any) -> Iterator[tuple[str, Mailbox]]:
    """A real SMTP server; its address for SMTP_URL, and what arrives."""
    mailbox = mailbox or Mailbox()
    controller = LoopbackController(mailbox, **options)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}", mailbox
    finally:
        controller.stop()


def server_context(folder: Path) -> ssl.SSLContext:
    """TLS for a server on loopback, with a certificate that nobody else trusts."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-keyout",
            key,
            "-out",
            cert,
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context
