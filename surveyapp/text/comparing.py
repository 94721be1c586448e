"""Compare two sequences in bounded time. All comparisons of texts use this module.

It works like ``difflib.SequenceMatcher``: take the longest run that both share, then the longest on either side of it,
and so on. Unlike there, work grows linearly with the length: common beginnings and ends are matched first, runs are
searched from the rarest items (and extend over common ones), and what is left when the work is used up counts as
replaced.
"""

import heapq
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

_WORK = 400_000
_WORK_PER_ITEM = 16
"""Steps that a comparison may take: about 0.1 second, plus 3 microseconds for each item of both sequences."""
_LONG = 64
"""Number of items from which a common beginning or end is taken without searching for a longer run."""
_PER_RUN = 8
"""Steps that a run costs beside its length."""
_PAIRS = 40_000
_PAIRS_PER_ITEM = 1
"""Pairs of equal items that a search for the longest run may visit."""


class Block(NamedTuple):
    """A run of ``size`` items, at ``a`` in the first sequence and at ``b`` in the second."""

    a: int
    b: int
    size: int


class Opcode(NamedTuple):
    """A change of ``first[i1:i2]`` into ``second[j1:j2]``: "equal", "replace", "delete" or "insert"."""

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
    """Return the runs that both sequences share, in order; adjacent runs are joined."""
    a, b = _numbered(first, second)
    return _adjacent_joined(sorted(_Matching(a, b).blocks()))


def opcodes(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Opcode]:
    """Return the steps from the first sequence to the second, in order, as ``SequenceMatcher.get_opcodes`` does."""
    codes: list[Opcode] = []
    i = j = 0
    for a, b, size in [*matching_blocks(first, second), Block(len(first), len(second), 0)]:
        if i < a or j < b:
            kind = "replace" if i < a and j < b else "delete" if i < a else "insert"
            codes.append(Opcode(kind, i, a, j, b))
        if size:
            codes.append(Opcode("equal", a, a + size, b, b + size))
        i, j = a + size, b + size
    return codes


def ratio(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return the share of both sequences, from 0 to 1, that is in shared runs; 1 for two empty sequences."""
    total = len(first) + len(second)
    return 2 * sum(block.size for block in matching_blocks(first, second)) / total if total else 1.0


def highest_ratio(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return an upper bound of ``ratio``, from the items alone, whatever their order."""
    total = len(first) + len(second)
    return 2 * (Counter(first) & Counter(second)).total() / total if total else 1.0


def _numbered(first: Sequence[Hashable], second: Sequence[Hashable]) -> tuple[list[int], list[int]]:
    """Replace each item by a number, equal for equal items: numbers compare and hash fastest."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(item, len(numbers)) for item in first], [
        numbers.setdefault(item, len(numbers)) for item in second
    ]


class _Matching:
    """A comparison, with the work that it may still do."""

    def __init__(self, a: list[int], b: list[int]) -> None:
        self.a, self.b = a, b
        self.work = _WORK + _WORK_PER_ITEM * (len(a) + len(b))

    def blocks(self) -> Iterator[Block]:
        """Yield the shared runs, in no particular order."""
        waiting = [_Region(0, len(self.a), 0, len(self.b))]
        while waiting:
            region = waiting.pop()
            ends = self._common_ends(region)
            kept = [block for block in ends if block.size >= _LONG]
            blocks = kept or _longest_first([block for block in (*ends, *self._runs(region)) if block.size], region)
            yield from blocks
            waiting += _between(blocks, region) if blocks else []

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
        """Return where the rarest shared items stand in the second sequence, as many as the work allows."""
        counts = Counter(self.a[region.a : region.a_end])
        places: dict[int, list[int]] = defaultdict(list)
        for j in range(region.b, region.b_end):
            if self.b[j] in counts:
                places[self.b[j]].append(j)
        total, most, rare = 0, _PAIRS + _PAIRS_PER_ITEM * region.size, {}
        for pairs, item in sorted((counts[item] * len(columns), item) for item, columns in places.items()):
            if total + pairs > most:
                break
            total += pairs
            rare[item] = places[item]
        self.work -= total
        return rare

    def _run_at(self, i: int, j: int, region: _Region) -> Block:
        """Return the whole run around a pair of equal items."""
        size = 1
        while i > region.a and j > region.b and self.a[i - 1] == self.b[j - 1]:
            i, j, size = i - 1, j - 1, size + 1
        most = min(region.a_end - i, region.b_end - j)
        while size < most and self.a[i + size] == self.b[j + size]:
            size += 1
        return Block(i, j, size)


def _longest_first(runs: list[Block], region: _Region) -> list[Block]:
    """Return the runs that can stand in order side by side, choosing the longest first and cutting off overlaps."""
    waiting = [(-run.size, run.a, run.b) for run in runs]
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
    """Return the part of a run between two others; its size is 0 or less when there is none."""
    late = max(0, before.a + before.size - run.a, before.b + before.size - run.b)
    early = max(0, run.a + run.size - after.a, run.b + run.size - after.b)
    return Block(run.a + late, run.b + late, run.size - late - early)


def _between(blocks: list[Block], region: _Region) -> Iterator[_Region]:
    a, b = region.a, region.b
    for block in [*blocks, Block(region.a_end, region.b_end, 0)]:
        yield _Region(a, block.a, b, block.b)
        a, b = block.a + block.size, block.b + block.size


def _adjacent_joined(blocks: list[Block]) -> list[Block]:
    joined: list[Block] = []
    for block in blocks:
        if joined and joined[-1].a + joined[-1].size == block.a and joined[-1].b + joined[-1].size == block.b:
            joined[-1] = joined[-1]._replace(size=joined[-1].size + block.size)
        else:
            joined.append(block)
    return joined
