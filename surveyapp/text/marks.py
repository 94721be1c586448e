"""Which characters in a text are marks. Every other character is shown as typed; see docs/hoe-tekst-wordt-gelezen.md.

Rules for ``MarkdownIt`` that narrow or replace the CommonMark rules that recognise too many marks.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.blockquote import blockquote
from markdown_it.rules_block.list import list_block
from markdown_it.rules_block.table import escapedSplit, table
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from mdit_py_plugins.container import container_plugin

_AMOUNT = r"[\d€$£%<=±+−]|-\S"
LIST_MARK = re.compile(r"[ \t]*(?:[-*]|\d{1,2}[.)])[ \t]+\S")
"""A list item: a dash, a star, or a number of one or two digits, then a space and words. "2018. " is a year."""
QUOTE_MARK = re.compile(rf"[ \t]*>[ \t]+(?!{_AMOUNT})\S")
"""A quoted line. "> 65 jaar" means more than 65."""
RULER = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*")
"""A line of dashes, stars or underscores: kept as typed."""
_DEEPEST = 12
"""Deepest level at which a list or quotation may begin: a parser drops blocks deeper than its ``maxNesting``."""

GUARD = "\N{WORD JOINER}"
"""Before a character: it is not a mark; before a colon: the footnote call in front of it is no definition. After stars:
they are a mark, also between two letters.

Invisible, and written by the reader of Word files only; see docs/decisions.
"""
_GUARDED = re.compile(rf"{GUARD}(?:[*_>\[:]|-|{_AMOUNT})")
_COMPARED = re.compile(_AMOUNT)

_NOT_BEFORE = re.compile(r"[\s)\]}.,;:!?…”’»›]")
_NOT_AFTER = re.compile(r"[\s(\[{“‘„‚«‹]")
_EDGE_BEFORE = re.compile(r"[\s(\[{\"'“‘„‚«‹–—]")
_EDGE_AFTER = re.compile(r"[*_]{0,8}[.,;:!?…]{0,8}(?:$|\s|[)\]}\"'”’»›])|[*_]{0,8}[.,;:!?…]{0,8}\[|[*_]{0,8}[–—]")
_LONGEST = 3
"""Most characters in a row that can be a mark: emphasis, strong, both."""
_FAR = 8
"""Most marks that may stand side by side."""
FAR_AFTER = 20
"""Characters after a mark that decide whether it can end emphasis."""

_ADDRESS = r"(?:https?://|mailto:)[^\s<>\[\]()]*(?:\([^\s<>\[\]()]*\)[^\s<>\[\]()]*){0,20}"
_LINK = re.compile(
    rf"\[((?:[^\[\]]|\[[^\[\]]{{0,200}}\]){{1,1000}})\]\((?:<((?:https?://|mailto:)[^<>\n]*)>|({_ADDRESS}))\)",
    re.IGNORECASE,
)
LABEL = r"[^\]\s]{1,200}"
"""Pattern of the label of a footnote. Its length is limited, so that a search takes linear time."""
_CALL = re.compile(rf"\[\^({LABEL})\]")

NOTES = "notes"
"""Key in a parser's ``env``: the labels of the footnotes that a text may call, a set or a mapping."""
CALLED = "called"
"""Key in a parser's ``env``: the numbers of the called footnotes by label, from 0 in the order of calls."""


