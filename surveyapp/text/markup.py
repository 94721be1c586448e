"""Parse texts: Markdown with the marks of ``marks``, as tokens of markdown-it.

Parsers are made at import and only read afterwards, so any thread may use them. A ``MarkdownIt`` compiles its chains of
rules at first use and changes itself while doing so; a parser shared before that would give another thread an
incomplete chain. ``_ready`` compiles every chain beforehand; afterwards a parser keeps the state of a text in its
``env`` and its states only.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from surveyapp.text.marks import (
    CALLED,
    LABEL,
    LIST_MARK,
    NOTES,
    QUOTE_MARK,
    use_block_marks,
    use_boxes,
    use_emphasis,
    use_links_and_calls,
)

_DEFINITION = re.compile(rf" {{0,3}}\[\^({LABEL})\]:[ \t]*(\S.*)")
_INDENTED = re.compile(r" {4}|\t")
_BLOCK = re.compile(r"[ \t]*(?::::|\|)")


def tokens(text: str, *, rich: bool = False) -> Sequence[Token]:
    """Parse a text. With ``rich`` also tables and boxes, for an editor's text.

    Called footnotes come last, in a footnote block. A definition that is never called, or the second definition of a
    label, is a paragraph as typed.
    """
    parser, lines = _RICH if rich else _PLAIN, text.split("\n")
    notes = _definitions(lines)
    parsed, called = _body(parser, lines, notes)
    if len(called) < len(notes):
        notes = {label: notes[label] for label in called}
        parsed, called = _body(parser, lines, notes)
    return [*parsed, *_footnotes(parser, lines, notes, called)] if called else parsed


def heading_tokens(text: str) -> Sequence[Token]:
    """Parse the text of a mail: headings, lists and emphasis, without links and footnotes."""
    return _MAIL.parse(text)


def commonmark_tokens(text: str) -> Sequence[Token]:
    """Parse a text as other programs do: CommonMark with tables, strikethrough and footnotes."""
    return _COMMONMARK.parse(text)


def footnote_lines(text: str) -> dict[str, range]:
    """Return the lines that define each called footnote, by its label."""
    lines = text.split("\n")
    notes = _definitions(lines)
    called = set(_body(_RICH, lines, notes)[1])
    return {label: notes[label] for label in notes if label in called}


def _definitions(lines: Sequence[str]) -> dict[str, range]:
    """Return the lines of the first definition of each label, up to a blank line, or further when indented."""
    definitions: dict[str, range] = {}
    place = 0
    while place < len(lines):
        begin, match = place, _DEFINITION.fullmatch(lines[place])
        place += 1
        if match and match[1] not in definitions:
            place = _end(lines, place)
            definitions[match[1]] = range(begin, place)
    return definitions


def _end(lines: Sequence[str], place: int) -> int:
    """Return where the definition ends whose first line ends at ``place``."""
    end, blank = place, False
    while place < len(lines):
        line = lines[place]
        if not line.strip():
            blank = True
        elif not _INDENTED.match(line) and (blank or _begins_block(line)):
            break
        else:
            end, blank = place + 1, False
        place += 1
    return end


def _begins_block(line: str) -> bool:
    return any(mark.match(line) for mark in (_DEFINITION, LIST_MARK, QUOTE_MARK, _BLOCK))


def _body(parser: MarkdownIt, lines: Sequence[str], notes: dict[str, range]) -> tuple[Sequence[Token], list[str]]:
    """Parse the text with the lines of definitions blank.

    Return its tokens, and the labels in the order of their first calls.
    """
    left_out = {line for several in notes.values() for line in several}
    called: dict[str, int] = {}
    body = "\n".join("" if place in left_out else line for place, line in enumerate(lines))
    parsed = _numbered(parser.parse(body, {NOTES: notes, CALLED: called}))
    return parsed, list(called)


def _numbered(parsed: Sequence[Token]) -> Sequence[Token]:
    """Give an item the number that was typed, when it does not follow the number of the item before it."""
    expected: list[int] = []
    for token in parsed:
        if token.type == "ordered_list_open":
            expected.append(int(token.attrGet("start") or (0 if token.attrGet("start") == 0 else 1)))
            if token.markup == ")":
                token.attrSet("class", "paren")
        elif token.type == "ordered_list_close":
            expected.pop()
        elif token.type == "list_item_open" and token.info:
            if int(token.info) != expected[-1]:
                token.attrSet("value", int(token.info))
                token.attrSet("data-step", int(token.info) - expected[-1] + 1)  # for WeasyPrint, see ``html``
            expected[-1] = int(token.info) + 1
    return parsed


def _footnotes(
    parser: MarkdownIt, lines: Sequence[str], notes: dict[str, range], called: Sequence[str]
) -> Iterator[Token]:
    """Yield the tokens of the footnotes. A footnote cannot call footnotes."""
    yield Token("footnote_block_open", "", 1)
    for number, label in enumerate(called):
        meta = {"id": number, "label": label}
        yield Token("footnote_open", "", 1, meta=meta)
        words = _numbered(parser.parse(_words(lines, notes[label])))
        for token in words:
            token.map = None  # the line numbers are those of the footnote, not of the text
        ends_in_paragraph = bool(words) and words[-1].type == "paragraph_close"
        yield from words[:-1] if ends_in_paragraph else words
        yield Token("footnote_anchor", "", 0, meta=meta)
        yield from words[-1:] if ends_in_paragraph else ()
        yield Token("footnote_close", "", -1)
    yield Token("footnote_block_close", "", -1)


def _words(lines: Sequence[str], place: range) -> str:
    first = _DEFINITION.fullmatch(lines[place.start])
    more = (_INDENTED.sub("", lines[line], count=1) for line in place[1:])
    return "\n".join([first[2] if first else "", *more])


def _plain() -> MarkdownIt:
    md = MarkdownIt("zero", {"breaks": True, "maxNesting": 60})
    md.enable(["blockquote", "hr", "list", "emphasis", "link", "newline"])
    use_block_marks(md)
    use_emphasis(md)
    use_links_and_calls(md)
    return md


def _rich() -> MarkdownIt:
    md = _plain().enable("table")
    use_boxes(md)
    return md


def _mail() -> MarkdownIt:
    md = MarkdownIt("zero", {"breaks": True, "maxNesting": 60}).enable(["heading", "list", "emphasis", "newline"])
    use_block_marks(md)
    use_emphasis(md)
    return md


def _ready(md: MarkdownIt) -> MarkdownIt:
    """Compile all rules of a parser; a call of ``getRules`` compiles every chain of its ruler."""
    for ruler in (md.core.ruler, md.block.ruler, md.inline.ruler, md.inline.ruler2):
        ruler.getRules("")
    return md


_PLAIN, _RICH, _MAIL = _ready(_plain()), _ready(_rich()), _ready(_mail())
_COMMONMARK = _ready(MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin, inline=False))
