"""Lines that a document shows, compared with the passages that it should show. For the process with limits.

Plain Python.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from surveyapp.evidence.visible.lines import UNREADABLE, Line, Pages, squeezed
from surveyapp.evidence.visible.wanted import Passage

_FOREIGN = re.compile(r"[^\x00-\u2e7f]")
"""Letters of scripts not used in Dutch. A file that has one for a ligature does not identify the ligature's letters."""
_LIGATURE = re.compile(rf"[f{UNREADABLE}][fijlt{UNREADABLE}]*")
_SURE = 6
"""Lines of at least this many letters can be attributed to one passage; shorter ones may belong to any."""
_SHOWN = 80
"""Maximum number of characters of a quotation."""
_OF_PAGES = re.compile(r"(?:^|\D)\d{1,4} ?van ?(\d{1,4})$")

Alike = Callable[[str], str]


def likeness(pages: Iterable[Pages], wanted: Iterable[Passage]) -> Alike:
    """Return a function that makes letters comparable when a file does not identify the letters of ligatures."""
    usual = set("".join(passage.letters for passage in wanted))

    def blurred(letters: str) -> str:
        known = _FOREIGN.sub(lambda match: match[0] if match[0] in usual else UNREADABLE, letters)
        return _LIGATURE.sub(UNREADABLE, known)

    shown = {letter for document in pages for line in document.lines for letter in line.letters} - {"f"}
    return blurred if UNREADABLE in map(blurred, shown) else str


