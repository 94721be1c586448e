"""An editor's desk: what a section can be written from, and what of it is used here and elsewhere. Plain values."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from surveyapp.interviews.passages.rules import NO_THEME
from surveyapp.report.citations.quotations import as_quotation
from surveyapp.report.citations.rules import Citation, Cited, citations, cited_as
from surveyapp.report.citations.usage import used
from surveyapp.report.compiling.compile import approved_by
from surveyapp.report.compiling.use import SOMEBODY
from surveyapp.report.material.passages import passages_of
from surveyapp.report.material.places import places_of
from surveyapp.report.material.rules import by_organisation, in_report_order
from surveyapp.report.material.sources import AnswerSource, InterviewSource, RoundSource
from surveyapp.report.material.tree import Quotation, Section
from surveyapp.report.texts.pages import Card, SectionPage, SourceGroup, card_of
from surveyapp.text.words import paragraphs
from surveyapp.verification.records.rules import Use

ALSO_CITED = "Ook aangehaald"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another section that has a passage: cited in its text, or standing there as it is."""

    key: str
    name: str
    """Its number and title."""
    cited: bool


@dataclass(frozen=True, slots=True)
class DeskPassage:
    """A passage to write from. ``quotation`` is what an editor inserts to quote it."""

    markdown: str
    themes: tuple[str, ...]
    here: bool
    """Whether this section's text rests on it."""
    elsewhere: tuple[Elsewhere, ...]
    quotation: str


@dataclass(frozen=True, slots=True)
class DeskCard:
    """An answer to write from. ``citation`` is what an editor inserts: "[[oost-drenthe.2b@3]]"."""

    card: Card
    organisation: str
    citation: str
    approved_by: str
    times: int
    """How often this section's text cites it."""
    passages: tuple[DeskPassage, ...]

    @property
    def unused(self) -> int:
        """How many of its passages this section's text does not rest on."""
        return sum(not one.here for one in self.passages)


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """The answers under one heading. ``waits``: sentences in the place of words that are not there."""

    title: str
    part: str
    cards: tuple[DeskCard, ...]
    waits: tuple[str, ...] = ()
    fed: bool = True
    """Whether they belong in the section, and did not only come along to be cited."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The left side of a section's page."""

    groups: tuple[DeskGroup, ...]
    questions: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Per questionnaire the questions that answers can be fetched of: "regio.2b" and how it reads."""
    asked: str
    """The one that was fetched."""

    @property
    def cards(self) -> tuple[DeskCard, ...]:
        """All of them."""
        return tuple(card for group in self.groups for card in group.cards)

    @property
    def passages(self) -> int:
        """How many passages belong in the section."""
        return sum(len(card.passages) for card in self._fed)

    @property
    def unused(self) -> int:
        """How many of those the text does not rest on."""
        return sum(card.unused for card in self._fed)

    @property
    def _fed(self) -> tuple[DeskCard, ...]:
        return tuple(card for group in self.groups if group.fed for card in group.cards)


class _Maker:
    def __init__(self, page: SectionPage) -> None:
        self.page, self.texts = page, page.source.section_texts
        self.interviews = by_organisation(page.source.interviews)
        self.names = _names(page.tree)
        self.places = {one.key: one.title for one in places_of(page.outline, page.source)}
        self.stands = _stands(page.tree, page.key)
        self.times = [one.cited for one in citations(page.text)]

    def group(self, one: SourceGroup) -> DeskGroup:
        return DeskGroup(one.title, one.part, tuple(map(self.card, one.cards)), one.waits)

    def card(self, card: Card) -> DeskCard:
        cited = cited_as(card.cite)
        interview = self.interviews[cited[0]]
        answer = _answer(interview, cited[1])
        passages = passages_of(card.markdown)
        words = paragraphs(card.markdown)
        citation = f"[[{Citation(cited).name}@{card.revision}]]"
        here = used(self.page.text, cited, words)
        elsewhere = self._elsewhere(cited, words)
        return DeskCard(
            card=card,
            organisation=interview.organisation.title,
            citation=citation,
            approved_by=approved_by(answer.approvals),
            times=self.times.count(cited),
            passages=tuple(
                DeskPassage(
                    markdown,
                    _themes(interview, answer, word),
                    place in here,
                    elsewhere[place],
                    as_quotation(word, citation),
                )
                for place, (markdown, word) in enumerate(zip(passages, words, strict=True))
            ),
        )

    def _elsewhere(self, cited: Cited, passages: Sequence[str]) -> tuple[tuple[Elsewhere, ...], ...]:
        found: list[list[Elsewhere]] = [[] for _ in passages]
        for key, text in self.texts.items():
            if key != self.page.key and key in self.places:
                for place in used(text, cited, passages):
                    found[place].append(Elsewhere(key, self._name(key), cited=True))
        for key, markdown in self.stands.get(cited, ()):
            for place, passage in enumerate(passages):
                if passage in markdown and key in self.places:
                    found[place].append(Elsewhere(key, self._name(key), cited=False))
        return tuple(tuple(dict.fromkeys(one)) for one in found)

    def _name(self, key: str) -> str:
        return self.names.get(key) or self.places[key]

    def answers(self, cited: Iterable[Cited], anchor: str) -> tuple[DeskCard, ...]:
        """Cards of whole answers, as far as a text may cite them."""
        found = []
        for place, one in enumerate(one for one in cited if one in self.page.citable.codes):
            interview = self.interviews[one[0]]
            answer = _answer(interview, one[1])
            somebody = SOMEBODY[interview.organisation.kind] if answer.use is Use.UNNAMED else ""
            block = Quotation("", interview.organisation.title, one[1], answer.text, somebody, key=one[0])
            found.append(self.card(card_of(f"{anchor}-{place}", block, self.interviews)))
        return tuple(found)


def desk_of(page: SectionPage, asked: str = "") -> Desk:
    """What stands beside a section's text. ``asked`` is a question whose answers come with it: "regio.2b"."""
    maker = _Maker(page)
    fed = tuple(map(maker.group, page.sources))
    shown = {cited_as(card.card.cite) for group in fed for card in group.cards}
    also = [one for one in dict.fromkeys(maker.times) if one not in shown]
    key, _, item = asked.partition(".")
    fetched = [
        (one.key, item)
        for one in in_report_order(page.source.organisations)
        if (interview := maker.interviews.get(one.key)) and interview.questionnaire.key == key
    ]
    groups = (
        DeskGroup(_question(page.source, key, item), "", maker.answers(fetched, "vraag"), fed=False),
        *fed,
        DeskGroup(ALSO_CITED, "", maker.answers(also, "ook"), fed=False),
    )
    questions = _questions(page.source) if page.editable else ()
    return Desk(tuple(one for one in groups if one.cards or one.waits), questions, asked)


