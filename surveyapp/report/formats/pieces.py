"""Splitting of an editor's text into prose, tables and boxes, for formats that write these separately."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from surveyapp.text.markup import tokens
from surveyapp.text.words import split_footnotes, with_footnotes


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs, lists and quotations, as Markdown with the footnotes they refer to."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each as Markdown with its footnotes; the first row is the head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A title with the content below it."""

    title: str
    inside: tuple["Piece", ...]


Piece = Prose | Table | Box


def pieces(markdown: str) -> tuple[Piece, ...]:
    """Return the pieces of a text, in order."""
    return tuple(_pieces(*split_footnotes(markdown)))


def flat(several: Sequence[Piece]) -> Iterator[str]:
    """Yield the words of these pieces as Markdown, for places that hold no table or box."""
    for piece in several:
        match piece:
            case Prose(markdown):
                yield markdown
            case Table(rows):
                yield from (cell for row in rows for cell in row)
            case Box(title, inside):
                yield f"**{title}**"
                yield from flat(inside)


def _pieces(markdown: str, notes: Mapping[str, str]) -> Iterator[Piece]:
    lines, begun = markdown.split("\n"), 0
    parsed = tokens(markdown, rich=True)
    for place, token in enumerate(parsed):
        if token.level or not token.map or token.type not in {"table_open", "container_box_open"}:
            continue
        yield from _prose(lines[begun : token.map[0]], notes)
        begun = token.map[1]
        if token.type == "table_open":
            yield Table(tuple(_rows(parsed[place:], notes)))
        else:
            yield Box(token.info.strip(), tuple(_pieces("\n".join(lines[token.map[0] + 1 : begun]), notes)))
            begun += begun < len(lines) and lines[begun].strip().startswith(":::")
    yield from _prose(lines[begun:], notes)


def _prose(lines: list[str], notes: Mapping[str, str]) -> Iterator[Prose]:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield Prose(with_footnotes(text, notes))


def _rows(following: Sequence[Token], notes: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    cells: list[str] = []
    for token in following:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            cells.append(with_footnotes(token.content, notes))
        elif token.type == "tr_close":
            yield tuple(cells)
