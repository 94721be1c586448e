"""Effects of a change of the outline on texts, citations and answers, computed beforehand. Plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from surveyapp.report.citations.rules import citations
from surveyapp.report.compiling.placing import Placing
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import EachProvince, Group, Outline, OutlineSection
from surveyapp.report.outlining.rules import entries, find, title_of


@dataclass(frozen=True, slots=True)
class Effects:
    """What would change, described in Dutch."""

    homeless: tuple[str, ...] = ()
    """Sections whose text loses its place."""
    citations: tuple[str, ...] = ()
    """Citations that leave the report, or may not be used in their new place."""
    unplaced: tuple[str, ...] = ()
    """Agreed answers that lose their place."""
    twice: tuple[str, ...] = ()
    """Agreed answers that would be placed twice."""

    def __bool__(self) -> bool:
        """Return whether there is any effect."""
        return bool(self.homeless or self.citations or self.unplaced or self.twice)

    @property
    def seal(self) -> str:
        """Hash of these effects, to show that the editor saw exactly these; "" when there are none."""
        return sha256(repr(self).encode()).hexdigest()[:16] if self else ""


def effects(before: Outline, after: Outline, source: RoundSource) -> Effects:
    """Return what a round's report loses, or gets twice, with the outline ``after``."""
    was, becomes = _placing(before, source), _placing(after, source)
    lost = [key for key in _written(before, source) if key not in set(_written(after, source))]
    return Effects(
        homeless=tuple(f"‘{title_of(find(before, key).entry)}’" for key in lost),
        citations=(*_cited_in(lost, before, source), *_broken(was, becomes, after)),
        unplaced=_new(was.unplaced(), becomes.unplaced()),
        twice=_new(was.twice(), becomes.twice()),
    )


def _placing(outline: Outline, source: RoundSource) -> Placing:
    placing = Placing(outline, source, draft=True)
    for chapter in outline.chapters:
        placing.section(chapter)
    return placing


def _new(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in after if name not in before)


def _written(outline: Outline, source: RoundSource) -> list[str]:
    return [place.key for place in outline.text_sections() if source.section_texts.get(place.key, "").strip()]


def _cited_in(lost: list[str], outline: Outline, source: RoundSource) -> Iterator[str]:
    for key in lost:
        names = dict.fromkeys(citation.name for citation in citations(source.section_texts[key]))
        yield from (f"[{name}] in ‘{title_of(find(outline, key).entry)}’" for name in names)


def _broken(was: Placing, becomes: Placing, outline: Outline) -> Iterator[str]:
    for key, several in becomes.unresolved.items():
        known = was.unresolved.get(key, ())
        for citation in several:
            if citation not in known:
                yield f"[{citation.name}] in ‘{title_of(find(outline, key).entry)}’: {citation.why}"


def homeless_texts(outline: Outline, source: RoundSource) -> tuple[str, ...]:
    """Return the keys of the texts without a place in this outline, sorted."""
    places = {place.key for place in outline.text_sections()}
    return tuple(sorted(key for key, text in source.section_texts.items() if text.strip() and key not in places))


def place_of_text(outline: Outline, key: str) -> OutlineSection | Group | None:
    """Return the entry with a text's key that has no place for the text any more; None when there is none."""
    entry = next((placed.entry for placed in entries(outline) if placed.entry.key == key), None)
    return None if isinstance(entry, EachProvince) else entry