def _answer(interview: InterviewSource, item: str) -> AnswerSource:
    return next(one for one in interview.answers if one.item == item)


def _themes(interview: InterviewSource, answer: AnswerSource, passage: str) -> tuple[str, ...]:
    """The titles of a passage's themes, wherever it stands in the answer."""
    titles = {one.key: one.title for one in interview.questionnaire.themes}
    for place, words in enumerate(paragraphs(answer.text)):
        if words == passage and place < len(answer.themes):
            return tuple(titles.get(key, key) for key in answer.themes[place] if key != NO_THEME)
    return ()


def _names(tree: Iterable[Section]) -> dict[str, str]:
    """Numbers and titles by key. A heading without a number is known by the end of its key."""
    found: dict[str, str] = {}
    for section in tree:
        key = section.key if section.number else section.key.rsplit("/", 1)[-1]
        found |= _names(section.sections) | {key: f"{section.number} {section.title}".strip()}
    return found


def _stands(tree: Iterable[Section], page: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Per answer (organisation's key and question) the sections but this one where its words stand as they are."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for key, block in _quotations(tree, "", page):
        found.setdefault((block.key, block.item), []).append((key, block.markdown))
    return found


def _quotations(tree: Iterable[Section], within: str, page: str) -> Iterator[tuple[str, Quotation]]:
    """Words as they stand, each with the numbered section around it; "" when that is the page itself."""
    for section in tree:
        key = section.key if section.number else within
        if section.key == page or section.key.endswith(f"/{page}"):
            key = ""
        if key:
            yield from ((key, block) for block in section.blocks if isinstance(block, Quotation))
        yield from _quotations(section.sections, key, page)


def _question(source: RoundSource, key: str, item: str) -> str:
    titles = dict(one for _, several in _questions(source) for one in several)
    return titles.get(f"{key}.{item}", "")


def _questions(source: RoundSource) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    used_ones = dict.fromkeys(one.questionnaire for one in source.interviews)
    return tuple(
        (one.title, tuple((f"{one.key}.{item.number}", f"{item.number} {item.title}") for item in one.items))
        for one in used_ones
    )
