"""Check that words quoted by an editor are in the cited answer, word for word. Plain Python.

A quotation stands between quotation marks, or in a Markdown blockquote, directly before a citation: ‘de regio werkt
samen’ [[oost-drenthe.2b@3]]. An omission is marked by an ellipsis (… or (...) or [...]), and an editor's own words are
in brackets: ‘[D]e vijf [gemeenten] werken … samen’. Apart from those, only typography may differ: kinds of quotes,
dashes and spaces, emphasis, soft hyphens, footnotes, and the comma or full stop at the end of a piece.

Fewer than ``TERM`` words between quotation marks may be a term or a name (‘zorgtafel’): they are never reported. In a
blockquote everything is a quotation.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from surveyapp.report.citations.rules import Citation, found_in
from surveyapp.text import comparing
from surveyapp.text.words import footnotes, paragraphs, to_plain, without_footnotes

TERM = 3
INLINE = 240
"""Longest passage that is quoted inline between quotation marks, in characters."""

_SINGLE, _DOUBLE = "‘‚’'‹›", '“„”"«»'
_OPENS, _STRAIGHT = "‘‚“„«‹", "\"'"
_MARK = re.compile(f"[{_SINGLE}{_DOUBLE}]")
_CLOSED = re.compile(r"([’'”\"»›])[*_]*[.,;:!?)]*[*_]*(?:\[\^[^\]\s]{1,200}\])*\s*$")
_SHORTENED = re.compile(r"['‘](?:[stnk]|ns)\b")
"""Words that begin with an apostrophe: ’s ochtends, ’t, ’n."""
_QUOTE_LINE = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_NAMED_BELOW = re.compile(r"\n[^\S\n]*(?:—|–|--).*\Z")
"""Last line of a blockquote, naming who is quoted: "— regio Oost-Drenthe"."""
_LISTED = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s|>")
_NAMES = re.compile(r"\s*(?:[—–][^.!?]*)?\(?")
_JOINED = re.compile(r"[\s,;]*")

_LEFT_OUT = re.compile(r"[\[(]\s*(?:…|\.{3,})\s*[\])]|…|\.{3,}")
_CAPITAL = re.compile(r"\[(\w)\](?=\w)")
_OWN = re.compile(r"\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_EITHER = "\ue000"
"""Marks the next letter as matching either case."""
_TYPES = str.maketrans(
    dict.fromkeys(_SINGLE + _DOUBLE, "'") | dict.fromkeys("‐‑‒–−", "-") | dict.fromkeys("\xad\u200b\u2060", "")
)
_LIKE_ENOUGH = 0.4
"""Smallest share of equal words with which an answer's words are shown beside a quotation."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation in a text, as Markdown. ``citations`` follow it directly; it is from one of them."""

    markdown: str
    citations: tuple[Citation, ...]
    block: bool = False
    """Whether it is a blockquote."""

    @property
    def words(self) -> str:
        """Words without Markdown markup."""
        return " ".join(_unmarked(self.markdown, block=self.block).split())

    @property
    def term(self) -> bool:
        """Whether it is short enough to be a term rather than a quotation."""
        return not self.block and len(_WORD.findall(_OWN.sub(" ", self.words))) < TERM


@dataclass(frozen=True, slots=True)
class Misquoted:
    """A quotation that is not in its answer. ``piece`` is the part not found, ``nearest`` what the answer says.

    ``nearest`` is "" when nothing in the answer is like it, and equal to ``piece`` when only the order differs.
    """

    words: str
    piece: str
    nearest: str


def quoted(text: str) -> Iterator[Quoted]:
    """Yield the quotations in an editor's text, in order; those in footnotes last."""
    before = ""
    for place in (*paragraphs(text), *footnotes(text).values()):
        block = bool(_QUOTE_LINE.match(place))
        yield from _in_block(_QUOTE_LINE.sub("", place)) if block else _in_line(place, before)
        before = _QUOTE_LINE.sub("", place) if block else ""


