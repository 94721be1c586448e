"""A network between a browser and the server that can be cut: what was under way is lost, as with a real one."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

from live import free_port


class Wire:
    """A port of its own that passes everything on to the server, until it is cut."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.deaf = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._joined: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def mend(self) -> None:
        """Let everything through."""
        self.deaf = False
        if self._server is None:
            self._run(self._listen())

    def cut(self) -> None:
        """Nothing goes through, and what was open breaks off."""
        self._run(self._break())

    def swallow_answers(self) -> None:
        """Requests arrive, and their answers never come back."""
        self.deaf = True

    def close(self) -> None:
        """Cut for good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    async def _break(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
        for end in list(self._ends):
            end.transport.abort()
        if self._joined:
            await asyncio.wait(self._joined, timeout=5)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        joined = self._loop.create_task(self._join(reader, writer))
        self._joined.add(joined)
        joined.add_done_callback(self._joined.discard)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        ends = {writer, back}
        self._ends |= ends
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer, answers=True))
        self._ends -= ends
        for end in ends:
            with suppress(OSError):
                await end.wait_closed()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool = False) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                if answers and self.deaf:
                    break
                sink.write(data)
                await sink.drain()
        sink.close()


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """A wire to the server on this port."""
    wire = Wire(port)
    wire.mend()
    try:
        yield wire
    finally:
        wire.close()
