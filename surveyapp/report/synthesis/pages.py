"""Comparison of organisations on one question or theme, with the report's use of their answers. Plain values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from surveyapp.core.errors import NotFound
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.citations.rules import Cited, citations
from surveyapp.report.compiling.use import why_hidden
from surveyapp.report.material.apart import MarkedApart
from surveyapp.report.material.inserting import inserted
from surveyapp.report.material.passages import runs, themes_by_passage
from surveyapp.report.material.places import Place, places_of
from surveyapp.report.material.rules import by_organisation, in_report_order, why_open
from surveyapp.report.material.sources import AnswerSource, InterviewSource, Organisation, RoundSource
from surveyapp.report.material.structure import Feed, Outline
from surveyapp.report.texts.pages import Said
from surveyapp.verification.records.rules import Use

Marks = Mapping[Cited, MarkedApart]
Uses = Mapping[Cited, tuple[str, ...]]
"""Keys of the sections whose text cites an answer, by answer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The relevant words of an agreed answer."""

    cited: Cited
    title: str
    """Title of the question, on a theme's page; "" when the page is on one question."""
    markdown: str
    revision: int
    approved_on: date
    limit: str
    citable: bool
    used_in: tuple[str, ...]
    apart: MarkedApart | None
    before: tuple[tuple[str, str], ...] = ()
    """Words agreed in the previous round, as (question number, text)."""

    @property
    def name(self) -> str:
        """Name of the answer as texts cite it: "oost-drenthe.2b"."""
        return ".".join(self.cited)


@dataclass(frozen=True, slots=True)
class Column:
    """An organisation with its agreed words, or only the state of its answer."""

    organisation: Organisation
    mark: str
    tone: str
    stand: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Filters on organisations and answers; "" is no filter."""

    kind: str = ""
    province: str = ""
    category: str = ""
    unused: bool = False

    @property
    def any(self) -> bool:
        """Whether a filter is set."""
        return bool(self.kind or self.province or self.category or self.unused)

    def takes(self, one: Organisation) -> bool:
        """Return whether an organisation passes the filters."""
        return (
            self.kind in {"", one.kind}
            and self.province in {"", one.key, one.province_key}
            and self.category in {"", one.category}
        )

    def of(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """Return the columns that pass the filters. With ``unused``, columns without an unused answer are dropped."""
        kept = [column for column in columns if self.takes(column.organisation)]
        if self.unused:
            kept = [
                replace(column, pieces=tuple(each for each in column.pieces if not each.used_in)) for column in kept
            ]
            kept = [column for column in kept if column.pieces]
        return tuple(kept)


def uses_of(source: RoundSource) -> dict[Cited, tuple[str, ...]]:
    """Return the answers that editors' texts cite, with the keys of the sections."""
    uses: dict[Cited, dict[str, None]] = {}
    for key, text in source.section_texts.items():
        for citation in citations(text):
            uses.setdefault(citation.cited, {})[key] = None
    return {cited: tuple(keys) for cited, keys in uses.items()}


def question_columns(source: RoundSource, said: Sequence[Said], item: str, marks: Marks) -> tuple[Column, ...]:
    """Return the columns of a question; ``said`` are the organisations' responses."""
    organisations = {organisation.key: organisation for organisation in source.organisations}
    uses = uses_of(source)
    columns = []
    for response in said:
        pieces: tuple[Piece, ...] = ()
        if response.approved_on:
            cited = response.key, item
            pieces = (
                Piece(
                    cited,
                    "",
                    response.markdown,
                    response.revision,
                    response.approved_on,
                    response.limit,
                    response.citable,
                    uses.get(cited, ()),
                    marks.get(cited),
                ),
            )
        columns.append(Column(organisations[response.key], response.mark, response.tone, response.stand, pieces))
    return tuple(columns)


def with_before(
    columns: Iterable[Column], before: RoundSource, *, items: Collection[str] = (), theme: str = ""
) -> tuple[Column, ...]:
    """Return the columns with the words agreed in the previous round to these items, or on ``theme``."""
    then = by_organisation(before.interviews)
    return tuple(_with_before(column, then.get(column.organisation.key), items, theme) for column in columns)


def _with_before(column: Column, interview: InterviewSource | None, items: Collection[str], theme: str) -> Column:
    if interview is None or not column.pieces:
        return column
    agreed = [answer for answer in interview.answers if answer.approved and (theme or answer.item in items)]
    words = [(answer.item, _passages(interview, answer, theme) if theme else answer.text) for answer in agreed]
    first = replace(column.pieces[0], before=tuple(pair for pair in words if pair[1].strip()))
    return replace(column, pieces=(first, *column.pieces[1:]))


def theme_columns(source: RoundSource, theme: str, marks: Marks) -> tuple[Column, ...]:
    """Return the columns of a theme: its passages, for each organisation whose questionnaire has the theme."""
    uses = uses_of(source)
    interviews = by_organisation(source.interviews)
    kinds = {interview.questionnaire.kind for interview in source.interviews if theme in _keys(interview.questionnaire)}
    return tuple(
        _theme_column(organisation, interviews.get(organisation.key), theme, marks, uses)
        for organisation in in_report_order(source.organisations)
        if organisation.kind in kinds
    )


def _keys(questionnaire: Questionnaire) -> set[str]:
    return {theme.key for theme in questionnaire.themes}


