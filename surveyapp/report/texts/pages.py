"""Pages of a section, of a question and of the PDFs, as plain values."""

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
    """An agreed answer, or passages of it, placed in a section."""

    anchor: str
    cite: str
    """Citation for use in editors' texts: "oost-drenthe.2b"."""
    item: str
    title: str
    questionnaire: str
    markdown: str
    revision: int
    approved_on: date
    use: Use
    attribution: str
    """Printed behind the words when they are used without name: "een regio"."""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Content of one heading of a section. ``waits`` are sentences in place of missing words."""

    title: str
    part: str
    cards: tuple[Card, ...]
    waits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A section: the editor's text if it has one, and the agreed answers placed in it."""

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
    """Numbers for ``{interviews}`` and other placeholders."""
    citable: Citable
    """Agreed answers that a text can cite, with their printed reference."""
    under: tuple[str, ...]
    """Keys of the organisations that the heading above the text names."""
    outline: Outline
    source: RoundSource
    tree: tuple[Section, ...]
    """Chapters of the report as in a draft."""
    settled: Collection[Subject] = ()
    """Subjects of editors' decisions."""

    @property
    def cards(self) -> int:
        """Number of agreed answers placed in the section."""
        return sum(len(group.cards) for group in self.sources)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Parts of the text that would be printed as typed by mistake: a phrase for each."""
        return slips(self.text, self.values, self.source.figures)

    def filled(self, text: str, written: Callable[[Citation, str], str] = in_brackets) -> str:
        """Return a text with placeholders and citations filled in."""
        return with_codes(filled_in(text, self.values), self.citable.codes, written)

    def printed(self, text: str, written: Callable[[Citation, str], str] = in_brackets) -> str:
        """Return a text as the report prints it, with captions in place of pictures."""
        return with_captions(self.filled(text, written), self.source.figures)

    def typed(self, text: str, base: int) -> "SectionPage":
        """Return the page with the typed text instead of the stored one."""
        return replace(self, text=text, base=base)


def section_page(outline: Outline, source: RoundSource, key: str, newest: SectionTextRevision | None) -> SectionPage:
    """Return the page of one section. Raises NotFound."""
    place = next((place for place in places_of(outline, source) if place.key == key), None)
    if place is None:
        raise NotFound(f"De rapportindeling heeft geen paragraaf ‘{key}’.")
    written = dict.fromkeys((section.key for section in outline.text_sections()), "-")
    placing = Placing(outline, replace(source, section_texts=written), draft=True)
    tree = numbered([placing.section(chapter) for chapter in outline.chapters])
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
        under=tuple(organisation.key for organisation in place.organisations) if _is_group(outline, key) else (),
        outline=outline,
        source=source,
        tree=tree,
        settled=source.settled,
    )


def _is_group(outline: Outline, key: str) -> bool:
    return any(isinstance(section, Group) and section.key == key for section in outline.text_sections())


def _found(tree: Sequence[Section], key: str) -> tuple[Section, Section]:
    """Return the chapter and the section in it with this key.

    The key of a group is the last part of a section's key. Raises NotFound.
    """
    for chapter in tree:
        for section in _all(chapter):
            if section.key == key or section.key.endswith(f"/{key}"):
                return chapter, section
    raise NotFound(f"Paragraaf ‘{key}’ staat niet in dit rapport.")


def _all(section: Section) -> Iterator[Section]:
    yield section
    for child in section.sections:
        yield from _all(child)


def _groups(section: Section, place: Place, interviews: Mapping[str, InterviewSource]) -> Iterator[SourceGroup]:
    """Yield the content of each heading, in report order. Numbered sections below have pages of their own."""
    given = {
        organisation.key: interviews[organisation.key]
        for organisation in place.organisations
        if organisation.key in interviews
    }
    count = 0
    for path, headed in _headed(section, ()):
        quotations = [block for block in headed.blocks if isinstance(block, Quotation)]
        cards = [card_of(f"bron-{count + nth}", block, given) for nth, block in enumerate(quotations, 1)]
        waits = [block.reason for block in headed.blocks if isinstance(block, Gap)]
        count += len(cards)
        if cards or waits:
            title, part = path[-2:] if len(path) > 1 else ("".join(path), "")
            yield SourceGroup(title, part, tuple(cards), tuple(waits))


def _headed(section: Section, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Section]]:
    yield path, section
    for child in section.sections:
        if not child.number:
            yield from _headed(child, (*path, child.title))


def card_of(anchor: str, block: Quotation, given: Mapping[str, InterviewSource]) -> Card:
    """Return the card of an answer; ``given`` has the interviews by organisation key."""
    interview = given[block.key]
    answer = next(answer for answer in interview.answers if answer.item == block.item)
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
    return max(approval.given_on for approval in answer.approvals)


@dataclass(frozen=True, slots=True)
class Version:
    """A text in the history of a section; ``before`` is the previous text."""

    number: int
    text: str
    before: str | None
    at: datetime
    by: str
    confirms: str = ""
    """Answer of which the author confirmed that the text holds with its newer version."""


def versions_of(revisions: Sequence[SectionTextRevision]) -> tuple[Version, ...]:
    """Return the history of a section, newest first; ``revisions`` must be in that order."""
    return tuple(
        Version(
            number=revision.number,
            text=revision.text,
            before=before.text if before else None,
            at=revision.created_at,
            by=revision.author.name if revision.author else "",
            confirms=revision.confirms,
        )
        for revision, before in with_before(revisions)
    )


@dataclass(frozen=True, slots=True)
class Said:
    """Response of an organisation to a question: its words when agreed, otherwise only its state."""

    organisation: str
    key: str
    """Key of the organisation."""
    mark: str
    tone: str
    stand: str
    markdown: str = ""
    revision: int = 0
    approved_on: date | None = None
    limit: str = ""
    """Limit on its use, in words; "" when there is none."""
    citable: bool = True


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question over all organisations of its kind."""

    round: str
    questionnaire: Questionnaire
    question: Question
    stem: Question | None
    """The question that this is a part of, if any."""
    before: Question | None
    after: Question | None
    said: tuple[Said, ...]

    @property
    def agreed(self) -> int:
        """Number of agreed answers."""
        return sum(response.approved_on is not None for response in self.said)


