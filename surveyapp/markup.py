"""The Markdown parsers. They are made once, at import, and only read from then on: any thread may use them.

A ``MarkdownIt`` compiles its chains of rules at their first use and changes itself while doing so, so a parser that is
shared before that gives another thread half a chain. ``_ready`` compiles every chain beforehand; afterwards a parser
keeps what belongs to one text in its ``env`` and its states only.
"""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin


def tokens(text: str, *, rich: bool = False) -> Sequence[Token]:
    """Parse a text. ``rich`` knows tables and boxes as well, for an editor's text."""
    return (_RICH if rich else _PLAIN).parse(text)


def _base() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    md.disable(["image", "heading", "lheading", "code", "fence", "html_block", "html_inline"])
    return md.use(footnote_plugin, inline=False)


def _with_tables_and_boxes() -> MarkdownIt:
    return _base().enable("table").use(container_plugin, "box", validate=_is_titled)


def _is_titled(title: str, _marker: str) -> bool:
    return bool(title.strip())


def _ready(md: MarkdownIt) -> MarkdownIt:
    """Compile all rules of a parser: any call compiles every chain of its ruler."""
    for ruler in (md.core.ruler, md.block.ruler, md.inline.ruler, md.inline.ruler2):
        ruler.getRules("")
    return md


_PLAIN = _ready(_base())
_RICH = _ready(_with_tables_and_boxes())
