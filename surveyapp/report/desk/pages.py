"""Editor's desk: the answers that a section can be written from, and their use here and elsewhere. Plain values."""

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
    """Another section that contains a passage: cited in its text, or placed there in full."""

    key: str
    name: str
    """Number and title of the section."""
    cited: bool


@dataclass(frozen=True, slots=True)
class DeskPassage:
    """A passage to write from. ``quotation`` is the text that a button inserts to quote it."""

    markdown: str
    themes: tuple[str, ...]
    here: bool
    """Whether this section's text rests on it."""
    elsewhere: tuple[Elsewhere, ...]
    quotation: str


@dataclass(frozen=True, slots=True)
class DeskCard:
    """An answer to write from. ``citation`` is the text that a button inserts: "[[oost-drenthe.2b@3]]"."""

    card: Card
    organisation: str
    citation: str
    approved_by: str
    times: int
    """Number of citations of it in this section's text."""
    passages: tuple[DeskPassage, ...]

    @property
    def unused(self) -> int:
        """Number of its passages that this section's text does not rest on."""
        return sum(not passage.here for passage in self.passages)


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """Answers under one heading. ``waits`` are sentences in place of missing words."""

    title: str
    part: str
    cards: tuple[DeskCard, ...]
    waits: tuple[str, ...] = ()
    fed: bool = True
    """Whether the section takes these answers; False for those shown only to be cited."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Left side of a section's page."""

    groups: tuple[DeskGroup, ...]
    questions: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Per questionnaire the questions to show answers of, as ("regio.2b", number and title)."""
    asked: str
    """Question whose answers are shown."""

    @property
    def cards(self) -> tuple[DeskCard, ...]:
        """Cards of all groups."""
        return tuple(card for group in self.groups for card in group.cards)

    @property
    def passages(self) -> int:
        """Number of passages that the section takes."""
        return sum(len(card.passages) for card in self._fed)

    @property
    def unused(self) -> int:
        """Number of these passages that the text does not rest on."""
        return sum(card.unused for card in self._fed)

    @property
    def _fed(self) -> tuple[DeskCard, ...]:
        return tuple(card for group in self.groups if group.fed for card in group.cards)


class _Maker:
    def __init__(self, page: SectionPage) -> None:
        self.page, self.texts = page, page.source.section_texts
        self.interviews = by_organisation(page.source.interviews)
        self.names = _names(page.tree)
        self.places = {place.key: place.title for place in places_of(page.outline, page.source)}
        self.stands = _stands(page.tree, page.key)
        self.times = [citation.cited for citation in citations(page.text)]

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
        sections: list[list[Elsewhere]] = [[] for _ in passages]
        for key, text in self.texts.items():
            if key != self.page.key and key in self.places:
                for place in used(text, cited, passages):
                    sections[place].append(Elsewhere(key, self._name(key), cited=True))
        for key, markdown in self.stands.get(cited, ()):
            for place, passage in enumerate(passages):
                if passage in markdown and key in self.places:
                    sections[place].append(Elsewhere(key, self._name(key), cited=False))
        return tuple(tuple(dict.fromkeys(several)) for several in sections)

    def _name(self, key: str) -> str:
        return self.names.get(key) or self.places[key]

    def answers(self, cited: Iterable[Cited], anchor: str) -> tuple[DeskCard, ...]:
        """Return the cards of whole answers, where texts may cite them."""
        cards = []
        for place, key in enumerate(wanted for wanted in cited if wanted in self.page.citable.codes):
            interview = self.interviews[key[0]]
            answer = _answer(interview, key[1])
            somebody = SOMEBODY[interview.organisation.kind] if answer.use is Use.UNNAMED else ""
            block = Quotation("", interview.organisation.title, key[1], answer.text, somebody, key=key[0])
            cards.append(self.card(card_of(f"{anchor}-{place}", block, self.interviews)))
        return tuple(cards)


def desk_of(page: SectionPage, asked: str = "") -> Desk:
    """Return the desk of a section. ``asked`` is a question whose answers are shown too: "regio.2b"."""
    maker = _Maker(page)
    fed = tuple(map(maker.group, page.sources))
    shown = {cited_as(card.card.cite) for group in fed for card in group.cards}
    also = [cited for cited in dict.fromkeys(maker.times) if cited not in shown]
    key, _, item = asked.partition(".")
    fetched = [
        (organisation.key, item)
        for organisation in in_report_order(page.source.organisations)
        if (interview := maker.interviews.get(organisation.key)) and interview.questionnaire.key == key
    ]
    groups = (
        DeskGroup(_question(page.source, key, item), "", maker.answers(fetched, "vraag"), fed=False),
        *fed,
        DeskGroup(ALSO_CITED, "", maker.answers(also, "ook"), fed=False),
    )
    questions = _questions(page.source) if page.editable else ()
    return Desk(tuple(group for group in groups if group.cards or group.waits), questions, asked)


def _answer(interview: InterviewSource, item: str) -> AnswerSource:
    return next(answer for answer in interview.answers if answer.item == item)


def _themes(interview: InterviewSource, answer: AnswerSource, passage: str) -> tuple[str, ...]:
    """Return the titles of a passage's themes; () when the answer no longer has the passage."""
    titles = {theme.key: theme.title for theme in interview.questionnaire.themes}
    for place, words in enumerate(paragraphs(answer.text)):
        if words == passage and place < len(answer.themes):
            return tuple(titles.get(key, key) for key in answer.themes[place] if key != NO_THEME)
    return ()


def _names(tree: Iterable[Section]) -> dict[str, str]:
    """Return number and title by key. An unnumbered heading is keyed by the last part of its key."""
    names: dict[str, str] = {}
    for section in tree:
        key = section.key if section.number else section.key.rsplit("/", 1)[-1]
        names |= _names(section.sections) | {key: f"{section.number} {section.title}".strip()}
    return names


def _stands(tree: Iterable[Section], page: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return, by organisation key and question, the other sections that hold the answer's words in full."""
    stands: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for key, block in _quotations(tree, "", page):
        stands.setdefault((block.key, block.item), []).append((key, block.markdown))
    return stands


def _quotations(tree: Iterable[Section], within: str, page: str) -> Iterator[tuple[str, Quotation]]:
    """Yield all quotations with the key of their numbered section; the page's own sections are left out."""
    for section in tree:
        key = section.key if section.number else within
        if section.key == page or section.key.endswith(f"/{page}"):
            key = ""
        if key:
            yield from ((key, block) for block in section.blocks if isinstance(block, Quotation))
        yield from _quotations(section.sections, key, page)


def _question(source: RoundSource, key: str, item: str) -> str:
    titles = dict(question for _, several in _questions(source) for question in several)
    return titles.get(f"{key}.{item}", "")


def _questions(source: RoundSource) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    used_ones = dict.fromkeys(interview.questionnaire for interview in source.interviews)
    return tuple(
        (
            questionnaire.title,
            tuple(
                (f"{questionnaire.key}.{item.number}", f"{item.number} {item.title}") for item in questionnaire.items
            ),
        )
        for questionnaire in used_ones
    )
