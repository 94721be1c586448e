"""Characters of a report that no installed font can draw, and their places. Plain Python."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache

from surveyapp.report.material.passages import ANSWERS
from surveyapp.report.material.rules import ReportError
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.tree import Block, EditorText, Figure, Gap, Picture, Quotation, Report, Section

Lacking = Callable[[Iterable[str]], frozenset[str]]
"""Function that returns the characters without a glyph in any font: ``fonts.without_glyph``."""


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Characters in one place that would print as empty boxes. ``section`` is its key; "" for other places."""

    section: str
    place: str
    characters: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The place with its characters, in Dutch."""
        return f"{self.place}: {', '.join(f'{character} ({code(character)})' for character in self.characters)}"


class CharactersUndrawn(ReportError):
    """A final report has characters that no font can draw. ``places`` lists them with their place, in Dutch."""

    def __init__(self, undrawn: Iterable[Undrawn]) -> None:
        self.places = tuple(place.sentence for place in undrawn)
        super().__init__(
            "Deze tekens heeft geen enkel lettertype. In de PDF zou een leeg vakje staan:\n"
            + "\n".join(f"  {place}" for place in self.places)
            + "\nVervang ze in de tekst. Staan ze in een antwoord met akkoord, vraag dan uw beheerder om een lettertype"
            " te installeren dat ze heeft, zoals fonts-noto-cjk of fonts-symbola."
        )


def code(character: str) -> str:
    """Return the Unicode code point of a character: "U+1F98A"."""
    return f"U+{ord(character):04X}"


def drawn(report: Report, lacking: Lacking) -> Report:
    """Return the report; a draft with a gap in each place that has characters without a glyph.

    Raises CharactersUndrawn for a final report.
    """
    undrawn = (*undrawn_in(report.chapters, lacking), *undrawn_beside(report, lacking))
    if undrawn and not report.draft:
        raise CharactersUndrawn(undrawn)
    return (
        replace(report, chapters=tuple(_marked(chapter, lacking) for chapter in report.chapters)) if undrawn else report
    )


def undrawn_in(sections: Iterable[Section], lacking: Lacking) -> tuple[Undrawn, ...]:
    """Return the characters without a glyph in sections and those below them, in order."""
    places = [(section, _drawn_characters(section)) for section in _all(sections)]
    missing = lacking(set().union(*(characters for _, characters in places)))
    if not missing:
        return ()
    return tuple(
        Undrawn(section.key, _heading(section), tuple(sorted(characters & missing)))
        for section, characters in places
        if characters & missing
    )


def undrawn_beside(report: Report, lacking: Lacking) -> tuple[Undrawn, ...]:
    """Return the characters without a glyph on the cover and in the appendices."""
    cover = (report.title, report.subtitle, report.publisher, report.edition)
    places: dict[str, object] = {"Omslag en colofon": cover}
    if report.whole:
        places |= {"Bijlage 1": report.questionnaires, "Bijlage 2": (report.interviews, report.citations)}
    return tuple(undrawn for place, values in places.items() for undrawn in _undrawn(place, values, lacking))


def undrawn_of_round(source: RoundSource, lacking: Lacking) -> tuple[Undrawn, ...]:
    """Return the characters without a glyph in the round's titles and the names of its organisations."""
    values = (source.title, source.subtitle, source.organisations)
    return tuple(_undrawn("Titel en namen van organisaties", values, lacking))


def _all(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.sections)


def _drawn_characters(section: Section) -> frozenset[str]:
    return frozenset(section.title).union(*(_characters(_words(block)) for block in section.blocks))


@lru_cache(maxsize=ANSWERS)
def _characters(words: str) -> frozenset[str]:
    """Return the distinct characters. Cached: each view of the board checks all answers."""
    return frozenset(words)


def _undrawn(place: str, values: object, lacking: Lacking) -> Iterator[Undrawn]:
    if boxes := lacking("".join(_strings(values))):
        yield Undrawn("", place, tuple(sorted(boxes)))


def _strings(value: object) -> Iterator[str]:
    """Yield all strings in nested tuples and dataclasses."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (words for item in value for words in _strings(item))
    elif is_dataclass(value):
        yield from (words for field in fields(value) for words in _strings(getattr(value, field.name)))


def _heading(section: Section) -> str:
    return f"‘{' '.join(filter(None, (section.number, section.title)))}’"


def _words(block: Block) -> str:
    """Return the text that is drawn for a block."""
    match block:
        case EditorText(markdown=words) | Quotation(markdown=words) | Gap(reason=words):
            return words
        case Picture(subject=Figure()):
            return block.words
    return f"{block.words}{block.alternative}"


def _marked(section: Section, lacking: Lacking) -> Section:
    blocks = (each for block in section.blocks for each in (block, *_gap(lacking(_words(block)))))
    below = tuple(_marked(child, lacking) for child in section.sections)
    return replace(section, blocks=tuple(blocks), sections=below)


def _gap(characters: frozenset[str]) -> Iterator[Gap]:
    """Yield a gap that names the characters by their Unicode names: they would print as boxes here too."""
    if characters:
        named = ", ".join(
            f"{code(character)} ({unicodedata.name(character, 'zonder naam')})" for character in sorted(characters)
        )
        yield Gap(f"Hierboven staan tekens die geen enkel lettertype heeft: {named}.")
