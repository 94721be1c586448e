"""A network between a browser and the server that can be cut: what was under way is lost, as with a real one."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread

from live import free_port


class Wire:
    """A port of its own that passes everything on to the server, until it is cut."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.deaf = False
        self._whole = False
        self._ends: set[socket.socket] = set()
        self._lock = Lock()
        self._threads: list[Thread] = []

    def mend(self) -> None:
        """Let everything through."""
        self.deaf = False
        if not self._whole:
            self._whole = True
            self._begin(self._listen, socket.create_server(("127.0.0.1", self.port)))

    def cut(self) -> None:
        """Nothing goes through, and what was open breaks off."""
        with self._lock:
            self._whole = False
            for end in self._ends:
                _break(end)
        while self._threads:
            self._threads.pop().join(10)

    def swallow_answers(self) -> None:
        """Requests arrive, and their answers never come back."""
        self.deaf = True

    def _begin(self, work: Callable[[socket.socket], None], end: socket.socket) -> None:
        thread = Thread(target=work, args=[end], daemon=True)
        thread.start()
        self._threads.append(thread)

    def _listen(self, listener: socket.socket) -> None:
        with suppress(OSError), self._breaking(listener):
            while True:
                self._begin(self._join, listener.accept()[0])

    def _join(self, near: socket.socket) -> None:
        with suppress(OSError), self._breaking(near), self._breaking(self._server()) as far:
            answers = Thread(target=self._pass, args=[far, near], kwargs={"answers": True}, daemon=True)
            answers.start()
            self._pass(near, far)
            answers.join()

    def _server(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.target))

    @contextmanager
    def _breaking(self, end: socket.socket) -> Iterator[socket.socket]:
        """An end that breaks off when the wire is cut; one that comes in after the cut goes no further."""
        with end:
            with self._lock:
                self._ends.add(end)
                whole = self._whole
            try:
                if not whole:
                    raise ConnectionAbortedError
                yield end
            finally:
                with self._lock:
                    self._ends.discard(end)

    def _pass(self, source: socket.socket, sink: socket.socket, *, answers: bool = False) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if answers and self.deaf:
                    break
                sink.sendall(data)
        _break(sink)


def _break(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """A wire to the server on this port."""
    wire = Wire(port)
    wire.mend()
    try:
        yield wire
    finally:
        wire.cut()
