"""Compare two sequences in bounded time: the only comparer of texts in the product.

It works like ``difflib.SequenceMatcher``: take the longest run that both share, then the longest on either side of it,
and so on. Other than there, work grows linearly with the length. Long common ends are matched first, runs are looked
for from the rarest items (and extend over common ones), and what is left when the work is used up counts as replaced.
"""

import heapq
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

_WORK = 400_000
_WORK_PER_ITEM = 16
"""Steps that one comparison may take: about 0.1 second, and 3 microseconds for each item of both sequences."""
_LONG = 64
"""From so many items on, a common beginning or end is taken without looking for a longer run."""
_PER_RUN = 8
"""Steps that one run costs beside its length."""
_PAIRS = 40_000
_PAIRS_PER_ITEM = 1
"""Pairs of equal items that one look for the longest run may walk through."""


class Block(NamedTuple):
    """A run of ``size`` items that stands at ``a`` in the first sequence and at ``b`` in the second."""

    a: int
    b: int
    size: int


class Opcode(NamedTuple):
    """How ``first[i1:i2]`` became ``second[j1:j2]``: "equal", "replace", "delete" or "insert"."""

    kind: str
    i1: int
    i2: int
    j1: int
    j2: int


class _Region(NamedTuple):
    """A part of both sequences that is still to be compared."""

    a: int
    a_end: int
    b: int
    b_end: int

    @property
    def size(self) -> int:
        return self.a_end - self.a + self.b_end - self.b


def matching_blocks(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Block]:
    """Return the runs that both sequences share, in order, none adjacent to the next in both."""
    a, b = _numbered(first, second)
    return _adjacent_joined(sorted(_Matching(a, b).blocks()))


def opcodes(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Opcode]:
    """Return what turns the first sequence into the second, in order, as ``SequenceMatcher.get_opcodes`` does."""
    found: list[Opcode] = []
    i = j = 0
    for a, b, size in [*matching_blocks(first, second), Block(len(first), len(second), 0)]:
        if i < a or j < b:
            kind = "replace" if i < a and j < b else "delete" if i < a else "insert"
            found.append(Opcode(kind, i, a, j, b))
        if size:
            found.append(Opcode("equal", a, a + size, b, b + size))
        i, j = a + size, b + size
    return found


