"""PDFs are made in a process of their own, which may die without harm."""

import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveyapp.core import tuning
from surveyapp.pdf import document, speed
from surveyapp.pdf.document import Embedded, RendererMissing
from surveyapp.processes.render_process import Failed
from surveyapp.processes.rendering import Ended, Limits, Renderer, TooLarge, TooLong, _error

PAGE = '<!doctype html><html lang="nl"><head><title>T</title></head><body><h1>Een</h1><p>Tekst</p></body></html>'
ENDLESS = PAGE.replace("<p>Tekst</p>", f"<div style='columns: 2'>{'<p>woord woord woord</p>' * 8_000}</div>")


@pytest.fixture(scope="module")
def shared() -> Iterator[Renderer]:
    renderer = Renderer(Limits(wall=60))
    yield renderer
    renderer.stop()


@pytest.fixture
def own() -> Iterator[Renderer]:
    renderer = Renderer(Limits(wall=60))
    yield renderer
    renderer.stop()


def _pid(renderer: Renderer) -> int:
    assert renderer._process
    return renderer._process.pid


def test_it_makes_the_same_bytes_as_would_be_made_here(shared: Renderer) -> None:
    enclosed = [Embedded("a.json", "Gegevens", b"{}")]

    assert shared.render(PAGE, css="p { color: red }") == document.render_html(PAGE, css="p { color: red }")
    assert shared.render(PAGE, embedded=enclosed) == document.render_html(PAGE, embedded=enclosed)


def test_it_stays_for_the_next_one_and_knows_no_secret(shared: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEYAPP_SECRET_KEY", "geheim")
    shared.stop()
    shared.render(PAGE)
    first = _pid(shared)
    shared.render(PAGE)

    assert _pid(shared) == first
    assert b"geheim" not in Path(f"/proc/{first}/environ").read_bytes()


def test_progress_is_told_stage_by_stage(shared: Renderer) -> None:
    told: list[tuple[str, int, int | None]] = []

    shared.render(PAGE, progress=lambda *step: told.append(step))

    assert told[-1] == (document.WRITING, 1, 1)
    assert (document.LAYOUT, 1, None) in told


def test_who_cancels_ends_it_at_once_and_the_next_one_is_made(own: Renderer) -> None:
    class Cancelled(Exception):
        pass

    pids: list[int] = []

    def cancel(*_step: object) -> None:
        pids.append(_pid(own))
        raise Cancelled

    with pytest.raises(Cancelled):
        own.render(ENDLESS, progress=cancel)

    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
    assert own.render(PAGE).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        (Limits(wall=1), TooLong),
        (Limits(cpu=0), TooLong),
        (Limits(memory=1 << 20), TooLarge),
    ],
    ids=["wall", "processor", "memory"],
)
def test_what_takes_too_much_is_stopped_with_a_reason_and_the_next_one_is_made(
    own: Renderer, limits: Limits, error: type[Exception]
) -> None:
    own.render(PAGE)
    own.limits = limits

    with pytest.raises(error):
        own.render(ENDLESS)

    own.limits = Limits()
    assert own.render(PAGE).startswith(b"%PDF-")


def test_a_process_without_memory_gets_no_other_document(own: Renderer) -> None:
    own.render(PAGE)
    own.limits = Limits(memory=1 << 20)

    with pytest.raises(TooLarge):
        own.render(ENDLESS)

    assert own._process is None


def test_a_process_that_died_while_nobody_asked_is_replaced(own: Renderer) -> None:
    own.render(PAGE)
    assert own._process
    own._process.kill()
    own._process.wait()

    assert own.render(PAGE).startswith(b"%PDF-")


def test_a_process_that_dies_at_work_is_named(own: Renderer) -> None:
    with pytest.raises(Ended, match="onverwacht gestopt"):
        own.render(ENDLESS, progress=lambda *_step: os.kill(_pid(own), signal.SIGKILL))


def test_what_failed_inside_is_said_here() -> None:
    assert isinstance(_error(Failed("no pango", missing=True)), RendererMissing)
    assert isinstance(_error(Failed("", memory=True)), TooLarge)
    assert isinstance(_error(Failed("ValueError()")), Ended)


@pytest.mark.parametrize("css", ["", "p { letter-spacing: .1pt; text-align: justify }"])
def test_what_is_done_once_gives_the_same_bytes(css: str) -> None:
    words = "Bevolkingsdaling en leegstand vragen <em>samenwerking</em> van verantwoordelijke bestuurders."
    broken = "<span style='white-space: pre'>a\tb\nc\u2029d</span>"
    lines = f"<p style='hyphens: auto; width: 40mm'><a href='#x'>{words * 9}</a> {broken}"
    pages = PAGE.replace("<p>Tekst</p>", f"{lines}<p style='break-before: page' id='x'>Tekst</p>")
    program = (
        "import sys; from surveyapp.pdf import document, speed; speed.apply = lambda _: None;"
        " speed.pydyf.zlib = speed._Compression;"
        " sys.stdout.buffer.write(document.render_html(sys.argv[1], css=sys.argv[2]))"
    )
    plain = subprocess.run([sys.executable, "-c", program, pages, css], check=True, capture_output=True).stdout

    assert document.render_html(pages, css=css) == plain
    assert speed.pydyf.PDF.page_references.fget is speed._remembered
    assert speed.pydyf.Stream.data.fget is speed._written


def test_other_versions_are_left_as_they_are_and_the_log_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before, weasyprint = (speed._references, speed._data), document._weasyprint()
    line = type("Line", (), {})
    monkeypatch.setattr(weasyprint.text.line_break, "Layout", line)
    monkeypatch.setattr(weasyprint, "__version__", "99")
    monkeypatch.setattr(speed.pydyf.PDF, "page_references", before[0])
    monkeypatch.setattr(speed.pydyf.Stream, "data", before[1])
    monkeypatch.setattr(speed.pydyf, "zlib", zlib)
    monkeypatch.setattr(speed.pydyf, "__version__", "99")
    tuning.usable.cache_clear()

    speed.apply(weasyprint)
    speed.apply(weasyprint)

    assert weasyprint.text.line_break.Layout is line
    assert (speed.pydyf.PDF.page_references, speed.pydyf.Stream.data) == before
    assert speed.pydyf.zlib is zlib
    assert [one.message for one in caplog.records] == [
        "tuning is off: lines are laid out twice: WeasyPrint is not 70.0",
        "tuning is off: pydyf is as it comes: it is not 0.13.0",
    ]
    tuning.usable.cache_clear()


def test_a_call_that_fails_harms_nothing_and_the_next_one_is_answered(shared: Renderer) -> None:
    with pytest.raises(Ended):
        shared.call(int, "geen getal", refusal=KeyError)

    assert shared.call(int, "12", refusal=KeyError) == 12
