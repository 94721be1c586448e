"""What the pages of one section, of one question and of the PDFs show, as plain values."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from surveyapp.core.errors import NotFound
from surveyapp.core.revisions import with_before
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.rules import Question, Questionnaire
from surveyapp.report.citations.rules import Citation, in_brackets, with_codes
from surveyapp.report.compiling.placing import Placing
from surveyapp.report.compiling.use import Citable, why_hidden
from surveyapp.report.material.decisions import Subject
from surveyapp.report.material.filling import filled_in, slips
from surveyapp.report.material.pictures import with_captions
from surveyapp.report.material.places import Place, places_of
from surveyapp.report.material.rules import by_organisation, counts, in_report_order, numbered, why_open
from surveyapp.report.material.sources import AnswerSource, InterviewSource, RoundSource
from surveyapp.report.material.structure import Group, Outline
from surveyapp.report.material.tree import Gap, Quotation, Section
from surveyapp.report.tables.models import SectionTextRevision
from surveyapp.verification.records.rules import Use


@dataclass(frozen=True, slots=True)
class Card:
    """An agreed answer, or the passages of it, that stands in a section."""

    anchor: str
    cite: str
    """How an editor's text cites it: "oost-drenthe.2b"."""
    item: str
    title: str
    questionnaire: str
    markdown: str
    revision: int
    approved_on: date
    use: Use
    attribution: str
    """What is printed behind the words when they are used without name."""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """What one heading of a section holds. ``waits``: sentences in the place of words that are not there."""

    title: str
    part: str
    cards: tuple[Card, ...]
    waits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One section: the editor's text when it has one, and the agreed answers that stand in it."""

    round: str
    key: str
    number: str
    title: str
    chapter: str
    editable: bool
    text: str
    base: int
    saved_at: datetime | None
    saved_by: str
    feeds: bool
    sources: tuple[SourceGroup, ...]
    values: Mapping[str, int]
    """What stands for ``{interviews}`` and the like."""
    citable: Citable
    """The agreed answers that a text can cite, with what is printed."""
    under: tuple[str, ...]
    """The organisations that the heading above the text names."""
    outline: Outline
    source: RoundSource
    tree: tuple[Section, ...]
    """The chapters of the report as a draft shows them."""
    settled: Collection[Subject] = ()
    """What editors decided on."""

    @property
    def cards(self) -> int:
        """How many agreed answers stand in it."""
        return sum(len(group.cards) for group in self.sources)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What would stand in the report as it was typed, and is meant otherwise: a phrase for each."""
        return slips(self.text, self.values, self.source.figures)

    def filled(self, text: str, written: Callable[[Citation, str], str] = in_brackets) -> str:
        """A text with its numbers and the codes of what it cites."""
        return with_codes(filled_in(text, self.values), self.citable.codes, written)

    def printed(self, text: str, written: Callable[[Citation, str], str] = in_brackets) -> str:
        """A text as the report will say it, where no pictures are shown."""
        return with_captions(self.filled(text, written), self.source.figures)

    def typed(self, text: str, base: int) -> "SectionPage":
        """With what was typed instead of what is stored."""
        return replace(self, text=text, base=base)


def section_page(outline: Outline, source: RoundSource, key: str, newest: SectionTextRevision | None) -> SectionPage:
    """The page of one section. Raises NotFound."""
    place = next((one for one in places_of(outline, source) if one.key == key), None)
    if place is None:
        raise NotFound(f"De rapportindeling heeft geen paragraaf ‘{key}’.")
    written = dict.fromkeys((one.key for one in outline.text_sections()), "-")
    placing = Placing(outline, replace(source, section_texts=written), draft=True)
    tree = numbered([placing.section(one) for one in outline.chapters])
    chapter, section = _found(tree, key)
    return SectionPage(
        round=source.name,
        key=key,
        number=section.number,
        title=place.title,
        chapter=chapter.title if chapter is not section else "",
        editable=place.text,
        text=newest.text if newest else "",
        base=newest.number if newest else 0,
        saved_at=newest.created_at if newest else None,
        saved_by=newest.author.name if newest and newest.author else "",
        feeds=bool(place.feeds),
        sources=tuple(_groups(section, place, by_organisation(source.interviews))) if place.feeds else (),
        values=counts(source.interviews),
        citable=placing.citable,
        under=tuple(one.key for one in place.organisations) if _is_group(outline, key) else (),
        outline=outline,
        source=source,
        tree=tree,
        settled=source.settled,
    )


def _is_group(outline: Outline, key: str) -> bool:
    return any(isinstance(one, Group) and one.key == key for one in outline.text_sections())


def _found(tree: Sequence[Section], key: str) -> tuple[Section, Section]:
    """The chapter and the section in it; a group of regions is known by the end of its key."""
    for chapter in tree:
        for section in _all(chapter):
            if section.key == key or section.key.endswith(f"/{key}"):
                return chapter, section
    raise NotFound(f"Paragraaf ‘{key}’ staat niet in dit rapport.")


def _all(section: Section) -> Iterator[Section]:
    yield section
    for one in section.sections:
        yield from _all(one)


def _groups(section: Section, place: Place, interviews: Mapping[str, InterviewSource]) -> Iterator[SourceGroup]:
    """What stands under each heading, in the report's order. Numbered sections below have pages of their own."""
    given = {one.key: interviews[one.key] for one in place.organisations if one.key in interviews}
    count = 0
    for path, one in _headed(section, ()):
        quotations = [block for block in one.blocks if isinstance(block, Quotation)]
        cards = [card_of(f"bron-{count + nth}", block, given) for nth, block in enumerate(quotations, 1)]
        waits = [block.reason for block in one.blocks if isinstance(block, Gap)]
        count += len(cards)
        if cards or waits:
            title, part = path[-2:] if len(path) > 1 else ("".join(path), "")
            yield SourceGroup(title, part, tuple(cards), tuple(waits))


