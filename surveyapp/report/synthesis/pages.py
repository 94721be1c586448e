"""One question or one theme over all organisations, as plain values: who said what, and what the report used of it."""

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
"""Per answer, the keys of the sections whose text cites it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one agreed answer says to it."""

    cited: Cited
    title: str
    """Of the question, on a theme's page; "" where there is one question."""
    markdown: str
    revision: int
    approved_on: date
    limit: str
    citable: bool
    used_in: tuple[str, ...]
    apart: MarkedApart | None
    before: tuple[tuple[str, str], ...] = ()
    """What was agreed to in the round before: number of the question, and words."""

    @property
    def name(self) -> str:
        """How a text cites it: "oost-drenthe.2b"."""
        return ".".join(self.cited)


@dataclass(frozen=True, slots=True)
class Column:
    """One organisation: its agreed words, or only how it stands."""

    organisation: Organisation
    mark: str
    tone: str
    stand: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which organisations and answers to show; "" shows all."""

    kind: str = ""
    province: str = ""
    category: str = ""
    unused: bool = False

    @property
    def any(self) -> bool:
        """Whether it leaves something out."""
        return bool(self.kind or self.province or self.category or self.unused)

    def takes(self, one: Organisation) -> bool:
        """Whether an organisation is shown."""
        return (
            self.kind in {"", one.kind}
            and self.province in {"", one.key, one.province_key}
            and self.category in {"", one.category}
        )

    def of(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """What is left of them. Who said nothing has nothing that is unused."""
        kept = [one for one in columns if self.takes(one.organisation)]
        if self.unused:
            kept = [replace(one, pieces=tuple(each for each in one.pieces if not each.used_in)) for one in kept]
            kept = [one for one in kept if one.pieces]
        return tuple(kept)


def uses_of(source: RoundSource) -> dict[Cited, tuple[str, ...]]:
    """Which answers the editors' texts cite, and where."""
    found: dict[Cited, dict[str, None]] = {}
    for key, text in source.section_texts.items():
        for one in citations(text):
            found.setdefault(one.cited, {})[key] = None
    return {cited: tuple(keys) for cited, keys in found.items()}


def question_columns(source: RoundSource, said: Sequence[Said], item: str, marks: Marks) -> tuple[Column, ...]:
    """One question: ``said`` is how it stands with each organisation."""
    organisations = {one.key: one for one in source.organisations}
    uses = uses_of(source)
    columns = []
    for one in said:
        pieces: tuple[Piece, ...] = ()
        if one.approved_on:
            cited = one.key, item
            pieces = (
                Piece(
                    cited,
                    "",
                    one.markdown,
                    one.revision,
                    one.approved_on,
                    one.limit,
                    one.citable,
                    uses.get(cited, ()),
                    marks.get(cited),
                ),
            )
        columns.append(Column(organisations[one.key], one.mark, one.tone, one.stand, pieces))
    return tuple(columns)


def with_before(
    columns: Iterable[Column], before: RoundSource, *, items: Collection[str] = (), theme: str = ""
) -> tuple[Column, ...]:
    """Return these columns with what was agreed in the round before to these items, or what carries ``theme``."""
    then = by_organisation(before.interviews)
    return tuple(_with_before(one, then.get(one.organisation.key), items, theme) for one in columns)


def _with_before(column: Column, interview: InterviewSource | None, items: Collection[str], theme: str) -> Column:
    if interview is None or not column.pieces:
        return column
    agreed = [one for one in interview.answers if one.approved and (theme or one.item in items)]
    words = [(one.item, _passages(interview, one, theme) if theme else one.text) for one in agreed]
    first = replace(column.pieces[0], before=tuple(one for one in words if one[1].strip()))
    return replace(column, pieces=(first, *column.pieces[1:]))


def theme_columns(source: RoundSource, theme: str, marks: Marks) -> tuple[Column, ...]:
    """One theme: the passages that carry it, of every organisation whose questionnaire knows it."""
    uses = uses_of(source)
    found = by_organisation(source.interviews)
    kinds = {one.questionnaire.kind for one in source.interviews if theme in _keys(one.questionnaire)}
    return tuple(
        _theme_column(one, found.get(one.key), theme, marks, uses)
        for one in in_report_order(source.organisations)
        if one.kind in kinds
    )


def _keys(questionnaire: Questionnaire) -> set[str]:
    return {one.key for one in questionnaire.themes}


