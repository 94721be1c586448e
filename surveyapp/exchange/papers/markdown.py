"""Conversion of answers between Markdown and blocks. Markdown is written with as few escapes as possible."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from markdown_it.token import Token

from surveyapp.exchange.papers.blocks import LISTED, Block, BlockKind, Run, tidy, tidy_runs
from surveyapp.text import markup
from surveyapp.text.marks import FAR_AFTER, GUARD, as_words, can_close, can_open, guarded_quote

_EDGE = r"\W+"
_NO_MARK = re.compile(rf"(?![->\d])[^*_\[\n{GUARD}]+")
"""A line without characters that could be markup in an answer."""

Escape = Callable[[str], str]
Reader = Callable[[str], Sequence[Token]]


def canonical(markdown: str) -> str:
    """Return the text as it comes back from a word processor."""
    return to_markdown(to_blocks(markdown))


def says_the_same(text: str, other: str) -> bool:
    """Return whether two texts are equal after they went through a word processor. See ``canonical``."""
    if text == other:
        return True
    blocks, others = to_blocks(text), to_blocks(other)
    if blocks == others:
        return True
    return _signs(blocks) == _signs(others) and to_markdown(blocks) == to_markdown(others)


def _signs(blocks: Sequence[Block]) -> str:
    """Return all characters but space. They stay the same, whatever formatting is dropped."""
    texts = (run.text for block in blocks for part in block.runs for run in (part, *part.note))
    return "".join("".join(texts).split())


def to_blocks(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a text."""
    return _blocks_of(markup.tokens(markdown))


def _blocks_of(tokens: Sequence[Token]) -> tuple[Block, ...]:
    return tidy(_walk(tokens, _notes(tokens)), typed_lists=False)


def _notes(tokens: Sequence[Token]) -> dict[int, tuple[Run, ...]]:
    """Return the text of each footnote, with its paragraphs joined on one line."""
    notes: dict[int, tuple[Run, ...]] = {}
    number: int | None = None
    for token in tokens:
        if token.type == "footnote_open":
            number = int(token.meta["id"])
            notes[number] = ()
        elif token.type == "footnote_block_close":
            number = None
        elif token.type == "inline" and number is not None:
            notes[number] += (*((Run(" "),) if notes[number] else ()), *_runs(token, {}))
    return notes


def _walk(tokens: Sequence[Token], notes: dict[int, tuple[Run, ...]]) -> Iterator[Block]:
    lists: list[int | None] = []  # for each open list, the number of its current item; None for bullets
    quotes, first = 0, False
    for token in tokens:
        match token.type:
            case "footnote_block_open":
                return
            case "bullet_list_open" | "ordered_list_open":
                if first:
                    yield _block((), lists, first=True, quoted=False)
                first = False
                lists.append(None)
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                first = True
                lists[-1] = int(token.info) if token.info else None
            case "blockquote_open":
                quotes += 1
            case "blockquote_close":
                quotes -= 1
            case "inline":
                yield _block(tuple(_runs(token, notes)), lists, first=first, quoted=bool(quotes))
                first = False


def _block(runs: tuple[Run, ...], lists: Sequence[int | None], *, first: bool, quoted: bool) -> Block:
    if not lists:
        return Block(BlockKind.QUOTE if quoted else BlockKind.PARAGRAPH, runs)
    level, number = len(lists) - 1, lists[-1]
    if not first:
        return Block(BlockKind.MORE, runs, level)
    return Block(BlockKind.BULLET, runs, level) if number is None else Block(BlockKind.NUMBER, runs, level, number)


def _runs(inline: Token, notes: dict[int, tuple[Run, ...]]) -> Iterator[Run]:
    strong = emphasis = 0
    href = ""
    for token in inline.children or ():
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open":
                href = str(token.attrGet("href") or "")
            case "link_close":
                href = ""
            case "footnote_ref":
                yield Run("", note=notes.get(int(token.meta["id"]), ()))
            case "softbreak" | "hardbreak":
                yield Run("\n", bool(strong), bool(emphasis), href)
            case _:
                yield Run(token.content, bool(strong), bool(emphasis), href)


