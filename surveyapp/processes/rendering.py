"""PDFs rendered, and files read, in a separate process with limits. It stays warm, which halves the time of the next
document.

A document that exceeds the limits ends only that process; the next document starts a new process.
"""

import atexit
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from time import monotonic
from typing import TypeVar, TypeVarTuple

from surveyapp.core.config import PACKAGE
from surveyapp.pdf.document import Embedded, Progress, RendererMissing
from surveyapp.processes.render_process import SHARPNESS, Answer, Call, Failed, Pictures, Refused, Returned, Told, Work

log = logging.getLogger(__name__)

_START = "import sys; sys.path.insert(0, sys.argv[1]); from surveyapp.processes.render_process import main; main()"
"""Program of the process. The package is imported from the path of this process: PYTHONPATH is not passed on."""
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
"""Environment variables that are passed on: no secret."""
_OUT_OF_MEMORY = {-signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL, -signal.SIGSEGV, -signal.SIGTRAP}
"""Signals by which a process ends when a library aborts for lack of memory."""
T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")
PATIENCE = 0.5
"""Seconds between two checks whether the caller still waits."""


@dataclass(frozen=True)
class Limits:
    """Limits per document: seconds on the clock and of processor time, bytes of memory."""

    wall: float = 1800
    cpu: int = 900
    memory: int = 3 << 30


class RenderFailed(RuntimeError):
    """A PDF was not made, because of the document or the limits. The message is one or two Dutch sentences."""


class TooLong(RenderFailed):
    """The time limit was exceeded."""

    def __init__(self) -> None:
        super().__init__("Het maken van de PDF duurde te lang en is gestopt. Maak een korter stuk, of één hoofdstuk.")


class TooLarge(RenderFailed):
    """The memory limit was exceeded."""

    def __init__(self) -> None:
        super().__init__("De PDF is te groot voor het geheugen en is niet gemaakt. Maak hem per hoofdstuk.")


class Ended(RenderFailed):
    """The process ended by itself."""

    def __init__(self) -> None:
        super().__init__(
            "Het maken van de PDF is onverwacht gestopt. Probeer het opnieuw; de fout staat in het logboek."
        )


class Killed(Ended):
    """The process was killed from outside. The next process may well make the same document."""


class Renderer:
    """A process that makes a single PDF at a time. It starts with the first document; other callers wait meanwhile."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def render(
        self,
        html: str,
        *,
        css: str = "",
        progress: Progress | None = None,
        embedded: Sequence[Embedded] = (),
        archival: bool = False,
    ) -> bytes:
        """Render as ``pdf.render_html`` does.

        Raises RendererMissing, RenderFailed and what ``progress`` raises, which cancels.
        """
        work = Work(html, css, tuple(embedded), archival, cpu=self.limits.cpu, memory=self.limits.memory)
        answer = self._made(work, progress)
        assert isinstance(answer, bytes)  # noqa: S101  (for mypy)
        return answer

    def pictures(self, html: str, *, css: str = "", most: int, sharpness: float = SHARPNESS) -> Pictures:
        """Return the first pages of the document as pictures. Raises RendererMissing, RenderFailed."""
        work = Work(html, css, pictures=most, sharpness=sharpness, cpu=self.limits.cpu, memory=self.limits.memory)
        answer = self._made(work, None)
        assert isinstance(answer, Pictures)  # noqa: S101  (for mypy)
        return answer

    def call(self, function: Callable[[*Arguments], T], *arguments: *Arguments, refusal: type[Exception]) -> T:
        """Call a function of a module in the process and return its result. Raises ``refusal``, RenderFailed."""
        call = Call(function, arguments, refusal, cpu=self.limits.cpu, memory=self.limits.memory)
        answer = self._made(call, None)
        if isinstance(answer, Refused):
            raise answer.error
        assert isinstance(answer, Returned)  # noqa: S101  (for mypy)
        value: T = answer.value
        return value

    def _made(self, work: Work | Call, progress: Progress | None) -> Answer:
        if not self._lock.acquire(timeout=self.limits.wall):
            raise TooLong
        try:
            answer = self._answer(self._sent(work), progress)
            if isinstance(answer, Failed) and answer.memory:
                self.stop()  # it may accept the next document, but never finish it
        except BaseException:
            self.stop()
            raise
        finally:
            self._lock.release()
        if isinstance(answer, Failed):
            raise _error(answer)
        return answer

    def _sent(self, work: Work | Call) -> Connection:
        """Send work and return the pipe for its answer. Replaces a process that ended meanwhile."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._pipe is not None  # noqa: S101  (for mypy)
        try:
            self._pipe.send(work)
        except OSError:
            self._start()
            self._pipe.send(work)
        return self._pipe

    def _answer(self, pipe: Connection, progress: Progress | None) -> Answer | Failed:
        """Wait for the answer. Raises TooLong, TooLarge, Ended and what ``progress`` raises."""
        end, last = monotonic() + self.limits.wall, Told("", 0, None)
        while True:
            if not pipe.poll(PATIENCE):
                if monotonic() > end:
                    raise TooLong
            else:
                answer = self._received(pipe)
                if not isinstance(answer, Told):
                    return answer
                last = answer
            if progress and last.stage:
                progress(last.stage, last.page, last.pages)

    def _received(self, pipe: Connection) -> Answer | Failed | Told:
        try:
            answer: Answer | Failed | Told = pipe.recv()
        except (EOFError, OSError) as error:
            raise self._why() from error
        return answer

    def _why(self) -> RenderFailed:
        code = self._process.wait(10) if self._process else 0
        log.warning("the process that makes PDFs ended with %s", code)
        if code == -signal.SIGXCPU:
            return TooLong()
        # Out of memory, Python may exit without reporting it.
        return TooLarge() if code > 0 or code in _OUT_OF_MEMORY else Killed()

    def _start(self) -> None:
        self.stop()
        ours, theirs = Pipe()
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603  (our own program)
            [sys.executable, "-c", _START, str(PACKAGE.parent), str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment,
        )
        theirs.close()
        self._pipe = ours

    def stop(self) -> None:
        """End the process, whatever it does. The next document starts a new process."""
        if self._pipe:
            with suppress(OSError):
                self._pipe.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._pipe = self._process = None


def _error(answer: Failed) -> Exception:
    if answer.missing:
        return RendererMissing(answer.reason)
    return TooLarge() if answer.memory else Ended()


reports = Renderer()
"""For whole reports."""
previews = Renderer(Limits(wall=30, cpu=10, memory=1 << 30))
"""For previews of a section in the editor: these do not wait for a report."""
papers = Renderer(Limits(wall=120, cpu=60, memory=1 << 30))
"""For records, receipts and questionnaires, so that these do not wait for reports and previews."""
for _renderer in (reports, previews, papers):
    atexit.register(_renderer.stop)