class Shown:
    """What a document shows, compared with what it should show."""

    def __init__(self, pages: Pages, wanted: Sequence[Passage], alike: Alike) -> None:
        """Index the lines of the pages. ``alike`` is the ``likeness`` of all documents that are compared."""
        self.pages, self.alike = pages, alike
        self.lines = [replace(line, letters=alike(line.letters)) for line in pages.lines]
        self.named: set[Line] = set()
        """Lines that were reported as standing in place of something else."""
        apart = "\n".join(alike(passage.letters) for passage in wanted if not passage.flows)
        self._texts = "\n".join(alike(passage.letters) for passage in wanted)
        body = [line for line in self.lines if not line.is_head_or_foot and not line.is_number]
        self._flow = [line for line in body if _without_number(line.letters) not in apart]
        self._runs = ["".join(line.letters for line in lines) for lines in (body, self._flow, self.lines)]
        letters = {line.letters for line in self.lines}
        self._distinct = sorted(letters | set(map(_without_number, letters)))

    @property
    def pages_by_its_feet(self) -> int:
        """Number of pages according to "2 van 5" in the footers."""
        feet = (_OF_PAGES.search(line.words) for line in self.lines if line.is_head_or_foot)
        return max((int(match[1]) for match in feet if match), default=self.pages.count)

    def same_lines(self, other: "Shown") -> bool:
        """Return whether every page has the same lines, in the same order, as the page of the other document."""
        ours, theirs = (Counter((line.page, line.letters) for line in shown.lines) for shown in (self, other))
        return self.pages.count == other.pages.count and ours == theirs and not self.moved(other)

    def shows(self, passage: Passage) -> bool:
        """Return whether all of a passage is on the pages."""
        letters = self.alike(passage.letters)
        return any(letters in run for run in self._runs) or not self._gaps(letters)

    def knows(self, line: Line) -> bool:
        """Return whether a line of another copy is here too, maybe with other line breaks, or belongs to a passage."""
        return any(line.letters in run for run in self._runs) or _without_number(line.letters) in self._texts

    def _gaps(self, letters: str) -> list[tuple[int, int]]:
        """Return the parts of a passage that are in no line, each as its begin and end."""
        covered = bytearray(len(letters))
        for line in self._distinct:
            if len(line) >= _SURE:
                for at in _places(line, letters):
                    covered[at : at + len(line)] = b"\1" * len(line)
        gaps = [gap.span() for gap in re.finditer(rb"\0+", covered)]
        return [gap for gap in gaps if not self._stands_apart(letters, *gap)]

    def _stands_apart(self, letters: str, begin: int, end: int) -> bool:
        """Return whether a part is a line by itself, or the begin or end of a line with other words."""
        part = letters[begin:end]
        around = letters[max(0, begin - _SURE) : end + _SURE]
        return any(around in run for run in self._runs) or any(
            line == part or (end == len(letters) and line.startswith(part)) or (begin == 0 and line.endswith(part))
            for line in self._distinct
        )

    def instead_of(self, passage: Passage, page: int = 0) -> Iterator[str]:
        """Yield what is shown instead of each missing part of a passage, in Dutch."""
        letters = self.alike(passage.letters)
        for gap in self._gaps(letters) or [(0, len(letters))]:
            begin, end, beside = self._narrowed(letters, *gap)
            words = self._words_at(passage.words, begin, end)
            line = self._like(words, page)
            if line:
                yield self._told(passage, begin, end, line)
            elif page or beside:
                yield f"{_at(page or beside, passage.place)} ontbreekt {quoted(words)}."
            else:
                yield f"Niet gevonden{f' bij {passage.place}' if passage.place else ''}: {quoted(words)}."

    def _told(self, passage: Passage, begin: int, end: int, line: Line) -> str:
        """Return the difference between a part of a passage and the line shown instead, in Dutch."""
        self.named.add(line)
        letters = self.alike(passage.letters)
        theirs = line.letters if letters[begin].isdecimal() else _without_number(line.letters)
        begin -= next(many for many in range(len(theirs), -1, -1) if letters.endswith(theirs[:many], 0, begin))
        end += next(
            many for many in range(len(theirs), -1, -1) if letters.startswith(theirs[len(theirs) - many :], end)
        )
        part = letters[begin:end]
        skipped = len(line.letters) - len(theirs)
        same, after = _common(part, theirs)
        expected = self._words_at(passage.words, begin + same, end - after)
        stands = self._words_at(line.words, skipped + same, len(line.letters) - after)
        at = _at(line.page, passage.place)
        if not expected:
            return f"{at} staat ook {quoted(stands)}."
        if not stands:
            return f"{at} ontbreekt {quoted(expected)}."
        return f"{at} staat {quoted(stands)} in plaats van {quoted(expected)}."

    def _narrowed(self, letters: str, begin: int, end: int) -> tuple[int, int, int]:
        """Return a part without the short lines at its ends, and the page of an adjacent line; 0 for none."""
        page = 0
        for line in self.lines:
            length = len(line.letters)
            if length < 2 or line.letters not in letters:
                continue
            if letters.startswith(line.letters, begin) and begin + length < end:
                begin, page = begin + length, line.page
            elif letters.endswith(line.letters, begin, end) and begin < end - length:
                end, page = end - length, line.page
            elif letters.endswith(line.letters, 0, begin) or letters.startswith(line.letters, end):
                page = line.page
        return begin, end, page

    def _like(self, words: str, page: int) -> Line | None:
        """Return the line most like the missing words, if it shares half of them and is in no passage; else None."""
        sought = self._counted(words)
        candidates = [
            line for line in self.lines if page in {0, line.page} and _without_number(line.letters) not in self._texts
        ]
        shared = [((sought & self._counted(line.words)).total(), -place) for place, line in enumerate(candidates)]
        most, place = max(shared, default=(0, 0))
        return candidates[-place] if most >= max(1, sought.total() / 2) else None

    def _counted(self, words: str) -> Counter[str]:
        return Counter(self.alike(squeezed(word)) for word in words.split())

    def _words_at(self, words: str, begin: int, end: int) -> str:
        """Return the words whose letters are between ``begin`` and ``end``."""
        within, at = [], 0
        for word in words.split():
            length = len(self.alike(squeezed(word)))
            if at < end and at + length > begin:
                within.append(word)
            at += length
        return " ".join(within)

    def inserted(self, text: Sequence[Passage]) -> Iterator[str]:
        """Yield lines between successive passages that belong to none of them."""
        run, offsets = "", []
        for line in self._flow:
            offsets.append(len(run))
            run += line.letters
        spans = _spans(run, [self.alike(passage.letters) for passage in text if passage.flows])
        for (_, end), (begin, _) in pairwise(spans):
            for line in self._flow[bisect_left(offsets, end) : bisect_left(offsets, begin)]:
                yield f"{_at(line.page, text[0].place)} staat ook {quoted(line.words)}."

    def moved(self, original: "Shown") -> list[int]:
        """Return the pages of lines that were below another line in the original and are not so here."""
        ours, theirs = (_standing_once(shown.lines) for shown in (self, original))
        columns: dict[int, list[Line]] = {}
        for line in theirs.values():
            if line.letters in ours:
                columns.setdefault(int(line.left) // 40, []).append(line)
        moved = set()
        for column in columns.values():
            column.sort(key=_depth)
            for above, below in pairwise(column):
                if _depth(ours[above.letters]) > _depth(ours[below.letters]):
                    moved.add(ours[below.letters].page)
        return sorted(moved)


def quoted(words: str) -> str:
    """Return the words in quotation marks, shortened."""
    return f"‘{words if len(words) <= _SHOWN else words[:_SHOWN].rstrip() + '…'}’"


def _at(page: int, place: str) -> str:
    return f"Op bladzijde {page}, bij {place}," if place else f"Op bladzijde {page}"


def _without_number(letters: str) -> str:
    """Return the letters of a line without the number of the list item or footnote that it begins."""
    return re.sub(r"^\d{1,3}\.?(?=.)", "", letters)


def _places(words: str, letters: str) -> Iterator[int]:
    at = letters.find(words)
    while at >= 0:
        yield at
        at = letters.find(words, at + len(words))


def _spans(run: str, letters: Iterable[str]) -> list[tuple[int, int]]:
    """Return the spans of passages in a run, one after the other; [] when one is missing."""
    spans, end = [], 0
    for sought in letters:
        at = run.find(sought, end)
        if at < 0:
            return []
        end = at + len(sought)
        spans.append((at, end))
    return spans


def _standing_once(lines: Iterable[Line]) -> dict[str, Line]:
    """Return the lines that occur once, by their letters."""
    counts = Counter(line.letters for line in lines)
    return {line.letters: line for line in lines if counts[line.letters] == 1}


def _depth(line: Line) -> tuple[int, float]:
    return line.page, -line.height


def _common(ours: str, theirs: str) -> tuple[int, int]:
    """Return how many letters two texts share at the beginning, and after that at the end."""
    begin = _shared(ours, theirs)
    return begin, _shared(ours[begin:][::-1], theirs[begin:][::-1])


def _shared(ours: str, theirs: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