def to_markdown(blocks: Sequence[Block]) -> str:
    """Return the text of ``tidy`` blocks. Footnotes are numbered from 1; every word is kept, also one like markup."""
    notes: list[str] = []
    body = _joined(blocks, lambda block: _answer_words(block, notes))
    return "\n\n".join(filter(None, (body, definitions(notes))))


def for_any_reader(blocks: Sequence[Block], notes: list[str]) -> str:
    """Return the text for programs that know more markup than an answer has (headings, HTML, code).

    Footnotes are numbered after those in ``notes`` and added to it; ``definitions`` writes their text.
    """
    return _joined(blocks, lambda block: _words(block, notes, markup.commonmark_tokens, _escaped))


def definitions(notes: Sequence[str]) -> str:
    """Return the definitions of footnotes, to follow all texts that refer to them."""
    return "\n".join(f"[^{number}]: {words}" for number, words in enumerate(notes, 1))


def _answer_words(block: Block, notes: list[str]) -> str:
    plain = _is_plain(block.runs)
    words = block.runs[0].text if plain else _words(block, notes, markup.tokens, _as_is, as_words)
    return guarded_quote(words) if block.kind is BlockKind.QUOTE else words


def _is_plain(runs: Sequence[Run]) -> bool:
    """Return whether the text contains no possible markup, so that it need not be parsed to find out."""
    return len(runs) == 1 and runs[0] == Run(runs[0].text) and bool(_NO_MARK.fullmatch(runs[0].text))


def _joined(blocks: Sequence[Block], words_of: Callable[[Block], str]) -> str:
    lines: list[str] = []
    lists, beside = _Lists(), False
    for block in blocks:
        words = words_of(block)
        marker, gap = lists.marker(block)
        body = words.replace("\n", "\n" + " " * lists.indent(block))
        before = "" if not lines else "\n" if gap else "\n\n"
        lines.append((marker.lstrip() if beside else before + marker) + body)
        beside = not block.runs  # an item that contains only a list
    return "".join(lines)


class _Lists:
    """Lists that are open while blocks are written, with the marker of the last item at each level."""

    def __init__(self) -> None:
        self._open: list[tuple[BlockKind, int, str]] = []
        self._loose = False

    def indent(self, block: Block) -> int:
        """Return the number of columns before further lines of the block."""
        return sum(len(marker) for _, _, marker in self._open) if block.kind in LISTED else 0

    def marker(self, block: Block) -> tuple[str, bool]:
        """Return what precedes the block, and whether it follows the line above it directly."""
        if block.kind not in LISTED:
            self._open, self._loose = [], False
            return ("> " if block.kind is BlockKind.QUOTE else ""), False
        if block.kind is BlockKind.MORE:
            del self._open[block.level + 1 :]
            self._loose = True
            return " " * self.indent(block), False
        return self._item(block)

    def _item(self, block: Block) -> tuple[str, bool]:
        last = self._open[block.level] if len(self._open) > block.level else None
        nested = last is None and block.level > 0
        numbered = block.kind is BlockKind.NUMBER
        goes_on = last is not None and last[0] is block.kind and block.number == last[1] + numbered
        del self._open[block.level :]
        before = " " * self.indent(block)
        self._open.append((block.kind, block.number, self._sign(block, last, goes_on=goes_on)))
        follows = (goes_on or (nested and block.number == numbered)) and not self._loose
        self._loose = self._loose and goes_on
        return before + self._open[-1][2], follows

    @staticmethod
    def _sign(block: Block, last: tuple[BlockKind, int, str] | None, *, goes_on: bool) -> str:
        """Return the sign of an item. A list directly after a list of the same kind gets another sign."""
        if block.kind is BlockKind.BULLET:
            return "- "
        before = last[2].strip()[-1] if last and last[0] is BlockKind.NUMBER else ")"
        return f"{block.number}{before if goes_on else {'.': ')', ')': '.'}[before]} "


def _words(block: Block, notes: list[str], reader: Reader, *escapes: Escape) -> str:
    """Return a block's text with as few escapes as its ``reader`` needs, and add its footnotes to ``notes``."""
    for (runs, guard), escape in _forms(block.runs, escapes):
        alone: list[str] = []
        words = _inline(runs, escape, alone, guard)
        whole = "\n\n".join([words, *(f"[^{number}]: {note}" for number, note in enumerate(alone, 1))])
        if _blocks_of(reader(whole)) == (Block(BlockKind.PARAGRAPH, runs),):
            break
    return _inline(runs, escape, notes, guard)


