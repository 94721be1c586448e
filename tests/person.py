"""A member of staff at the real server, over one connection that stays open, as a browser's does."""

import http.client
import json
import os
import re
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Person:
    """Logs in once and saves answers as the desk does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def log_in(self, email: str, password: str) -> "Person":
        """Begin a session. Raises RuntimeError when that is refused."""
        form = {"email": email, "password": password, "csrf_token": _token(self.ask("GET", "/inloggen"))}
        self.ask("POST", "/inloggen", urlencode(form).encode(), FORM)
        self.token = _token(self.ask("GET", "/veldwerk"))
        return self

    def close(self) -> None:
        """Go away."""
        self.connection.close()

    def beside(self, port: int | None = None) -> "Person":
        """The same session over another connection, or at another server."""
        other = Person(port or self.port)
        other.cookies, other.token = dict(self.cookies), self.token
        return other

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """One request: its status and content. Raises OSError and HTTPException when the server is gone."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {"Cookie": cookie, **(headers or {})})
        response = self.connection.getresponse()
        content = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, content

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> str:
        """One request, whose answer must be good."""
        status, content = self.request(method, path, body, headers)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {content[:300]}")
        return content

    def weigh(self, path: str) -> int:
        """The bytes of a page or file as a browser gets it, compressed."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip, deflate, br, zstd"})
        return len(self.connection.getresponse().read())

    def put(self, interview: int, item: str, *, text: str, base: int, key: str) -> tuple[int, str]:
        """One try to save an answer: the status and the content of the reply."""
        sent = json.dumps({"text": text, "base": base, "key": key}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        return self.request("PUT", f"/interviews/{interview}/antwoorden/{item}", sent, headers)

    def save(self, interview: int, item: str, base: int, text: str) -> int:
        """One autosave that must succeed; the number of its revision."""
        status, content = self.put(interview, item, text=text, base=base, key=os.urandom(16).hex())
        if status != 200:
            raise RuntimeError(f"{interview}/{item}: {status} {content[:300]}")
        return int(json.loads(content)["base"])


def _token(page: str) -> str:
    return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
