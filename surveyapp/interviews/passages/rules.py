"""Which paragraph of a revision is which paragraph of the one before, so that its themes go along. Plain Python."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile

from surveyapp.text import comparing
from surveyapp.text.likeness import words_of

Themes = tuple[str, ...]
NO_THEME = "geen"
"""Instead of a theme's key: somebody chose that the passage is about none. Without it nobody has chosen yet."""
Words = tuple[str, ...]
_TRIED = 50
"""How many beginnings of one paragraph are followed: more are equal paragraphs, hardly by a person."""


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
    blocks = comparing.matching_blocks(old, new)
    in_order = [(a + i, b + i) for a, b, size in blocks for i in range(size)]
    for source, target in in_order:
        del left[source], right[target]
    yield from in_order
    elsewhere = _places(left)
    for target in list(right):
        if moved := elsewhere[right[target]]:
            source = moved.popleft()
            del left[source], right[target]
            yield source, target
    yield from _split(left, right)
    yield from ((piece, target) for target, piece in _split(right, left))


def _places(paragraphs: Mapping[int, Words]) -> defaultdict[Words, deque[int]]:
    """Return where each paragraph stands, in order."""
    found: defaultdict[Words, deque[int]] = defaultdict(deque)
    for place, words in paragraphs.items():
        found[words].append(place)
    return found


def _split(wholes: Mapping[int, Words], pieces: Mapping[int, Words]) -> Iterator[tuple[int, int]]:
    """Pairs of a whole and each of its pieces."""
    places = _places(pieces)
    lengths = sorted({len(words) for words in places})
    for place, whole in wholes.items():
        firsts = (first for size in takewhile(len(whole).__gt__, lengths) for first in places.get(whole[:size], ()))
        runs = (_run(whole, pieces, first) for first in islice(firsts, _TRIED))
        yield from ((place, piece) for piece in next(filter(None, runs), ()))


def _run(whole: Words, pieces: Mapping[int, Words], first: int) -> Sequence[int]:
    """The places of two or more pieces that follow each other and together are the whole; empty without any."""
    place, done = first, 0
    while done < len(whole) and place in pieces and whole[done : done + len(pieces[place])] == pieces[place]:
        done += len(pieces[place])
        place += 1
    return range(first, place) if done == len(whole) else ()
