"""The application behind its real server, in a thread of the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from waitress.server import create_server


@contextmanager
def answering(app: Flask, threads: int) -> Iterator[int]:
    """Serve on a free port of loopback until the end of the block."""
    connections: dict[int, Any] = {}
    server = create_server(app, map=connections, host="127.0.0.1", port=0, threads=threads)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: _closed(server, connections))
        thread.join(30)


def _closed(server: Any, connections: dict[int, Any]) -> None:
    """Close in the server's own thread, which may not wait for a socket that another thread closes."""
    server.close()
    for connection in list(connections.values()):
        connection.close()