def use_block_marks(md: MarkdownIt) -> None:
    """Narrow lists and quotations to what people type as such."""
    md.block.ruler.before("list", "no_list_mark", _no_list_mark, {"alt": ["list"]})
    md.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    md.block.ruler.at("blockquote", _blockquote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.at("hr", _ruler, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def use_boxes(md: MarkdownIt) -> None:
    """Read boxes, between ``::: Title`` and ``:::``, up to the same depth as lists."""
    md.use(container_plugin, "box", validate=_is_titled)
    (box,) = (rule.fn for rule in md.block.ruler.__rules__ if rule.name == "container_box")

    def not_too_deep(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        return state.level <= _DEEPEST and box(state, line, end, silent)

    md.block.ruler.at("container_box", not_too_deep, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def use_emphasis(md: MarkdownIt) -> None:
    """Read stars and underscores as emphasis where they stand at the edges of words, in pairs."""
    md.inline.ruler.at("emphasis", _emphasis)
    md.inline.ruler2.at("emphasis", _pairs)
    md.inline.ruler2.disable("balance_pairs")
    md.inline.add_terminator_char(GUARD)
    md.inline.ruler.before("emphasis", "guard", _guard)


def use_links_and_calls(md: MarkdownIt) -> None:
    """Read ``[words](address)`` and the calls of defined footnotes."""
    md.inline.ruler.at("link", _link)
    md.inline.ruler.before("link", "footnote_ref", _call)


def as_words(text: str) -> str:
    """Guard all marks in a text, so that it is shown as typed."""
    return re.sub(r"(?m)^(?=[->\d])", GUARD, re.sub(r"([*_\[])", rf"{GUARD}\1", text))


def guarded_quote(words: str) -> str:
    """Guard words to be put behind ``> `` as a quotation, also when a line of them begins with an amount or with >."""
    words = words.replace("\n>", f"\n{GUARD}>")
    return GUARD + words if _COMPARED.match(words) else words


def _is_titled(title: str, _marker: str) -> bool:
    return bool(title.strip())


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _list(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    if state.level > _DEEPEST or not LIST_MARK.match(_line(state, line)):
        return False
    return list_block(state, line, end, silent)


def _no_list_mark(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """End a list before a line that CommonMark, but not this reading, takes for its next item."""
    return silent and not LIST_MARK.match(_line(state, line))


def _blockquote(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    if state.level > _DEEPEST or not QUOTE_MARK.match(_line(state, line)):
        return False
    return blockquote(state, line, end, silent)


def _ruler(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """Read a line of three or more dashes, stars or underscores as a paragraph, as typed."""
    typed = _line(state, line).strip()
    if not RULER.fullmatch(typed):
        return False
    if silent:
        return True
    state.line = line + 1
    opening = state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    opening.map = inline.map = [line, state.line]
    inline.content, inline.children = typed, []
    state.push("paragraph_close", "p", -1)
    return True


def _table(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Read a table, unless a row has more cells than its head: the extra cells would be lost."""
    columns = _cells(_line(state, line))
    for below in range(line + 2, end):
        words = _line(state, below).strip()
        if not words or "|" not in words:
            break
        if _cells(words) > columns:
            return False
    return table(state, line, end, silent)


def _cells(row: str) -> int:
    cells = escapedSplit(row.strip())
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Add a run of stars or underscores as a delimiter, with whether it can open or close emphasis."""
    start, sign = state.pos, state.src[state.pos]
    if silent or sign not in "*_":
        return False
    end = start
    while end < state.posMax and state.src[end] == sign:
        end += 1
    length = end - start
    for part in (sign, sign * 2) if length == _LONGEST else (sign * length,):
        state.push("text", "", 0).content = part
    if length <= _LONGEST:
        state.delimiters.append(_delimiter(state, start, end))
    state.pos = end
    return True


def _delimiter(state: StateInline, start: int, end: int) -> Delimiter:
    text, length = state.src, end - start
    before, after = text[max(0, start - _FAR) : start], text[end : end + FAR_AFTER]
    guarded = after.startswith(GUARD)
    opens, closes = guarded or can_open(before, after), (guarded and bool(before)) or can_close(before, after)
    first = len(state.tokens) - (2 if length == _LONGEST else 1)
    return Delimiter(marker=ord(text[start]), length=length, token=first, end=-1, open=opens, close=closes)


def can_open(before: str, after: str) -> bool:
    """Return whether stars between these words can begin emphasis."""
    last, first = before.rstrip("*_")[-1:], after[:_FAR].lstrip("*_")[:1]
    return bool(first) and not _NOT_BEFORE.match(first) and (not last or bool(_EDGE_BEFORE.match(last)))


def can_close(before: str, after: str) -> bool:
    """Return whether stars between these words can end emphasis."""
    last = before.rstrip("*_")[-1:]
    return bool(last) and not _NOT_AFTER.match(last) and bool(_EDGE_AFTER.match(after))


def _pairs(state: StateInline) -> None:
    """Pair each run that can close with the nearest equal run before it that can open."""
    _pair(state, state.delimiters)
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            _pair(state, meta["delimiters"])


def _pair(state: StateInline, runs: Sequence[Delimiter]) -> None:
    opened: list[Delimiter] = []
    waiting: dict[tuple[int, int], int] = {}
    for run in runs:
        kind = (run.marker, run.length)
        if run.close and waiting.get(kind):
            while (opening := opened.pop()) and (opening.marker, opening.length) != kind:
                waiting[opening.marker, opening.length] -= 1
            waiting[kind] -= 1
            _mark(state, opening, run)
        elif run.open:
            opened.append(run)
            waiting[kind] = waiting.get(kind, 0) + 1


def _mark(state: StateInline, opening: Delimiter, closing: Delimiter) -> None:
    """Turn the text tokens of two runs into tags; three characters become emphasis and strong."""
    tags = {1: ("em",), 2: ("strong",), _LONGEST: ("em", "strong")}[opening.length]
    for place, tag in enumerate(tags):
        begin, end = state.tokens[opening.token + place], state.tokens[closing.token + len(tags) - 1 - place]
        begin.type, begin.tag, begin.nesting, begin.content = f"{tag}_open", tag, 1, ""
        end.type, end.tag, end.nesting, end.content = f"{tag}_close", tag, -1, ""


def _guard(state: StateInline, silent: bool) -> bool:
    if _GUARDED.match(state.src, state.pos, state.posMax):
        if not silent:
            state.pending += state.src[state.pos + 1]
        state.pos += 2
        return True
    if state.src[state.pos] != GUARD or state.src[state.pos - 1 : state.pos] not in {"*", "_"}:
        return False
    state.pos += 1
    return True


def _link(state: StateInline, silent: bool) -> bool:
    match = _LINK.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    if not match or state.linkLevel:
        return False
    address = state.md.normalizeLink(match[2] or match[3])
    if not state.md.validateLink(address):
        return False
    if not silent:
        state.push("link_open", "a", 1).attrs = {"href": address}
        last, state.pos, state.posMax = state.posMax, match.start(1), match.end(1)
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = last
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _defines(text: str, begin: int, end: int) -> bool:
    """Return whether a call is at the start of a line and followed by a colon: a second definition of a label."""
    return text[end : end + 1] == ":" and text[begin - 1 : begin] in {"", "\n"}


def _call(state: StateInline, silent: bool) -> bool:
    """Read the call of a defined footnote."""
    match = _CALL.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    if not match or match[1] not in state.env.get(NOTES, ()) or _defines(state.src, *match.span()):
        return False
    if not silent:
        label, called = match[1], state.env[CALLED]
        state.push("footnote_ref", "", 0).meta = {"id": called.setdefault(label, len(called)), "label": label}
    state.pos = match.end()
    return True
