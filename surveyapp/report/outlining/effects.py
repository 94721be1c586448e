"""What a change of the outline does to what was written and said, before it happens. Plain Python."""

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
    """What is another than before, named in Dutch; nothing that stays as it is."""

    homeless: tuple[str, ...] = ()
    """Sections whose text loses its place."""
    citations: tuple[str, ...] = ()
    """Citations that stand in no report any more, or may not stand where they do."""
    unplaced: tuple[str, ...] = ()
    """Agreed answers that lose their place."""
    twice: tuple[str, ...] = ()
    """Agreed answers that come to stand twice."""

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.homeless or self.citations or self.unplaced or self.twice)

    @property
    def seal(self) -> str:
        """What shows that these are the effects that somebody saw; "" for none."""
        return sha256(repr(self).encode()).hexdigest()[:16] if self else ""


def effects(before: Outline, after: Outline, source: RoundSource) -> Effects:
    """What a round's report loses, or gets twice, when its outline becomes ``after``."""
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
    return tuple(one for one in after if one not in before)


def _written(outline: Outline, source: RoundSource) -> list[str]:
    return [place.key for place in outline.text_sections() if source.section_texts.get(place.key, "").strip()]


def _cited_in(lost: list[str], outline: Outline, source: RoundSource) -> Iterator[str]:
    for key in lost:
        names = dict.fromkeys(one.name for one in citations(source.section_texts[key]))
        yield from (f"[{name}] in ‘{title_of(find(outline, key).entry)}’" for name in names)


def _broken(was: Placing, becomes: Placing, outline: Outline) -> Iterator[str]:
    for key, several in becomes.unresolved.items():
        known = was.unresolved.get(key, ())
        for one in several:
            if one not in known:
                yield f"[{one.name}] in ‘{title_of(find(outline, key).entry)}’: {one.why}"


def homeless_texts(outline: Outline, source: RoundSource) -> tuple[str, ...]:
    """The keys of the texts that this outline has no place for, in alphabetical order."""
    places = {place.key for place in outline.text_sections()}
    return tuple(sorted(key for key, text in source.section_texts.items() if text.strip() and key not in places))


def place_of_text(outline: Outline, key: str) -> OutlineSection | Group | None:
    """What still stands in the outline under the key of a text, without a place for it; None when nothing does."""
    found = next((one.entry for one in entries(outline) if one.entry.key == key), None)
    return None if isinstance(found, EachProvince) else found