def runs_in(text: str) -> Iterator[tuple[int, int, tuple[Citation, ...]]]:
    """Yield each run of adjacent citations with its start and end."""
    run: list[Citation] = []
    begin = end = 0
    for start, stop, citation in found_in(text):
        if run and not _JOINED.fullmatch(text, end, start):
            yield begin, end, tuple(run)
            run = []
        begin = begin if run else start
        run.append(citation)
        end = stop
    if run:
        yield begin, end, tuple(run)


def _in_block(text: str) -> Iterator[Quoted]:
    since = 0
    for start, end, cited in runs_in(text):
        words = _NAMED_BELOW.sub("", text[since:start].strip()).strip()
        if words:
            yield Quoted(_without_outer_marks(words), cited, block=True)
        since = end


def _without_outer_marks(words: str) -> str:
    marked = words[0] in _OPENS + _STRAIGHT and (end := _CLOSED.search(words)) and _begin(words, end.start()) == 0
    return words[1 : end.start()] if marked and end else words


def _in_line(text: str, block: str) -> Iterator[Quoted]:
    """Yield the quotations in a paragraph; ``block`` is the blockquote directly above it, cited at its beginning."""
    since = 0
    for start, end, cited in runs_in(text):
        before = text[since:start]
        closed = _CLOSED.search(before)
        opened = _begin(before, closed.start()) if closed else None
        if closed and opened is not None and (words := before[opened + 1 : closed.start()].strip()):
            yield Quoted(words, cited)
        elif block and not since and _NAMES.fullmatch(before) and not found_in(block):
            yield Quoted(_without_outer_marks(_NAMED_BELOW.sub("", block.strip())), cited, block=True)
        since = end


def _begin(text: str, closed: int) -> int | None:
    """Return where the quotation starts that is closed at ``closed``, or None.

    An apostrophe at the end of a word (Frans’ huis) looks like a closing mark: when nothing is open any more, the start
    of the last quotation is returned.
    """
    still_open: list[tuple[bool, int]] = []
    last: dict[bool, int] = {}
    opened: Counter[bool] = Counter()
    for match in _MARK.finditer(text, 0, closed):
        at, double = match.start(), match[0] in _DOUBLE
        if _apostrophe(text, at):
            continue
        if match[0] in _OPENS or (match[0] in _STRAIGHT and not opened[double] and _opens(text, at)):
            still_open.append((double, at))
            opened[double] += 1
        elif opened[double]:
            while still_open:
                kind, begun = still_open.pop()
                opened[kind] -= 1
                if kind is double:
                    last[double] = begun
                    break
    double = text[closed] in _DOUBLE
    return next((at for kind, at in reversed(still_open) if kind is double), last.get(double))


def _opens(text: str, at: int) -> bool:
    return (at == 0 or not text[at - 1].isalnum()) and not text[at + 1 : at + 2].isspace()


def _apostrophe(text: str, at: int) -> bool:
    if text[at] not in "’'‘":
        return False
    follows, inside = text[at + 1 : at + 2].isalnum(), at > 0 and text[at - 1].isalnum()
    return follows and (inside or text[at] == "’" or bool(_SHORTENED.match(text, at)))


def misquoted(one: Quoted, answer: str) -> Misquoted | None:
    """Return what is wrong with a quotation from this answer; None when it is literal."""
    pieces, whole = _pieces(one), _plain_words(one).strip(" .,;:")
    plain = _plain(answer)
    for text in plain:
        if _fits((whole,), text) or _fits(pieces, text):
            return None
    if one.term or not pieces:
        return None
    wrong = next((piece for piece in pieces if not any(_find(piece, text, 0) for text in plain)), pieces[-1])
    wrong = wrong.replace(_EITHER, "")
    return Misquoted(one.words, _typeset(wrong), _typeset(_nearest(wrong, plain[0])))


def _fits(pieces: tuple[str, ...], text: str) -> bool:
    """Return whether the text contains the pieces in this order."""
    at = 0
    for piece in filter(None, pieces):
        end = _find(piece, text, at)
        if end is None:
            return False
        at = end
    return any(pieces)


