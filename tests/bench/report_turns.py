"""One turn of the bench of the report, in a process that does nothing else: prints what it took as JSON."""

import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf

from surveyapp import create_app
from surveyapp.core.db import db
from surveyapp.interviews.recording import queries as interviews
from surveyapp.pdf import document
from surveyapp.processes import rendering
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats import html
from surveyapp.report.material.tree import Quotation, Report, Section
from surveyapp.report.rounds import queries
from tests.bench.server import spread

HEADS = "top-left", "top-right", "bottom-left", "bottom-center", "bottom-right"
TWO_COLUMNS = ".cols { column-gap: 7.5mm; columns: 2; }"
NAIVE = (
    "table { border-collapse: collapse; table-layout: auto; }",
    *(f"@page {{ @{one} {{ width: auto; }} }}" for one in HEADS),
)
"""What somebody writes who wants two columns, and tables, heads and feet without a thought for time; our own style with
it, for all the rest.
"""
PLAIN = str(Path(__file__).with_name("plain.py"))
IDLE = 5
"""Seconds in which the process clears up, while nobody waits."""
TYPED = "In deze paragraaf staat wat de regio’s samen doen, en waarom dat werkt. "


def report_of(columns: int, times: int) -> Report:
    """The sample round's report, ``times`` as long."""
    app = create_app()
    with app.app_context():
        round_ = interviews.get_round(db.session, "2018")
        source = queries.round_source(db.session, round_, publisher=app.config["PUBLISHER"])
        outline = queries.outline_of(round_)
    report = compile_report(outline, source, draft=True, dated=date(2018, 6, 1))
    return replace(
        report,
        columns=columns,
        chapters=tuple(_named(one, time) for time in range(times) for one in report.chapters),
        interviews=report.interviews * times,
        citations=tuple(
            replace(one, code=f"{one.code}{time or ''}") for time in range(times) for one in report.citations
        ),
    )


def _named(section: Section, time: int) -> Section:
    """The same under another key: what stands twice in a document needs two."""
    several = tuple(_named(one, time) for one in section.sections)
    return replace(section, key=f"{section.key}{time or ''}", sections=several)


def _changed(report: Report) -> Report:
    """The report after its first answer got other words, and with them another fingerprint."""
    code = next(one.code for chapter in report.chapters for one in _quotations(chapter))
    chapters = tuple(_reworded(one, code) for one in report.chapters)
    rows = tuple(
        replace(one, fingerprint=one.fingerprint[::-1]) if one.code == code else one for one in report.citations
    )
    return replace(report, chapters=chapters, citations=rows)


def _quotations(section: Section) -> Iterator[Quotation]:
    yield from (one for one in section.blocks if isinstance(one, Quotation) and one.code)
    for one in section.sections:
        yield from _quotations(one)


def _reworded(section: Section, code: str) -> Section:
    blocks = tuple(
        replace(one, markdown=f"Nieuw. {one.markdown}") if isinstance(one, Quotation) and one.code == code else one
        for one in section.blocks
    )
    return replace(section, blocks=blocks, sections=tuple(_reworded(one, code) for one in section.sections))


def ours(report: Report) -> dict[str, float]:
    """From a cold start, and again after one changed answer."""
    content = html.render_report(report)
    first = _spent()
    time.sleep(IDLE)
    before = _spent()
    html.render_report(_changed(report))
    again = _spent() - before
    rendering.reports.stop()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": first, "again": again, "megabytes": memory, "pages": _pages(content)}


def _spent() -> float:
    """Seconds of the processor that the process that makes reports took so far."""
    process = rendering.reports._process
    assert process
    user, system = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rsplit(") ", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def plain(report: Report) -> dict[str, float]:
    """WeasyPrint without us, in a process like the one that makes ours."""
    css = html.report_css() + "".join([TWO_COLUMNS] * (report.columns == 2) + [*NAIVE])
    given = json.dumps([html.report_html(report), [document.SHELL_CSS.read_text("utf-8"), css]])
    done = subprocess.run([sys.executable, PLAIN], input=given, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _pages(content: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(content)).pages)


def preview() -> dict[str, float]:
    """A page of text that grows word by word."""
    spent = []
    for count in range(25):
        page = (
            '<!doctype html><html lang="nl"><head><title>T</title></head><body class="report" data-title=""'
            f' data-standing=""><section class="cols"><!--flow 2--><p>{TYPED * (20 + count)}</p><!--/flow-->'
            "</section></body></html>"
        )
        begin = time.perf_counter()
        rendering.previews.pictures(page, css=html.report_css(), most=2)
        spent.append((time.perf_counter() - begin) * 1000)
    rendering.previews.stop()
    return spread(spent[5:])


def main() -> None:
    """As the bench calls it: what to measure, how many columns, how many times the text."""
    kind, columns, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    found = preview() if kind == "preview" else {"ours": ours, "plain": plain}[kind](report_of(columns, times))
    sys.stdout.write(json.dumps(found) + "\n")