def _forms(runs: tuple[Run, ...], escapes: Sequence[Escape]) -> Iterator[tuple[tuple[tuple[Run, ...], str], Escape]]:
    """Yield ways to write the same text, plainest first. The last ones drop formatting that Markdown cannot express."""
    for form in _plainer(runs):
        for escape in escapes:
            yield form, escape


def _plainer(runs: tuple[Run, ...]) -> Iterator[tuple[tuple[Run, ...], str]]:
    """Yield the runs with less and less formatting, each with the guard to put after marks that are inside a word.

    Lazy, as the first form is nearly always sufficient.
    """
    yield runs, ""
    yield tidy_runs(runs, _EDGE), ""
    yield runs, GUARD
    yield tidy_runs(_unmarked(runs)), ""
    yield tidy_runs(_unmarked(runs, links=False)), ""


def _unmarked(runs: Iterable[Run], *, links: bool = True) -> Iterator[Run]:
    for run in runs:
        yield Run(run.text, href=run.href if links else "", note=tuple(_unmarked(run.note, links=links)))


def _as_is(text: str) -> str:
    return text.replace("[^", f"{GUARD}[^")


def _escaped(text: str) -> str:
    """Escape text so that no Markdown reader sees markup in it."""
    text = re.sub(r"([\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))", r"\\\1", text)
    text = re.sub(r"(?m)^(:|>|#|=|[-+](?=\s|$|[-+]))", r"\\\1", text)
    text = re.sub(r"(?m)^(\d+)([.)])(?=\s|$)", r"\1\\\2", text)
    return text.replace("\n", "\\\n")


def _inline(runs: Sequence[Run], escape: Escape, notes: list[str], guard: str) -> str:
    """Return runs as Markdown. Marks are closed in reverse order of opening."""
    written: list[str] = []
    opened: list[str] = []
    edges: dict[int, Callable[[str, str], bool]] = {}
    for place, run in enumerate(runs):
        wanted = _marks(run)
        while any(mark not in wanted for mark in opened):
            edges[len(written)] = can_close
            written.append(_close(opened.pop()))
        for mark in sorted(set(wanted) - set(opened), key=lambda sign: (-_lasts(runs, place, sign), sign)):
            opened.append(mark)
            edges[len(written)] = can_open
            written.append(_open(mark))
        if run.note:
            notes.append(_inline(run.note, escape, [], guard))
            written.append(f"[^{len(notes)}]")
        else:
            text = escape(run.text)
            defines = text.startswith(":") and _ends_with_first_call(written)
            written.append(GUARD + text if defines else text)
    written += [_close(mark) for mark in reversed(opened)]
    return "".join(_guarded(written, edges, guard) if guard else written)


def _ends_with_first_call(written: Sequence[str]) -> bool:
    """Return whether a colon would make the last piece a definition: it is a footnote's call that begins a line."""
    return bool(written) and written[-1].startswith("[^") and (len(written) == 1 or written[-2].endswith("\n"))


def _guarded(written: Sequence[str], edges: Mapping[int, Callable[[str, str], bool]], guard: str) -> Iterator[str]:
    """Yield the pieces, with the guard after stars that would not be marks without it."""
    for place, piece in enumerate(written):
        yield piece
        if place in edges and piece.startswith("*"):
            before = "".join(written[max(0, place - FAR_AFTER) : place])
            after = "".join(written[place + 1 : place + FAR_AFTER])[:FAR_AFTER]
            if not after.startswith("*") and not edges[place](before, after):
                yield guard


def _marks(run: Run) -> tuple[str, ...]:
    return tuple(filter(None, (run.href, "**" if run.strong else "", "*" if run.emphasis else "")))


def _lasts(runs: Sequence[Run], place: int, mark: str) -> int:
    """Return how many runs from this place on carry the mark."""
    ends = (end for end in range(place, len(runs)) if mark not in _marks(runs[end]))
    return next(ends, len(runs)) - place


def _open(mark: str) -> str:
    return mark if mark.startswith("*") else "["


def _close(mark: str) -> str:
    if mark.startswith("*"):
        return mark
    return f"](<{mark}>)" if re.search(r"[()\s]", mark) else f"]({mark})"
