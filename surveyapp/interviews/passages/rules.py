"""Match paragraphs of successive revisions, to keep the themes of unchanged paragraphs. Plain Python."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile

from surveyapp.text import comparing
from surveyapp.text.likeness import words_of

Themes = tuple[str, ...]
NO_THEME = "geen"
"""Stored instead of a theme's key when a paragraph has no theme by choice. Nothing is stored when no one chose yet."""
Words = tuple[str, ...]
_TRIED = 50
"""Number of candidate starts tried for one paragraph, to bound the time for texts of many equal paragraphs."""


def carried(before: Sequence[str], themes: Mapping[int, Themes], after: Sequence[str]) -> dict[int, Themes]:
    """Return the themes of each paragraph in ``after``, by position. Paragraphs with new text are left out.

    A paragraph keeps its themes when its text stays, also at another place, split (each piece gets them) or joined (the
    whole gets those of all pieces). Equal paragraphs are matched in order first, then with the first one that is left.
    Case and punctuation are ignored.
    """
    old, new = [_key(paragraph) for paragraph in before], [_key(paragraph) for paragraph in after]
    carried_themes: dict[int, set[str]] = {}
    for source, target in _pairs(old, new):
        carried_themes.setdefault(target, set()).update(themes.get(source, ()))
    return {place: tuple(sorted(carried_themes[place])) for place in sorted(carried_themes) if carried_themes[place]}


def _key(paragraph: str) -> Words:
    return words_of(paragraph) or (paragraph.strip(),)


def _pairs(old: Sequence[Words], new: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions of equal text in both. Paired positions are not used again."""
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
    """Return the positions of each paragraph, in order."""
    places: defaultdict[Words, deque[int]] = defaultdict(deque)
    for place, words in paragraphs.items():
        places[words].append(place)
    return places


def _split(wholes: Mapping[int, Words], pieces: Mapping[int, Words]) -> Iterator[tuple[int, int]]:
    """Yield pairs of a whole paragraph and each of its pieces."""
    places = _places(pieces)
    lengths = sorted({len(words) for words in places})
    for place, whole in wholes.items():
        firsts = (first for size in takewhile(len(whole).__gt__, lengths) for first in places.get(whole[:size], ()))
        runs = (_run(whole, pieces, first) for first in islice(firsts, _TRIED))
        yield from ((place, piece) for piece in next(filter(None, runs), ()))


def _run(whole: Words, pieces: Mapping[int, Words], first: int) -> Sequence[int]:
    """Return the positions of two or more successive pieces that form the whole, or an empty sequence."""
    place, done = first, 0
    while done < len(whole) and place in pieces and whole[done : done + len(pieces[place])] == pieces[place]:
        done += len(pieces[place])
        place += 1
    return range(first, place) if done == len(whole) else ()