def _headed(section: Section, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Section]]:
    yield path, section
    for one in section.sections:
        if not one.number:
            yield from _headed(one, (*path, one.title))


def card_of(anchor: str, block: Quotation, given: Mapping[str, InterviewSource]) -> Card:
    """What is shown of an answer; ``given`` has the interviews by the keys of their organisations."""
    interview = given[block.key]
    answer = next(one for one in interview.answers if one.item == block.item)
    return Card(
        anchor=anchor,
        cite=f"{interview.organisation.key}.{block.item}",
        item=block.item,
        title=interview.questionnaire.item(block.item).title,
        questionnaire=interview.questionnaire.key,
        markdown=block.markdown,
        revision=answer.revision,
        approved_on=_agreed_on(answer),
        use=answer.use,
        attribution=block.attribution,
    )


def _agreed_on(answer: AnswerSource) -> date:
    return max(one.given_on for one in answer.approvals)


@dataclass(frozen=True, slots=True)
class Version:
    """One text in the history of a section; ``before`` is the text before it."""

    number: int
    text: str
    before: str | None
    at: datetime
    by: str
    confirms: str = ""
    """The answer of which its author said that the text holds with its other version too."""


def versions_of(revisions: Sequence[SectionTextRevision]) -> tuple[Version, ...]:
    """The history of a section, newest first, from its revisions in that order."""
    return tuple(
        Version(
            number=one.number,
            text=one.text,
            before=before.text if before else None,
            at=one.created_at,
            by=one.author.name if one.author else "",
            confirms=one.confirms,
        )
        for one, before in with_before(revisions)
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What one organisation said to a question: its words when they are agreed, or only how it stands."""

    organisation: str
    key: str
    """The organisation's."""
    mark: str
    tone: str
    stand: str
    markdown: str = ""
    revision: int = 0
    approved_on: date | None = None
    limit: str = ""
    """How its use is limited, in words; "" when it is not."""
    citable: bool = True


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question over all organisations of its kind."""

    round: str
    questionnaire: Questionnaire
    question: Question
    stem: Question | None
    """The question that it is a part of."""
    before: Question | None
    after: Question | None
    said: tuple[Said, ...]

    @property
    def agreed(self) -> int:
        """How many answers are agreed."""
        return sum(one.approved_on is not None for one in self.said)


def question_page(source: RoundSource, key: str, item: str, statuses: Mapping[str, AnswerStatus]) -> QuestionPage:
    """The page of one question. Raises NotFound when no interview of the round has it."""
    used = [one.questionnaire for one in source.interviews if one.questionnaire.key == key]
    questionnaire = next((one for one in reversed(used) if item in {each.number for each in one.items}), None)
    if questionnaire is None:
        raise NotFound(f"In deze ronde is geen vraag {item} van vragenlijst ‘{key}’.")
    numbers = [one.number for one in questionnaire.items]
    place = numbers.index(item)
    interviews = by_organisation(source.interviews)
    return QuestionPage(
        round=source.name,
        questionnaire=questionnaire,
        question=questionnaire.items[place],
        stem=next((one for one in questionnaire.questions if questionnaire.items[place] in one.parts), None),
        before=questionnaire.items[place - 1] if place else None,
        after=questionnaire.items[place + 1] if place + 1 < len(numbers) else None,
        said=tuple(
            _said(one.title, one.key, item, interviews.get(one.key), statuses.get(one.key))
            for one in in_report_order(source.organisations)
            if one.kind is questionnaire.kind
        ),
    )


def _said(title: str, key: str, item: str, interview: InterviewSource | None, status: AnswerStatus | None) -> Said:
    answer = next((one for one in interview.answers if one.item == item), None) if interview else None
    if answer and answer.approved:
        day = _agreed_on(answer)
        hidden = why_hidden(answer, interview.organisation) if interview else ""
        limit = "" if answer.use is Use.NAMED else hidden or "mag alleen zonder naam worden gebruikt"
        return Said(
            title, key, "agree", "agree", "Akkoord", answer.text, answer.revision, day, limit, citable=not hidden
        )
    if answer and interview:
        word = why_open(interview)
        return Said(title, key, "wait", "wait", word[0].upper() + word[1:])
    if interview is None or interview.held_on is None:
        return Said(title, key, "plan", "wait", "Nog niet geïnterviewd")
    word = {
        AnswerStatus.NOT_DISCUSSED: "Niet besproken",
        AnswerStatus.NOT_APPLICABLE: "Niet van toepassing",
        AnswerStatus.WITHDRAWN: "Ingetrokken",
    }.get(status or AnswerStatus.TEXT, "Nog geen antwoord")
    return Said(title, key, "dash", "wait", word)
