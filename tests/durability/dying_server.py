"""A web server with many lives: the program is loaded once, and each life is a fork of it.

Prints its port. For every line on standard input it begins a life and prints the process's number; the next life
begins when that process is gone, so that whoever killed it knows that it is dead.
"""

import os
import socket
import sys

from sqlalchemy.orm import configure_mappers
from waitress.server import create_server

from surveyapp import create_app


def main(instance: str, secret: str) -> None:
    """Live as often as asked."""
    app = create_app({"INSTANCE": instance, "SECRET_KEY": secret, "RATELIMIT_ENABLED": False})
    configure_mappers()  # once, or each life begins with it
    listening = socket.create_server(("127.0.0.1", 0))
    _say(listening.getsockname()[1])
    for _ in sys.stdin:
        life = os.fork()
        if not life:
            create_server(app, sockets=[listening], threads=4).run()
        _say(life)
        os.waitpid(life, 0)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
