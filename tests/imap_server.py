"""A real IMAP server on loopback: enough of RFC 3501 for a program that reads, with messages of the test's choice."""

import re
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Box:
    """What is in the mailbox, by number, and how the server behaves."""

    messages: dict[int, bytes] = field(default_factory=dict)
    validity: int = 1
    trouble: str = ""
    """"hang", "drip", "drop", "login" or "drip at login": at greeting, or at log-in."""
    sizes: dict[int, int] = field(default_factory=dict)
    """What it says of a message's size, when that is not the truth."""
    commands: list[str] = field(default_factory=list)

    def put(self, raw: bytes) -> int:
        """One more message."""
        number = max(self.messages, default=0) + 1
        self.messages[number] = raw
        return number


class _Conversation(socketserver.StreamRequestHandler):
    timeout = 5

    def handle(self) -> None:
        self.box: Box = self.server.box  # type: ignore[attr-defined]
        with suppress(OSError, TimeoutError):
            if self.box.trouble == "hang":
                self.rfile.read(1)
            elif self.box.trouble == "drip":
                self.drip()
            elif self.box.trouble != "drop":
                self.say("* OK hier")
                self.converse()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.request.close()

    def drip(self) -> None:
        for _ in range(100):
            self.wfile.write(b"*")
            time.sleep(0.05)

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def converse(self) -> None:
        for line in self.rfile:
            tag, _, rest = line.decode().strip().partition(" ")
            self.box.commands.append(rest)
            command = rest.split(" ", 1)[0].upper()
            if command == "LOGIN" and self.refuses(rest):
                self.say(f"{tag} NO [AUTHENTICATIONFAILED] wie bent u")
                continue
            if command == "STARTTLS":
                self.say(f"{tag} OK begin")
                self.encrypt()
                return self.converse()
            if command == "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1 STARTTLS")
            elif command == "EXAMINE":
                if '"INBOX"' not in rest:
                    self.say(f"{tag} NO die map is er niet")
                    continue
                self.say(f"* {len(self.box.messages)} EXISTS")
                self.say(f"* OK [UIDVALIDITY {self.box.validity}] geldig")
            elif command == "UID":
                self.uid(rest)
            elif command == "LOGOUT":
                self.say("* BYE dag")
            self.say(f"{tag} OK gedaan")
            if command == "LOGOUT":
                return None
        return None

    def refuses(self, login: str) -> bool:
        if self.box.trouble == "drip at login":
            self.drip()
        return "fout" in login or self.box.trouble == "login"

    def encrypt(self) -> None:
        context: ssl.SSLContext = self.server.upgrade  # type: ignore[attr-defined]
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    def uid(self, rest: str) -> None:
        if found := re.match(r"UID SEARCH UID (\d+):\*", rest):
            # As RFC 3501 has it: "5:*" names the newest message even when its number is below 5.
            first = min(int(found[1]), max(self.box.messages, default=0))
            self.say("* SEARCH " + " ".join(str(one) for one in self.box.messages if one >= first))
        elif rest.startswith("UID SEARCH SINCE"):
            self.say("* SEARCH " + " ".join(map(str, self.box.messages)))
        elif found := re.match(r"UID FETCH (\d+) \((.*)\)", rest):
            self.fetch(int(found[1]), found[2])

    def fetch(self, number: int, asked: str) -> None:
        raw = self.box.messages.get(number)
        if raw is None:
            return
        if asked == "RFC822.SIZE":
            self.say(f"* {number} FETCH (UID {number} RFC822.SIZE {self.box.sizes.get(number, len(raw))})")
            return
        part = raw.partition(b"\n\n")[0] + b"\n\n" if "HEADER" in asked else raw
        name = asked.replace(".PEEK", "").partition("<")[0]
        self.wfile.write(f"* {number} FETCH (UID {number} {name}<0> {{{len(part)}}}\r\n".encode() + part + b")\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    context: ssl.SSLContext | None = None

    def get_request(self) -> tuple[object, object]:
        connection, address = super().get_request()
        return (self.context.wrap_socket(connection, server_side=True) if self.context else connection), address

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever does not trust us hangs up: no news."""


@contextmanager
def imap_server(
    context: ssl.SSLContext | None = None, upgrade: ssl.SSLContext | None = None
) -> Iterator[tuple[str, Box]]:
    """A mailbox; its address for IMAP_URL, and what is in it. With ``upgrade`` it is encrypted once that is asked."""
    box = Box()
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.context = context
        server.box, server.upgrade = box, upgrade  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        scheme = "imaps" if context else "imap+starttls" if upgrade else "imap"
        try:
            yield f"{scheme}://post:geheim@127.0.0.1:{server.server_address[1]}", box
        finally:
            server.shutdown()
            thread.join(5)
