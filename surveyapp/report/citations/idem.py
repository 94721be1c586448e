"""Shortening to "Idem" of an editor's note that cites the same source as the note before it.

Each chapter starts anew, so that readers need not look for a source in another chapter. Notes in answers stay word for
word as agreed.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from surveyapp.report.material.tree import Block, EditorText, Quotation, Section
from surveyapp.text.words import footnotes

_PLACE = re.compile(r",? \(?(?:pp?\.|blz\.|par\.|paragraaf|hoofdstuk|bijlage|tabel|figuur|§)\s?[\w\s,.-]{1,40}\)?$")
"""Place in a source, at the end of a note: ", p. 12"."""


def with_idem(chapters: Sequence[Section]) -> tuple[Section, ...]:
    """Return the chapters with each editor's note shortened that repeats the source of the one before it."""
    return tuple(_Chapter().section(chapter) for chapter in chapters)


class _Chapter:
    """Walker through one chapter, which remembers its last note."""

    def __init__(self) -> None:
        self._last = ""

    def section(self, one: Section) -> Section:
        blocks = tuple(map(self._block, one.blocks))
        return replace(one, blocks=blocks, sections=tuple(map(self.section, one.sections)))

    def _block(self, block: Block) -> Block:
        match block:
            case Quotation(markdown=markdown):
                self._last = list(footnotes(markdown).values() or [self._last])[-1]
                return block
            case EditorText(markdown):
                return EditorText(self._shortened(markdown))
        return block

    def _shortened(self, markdown: str) -> str:
        for label, words in footnotes(markdown).items():
            if short := _idem(self._last, words):
                markdown = _defined_anew(markdown, label, words, short)
            self._last = words
        return markdown


def _idem(before: str, words: str) -> str:
    """Return "Idem." or "Idem, p. 12."; "" when the source differs, or only the note before names a place."""
    (source, place), (last, last_place) = _source(words), _source(before)
    if not source or source != last or (last_place and not place):
        return ""
    return f"Idem{place}." if place != last_place else "Idem."


def _source(words: str) -> tuple[str, str]:
    """Return the source that a note cites, and the place in it."""
    whole = words.strip().rstrip(".")
    place = _PLACE.search(whole)
    return (whole[: place.start()], place[0]) if place else (whole, "")


def _defined_anew(markdown: str, label: str, words: str, short: str) -> str:
    """Return the text with the definition of one note replaced; a note of several paragraphs stays as it is."""
    definition = re.compile(rf"^( {{0,3}}\[\^{re.escape(label)}\]:[ \t]*){re.escape(words)}[ \t]*$", re.MULTILINE)
    return definition.sub(lambda match: match[1] + short, markdown)