def _find(piece: str, text: str, since: int) -> int | None:
    """Return the end of the first occurrence of these whole words, or None."""
    if text.lower().find(piece.replace(_EITHER, "").lower()) < 0:
        return None  # linear time; the pattern would be slow on words that repeat themselves
    letters = re.sub(f"{_EITHER}(.)", lambda match: f"(?i:{match[1]})", re.escape(piece))
    head = r"(?<!\w)(?<!\w[-'])" if piece.lstrip(_EITHER)[0].isalnum() else ""
    tail = r"(?!\w|[-']\w)" if piece[-1].isalnum() else ""
    hit = re.compile(f"{head}{letters}{tail}").search(text, since)
    return hit.end() if hit else None


def _pieces(quotation: Quoted) -> tuple[str, ...]:
    text = _CAPITAL.sub(rf"{_EITHER}\1", _plain_words(quotation))
    pieces = (_OWN.sub(" ", piece) for piece in _LEFT_OUT.split(text))
    tidy = (re.sub(r" +([,.;:!?)])", r"\1", " ".join(piece.split())).strip(" .,;:") for piece in pieces)
    return tuple(piece for piece in tidy if piece.strip(_EITHER))


def _plain_words(quotation: Quoted) -> str:
    return _typed_plainly(_unmarked(quotation.markdown, block=quotation.block))


def _unmarked(markdown: str, *, block: bool) -> str:
    """Return Markdown as plain words. A number at the start of an inline quotation ("2017. Daarna") is not a list."""
    if block:
        return to_plain(without_footnotes(markdown))
    return to_plain(f"x {without_footnotes(markdown)}").removeprefix("x").strip()


@lru_cache(maxsize=1024)
def _plain(answer: str) -> tuple[str, ...]:
    """Return the parts of an answer that can be quoted: its text and each of its footnotes."""
    texts = (to_plain(without_footnotes(answer)), *map(to_plain, footnotes(answer).values()))
    return tuple(map(_typed_plainly, texts))


def _typed_plainly(text: str) -> str:
    return " ".join(re.sub(r"\s*—\s*", " - ", text.translate(_TYPES)).split())


def _typeset(text: str) -> str:
    return text.replace("'", "’")


def _nearest(piece: str, text: str) -> str:
    """Return the stretch of the text that resembles the words most; "" when none does."""
    wanted, there = _alike(piece), list(_WORD.finditer(text))
    words = [word[0].casefold() for word in there]
    size, counted = len(wanted), Counter(wanted)
    common = list(_common(words, size, counted))
    best = max(common)
    if not best or best < size * _LIKE_ENOUGH:
        return ""
    around = max(0, common.index(best) - size // 2)
    blocks = comparing.matching_blocks(wanted, words[around : around + 2 * size])
    if not blocks:
        return ""
    first, last = blocks[0], blocks[-1]
    begin = max(0, around + first.b - first.a)
    end = min(len(there), around + last.b + size - last.a)
    return text[there[begin].start() : there[end - 1].end()]


def _common(words: Sequence[str], size: int, counted: Counter[str]) -> Iterator[int]:
    """Yield how many of the counted words are in each window of ``size`` words, from the first on."""
    there = Counter(words[:size])
    total = (there & counted).total()
    yield total
    for left, came in zip(words, words[size:], strict=False):
        total -= there[left] <= counted[left]
        there[left] -= 1
        there[came] += 1
        total += there[came] <= counted[came]
        yield total


def _alike(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def as_quotation(passage: str, citation: str) -> str:
    """Return a passage as a quotation: between quotation marks, or as a blockquote when it is long or a list."""
    words = without_footnotes(passage).strip()
    if not _LISTED.match(words):
        words = " ".join(words.split())
        if len(words) <= INLINE:
            return f"“{words}” {citation}" if "‘" in words else f"‘{words}’ {citation}"
    lines = [*words.split("\n"), *([""] if _LISTED.match(words) else []), citation]
    return "\n".join(f"> {line}".rstrip() for line in lines)