def _theme_column(
    organisation: Organisation, interview: InterviewSource | None, theme: str, marks: Marks, uses: Uses
) -> Column:
    if interview is None or interview.held_on is None:
        return Column(organisation, "plan", "wait", "Nog niet geïnterviewd", ())
    about = [(one, words) for one in interview.answers if (words := _passages(interview, one, theme))]
    agreed = [(one, words) for one, words in about if one.approved]
    pieces = tuple(_piece(organisation, interview, one, words, marks, uses) for one, words in agreed)
    if pieces:
        return Column(organisation, "agree", "agree", "Akkoord", pieces)
    if about:
        word = why_open(interview)
        return Column(organisation, "wait", "wait", word[0].upper() + word[1:], ())
    if any(one.approved and _may_be_about(interview, one, theme) for one in interview.answers):
        return Column(organisation, "wait", "wait", "Nog geen thema gekozen", ())
    return Column(organisation, "dash", "wait", "Niets bij dit thema", ())


def _passages(interview: InterviewSource, answer: AnswerSource, theme: str) -> str:
    """Return the passages that carry a theme, and when the question is about it those for which nobody chose one."""
    if theme in interview.questionnaire.themes_given(answer.item):
        answer = replace(answer, themes=tuple(one or (theme,) for one in themes_by_passage(answer)))
    feed = Feed("", frozenset(), themes=(theme,))
    return "\n\n".join(run.markdown for run in runs(answer, feed))


def _may_be_about(interview: InterviewSource, answer: AnswerSource, theme: str) -> bool:
    """Return whether nobody chose a theme for a passage yet, while the question names this one among others."""
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
        approved_on=max(one.given_on for one in answer.approvals),
        limit="" if answer.use is Use.NAMED else hidden or "mag alleen zonder naam worden gebruikt",
        citable=not hidden,
        used_in=uses.get(cited, ()),
        apart=marks.get(cited),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of what is agreed the report's texts use."""

    organisations: int
    agreed: int
    used: int

    @property
    def unused(self) -> int:
        """Answers that no text cites yet, of those that one may."""
        return self.agreed - self.used


def counts_of(columns: Sequence[Column]) -> Counts:
    """Counted over some columns. What may not be cited counts as neither."""
    pieces = [each for one in columns for each in one.pieces if each.citable]
    return Counts(len(columns), len(pieces), sum(bool(one.used_in) for one in pieces))


@dataclass(frozen=True, slots=True)
class LostMark:
    """An answer that is marked, and that no section's text cites yet."""

    organisation: str
    key: str
    questionnaire: str
    item: str
    mark: MarkedApart


def lost_marks(source: RoundSource, marks: Marks) -> tuple[LostMark, ...]:
    """In the report's order. What may stand nowhere is not lost, and neither is what is not agreed any more."""
    uses, found = uses_of(source), by_organisation(source.interviews)
    return tuple(
        LostMark(one.title, one.key, found[one.key].questionnaire.key, answer.item, marks[one.key, answer.item])
        for one in in_report_order(source.organisations)
        if one.key in found
        for answer in found[one.key].answers
        if (one.key, answer.item) in marks.keys() - uses.keys() and answer.approved and not why_hidden(answer, one)
    )


def texts_for(
    outline: Outline,
    source: RoundSource,
    kinds: Collection[OrganisationKind],
    feed: str,
    theme: str = "",
    question: str = "",
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The sections with a text of the editors: those that this question ("regio.2b") or theme feeds, and the others."""
    places = [one for one in places_of(outline, source) if one.text]
    fed = tuple(one for one in places if _feeds(one, kinds, feed, theme, question))
    return fed, tuple(one for one in places if one not in fed)


def _feeds(place: Place, kinds: Collection[OrganisationKind], feed: str, theme: str, question: str) -> bool:
    def takes(one: Feed) -> bool:
        if theme:
            return theme in one.themes
        return not one.themes and (question in one.questions if one.questions else one.kind == feed)

    return any(takes(one) and one.organisations & set(kinds) for one in place.feeds)


def with_citations(text: str, names: Sequence[str]) -> str:
    """A text with citations of these answers behind it: "oost-drenthe.2b" each."""
    codes = " ".join(f"[[{one}]]" for one in names)
    return inserted(text, codes) if codes else text


def theme_titles(source: RoundSource) -> dict[str, str]:
    """The themes of the questionnaires that this round used."""
    return {each.key: each.title for one in source.interviews for each in one.questionnaire.themes}


def title_of(source: RoundSource, theme: str) -> str:
    """The theme's title. Raises NotFound when no questionnaire of the round has it."""
    found = theme_titles(source)
    if theme not in found:
        raise NotFound(f"In deze ronde is geen thema ‘{theme}’.")
    return found[theme]
