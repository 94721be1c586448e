"""Which paragraph of a revision is which paragraph of the one before, so that its themes go along. Plain Python."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from surveyapp.interviews.likeness import words_of

Themes = tuple[str, ...]
Words = tuple[str, ...]


def carried(before: Sequence[str], themes: Mapping[int, Themes], after: Sequence[str]) -> dict[int, Themes]:
    """The themes of each paragraph in ``after``, by position; a paragraph whose words are new has none.

    A paragraph keeps its themes when its words stay, also at another place, in two pieces (each piece has them) or
    joined with others (the whole has those of all). Of equal paragraphs each follows its own: first those in the same
    order, then the first that is left. Capitals and punctuation may change.
    """
    old, new = [_key(one) for one in before], [_key(one) for one in after]
    found: dict[int, set[str]] = {}
    for source, target in _pairs(old, new):
        found.setdefault(target, set()).update(themes.get(source, ()))
    return {place: tuple(sorted(found[place])) for place in sorted(found) if found[place]}


def _key(paragraph: str) -> Words:
    return words_of(paragraph) or (paragraph.strip(),)


def _pairs(old: Sequence[Words], new: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Places of the same words in both. A place that is paired is used up."""
    left, right = dict(enumerate(old)), dict(enumerate(new))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    in_order = [(a + i, b + i) for a, b, size in matcher.get_matching_blocks() for i in range(size)]
    for source, target in in_order:
        del left[source], right[target]
    yield from in_order
    for target in list(right):
        moved = [place for place, words in left.items() if words == right[target]]
        if moved:
            del left[moved[0]], right[target]
            yield moved[0], target
    yield from ((source, piece) for source in left for piece in _run(left[source], right))
    yield from ((piece, target) for target in right for piece in _run(right[target], left))


def _run(whole: Words, pieces: Mapping[int, Words]) -> Sequence[int]:
    """The places of two or more pieces that follow each other and together are the whole; empty without any."""
    for first in pieces:
        places: list[int] = []
        words: Words = ()
        while first + len(places) in pieces and len(words) < len(whole):
            words += pieces[first + len(places)]
            places.append(first + len(places))
        if words == whole and len(places) > 1:
            return places
    return ()