def _theme_column(
    organisation: Organisation, interview: InterviewSource | None, theme: str, marks: Marks, uses: Uses
) -> Column:
    if interview is None or interview.held_on is None:
        return Column(organisation, "plan", "wait", "Nog niet geïnterviewd", ())
    about = [(answer, words) for answer in interview.answers if (words := _passages(interview, answer, theme))]
    agreed = [(answer, words) for answer, words in about if answer.approved]
    pieces = tuple(_piece(organisation, interview, answer, words, marks, uses) for answer, words in agreed)
    if pieces:
        return Column(organisation, "agree", "agree", "Akkoord", pieces)
    if about:
        word = why_open(interview)
        return Column(organisation, "wait", "wait", word[0].upper() + word[1:], ())
    if any(answer.approved and _may_be_about(interview, answer, theme) for answer in interview.answers):
        return Column(organisation, "wait", "wait", "Nog geen thema gekozen", ())
    return Column(organisation, "dash", "wait", "Niets bij dit thema", ())


def _passages(interview: InterviewSource, answer: AnswerSource, theme: str) -> str:
    """Return the passages with a theme.

    When the question is given that theme, passages without a chosen theme are included.
    """
    if theme in interview.questionnaire.themes_given(answer.item):
        answer = replace(answer, themes=tuple(themes or (theme,) for themes in themes_by_passage(answer)))
    feed = Feed("", frozenset(), themes=(theme,))
    return "\n\n".join(run.markdown for run in runs(answer, feed))


def _may_be_about(interview: InterviewSource, answer: AnswerSource, theme: str) -> bool:
    """Return whether a passage has no chosen theme yet while the question could be on this one."""
    return theme in interview.questionnaire.item(answer.item).themes and not all(themes_by_passage(answer))


def _piece(
    organisation: Organisation, interview: InterviewSource, answer: AnswerSource, words: str, marks: Marks, uses: Uses
) -> Piece:
    cited = organisation.key, answer.item
    hidden = why_hidden(answer, organisation)
    return Piece(
        cited=cited,
        title=interview.questionnaire.item(answer.item).title,
        markdown=words,
        revision=answer.revision,
        approved_on=max(approval.given_on for approval in answer.approvals),
        limit="" if answer.use is Use.NAMED else hidden or "mag alleen zonder naam worden gebruikt",
        citable=not hidden,
        used_in=uses.get(cited, ()),
        apart=marks.get(cited),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """Use of agreed answers by the report's texts, in numbers."""

    organisations: int
    agreed: int
    used: int

    @property
    def unused(self) -> int:
        """Number of citable answers that no text cites yet."""
        return self.agreed - self.used


def counts_of(columns: Sequence[Column]) -> Counts:
    """Return the counts over some columns. Answers that may not be cited are left out."""
    pieces = [each for column in columns for each in column.pieces if each.citable]
    return Counts(len(columns), len(pieces), sum(bool(piece.used_in) for piece in pieces))


@dataclass(frozen=True, slots=True)
class LostMark:
    """A marked answer that no section's text cites yet."""

    organisation: str
    key: str
    questionnaire: str
    item: str
    mark: MarkedApart


def lost_marks(source: RoundSource, marks: Marks) -> tuple[LostMark, ...]:
    """Return the lost marks in report order, without answers that may not be used or are no longer agreed."""
    uses, interviews = uses_of(source), by_organisation(source.interviews)
    return tuple(
        LostMark(
            organisation.title,
            organisation.key,
            interviews[organisation.key].questionnaire.key,
            answer.item,
            marks[organisation.key, answer.item],
        )
        for organisation in in_report_order(source.organisations)
        if organisation.key in interviews
        for answer in interviews[organisation.key].answers
        if (organisation.key, answer.item) in marks.keys() - uses.keys()
        and answer.approved
        and not why_hidden(answer, organisation)
    )


def texts_for(
    outline: Outline,
    source: RoundSource,
    kinds: Collection[OrganisationKind],
    feed: str,
    theme: str = "",
    question: str = "",
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the sections with an editors' text: those fed by this question ("regio.2b") or theme, and the others."""
    places = [place for place in places_of(outline, source) if place.text]
    fed = tuple(place for place in places if _feeds(place, kinds, feed, theme, question))
    return fed, tuple(place for place in places if place not in fed)


def _feeds(place: Place, kinds: Collection[OrganisationKind], feed: str, theme: str, question: str) -> bool:
    def takes(candidate: Feed) -> bool:
        if theme:
            return theme in candidate.themes
        return not candidate.themes and (
            question in candidate.questions if candidate.questions else candidate.kind == feed
        )

    return any(takes(source) and source.organisations & set(kinds) for source in place.feeds)


def with_citations(text: str, names: Sequence[str]) -> str:
    """Return a text with citations of these answers added at its end; ``names`` are like "oost-drenthe.2b"."""
    codes = " ".join(f"[[{name}]]" for name in names)
    return inserted(text, codes) if codes else text


def theme_titles(source: RoundSource) -> dict[str, str]:
    """Return the titles of the themes in the round's questionnaires, by key."""
    return {each.key: each.title for interview in source.interviews for each in interview.questionnaire.themes}


def title_of(source: RoundSource, theme: str) -> str:
    """Return the title of a theme. Raises NotFound when no questionnaire of the round has it."""
    titles = theme_titles(source)
    if theme not in titles:
        raise NotFound(f"In deze ronde is geen thema ‘{theme}’.")
    return titles[theme]
