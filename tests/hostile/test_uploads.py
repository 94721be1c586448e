"""Hostile files for every reader: refused or read within limits, at hardly any cost to the process of the pages."""

import resource
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import uploads
from figures import FIGURES, Figure

from surveyapp.attachments.rules import MAX_BYTES, Unwelcome, kind_of
from surveyapp.core.config import resource_dir
from surveyapp.core.yaml_reader import MAX_BYTES as MAX_YAML
from surveyapp.evidence.documents.reader import EVIDENCE, MAX_FACTS, facts_in
from surveyapp.evidence.documents.rules import Unreadable
from surveyapp.evidence.visible.search import unseen
from surveyapp.evidence.visible.wanted import Form, Wanted
from surveyapp.exchange.files.reader import Expected
from surveyapp.exchange.files.reader import read as read_filled_in
from surveyapp.exchange.papers.rules import FileRefused
from surveyapp.interviews.files import operations
from surveyapp.interviews.files.operations import FileError
from surveyapp.interviews.organisation_files.operations import parse_organisations
from surveyapp.mail.reading import reader
from surveyapp.mail.reading.reader import UnreadMessage
from surveyapp.mail.servers import imap
from surveyapp.processes import limited
from surveyapp.processes.limited import LIMITS
from surveyapp.questionnaires.operations import read as read_questionnaire
from surveyapp.questionnaires.rules import content_hash, parse
from surveyapp.report.figures.image_reader import cleaned

MORE_MEMORY = 150 << 20
"""Bytes that the process of the pages may grow by: the largest file and its copy on the way take 40 million."""


def expected() -> Expected:
    """An interview that a file could be for."""
    source = read_questionnaire(resource_dir("questionnaires"), "regio")
    return Expected(parse(source, "regio.yaml"), content_hash(source), "2018", "oost-drenthe", "Regio Oost-Drenthe")


def _seen(content: bytes) -> tuple[Any, ...]:
    return (
        unseen,
        content,
        [Wanted("a. " * 5_000 + "b", "vraag 1", Form.MARKDOWN), Wanted("a1a1" * 500 + "b", "vraag 1")],
    )


FACTS = lambda content: (facts_in, content, EVIDENCE)  # noqa: E731
FILLED = lambda content: (read_filled_in, content, expected())  # noqa: E731
INTERVIEW = lambda source: (operations.parse_interview, source, "a.yaml", resource_dir("questionnaires"))  # noqa: E731
READERS: dict[str, tuple[Callable[[int], tuple[Any, ...]], int, type[Exception]]] = {
    "check: PDF of many objects": (lambda size: FACTS(uploads.pdf_of_objects(size // 32)), MAX_BYTES, Unreadable),
    "check: PDF of one long stream": (lambda size: FACTS(uploads.pdf_of_words(size)), 100_000_000, Unreadable),
    "check: facts, wide": (lambda size: FACTS(b"[" + b"[]," * (size // 3) + b"0]"), MAX_FACTS, Unreadable),
    "check: facts, deep": (lambda size: FACTS(b'{"a":' * (size // 5)), MAX_FACTS, Unreadable),
    "check: facts in a PDF": (
        lambda size: FACTS(uploads.pdf_with_facts(uploads.receipt("a" * size))),
        MAX_BYTES,
        Unreadable,
    ),
    "check: words on one page": (lambda size: _seen(uploads.pdf_of_words(size)), 4_000_000, Unreadable),
    "check: words on many pages": (lambda size: _seen(uploads.pdf_of_pages(size)), 4_000, Unreadable),
    "attachment: zeros": (lambda size: (kind_of, uploads.zeros(size)), 99_000_000, Unwelcome),
    "Word: zeros": (lambda size: FILLED(uploads.zeros(size)), 60_000_000, FileRefused),
    "Word: rows": (lambda size: FILLED(uploads.word_of_rows(size)), 11_000_000, FileRefused),
    "Word: paragraphs": (lambda size: FILLED(uploads.word_of_paragraphs(size)), 11_000_000, FileRefused),
    "Word: depth": (lambda size: FILLED(uploads.word_of_depth(size)), 1_000_000, FileRefused),
    "Word: fields": (lambda size: FILLED(uploads.word_of_fields(size)), 4_000_000, FileRefused),
    "Word: items": (lambda size: FILLED(uploads.word_of_items(size)), 4_000_000, FileRefused),
    "spreadsheet: OpenDocument": (lambda size: FILLED(uploads.open_sheet(size)), 8_000_000, FileRefused),
    "spreadsheet: notes": (lambda size: FILLED(uploads.sheet_of_notes(size)), 800_000, FileRefused),
    "spreadsheet: rows": (lambda size: FILLED(uploads.sheet_of_cells(size)), 8_000_000, FileRefused),
    "figure: dots": (lambda side: (cleaned, uploads.png(side)), 4_900, Unwelcome),
    "figure: too many dots": (lambda side: (cleaned, uploads.png(side)), 12_000, Unwelcome),
    "interview file: lists": (lambda size: INTERVIEW("- [a, b]\n" * (size // 9)), MAX_YAML, FileError),
    "interview file: depth": (lambda size: INTERVIEW("[" * size), MAX_YAML, FileError),
    "interview file: aliases": (lambda size: INTERVIEW("a: &a [*a]\n" * (size // 11)), MAX_YAML, FileError),
    "organisations": (
        lambda size: (parse_organisations, "ministries:\n" + "- name: a\n" * (size // 10), "o.yaml"),
        MAX_YAML,
        FileError,
    ),
    "mail: <br ": (lambda size: (reader.read, uploads.html_mail(b"<br ", size)), imap.MAX_BYTES, UnreadMessage),
    "mail: nested marks": (
        lambda size: (reader.read, uploads.html_mail(b"<div a='<'>", size)),
        imap.MAX_BYTES,
        UnreadMessage,
    ),
    "mail: parts": (lambda size: (reader.read, uploads.mail_of_parts(size // 7)), imap.MAX_BYTES, UnreadMessage),
    "mail: depth": (lambda size: (reader.read, uploads.mail_of_depth(size // 50)), imap.MAX_BYTES, UnreadMessage),
    "mail: names of files": (
        lambda size: (reader.read, b"Content-Type: a/b; " + b"name*0=a;" * (size // 9) + b"\n\nx"),
        imap.MAX_BYTES,
        UnreadMessage,
    ),
    "mail: bounce": (
        lambda size: (reader.read, uploads.bounce(b": 550 5.1.1 a@b.c\n", size)),
        imap.MAX_BYTES,
        UnreadMessage,
    ),
    "mail: header": (
        lambda size: (reader.read, b"Subject: " + b"=?utf-8?q?a?= " * (size // 14) + b"\n\n"),
        imap.MAX_BYTES,
        UnreadMessage,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_a_hostile_file_costs_the_process_of_the_pages_nothing(name: str) -> None:
    work, largest, refusal = READERS[name]
    took: list[float] = []
    for size in (largest // 2, largest):
        function, *arguments = work(size)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        cpu, clock = time.process_time(), time.monotonic()
        with suppress(refusal):
            limited.colleagues.call(function, *arguments, refusal=refusal)
        assert time.monotonic() - clock < 2 * LIMITS.wall
        assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) * 1024 < MORE_MEMORY
        took.append(time.process_time() - cpu)
        FIGURES.append(Figure(f"{name} (clock)", (size, size), (time.monotonic() - clock,) * 2))
    FIGURES.append(Figure(f"{name} (web process)", (largest // 2, largest), (took[0], took[1])))
    assert max(took) < 0.5
