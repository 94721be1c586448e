"""Text that must be on the pages of a document, by passage. Plain Python."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it.token import Token

from surveyapp.evidence.visible.lines import squeezed
from surveyapp.text.marks import LABEL
from surveyapp.text.markup import tokens
from surveyapp.text.words import footnotes

_DEFINITION = re.compile(rf"^ {{0,3}}\[\^({LABEL})\]:.*(?:\n(?: {{4}}|\t).*)*", re.MULTILINE)


class Form(StrEnum):
    """Markup in which a text is written."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    RICH = "rich"
    """Markdown with tables and boxes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that must be on the pages. ``place`` names it in Dutch, to follow "bij": "vraag 2b"."""

    words: str
    place: str
    form: Form = Form.PLAIN
    other: str = ""
    """Accepted alternative."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item, cell or footnote: contiguous text."""

    place: str
    words: str
    letters: str
    flows: bool
    """Whether it follows the passage before it directly, which a footnote or cell does not."""


def passages(text: Wanted) -> list[Passage]:
    """Return the passages of a text, without markup and footnote references."""
    written = (
        [(text.words, True)] if text.form is Form.PLAIN else _written(tokens(text.words, rich=text.form is Form.RICH))
    )
    parts = [Passage(text.place, words, squeezed(words), flows) for words, flows in written]
    return [passage for passage in parts if passage.letters]


def passages_of_before(text: Wanted) -> list[Passage]:
    """Return the passages as in documents made before December 2026, which leave out footnotes without a reference."""
    if text.form is Form.PLAIN:
        return []
    called = footnotes(text.words)
    kept = _DEFINITION.sub(lambda match: match[0] if match[1] in called else "", text.words)
    return passages(Wanted(kept, text.place, text.form)) if kept != text.words else []


def _written(markup: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    flows = True
    for token in markup:
        if token.type in {"footnote_block_open", "table_open"}:
            flows = False
        elif token.type in {"footnote_block_close", "table_close"}:
            flows = True
        elif token.type == "container_box_open":
            yield token.info.strip(), flows
        elif token.type == "inline":
            yield _words(token.children or ()), flows


def _words(children: Sequence[Token]) -> str:
    return "".join(" " if child.type in {"softbreak", "hardbreak"} else child.content for child in children)
