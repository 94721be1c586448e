"""Thirty-two interviews of the length of real ones make the whole report, as parliament gets it.

Each organisation has its own file among the project's. Where there are files beside the checkout, the same holds for a
round made of those: an organisation without one borrows the answers of another, under other questions.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from interview_files import SETS
from outloud import check
from read_back import sentences, squeezed, stands_in, words_of
from replayed import EDITOR, Replay, replay
from report_values import sections as all_sections
from setting import application, session_of

from surveyapp.core.db import write_transaction
from surveyapp.report.formats.colophon import COLOPHON
from surveyapp.report.formats.html import render_report
from surveyapp.report.material.tree import EditorText, Gap, Quotation, Report

APPENDICES, AROUND = 2, {"Inhoud", COLOPHON}
HEADINGS, NESTED = {f"/H{level}" for level in range(1, 7)}, "a heading in a heading"
CALL = re.compile(r"\[\^([^\]]+)\](?!:)")


@pytest.fixture(scope="module", params=SETS)
def replayed(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Replay:
    """The round, made through the operations that people's presses call. One is kept for all tests of a file."""
    folder = tmp_path_factory.mktemp("replay")
    shutil.copy(sqlite_template, folder / "surveyapp.sqlite")
    with session_of(application(folder, {})) as session, write_transaction(session):
        return replay(session, SETS[request.param])


@pytest.fixture(scope="module")
def report(replayed: Replay) -> Report:
    return replayed.report


@pytest.fixture(scope="module")
def printed(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "rapport.pdf"
    path.write_bytes(render_report(report))
    return path


@pytest.fixture(scope="module")
def words(printed: Path) -> str:
    """All its words, read back."""
    return words_of(printed)


def test_it_has_32_interviews(report: Report) -> None:
    assert Counter(row.organisation.split()[0] for row in report.interviews) == {
        "Regio": 18,
        "Provincie": 8,
        "Ministerie": 6,
    }


def test_nothing_is_open(replayed: Replay) -> None:
    assert (replayed.board.ready, replayed.board.sentence) == (
        True,
        "Alles is er. U kunt het rapport definitief maken.",
    )
    assert [one.decided for one in replayed.board.ticks] == [False] * len(replayed.board.ticks)
    assert not replayed.report.draft


def test_every_sentence_that_was_agreed_to_is_in_print(replayed: Replay, words: str) -> None:
    text = squeezed(words)
    assert len({organisation for organisation, _ in replayed.said}) == 32
    for (organisation, item), answer in replayed.said.items():
        for sentence in sentences(answer, shortest=1):
            assert stands_in(sentence, text), f"{organisation} {item}: {sentence}"
    for sentence in sentences(EDITOR):
        assert stands_in(sentence, text), sentence


def test_no_section_says_that_there_are_no_answers(report: Report, words: str) -> None:
    """There are answers for every one of them: also for the last theme and for what has none."""
    for section in all_sections(report).values():
        assert [block for block in section.blocks if isinstance(block, Gap)] == [], section.title
        assert section.blocks or section.sections, section.title
    text = words.replace("\n", " ")
    assert [one for one in ("geen antwoorden", "nog geen akkoord", "nog geen antwoord") if one in text] == []


def test_it_is_as_long_as_the_published_one(printed: Path) -> None:
    assert len(pypdf.PdfReader(printed).pages) >= 45


def test_each_answer_is_cited_once_and_listed(replayed: Replay) -> None:
    sections = all_sections(replayed.report).values()
    quoted = [block.code for one in sections for block in one.blocks if isinstance(block, Quotation)]
    assert set(quoted) == {row.code for row in replayed.report.citations}
    assert len(replayed.report.citations) == len(replayed.said)


def test_a_screen_reader_can_read_it_with_its_headings(report: Report, printed: Path) -> None:
    result = check(str(printed))
    tags = Counter(_tags(pypdf.PdfReader(printed).trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]

    assert [finding for finding in result.findings if finding.severity == "error"] == []
    assert tags["/H1"] == len(AROUND) + len(report.chapters) + APPENDICES
    assert tags[NESTED] == 0
    assert tags["/Note"] == sum(len(set(CALL.findall(text))) for text in _texts(report))
    assert tags["/THead"] == tags["/Table"] > 2


def _texts(report: Report) -> Iterator[str]:
    for one in all_sections(report).values():
        yield from (block.markdown for block in one.blocks if isinstance(block, Quotation | EditorText))


def _tags(element: Any, above: str = "") -> Iterator[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, dict) and element.get("/Type") != "/OBJR":
        tag = str(element.get("/S", ""))
        yield tag
        if tag in HEADINGS and above in HEADINGS:
            yield NESTED
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from _tags(kid, tag)
