"""Words that must stand on the pages of a document, passage by passage. Plain Python."""

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
    """How words are written."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    RICH = "rich"
    """Markdown with tables and boxes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that must stand on the pages. ``place`` names them in Dutch, to go behind "bij": "vraag 2b"."""

    words: str
    place: str
    form: Form = Form.PLAIN
    other: str = ""
    """What may stand there instead."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item, cell or footnote: words that stand together, with nothing between them."""

    place: str
    words: str
    letters: str
    flows: bool
    """Whether it stands in the text, under the passage before it: no footnote and no cell."""


def passages(one: Wanted) -> list[Passage]:
    """The words of a text in passages, without marks and the calls of footnotes."""
    written = [(one.words, True)] if one.form is Form.PLAIN else _written(tokens(one.words, rich=one.form is Form.RICH))
    found = [Passage(one.place, words, squeezed(words), flows) for words, flows in written]
    return [passage for passage in found if passage.letters]


def passages_of_before(one: Wanted) -> list[Passage]:
    """The same for documents made before December 2026, which leave out footnotes that nothing calls."""
    if one.form is Form.PLAIN:
        return []
    called = footnotes(one.words)
    kept = _DEFINITION.sub(lambda found: found[0] if found[1] in called else "", one.words)
    return passages(Wanted(kept, one.place, one.form)) if kept != one.words else []


def _written(found: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    flows = True
    for token in found:
        if token.type in {"footnote_block_open", "table_open"}:
            flows = False
        elif token.type in {"footnote_block_close", "table_close"}:
            flows = True
        elif token.type == "container_box_open":
            yield token.info.strip(), flows
        elif token.type == "inline":
            yield _words(token.children or ()), flows


def _words(children: Sequence[Token]) -> str:
    return "".join(" " if one.type in {"softbreak", "hardbreak"} else one.content for one in children)
