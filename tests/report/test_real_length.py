"""Thirty-two interviews of the length of real ones make the whole report, as parliament gets it.

Each organisation has its own file among the project's. Where there are files beside the checkout, the same holds for a
round made of those: an organisation without one borrows the answers of another, under other questions.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdf
import pytest
import yaml
from interview_files import ORGANISATIONS, SETS, written
from outloud import check
from read_back import sentences, squeezed, stands_in, words_of
from report_values import AGREED, DATED, HELD, SENT
from report_values import sections as all_sections

from surveyapp.config import resource_dir
from surveyapp.interviews.rules import organisation_code, organisation_key
from surveyapp.questionnaires.operations import read
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire, parse
from surveyapp.report.compile import compile_report
from surveyapp.report.formats.colophon import COLOPHON
from surveyapp.report.formats.html import render_report
from surveyapp.report.outline.structure import DEFAULT, parse_outline
from surveyapp.report.sources import AnswerSource, ApprovalSource, InterviewSource, Organisation, RoundSource
from surveyapp.report.tree import EditorText, Quotation, Report
from surveyapp.text import fingerprint, paragraphs

REGION, PROVINCE, MINISTRY = OrganisationKind
APPENDICES, AROUND = 2, {"Inhoud", COLOPHON}
HEADINGS, NESTED = {f"/H{level}" for level in range(1, 7)}, "a heading in a heading"
CALL = re.compile(r"\[\^([^\]]+)\](?!:)")
KEYS = {REGION: "regio", PROVINCE: "provincie", MINISTRY: "rijk"}
EDITOR = (
    "In dit deel staat wat de organisaties daarover zeiden. Wat zij deden, verschilt per regio: waar de bevolking al"
    " langer daalt, is meer gesloopt en samengevoegd; waar dat nog komt, wordt vooral vooruit gekeken. Wat werkte en"
    " wat niet, staat per organisatie in hun eigen woorden.[^a]\n\n[^a]: Kamerstukken II 2016/17, 31757, nr. 93."
)


def _organisations() -> Iterator[Organisation]:
    listed = yaml.safe_load(ORGANISATIONS.read_text("utf-8"))
    taken: list[str] = []
    for kind, name in ((PROVINCE, "provinces"), (REGION, "regions"), (MINISTRY, "ministries")):
        for place, one in enumerate(listed[name]):
            short = one.get("short", "")
            taken.append(short or organisation_code(one["name"], taken))
            yield Organisation(
                key=organisation_key(short or one["name"]), name=one["name"], kind=kind, code=taken[-1],
                province_key=organisation_key(one["province"]) if kind is REGION else None, position=place,
            )  # fmt: skip


def _written(files: Sequence[Path], kind: OrganisationKind) -> dict[str, dict[str, str]]:
    """Answers per item, by the name of the organisation as the files have it."""
    found = [written(path) for path in files]
    return {one.organisation: one.answers for one in found if one.questionnaire == KEYS[kind]}


def _moved(answers: dict[str, str], steps: int) -> dict[str, str]:
    """The same answers, each under the question that stands so many places on."""
    texts = list(answers.values())
    return dict(zip(answers, texts[steps % len(texts) :] + texts[: steps % len(texts)], strict=True))


def _interviews(organisations: Sequence[Organisation], files: Sequence[Path]) -> Iterator[InterviewSource]:
    for kind in OrganisationKind:
        real = _written(files, kind)
        questionnaire = parse(read(resource_dir("questionnaires"), KEYS[kind]), KEYS[kind])
        lenders, numbers = itertools.cycle(real.values()), itertools.count(1)
        for one in (one for one in organisations if one.kind is kind):
            own = real.get(one.name) or real.get(one.code) or real.get(one.title)
            yield _interview(one, questionnaire, own or _moved(next(lenders), next(numbers)))


def _interview(organisation: Organisation, questionnaire: Questionnaire, answers: dict[str, str]) -> InterviewSource:
    approvals = (ApprovalSource("beleidsadviseur", AGREED, "link"),)
    return InterviewSource(
        organisation=organisation, questionnaire=questionnaire, functions=("beleidsadviseur",), held_on=HELD,
        records_sent_on=(SENT,), approved_on=AGREED,
        answers=tuple(
            AnswerSource(
                item, 1, text.strip(), fingerprint(item=item, text=text.strip()), True, approvals,
                tuple(_tagged(questionnaire, text)),
            )
            for item, text in answers.items()
        ),
    )  # fmt: skip


def _tagged(questionnaire: Questionnaire, text: str) -> Iterator[tuple[str, ...]]:
    """Passages about each theme in turn."""
    for theme, _ in zip(itertools.cycle(questionnaire.themes), paragraphs(text), strict=False):
        yield (theme.key,)


@lru_cache
def _report(name: str) -> Report:
    outline = parse_outline(DEFAULT.read_text("utf-8"), DEFAULT.name)
    organisations = tuple(_organisations())
    source = RoundSource(
        name="2018", title="Tweede Voortgangsrapportage", subtitle="Actieplan Bevolkingsdaling",
        publisher="Programma Bevolkingsdaling", organisations=organisations,
        interviews=tuple(_interviews(organisations, SETS[name])),
        section_texts={one.key: EDITOR for one in outline.text_sections()},
    )  # fmt: skip
    return compile_report(outline, source, draft=False, dated=DATED)


@pytest.fixture(scope="module", params=SETS)
def report(request: pytest.FixtureRequest) -> Report:
    return _report(request.param)


@pytest.fixture(scope="module")
def printed(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "rapport.pdf"
    path.write_bytes(render_report(report))
    return path


def test_it_has_32_interviews(report: Report) -> None:
    assert Counter(row.organisation.split()[0] for row in report.interviews) == {
        "Regio": 18,
        "Provincie": 8,
        "Ministerie": 6,
    }


def test_it_is_as_long_as_the_published_one(printed: Path) -> None:
    assert len(pypdf.PdfReader(printed).pages) >= 45


def test_each_citation_has_the_agreed_words_in_print(report: Report, printed: Path) -> None:
    text = squeezed(words_of(printed))
    quotations = [
        block for one in all_sections(report).values() for block in one.blocks if isinstance(block, Quotation)
    ]

    assert {one.code for one in quotations} == {row.code for row in report.citations}
    for one in quotations:
        for sentence in sentences(one.markdown):
            assert stands_in(sentence, text), f"{one.code}: {sentence}"


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
