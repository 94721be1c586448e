"""Answers of a round as data, one row each, with the words that were agreed.

No other words are included. An answer without name has a row apart from its organisation's, with nothing that leads
back to it; background has no words here. See ``surveyapp.report.compiling.use``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from surveyapp.core.dutch import listed
from surveyapp.interviews.passages.rules import NO_THEME
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.compiling.use import SOMEBODY, why_hidden
from surveyapp.report.material.rules import by_organisation, in_report_order, why_open
from surveyapp.report.material.sources import AnswerSource, InterviewSource, Organisation, RoundSource
from surveyapp.text.words import paragraphs
from surveyapp.verification.records.rules import Use

Statuses = Mapping[tuple[str, str], AnswerStatus]
"""Status of the newest revision, by organisation key and item."""

KINDS = {
    OrganisationKind.REGION: "regio",
    OrganisationKind.PROVINCE: "provincie",
    OrganisationKind.MINISTRY: "ministerie",
}
AGREED = "akkoord"
LIMITED = "beperkt"
UNNAMED = "zonder naam"
NAMED = "met naam"
_NO_TEXT = {
    AnswerStatus.NOT_DISCUSSED: "niet besproken",
    AnswerStatus.NOT_APPLICABLE: "niet van toepassing",
    AnswerStatus.WITHDRAWN: "ingetrokken",
}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer, or an organisation without answers. ``themes`` has the titles per paragraph of ``text``."""

    organisation: str
    kind: str
    state: str
    key: str = ""
    province: str = ""
    questionnaire: str = ""
    item: str = ""
    question: str = ""
    use: str = ""
    text: str = ""
    themes: tuple[tuple[str, ...], ...] = ()
    revision: int | None = None
    approved_by: str = ""
    approved_on: date | None = None
    channel: str = ""
    fingerprint: str = ""

    @property
    def agreed(self) -> bool:
        """Whether the row has words."""
        return bool(self.text)


COLUMNS = (
    "Organisatie",
    "Soort",
    "Provincie",
    "Vragenlijst",
    "Vraag",
    "Titel van de vraag",
    "Stand",
    "Versie",
    "Akkoord door",
    "Langs",
    "Akkoord op",
    "Gebruik",
    "Thema’s",
    "Vingerafdruk",
    "Tekst",
)

Cell = str | int | date | None


def cells(row: AnswerRow) -> tuple[Cell, ...]:
    """Return the cells of a row, for ``COLUMNS``. The text is Markdown, as agreed."""
    titles = dict.fromkeys(title for several in row.themes for title in several)
    return (
        row.organisation,
        row.kind,
        row.province,
        row.questionnaire,
        row.item,
        row.question,
        row.state,
        row.revision,
        row.approved_by,
        row.channel,
        row.approved_on,
        row.use,
        "; ".join(titles),
        row.fingerprint,
        row.text,
    )


def answer_rows(source: RoundSource, statuses: Statuses) -> tuple[AnswerRow, ...]:
    """Return the rows in report order, then those without name in order of fingerprint, which betrays nothing."""
    interviews = by_organisation(source.interviews)
    provinces = {
        organisation.key: organisation.name
        for organisation in source.organisations
        if organisation.kind is OrganisationKind.PROVINCE
    }
    rows = [
        row
        for organisation in in_report_order(source.organisations)
        for row in _rows(
            organisation, provinces.get(organisation.province_key or "", ""), interviews.get(organisation.key), statuses
        )
    ]
    return (*rows, *_without_name(source))


def _rows(
    organisation: Organisation, province: str, interview: InterviewSource | None, statuses: Statuses
) -> Iterator[AnswerRow]:
    if interview is None or interview.held_on is None:
        yield AnswerRow(
            organisation.title,
            KINDS[organisation.kind],
            "nog niet geïnterviewd",
            key=organisation.key,
            province=province,
        )
        return
    answers = {answer.item: answer for answer in interview.answers}
    for question in interview.questionnaire.items:
        answer = answers.get(question.number)
        state = _state(interview, answer, statuses.get((organisation.key, question.number)))
        row = AnswerRow(
            organisation=organisation.title,
            kind=KINDS[organisation.kind],
            state=state,
            key=organisation.key,
            province=province,
            questionnaire=interview.questionnaire.key,
            item=question.number,
            question=question.title,
            use=LIMITED if state == AGREED else "",
        )
        yield _with_words(row, interview, answer) if answer and answer.approved and answer.use is Use.NAMED else row


def _with_words(row: AnswerRow, interview: InterviewSource, answer: AnswerSource) -> AnswerRow:
    approvals = answer.approvals
    return replace(
        row,
        use=NAMED,
        text=answer.text,
        themes=_themes(interview, answer),
        revision=answer.revision,
        approved_by=listed([approval.function for approval in approvals]),
        channel=listed(list(dict.fromkeys(approval.how for approval in approvals))),
        approved_on=max(approval.given_on for approval in approvals),
        fingerprint=answer.fingerprint,
    )


def _state(interview: InterviewSource, answer: AnswerSource | None, status: AnswerStatus | None) -> str:
    if answer is None:
        return _NO_TEXT.get(status or AnswerStatus.TEXT, "nog geen antwoord")
    return AGREED if answer.approved else why_open(interview)


def _themes(interview: InterviewSource, answer: AnswerSource) -> tuple[tuple[str, ...], ...]:
    titles = {theme.key: theme.title for theme in interview.questionnaire.themes}
    chosen = answer.themes or ((),) * len(paragraphs(answer.text))
    return tuple(tuple(titles.get(key, key) for key in several if key != NO_THEME) for several in chosen)


def _without_name(source: RoundSource) -> Iterator[AnswerRow]:
    unnamed = [
        (interview, answer)
        for interview in source.interviews
        for answer in interview.answers
        if answer.approved and answer.use is Use.UNNAMED and not why_hidden(answer, interview.organisation)
    ]
    for interview, answer in sorted(unnamed, key=lambda pair: pair[1].fingerprint):
        kind = interview.organisation.kind
        yield AnswerRow(
            SOMEBODY[kind], KINDS[kind], AGREED, use=UNNAMED, text=answer.text, themes=_themes(interview, answer)
        )
