"""Divide the sections of a report into passages, each with the answers that it rests on. Plain Python."""

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
"""The least likeness, of 1, for which a paragraph counts as the new version of another."""
_CALL = re.compile(rf"\[\^({LABEL})\]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or an answer that is printed unchanged. ``text`` is Markdown as the report prints it."""

    section: str
    heading: str
    """The section's heading with its number: "2.1 Wonen en leefomgeving"."""
    under: str
    """The unnumbered headings above it; "" for none."""
    text: str
    source: str
    """What is printed behind an answer: "OD 2b" or "een regio"; "" behind an editor's text."""
    cites: tuple[Citation, ...]


def hash_of(passages: Iterable[Any]) -> str:
    """Return the hash of a text to send: over the headings and the text of each passage."""
    lines = [fingerprint(heading=passage.heading, under=passage.under, text=passage.text) for passage in passages]
    return fingerprint(passages="\n".join(lines))


@dataclass(frozen=True, slots=True)
class Sendable:
    """A section that can be chosen.

    ``why_not`` says why it cannot be sent, as the end of a Dutch sentence; "" when it can.
    """

    key: str
    number: str
    title: str
    passages: tuple[Passage, ...]
    why_not: str

    @property
    def citing(self) -> int:
        """Return the number of passages that rest on an answer."""
        return sum(bool(passage.cites) for passage in self.passages)


@dataclass(frozen=True, slots=True)
class SendableChapter:
    """A chapter with the sections that can be chosen."""

    key: str
    number: str
    title: str
    sections: tuple[Sendable, ...]


def sendable(outline: Outline, source: RoundSource) -> tuple[SendableChapter, ...]:
    """Return every section of the report with its passages, each passage in one section only."""
    return _Reading(outline, source).chapters()


class _Reading:
    """A walk through a compiled report, which divides it into passages."""

    def __init__(self, outline: Outline, source: RoundSource) -> None:
        self.source = source
        self.placing = Placing(outline, source, draft=False)  # the placeholders of a draft are no passages
        self.tree = numbered([self.placing.section(chapter) for chapter in outline.chapters])
        self.places = {place.key: place for place in places_of(outline, source)}
        self.values = counts(source.interviews)
        self.interviews = by_organisation(source.interviews)
        self.taken: set[str] = set()

    def chapters(self) -> tuple[SendableChapter, ...]:
        return tuple(
            SendableChapter(chapter.key, chapter.number, chapter.title, tuple(self._sections(chapter, chapter.number)))
            for chapter in self.tree
        )

    def _sections(self, section: Section, number: str) -> Iterator[Sendable]:
        """Yield the sections in a chapter. A group's own section comes before other places of its province."""
        number = section.number or number
        place = self.places.get(section.key) or self.places.get(section.key.split("/")[-1])
        below = [section_below for child in section.sections for section_below in self._sections(child, number)]
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
        return "" if any(passage.cites for passage in passages) else "er staat nog geen antwoord in"

    def _passages(self, section: Section, key: str, heading: str, under: tuple[str, ...]) -> Iterator[Passage]:
        """Yield the passages under a heading and the unnumbered headings below it, without those yielded before."""
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
            answer = next(candidate for candidate in interview.answers if candidate.item == block.item)
            cited = Citation((interview.organisation.key, block.item), answer.revision)
            yield block.markdown, block.code or block.attribution, (cited,)

    def _paragraphs(self, text: str) -> Iterator[tuple[str, str, tuple[Citation, ...]]]:
        notes = footnotes(text)
        for paragraph in paragraphs(text):
            whole = with_notes(paragraph, notes)
            printed = with_codes(filled_in(whole, self.values), self.placing.citable.codes)
            yield with_captions(printed, self.source.figures), "", tuple(dict.fromkeys(citations(whole)))


def _texts_once(section: Section) -> Iterator[Block]:
    """Yield the blocks of a section. An editor's text, which its pictures divide, is yielded once."""
    begun = False
    for block in section.blocks:
        written = isinstance(block, EditorText | Picture)
        if not (written and begun):
            yield block
        begun = begun or written


def with_notes(paragraph: str, notes: Mapping[str, str]) -> str:
    """Return a paragraph with the texts of the footnotes in it."""
    called = [label for label in dict.fromkeys(_CALL.findall(paragraph)) if label in notes]
    below = (f"[^{label}]: " + notes[label].replace("\n", "\n    ") for label in called)
    return "\n\n".join((paragraph, *below))


def chosen(
    chapters: Collection[SendableChapter], sections: Collection[str], whole: Collection[str] = ()
) -> tuple[Sendable, ...]:
    """Return the chosen sections and those of chosen chapters that can be sent, in the report's order."""
    return tuple(
        section
        for chapter in chapters
        for section in chapter.sections
        if not section.why_not and (section.key in sections or chapter.key in whole)
    )


def present(text: str, now: Collection[str]) -> str:
    """Return the present text in the place of a sent passage: itself, the most alike, or "" for none."""
    if text in now:
        return text
    best, nearest, words = LIKE, "", words_of(text)
    for candidate in now:
        others = words_of(candidate)
        if comparing.highest_ratio(words, others) > best and (likeness := comparing.ratio(words, others)) > best:
            best, nearest = likeness, candidate
    return nearest
