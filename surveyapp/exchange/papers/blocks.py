"""Answers as blocks and runs, the structure that word processors and Markdown share.

``tidy`` normalises both, so that a text that went through Word and back is the same text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from markdown_it.common.normalize_url import normalizeLink

from surveyapp.text import words as texts
from surveyapp.text.marks import RULER
from surveyapp.text.unicode_forms import normalized

MAX_LEVEL = 3
"""Deepest level of a list, counted from 0. Deeper levels are raised to it."""

SCHEMES = ("http://", "https://", "mailto:")
"""Schemes that the address of a link may have."""
_SPACE = r"\s+"
_TYPED_BULLET = re.compile(r"[-*•·] +(?=\S)")
_TYPED_NUMBER = re.compile(r"(\d{1,2})[.)] +(?=\S)")
_NO_XML = re.compile("[\ufffe\uffff]")
"""Characters that neither Word nor a spreadsheet can hold."""


class BlockKind(StrEnum):
    """Kinds of blocks. MORE is a further paragraph of the list item above it."""

    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    BULLET = "bullet"
    NUMBER = "number"
    MORE = "more"


ITEMS = (BlockKind.BULLET, BlockKind.NUMBER)
LISTED = (BlockKind.BULLET, BlockKind.NUMBER, BlockKind.MORE)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters with the same formatting. A line feed is a line break. A run with ``note`` is a footnote reference."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str = ""
    note: tuple["Run", ...] = ()

    @property
    def marks(self) -> tuple[bool, bool, str]:
        """Formatting of the run: strong, emphasis, address of its link."""
        return self.strong, self.emphasis, self.href


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item. ``number`` is the printed number of a numbered item, ``level`` counts from 0."""

    kind: BlockKind
    runs: tuple[Run, ...]
    level: int = 0
    number: int = 0


def tidy(blocks: Iterable[Block], *, typed_lists: bool = True) -> tuple[Block, ...]:
    """Return blocks in normal form: no empty ones, no superfluous spaces, no gaps in the levels of lists.

    A list item may be empty if it contains a deeper list: "- - a". With ``typed_lists``, a paragraph that begins with a
    typed bullet or number becomes a list item.
    """
    tidied: list[Block] = []
    for block, runs in reversed(_not_empty(blocks)):
        placed = _placed(block, runs, tidied[-1] if tidied else None)
        tidied.append(_typed_list(placed) if typed_lists else placed)
    return tuple(tidied)


def _not_empty(blocks: Iterable[Block]) -> list[tuple[Block, tuple[Run, ...]]]:
    """Return, last first, the blocks with text or with a list directly in an item, each with its tidy runs."""
    kept: list[tuple[Block, tuple[Run, ...]]] = []
    for block in reversed(tuple(blocks)):
        runs = tidy_runs(block.runs)
        if runs or (kept and _holds(block, kept[-1][0])):
            kept.append((block, runs))
    return kept


def _holds(block: Block, after: Block) -> bool:
    """Return whether a block without text is a list item that contains the block after it."""
    return block.kind in ITEMS and after.kind in ITEMS and block.level < min(after.level, MAX_LEVEL)


def _placed(block: Block, runs: tuple[Run, ...], before: Block | None) -> Block:
    """Return a block with these runs, at a level that may follow the block before it."""
    if block.kind not in LISTED:
        return Block(block.kind, runs)
    inside = before is not None and before.kind in LISTED
    if block.kind is BlockKind.MORE and not inside:
        return Block(BlockKind.PARAGRAPH, runs)
    deepest = before.level + (block.kind is not BlockKind.MORE) if inside and before else 0
    level = max(0, min(block.level, deepest, MAX_LEVEL))
    number = min(max(block.number, 0), 999_999_999) if block.kind is BlockKind.NUMBER else 0
    return Block(block.kind, runs, level, number)


def _typed_list(block: Block) -> Block:
    """Return a list item for a paragraph that begins with a typed bullet or number, as the next reader would see it."""
    if block.kind is not BlockKind.PARAGRAPH:
        return block
    first = block.runs[0]
    if len(block.runs) == 1 and RULER.fullmatch(first.text):
        return block
    if bullet := _TYPED_BULLET.match(first.text):
        kind, number, end = BlockKind.BULLET, 0, bullet.end()
    elif typed := _TYPED_NUMBER.match(first.text):
        kind, number, end = BlockKind.NUMBER, int(typed[1]), typed.end()
    else:
        return block
    runs = tidy_runs((replace(first, text=first.text[end:]), *block.runs[1:]))
    return Block(kind, runs, number=number) if runs else block


