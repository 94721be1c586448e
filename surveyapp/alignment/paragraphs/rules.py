"""The text of sections as it is put before readers: paragraph by paragraph, with what each rests on. Plain Python."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.report.citations.rules import Citation, citations, with_codes
from surveyapp.report.compiling.placing import Placing
from surveyapp.report.material.filling import filled_in, slips
from surveyapp.report.material.pictures import with_captions
from surveyapp.report.material.places import places_of
from surveyapp.report.material.rules import by_organisation, counts, numbered
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import Outline
from surveyapp.report.material.tree import Block, EditorText, Picture, Quotation, Section
from surveyapp.text import comparing
from surveyapp.text.likeness import words_of
from surveyapp.text.marks import LABEL
from surveyapp.text.words import fingerprint, footnotes, paragraphs

LIKE = 0.4
"""From how much likeness on, of 1, a paragraph is taken for another in its place."""
_CALL = re.compile(rf"\[\^({LABEL})\]")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, or one answer that is printed as it is. ``text`` is Markdown as the report prints it."""

    section: str
    heading: str
    """Of the section, with its number: "2.1 Wonen en leefomgeving"."""
    under: str
    """The headings without number that it stands under; "" for none."""
    text: str
    source: str
    """What is printed behind an answer: "OD 2b" or "een regio"; "" behind an editor's words."""
    cites: tuple[Citation, ...]


def hash_of(passages: Iterable[Any]) -> str:
    """Return what identifies the text that is sent: of each passage its heading, what it stands under, and its text."""
    lines = [fingerprint(heading=one.heading, under=one.under, text=one.text) for one in passages]
    return fingerprint(passages="\n".join(lines))


@dataclass(frozen=True, slots=True)
class Sendable:
    """A section that can be chosen. ``why_not`` says why it cannot be sent, as the end of a Dutch sentence."""

    key: str
    number: str
    title: str
    passages: tuple[Passage, ...]
    why_not: str

    @property
    def citing(self) -> int:
        """How many passages rest on an answer."""
        return sum(bool(one.cites) for one in self.passages)


@dataclass(frozen=True, slots=True)
class SendableChapter:
    """A chapter with the sections that can be chosen."""

    key: str
    number: str
    title: str
    sections: tuple[Sendable, ...]


def sendable(outline: Outline, source: RoundSource) -> tuple[SendableChapter, ...]:
    """Every section of the report with its passages; each passage stands in one section."""
    return _Reading(outline, source).chapters()


class _Reading:
    """Walks a compiled report once."""

    def __init__(self, outline: Outline, source: RoundSource) -> None:
        self.source = source
        self.placing = Placing(outline, source, draft=False)  # what a draft says in the place of words is no passage
        self.tree = numbered([self.placing.section(one) for one in outline.chapters])
        self.places = {place.key: place for place in places_of(outline, source)}
        self.values = counts(source.interviews)
        self.interviews = by_organisation(source.interviews)
        self.taken: set[str] = set()

    def chapters(self) -> tuple[SendableChapter, ...]:
        return tuple(
            SendableChapter(one.key, one.number, one.title, tuple(self._sections(one, one.number))) for one in self.tree
        )

    def _sections(self, section: Section, number: str) -> Iterator[Sendable]:
        """The places in a chapter: an own place of a group comes before what else stands in its province."""
        number = section.number or number
        place = self.places.get(section.key) or self.places.get(section.key.split("/")[-1])
        below = [found for child in section.sections for found in self._sections(child, number)]
        if place:
            heading = f"{number} {place.title}"
            passages = tuple(self._passages(section, place.key, heading, ()))
            yield Sendable(place.key, number, place.title, passages, self._why_not(place.key, passages))
        yield from below

    def _why_not(self, key: str, passages: Collection[Passage]) -> str:
        if unknown := slips(self.source.section_texts.get(key, ""), self.values, self.source.figures):
            return unknown[0]
        if vain := self.placing.unresolved.get(key):
            return f"[{vain[0].name}] {vain[0].why}"
        return "" if any(one.cites for one in passages) else "er staat nog geen antwoord in"

    def _passages(self, section: Section, key: str, heading: str, under: tuple[str, ...]) -> Iterator[Passage]:
        """What stands right under a heading and under those without number below it, as far as it was not taken."""
        if section.key in self.taken:
            return
        self.taken.add(section.key)
        for block in _texts_once(section):
            for text, source, cites in self._pieces(section, block):
                yield Passage(key, heading, " · ".join(under), text, source, cites)
        for child in section.sections:
            if not child.number:
                yield from self._passages(child, key, heading, (*under, child.title))

    def _pieces(self, section: Section, block: Block) -> Iterator[tuple[str, str, tuple[Citation, ...]]]:
        if isinstance(block, EditorText | Picture):
            texts = self.source.section_texts
            yield from self._paragraphs(texts.get(section.key) or texts.get(section.key.split("/")[-1], ""))
        elif isinstance(block, Quotation):
            interview = self.interviews[block.key]
            answer = next(one for one in interview.answers if one.item == block.item)
            cited = Citation((interview.organisation.key, block.item), answer.revision)
            yield block.markdown, block.code or block.attribution, (cited,)

    def _paragraphs(self, text: str) -> Iterator[tuple[str, str, tuple[Citation, ...]]]:
        notes = footnotes(text)
        for paragraph in paragraphs(text):
            whole = with_notes(paragraph, notes)
            printed = with_codes(filled_in(whole, self.values), self.placing.citable.codes)
            yield with_captions(printed, self.source.figures), "", tuple(dict.fromkeys(citations(whole)))


def _texts_once(section: Section) -> Iterator[Block]:
    """Its blocks; an editor's text, which falls apart around its pictures, is there once."""
    begun = False
    for one in section.blocks:
        written = isinstance(one, EditorText | Picture)
        if not (written and begun):
            yield one
        begun = begun or written


def with_notes(paragraph: str, notes: Mapping[str, str]) -> str:
    """A paragraph with the words of the footnotes that it calls."""
    called = [label for label in dict.fromkeys(_CALL.findall(paragraph)) if label in notes]
    below = (f"[^{label}]: " + notes[label].replace("\n", "\n    ") for label in called)
    return "\n\n".join((paragraph, *below))


def chosen(
    chapters: Collection[SendableChapter], sections: Collection[str], whole: Collection[str] = ()
) -> tuple[Sendable, ...]:
    """The chosen sections, those of whole chapters too, in the report's order; what cannot be sent stays out."""
    return tuple(
        one
        for chapter in chapters
        for one in chapter.sections
        if not one.why_not and (one.key in sections or chapter.key in whole)
    )


def present(text: str, now: Collection[str]) -> str:
    """What stands now in the place of a passage that was sent: itself, what is most like it, or "" for nothing."""
    if text in now:
        return text
    best, found, words = LIKE, "", words_of(text)
    for one in now:
        others = words_of(one)
        if comparing.highest_ratio(words, others) > best and (likeness := comparing.ratio(words, others)) > best:
            best, found = likeness, one
    return found