def ratio(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return which share of both sequences, from 0 to 1, stands in shared runs; 1 for two empty ones."""
    total = len(first) + len(second)
    return 2 * sum(one.size for one in matching_blocks(first, second)) / total if total else 1.0


def highest_ratio(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return an upper bound of ``ratio``, from the items alone, whatever their order."""
    total = len(first) + len(second)
    return 2 * (Counter(first) & Counter(second)).total() / total if total else 1.0


def _numbered(first: Sequence[Hashable], second: Sequence[Hashable]) -> tuple[list[int], list[int]]:
    """Replace every item by a number, equal for equal items: numbers compare and hash fastest."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(one, len(numbers)) for one in first], [
        numbers.setdefault(one, len(numbers)) for one in second
    ]


class _Matching:
    """One comparison, with the work that it may still do."""

    def __init__(self, a: list[int], b: list[int]) -> None:
        self.a, self.b = a, b
        self.work = _WORK + _WORK_PER_ITEM * (len(a) + len(b))

    def blocks(self) -> Iterator[Block]:
        """Yield the shared runs, in no particular order."""
        waiting = [_Region(0, len(self.a), 0, len(self.b))]
        while waiting:
            region = waiting.pop()
            ends = self._common_ends(region)
            kept = [one for one in ends if one.size >= _LONG]
            found = kept or _longest_first([one for one in (*ends, *self._runs(region)) if one.size], region)
            yield from found
            waiting += _between(found, region) if found else []

    def _common_ends(self, region: _Region) -> tuple[Block, Block]:
        a, b, (begin, end, other, other_end) = self.a, self.b, region
        head, most = 0, min(end - begin, other_end - other)
        while head < most and a[begin + head] == b[other + head]:
            head += 1
        tail, most = 0, most - head
        while tail < most and a[end - 1 - tail] == b[other_end - 1 - tail]:
            tail += 1
        return Block(begin, other, head), Block(end - tail, other_end - tail, tail)

    def _runs(self, region: _Region) -> list[Block]:
        """Return every run that holds a rare item, while there is work left."""
        runs: list[Block] = []
        done: dict[int, int] = {}
        self.work -= region.size
        if self.work < 0 or region.a == region.a_end or region.b == region.b_end:
            return runs
        places = self._places_of_rare(region)
        for i in range(region.a, region.a_end):
            for j in places.get(self.a[i], ()):
                if done.get(j - i, 0) > i:
                    continue  # part of a run that was measured
                run = self._run_at(i, j, region)
                runs.append(run)
                done[j - i] = run.a + run.size
                self.work -= run.size + _PER_RUN
                if self.work < 0:
                    return runs
        return runs

    def _places_of_rare(self, region: _Region) -> dict[int, list[int]]:
        """Return where in the second sequence the rarest shared items stand, as many as may be walked through."""
        counts = Counter(self.a[region.a : region.a_end])
        places: dict[int, list[int]] = defaultdict(list)
        for j in range(region.b, region.b_end):
            if self.b[j] in counts:
                places[self.b[j]].append(j)
        total, most, rare = 0, _PAIRS + _PAIRS_PER_ITEM * region.size, {}
        for pairs, item in sorted((counts[item] * len(found), item) for item, found in places.items()):
            if total + pairs > most:
                break
            total += pairs
            rare[item] = places[item]
        self.work -= total
        return rare

    def _run_at(self, i: int, j: int, region: _Region) -> Block:
        """Return the whole run around one pair of equal items."""
        size = 1
        while i > region.a and j > region.b and self.a[i - 1] == self.b[j - 1]:
            i, j, size = i - 1, j - 1, size + 1
        most = min(region.a_end - i, region.b_end - j)
        while size < most and self.a[i + size] == self.b[j + size]:
            size += 1
        return Block(i, j, size)


def _longest_first(runs: list[Block], region: _Region) -> list[Block]:
    """Return the runs that can stand beside each other in order, the longest chosen first; overlaps are cut off."""
    waiting = [(-one.size, one.a, one.b) for one in runs]
    heapq.heapify(waiting)
    begin, end = Block(region.a, region.b, 0), Block(region.a_end, region.b_end, 0)
    taken = [begin, end]
    while waiting:
        size, a, b = heapq.heappop(waiting)
        run = Block(a, b, -size)
        place = bisect(taken, run.a, lo=1, hi=len(taken) - 1, key=attrgetter("a"))
        cut = _cut(run, taken[place - 1], taken[place])
        if cut == run:
            taken.insert(place, run)
        elif cut.size > 0:
            heapq.heappush(waiting, (-cut.size, cut.a, cut.b))
    return taken[1:-1]


def _cut(run: Block, before: Block, after: Block) -> Block:
    """Return the part of a run between two others, without a size above 0 when there is none."""
    late = max(0, before.a + before.size - run.a, before.b + before.size - run.b)
    early = max(0, run.a + run.size - after.a, run.b + run.size - after.b)
    return Block(run.a + late, run.b + late, run.size - late - early)


def _between(found: list[Block], region: _Region) -> Iterator[_Region]:
    a, b = region.a, region.b
    for one in [*found, Block(region.a_end, region.b_end, 0)]:
        yield _Region(a, one.a, b, one.b)
        a, b = one.a + one.size, one.b + one.size


def _adjacent_joined(blocks: list[Block]) -> list[Block]:
    joined: list[Block] = []
    for one in blocks:
        if joined and joined[-1].a + joined[-1].size == one.a and joined[-1].b + joined[-1].size == one.b:
            joined[-1] = joined[-1]._replace(size=joined[-1].size + one.size)
        else:
            joined.append(one)
    return joined
