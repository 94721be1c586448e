"""Characters of a report that no font can draw, and where they stand. Plain Python."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache

from surveyapp.report.material.passages import ANSWERS
from surveyapp.report.material.rules import ReportError
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.tree import Block, EditorText, Figure, Gap, Picture, Quotation, Report, Section

Lacking = Callable[[Iterable[str]], frozenset[str]]
"""Which of these characters no font can draw: ``fonts.without_glyph``."""


@dataclass(frozen=True, slots=True)
class Undrawn:
    """The characters in one place that would be empty boxes. ``section`` is its key; "" for another place."""

    section: str
    place: str
    characters: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The place and its characters, in Dutch."""
        return f"{self.place}: {', '.join(f'{one} ({code(one)})' for one in self.characters)}"


class CharactersUndrawn(ReportError):
    """A final report has characters that no font can draw. ``places`` names these and where they stand, in Dutch."""

    def __init__(self, found: Iterable[Undrawn]) -> None:
        self.places = tuple(one.sentence for one in found)
        super().__init__(
            "Deze tekens heeft geen enkel lettertype. In de PDF zou een leeg vakje staan:\n"
            + "\n".join(f"  {one}" for one in self.places)
            + "\nVervang ze in de tekst. Staan ze in een antwoord met akkoord, vraag dan uw beheerder om een lettertype"
            " te installeren dat ze heeft, zoals fonts-noto-cjk of fonts-symbola."
        )


def code(character: str) -> str:
    """Return the number of a character in Unicode: "U+1F98A"."""
    return f"U+{ord(character):04X}"


def drawn(report: Report, lacking: Lacking) -> Report:
    """Return a final report as it is, and a draft that says in each place which characters cannot be drawn.

    Raises CharactersUndrawn for a final report.
    """
    found = (*undrawn_in(report.chapters, lacking), *undrawn_beside(report, lacking))
    if found and not report.draft:
        raise CharactersUndrawn(found)
    return replace(report, chapters=tuple(_marked(one, lacking) for one in report.chapters)) if found else report


def undrawn_in(sections: Iterable[Section], lacking: Lacking) -> tuple[Undrawn, ...]:
    """Return what cannot be drawn in sections and those below them, in their order."""
    places = [(one, _drawn_characters(one)) for one in _all(sections)]
    missing = lacking(set().union(*(characters for _, characters in places)))
    if not missing:
        return ()
    return tuple(
        Undrawn(one.key, _heading(one), tuple(sorted(characters & missing)))
        for one, characters in places
        if characters & missing
    )


def undrawn_beside(report: Report, lacking: Lacking) -> tuple[Undrawn, ...]:
    """Return what cannot be drawn on the cover and in the appendices."""
    cover = (report.title, report.subtitle, report.publisher, report.edition)
    places: dict[str, object] = {"Omslag en colofon": cover}
    if report.whole:
        places |= {"Bijlage 1": report.questionnaires, "Bijlage 2": (report.interviews, report.citations)}
    return tuple(one for place, values in places.items() for one in _undrawn(place, values, lacking))


def undrawn_of_round(source: RoundSource, lacking: Lacking) -> tuple[Undrawn, ...]:
    """Return what cannot be drawn in a round's title and in the names of its organisations."""
    values = (source.title, source.subtitle, source.organisations)
    return tuple(_undrawn("Titel en namen van organisaties", values, lacking))


def _all(sections: Iterable[Section]) -> Iterator[Section]:
    for one in sections:
        yield one
        yield from _all(one.sections)


def _drawn_characters(section: Section) -> frozenset[str]:
    return frozenset(section.title).union(*(_characters(_words(one)) for one in section.blocks))


@lru_cache(maxsize=ANSWERS)
def _characters(words: str) -> frozenset[str]:
    """Return each character once. Kept: the board asks it of every answer, each time that it is opened."""
    return frozenset(words)


def _undrawn(place: str, values: object, lacking: Lacking) -> Iterator[Undrawn]:
    if found := lacking("".join(_strings(values))):
        yield Undrawn("", place, tuple(sorted(found)))


def _strings(value: object) -> Iterator[str]:
    """Return every text in values, whatever they are made of."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (words for one in value for words in _strings(one))
    elif is_dataclass(value):
        yield from (words for one in fields(value) for words in _strings(getattr(value, one.name)))


def _heading(section: Section) -> str:
    return f"‘{' '.join(filter(None, (section.number, section.title)))}’"


def _words(block: Block) -> str:
    """Return all that is drawn of a block."""
    match block:
        case EditorText(markdown=words) | Quotation(markdown=words) | Gap(reason=words):
            return words
        case Picture(subject=Figure()):
            return block.words
    return f"{block.words}{block.alternative}"


def _marked(section: Section, lacking: Lacking) -> Section:
    blocks = (each for one in section.blocks for each in (one, *_gap(lacking(_words(one)))))
    below = tuple(_marked(one, lacking) for one in section.sections)
    return replace(section, blocks=tuple(blocks), sections=below)


def _gap(characters: frozenset[str]) -> Iterator[Gap]:
    """By their names in Unicode: the characters themselves would be boxes here as well."""
    if characters:
        named = ", ".join(f"{code(one)} ({unicodedata.name(one, 'zonder naam')})" for one in sorted(characters))
        yield Gap(f"Hierboven staan tekens die geen enkel lettertype heeft: {named}.")