def tidy_runs(runs: Iterable[Run], edge: str = _SPACE) -> tuple[Run, ...]:
    """Merge runs with equal formatting. Text that matches ``edge`` is formatted only between formatted words."""
    runs = tuple(runs)
    if len(runs) == 1 and edge == _SPACE and not runs[0].note:
        return _tidy_run(runs[0])
    pieces = _settled([piece for run in runs for piece in _pieces(run, edge)], edge)
    joined: list[Run] = []
    for (note, _), alike in groupby(pieces, lambda piece: (piece.note, piece.marks)):
        first, *more = alike
        joined += [first, *more] if note else [_with_text(first, _spaced("".join(run.text for run in (first, *more))))]
    return _trimmed(joined)


def _tidy_run(run: Run) -> tuple[Run, ...]:
    """Return a single run without space at its ends. Fast path: most blocks have one run."""
    text = _spaced(printable(run.text).strip())
    return (Run(text, run.strong, run.emphasis, _link(run.href)),) if text else ()


def _pieces(run: Run, edge: str) -> Iterator[Run]:
    if run.note:
        on_one_line = (_with_text(part, part.text.replace("\n", " ")) for part in run.note if not part.note)
        if note := tidy_runs(on_one_line, edge):
            yield Run("", note=note)
        return
    text, href = printable(run.text), _link(run.href)
    start = _matched(edge, text)
    end = max(start, len(text) - _matched(edge, text[::-1]))
    for part in (text[:start], text[start:end], text[end:]):
        if part:
            yield Run(part, run.strong, run.emphasis, href)


def _matched(edge: str, text: str) -> int:
    """Return how many characters at the beginning match."""
    match = re.match(edge, text)
    return match.end() if match else 0


def printable(text: str) -> str:
    """Remove control characters, and replace other characters that no file can hold by U+FFFD."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", texts.without_controls(text))


def _link(href: str) -> str:
    address = normalizeLink(href.strip()) if href else ""
    return address if address.startswith(SCHEMES) else ""


def _settled(pieces: Sequence[Run], edge: str) -> Iterator[Run]:
    """Yield pieces; edges between words get the formatting that the words on both sides share."""
    words = [None if not piece.note and re.fullmatch(edge, piece.text) else piece for piece in pieces]
    before, after = _carried(words), reversed(_carried(reversed(words)))
    for piece, word, left, right in zip(pieces, words, before, after, strict=True):
        yield piece if word else _between(piece.text, left, right)


def _carried(words: Iterable[Run | None]) -> list[Run]:
    """Return the last word so far, at each position."""
    carried, last = [], Run("")
    for word in words:
        last = word or last
        carried.append(last)
    return carried


def _between(text: str, left: Run, right: Run) -> Run:
    return Run(
        text,
        left.strong and right.strong,
        left.emphasis and right.emphasis,
        left.href if left.href == right.href else "",
    )


def _spaced(text: str) -> str:
    """Collapse spaces to one, and remove them beside line breaks."""
    first, *rest = re.sub(r"[ \t]+", " ", text).split("\n")
    if rest:
        *between, last = rest
        first = "\n".join([first.rstrip(), *filter(None, map(str.strip, between)), last.lstrip()])
    return normalized("NFC", first)


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Remove space at both ends, beside line breaks and beside other space."""
    trimmed: list[Run] = []
    for run in runs:
        text = run.text
        if not run.note and (not trimmed or trimmed[-1].text.endswith("\n")):
            text = text.lstrip()
        if trimmed and text.startswith((" ", "\n")) and not trimmed[-1].note:
            stripped = trimmed[-1].text.rstrip() if text.startswith("\n") else trimmed[-1].text.rstrip(" ")
            trimmed[-1] = _with_text(trimmed[-1], stripped)
        if run.note or text:
            trimmed.append(_with_text(run, text))
    while trimmed and not trimmed[-1].note and not trimmed[-1].text.rstrip():
        trimmed.pop()
    if trimmed and not trimmed[-1].note:
        trimmed[-1] = _with_text(trimmed[-1], trimmed[-1].text.rstrip())
    return tuple(run for run in trimmed if run.note or run.text)


def _with_text(run: Run, text: str) -> Run:
    """Return the run with another text. Returns the run itself when equal, the usual case, as copying takes time."""
    return run if text == run.text else replace(run, text=text)
