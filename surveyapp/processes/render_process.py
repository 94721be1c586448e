"""Main loop of the process that makes PDFs and reads files: receives work from its pipe, sends the result.

Started by ``rendering``. It has no database, no secret and no address of the application.
"""

import gc
import io
import logging
import mmap
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pickle import PickleError
from typing import Any

from surveyapp.core.tuning import collect_between_jobs
from surveyapp.pdf import document as pdf_document
from surveyapp.pdf import sheets

IDLE = 600.0
"""Seconds without work after which the process ends, which frees its memory."""

SHARPNESS = 1.5
"""Scale of a picture for the screen: pixels per point (1/72 inch)."""


SPARE = 16 << 20
"""Bytes that any document still needs: when these are unavailable, memory has run out."""


@dataclass(frozen=True)
class Work:
    """A document to render, and its limits: seconds of processor time and bytes of memory."""

    html: str
    css: str
    embedded: tuple[pdf_document.Embedded, ...] = ()
    archival: bool = False
    pictures: int = 0
    """Number of pages to return as pictures instead of the PDF; 0 for the PDF."""
    sharpness: float = SHARPNESS
    cpu: int = 600
    memory: int = 2 << 30


@dataclass(frozen=True)
class Call:
    """A function to call, by reference, with its arguments. A ``refusal`` that it raises is returned as an answer."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    refusal: type[Exception]
    cpu: int
    memory: int


@dataclass(frozen=True)
class Returned:
    """The result of a called function."""

    value: Any


@dataclass(frozen=True)
class Refused:
    """The refusal that a called function raised."""

    error: Exception


@dataclass(frozen=True)
class Told:
    """Progress of the work, in the arguments of ``pdf.Progress``."""

    stage: str
    page: int
    pages: int | None


@dataclass(frozen=True)
class Pictures:
    """The first pages of a document as PNG, and its number of pages."""

    images: tuple[bytes, ...]
    pages: int


@dataclass(frozen=True)
class Failed:
    """The work failed; ``missing`` and ``memory`` give the cause when it is known. The log has the rest."""

    reason: str
    missing: bool = False
    memory: bool = False


Answer = bytes | Pictures | Returned | Refused


def serve(pipe: Connection) -> None:
    """Work until the pipe is closed or idle. A document that fails does not end the process; exceeding a limit may."""
    collect_between_jobs()
    kept = sheets.Kept()
    try:
        while pipe.poll(IDLE):
            work: Work | Call = pipe.recv()
            _send(pipe, _made(work, kept, pipe))
            gc.collect()
    except (EOFError, BrokenPipeError):
        return


def _send(pipe: Connection, answer: Answer | Failed) -> None:
    """Send an answer, or a failure when it cannot be sent: a function's result may be too deep to pickle."""
    try:
        pipe.send(answer)
    except (RecursionError, TypeError, AttributeError, PickleError) as error:
        pipe.send(Failed(repr(error)[:200]))
    except MemoryError:
        pipe.send(Failed("", memory=True))


def _made(work: Work | Call, kept: sheets.Kept, pipe: Connection) -> Answer | Failed:
    _limit(work)
    try:
        return _called(work) if isinstance(work, Call) else _rendered(work, kept, pipe)
    except BrokenPipeError:
        raise
    except pdf_document.RendererMissing as error:
        return Failed(error.reason, missing=True)
    except (MemoryError, SystemError):  # C code turns the first into the second
        return Failed("", memory=True)
    except Exception as error:  # the caller must get an answer, whatever happens
        memory = _no_more_memory()  # C libraries report this with errors of any kind
        logging.getLogger(__name__).exception("render")
        return Failed(repr(error)[:200], memory=memory)


def _called(call: Call) -> Returned | Refused:
    try:
        return Returned(call.function(*call.arguments))
    except call.refusal as error:
        return Refused(error)


def _rendered(work: Work, kept: sheets.Kept, pipe: Connection) -> bytes | Pictures:
    content = pdf_document.render_html(
        work.html,
        css=work.css,
        embedded=work.embedded,
        archival=work.archival,
        kept=kept,
        progress=lambda stage, page, pages: pipe.send(Told(stage, page, pages)),
    )
    return _pictures(content, work.pictures, work.sharpness) if work.pictures else content


def _opened(content: bytes) -> Any:
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  (not needed for a report)

    return pypdfium2.PdfDocument(content)


def _pictures(content: bytes, most: int, sharpness: float) -> Pictures:
    with _opened(content) as document:
        images = []
        for page in range(min(most, len(document))):
            written = io.BytesIO()
            document[page].render(scale=sharpness).to_pil().quantize(32).save(written, "PNG")
            images.append(written.getvalue())
        return Pictures(tuple(images), len(document))


def _no_more_memory() -> bool:
    try:
        mmap.mmap(-1, SPARE).close()
    except (OSError, MemoryError):
        return True
    return False


def _limit(work: Work | Call) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + work.cpu
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (work.memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Run the process. ``rendering`` passes the number of its pipe as the last argument."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a stop is meant for the worker, which may still need its document
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    serve(Connection(int(sys.argv[-1])))
