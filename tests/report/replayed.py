"""A whole round from its files: 32 interviews, recorded, sent and agreed to, in a report of which nothing is open."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
import yaml
from agreed_round import NOW, QUESTIONNAIRES, SYSTEM, AgreedRound
from interview_files import ORGANISATIONS, written
from report_values import DATED
from sqlalchemy.orm import Session

from surveyapp.interviews.passages.rules import NO_THEME
from surveyapp.interviews.recording.models import AnswerRevision, Organisation
from surveyapp.interviews.recording.operations import put_organisation, tag_passages
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.board.pages import Board, board_of
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.material.structure import DEFAULT
from surveyapp.report.material.tree import Report
from surveyapp.report.rounds.queries import outline_of, round_source
from surveyapp.report.texts.operations import save_section_text
from surveyapp.text.words import paragraphs

PROVINCE, REGION, MINISTRY = OrganisationKind.PROVINCE, OrganisationKind.REGION, OrganisationKind.MINISTRY
EDITOR = (
    "In dit deel staat wat de organisaties daarover zeiden. Wat zij deden, verschilt per regio: waar de bevolking al"
    " langer daalt, is meer gesloopt en samengevoegd; waar dat nog komt, wordt vooral vooruit gekeken. Wat werkte en"
    " wat niet, staat per organisatie in hun eigen woorden.[^a]\n\n[^a]: Kamerstukken II 2016/17, 31757, nr. 93."
)


@dataclass(frozen=True)
class Replay:
    """What was said, by organisation and item, and what became of it."""

    said: dict[tuple[str, str], str]
    board: Board
    report: Report


def replay(session: Session, files: Sequence[Path]) -> Replay:
    """Record, send and agree to everything in the files; an organisation without one borrows another's answers."""
    made = AgreedRound.of(session)
    made.round.outline = DEFAULT.read_text("utf-8")
    said = {}
    organisations = _organisations(made)
    for kind in OrganisationKind:
        for one, answers in _answers([each for each in organisations if each.kind is kind], files):
            made.agreed(one, answers)
            said |= {(one.key, item): text for item, text in answers.items()}
    _choose_themes(session)
    outline = outline_of(made.round)
    for section in outline.text_sections():
        save_section_text(session, SYSTEM, made.round, section.key, EDITOR, base=0, at=NOW)
    source = round_source(session, made.round, publisher="Programma Bevolkingsdaling")
    return Replay(said, board_of(outline, source), compile_report(outline, source, draft=False, dated=DATED))


def _organisations(made: AgreedRound) -> list[Organisation]:
    listed = yaml.safe_load(ORGANISATIONS.read_text("utf-8"))
    return [
        put_organisation(
            made.session,
            SYSTEM,
            kind=kind,
            name=one["name"],
            position=place,
            short=one.get("short", ""),
            at=NOW,
            province=one["province"] if kind is REGION else "",
        )
        for kind, name in ((PROVINCE, "provinces"), (REGION, "regions"), (MINISTRY, "ministries"))
        for place, one in enumerate(listed[name], 1)
    ]


def _answers(
    organisations: Sequence[Organisation], files: Sequence[Path]
) -> Iterator[tuple[Organisation, dict[str, str]]]:
    of_kind = [one for one in map(written, files) if one.questionnaire == QUESTIONNAIRES[organisations[0].kind]]
    own = {one.organisation: one.answers for one in of_kind}
    lenders, steps = itertools.cycle(own.values()), itertools.count(1)
    for one in organisations:
        found = own.get(one.name) or own.get(one.code)
        yield one, found or _moved(next(lenders), next(steps))


def _moved(answers: dict[str, str], steps: int) -> dict[str, str]:
    """The same answers, each under the question that stands so many places on."""
    texts = list(answers.values())
    return dict(zip(answers, texts[steps % len(texts) :] + texts[: steps % len(texts)], strict=True))


def _choose_themes(session: Session) -> None:
    """Give each passage the next theme of its questionnaire, or none."""
    for revision in session.scalars(sa.select(AnswerRevision)):
        interview = revision.answer.interview
        choice = itertools.cycle([*(one.key for one in parsed(interview.questionnaire).themes), NO_THEME])
        themes = [[theme] for theme, _ in zip(choice, paragraphs(revision.text), strict=False)]
        tag_passages(session, SYSTEM, interview, revision, themes, at=NOW)
