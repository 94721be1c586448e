"""Web servers and workers with many lives: the program is loaded once, and each life is a fork of it.

Prints the port of the web server. For every line on standard input, "web" or "worker", it begins a life of that kind
in a process group of its own and prints the number of its process.
"""

import os
import signal
import socket
import sys
from threading import Event

from flask import Flask
from waitress.server import create_server

from surveyapp import create_app, worker
from surveyapp.core.db import db

SETTINGS = ("DATABASE_URL", "SMTP_URL", "SECRET_KEY", "BASE_URL")


def main(instance: str, *settings: str) -> None:
    """Live as often as asked. ``settings`` are the values of ``SETTINGS``."""
    app = create_app(
        dict(zip(SETTINGS, settings, strict=True))
        | {"INSTANCE": instance, "RATELIMIT_ENABLED": False, "SMTP_TIMEOUT": 5}
    )
    with app.app_context():
        db.engine.dispose()
    listening = socket.create_server(("127.0.0.1", 0))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    _say(listening.getsockname()[1])
    for line in sys.stdin:
        life = os.fork()
        if not life:
            os.setpgid(0, 0)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _live(app, line.strip(), listening)
        _say(life)


def _live(app: Flask, kind: str, listening: socket.socket) -> None:
    if kind == "web":
        create_server(app, sockets=[listening], threads=4).run()
    else:
        worker.run(app, Event(), 0.1)
    os._exit(0)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