def question_page(source: RoundSource, key: str, item: str, statuses: Mapping[str, AnswerStatus]) -> QuestionPage:
    """Return the page of a question. Raises NotFound when no interview of the round has it."""
    used = [interview.questionnaire for interview in source.interviews if interview.questionnaire.key == key]
    questionnaire = next(
        (questionnaire for questionnaire in reversed(used) if item in {each.number for each in questionnaire.items}),
        None,
    )
    if questionnaire is None:
        raise NotFound(f"In deze ronde is geen vraag {item} van vragenlijst ‘{key}’.")
    numbers = [question.number for question in questionnaire.items]
    place = numbers.index(item)
    interviews = by_organisation(source.interviews)
    return QuestionPage(
        round=source.name,
        questionnaire=questionnaire,
        question=questionnaire.items[place],
        stem=next(
            (question for question in questionnaire.questions if questionnaire.items[place] in question.parts), None
        ),
        before=questionnaire.items[place - 1] if place else None,
        after=questionnaire.items[place + 1] if place + 1 < len(numbers) else None,
        said=tuple(
            _said(
                organisation.title,
                organisation.key,
                item,
                interviews.get(organisation.key),
                statuses.get(organisation.key),
            )
            for organisation in in_report_order(source.organisations)
            if organisation.kind is questionnaire.kind
        ),
    )


def _said(title: str, key: str, item: str, interview: InterviewSource | None, status: AnswerStatus | None) -> Said:
    answer = next((answer for answer in interview.answers if answer.item == item), None) if interview else None
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
