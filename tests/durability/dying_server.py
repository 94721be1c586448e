"""A web server with many lives: the program is loaded and used once, and each life is a fork of it.

Prints its port. For every line on standard input it begins a life and prints the process's number; the next life
begins when that process is gone, so that whoever killed it knows that it is dead.
"""

import os
import socket
import sys

from checking import PASSWORD, Client
from flask import Flask
from waitress.server import create_server

from surveyapp import create_app
from surveyapp.core.db import db


def main(instance: str, secret: str, email: str, answer: str) -> None:
    """Live as often as asked. ``answer`` is the address of one that ``email`` may save and nobody else will."""
    app = create_app({"INSTANCE": instance, "SECRET_KEY": secret, "RATELIMIT_ENABLED": False})
    _use(app, email, answer)
    listening = socket.create_server(("127.0.0.1", 0))
    _say(listening.getsockname()[1])
    for _ in sys.stdin:
        life = os.fork()
        if not life:
            create_server(app, sockets=[listening], threads=4).run()
        _say(life)
        os.waitpid(life, 0)


def _use(app: Flask, email: str, answer: str) -> None:
    """Save once, if the disk lets us, so that no life begins with what a process makes for its first save."""
    writer = Client(app)
    writer.post("/inloggen", {"email": email, "password": PASSWORD}, status=302)
    sent = {"text": "Proef", "base": 0, "key": "p" * 16}
    said = writer.browser.put(answer, json=sent, headers={"X-CSRFToken": writer.csrf_token()})
    assert said.status_code in {200, 503}, said.text
    with app.app_context():
        db.engine.dispose()


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
