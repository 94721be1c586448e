"""Parsed Markdown as plain text."""

from collections.abc import Sequence

from markdown_it.token import Token


def plain_text(tokens: Sequence[Token], *, marks: bool) -> str:
    """Return the words, lines and paragraphs, with numbered footnotes below.

    With ``marks`` also list marks, quotation marks and the addresses of links.
    """
    return _Writer(marks).written(tokens)


class _Writer:
    """Writes a text. ``_inside`` holds, per open list item and quotation, the prefix of its further lines."""

    def __init__(self, marks: bool) -> None:
        self._marks = marks
        self._inside: list[str] = []
        self._mark = ""
        self._written: list[str] = []
        self._tight = False

    def written(self, tokens: Sequence[Token]) -> str:
        """Return the text."""
        for place, token in enumerate(tokens):
            match token.type:
                case "list_item_open":
                    mark = f"{token.info}{token.markup} "
                    self._begin(mark, " " * len(mark))
                case "blockquote_open":
                    self._begin("> ", "> ")
                case "footnote_open":
                    self._begin(f"[{int(token.meta['id']) + 1}] ", "", always=True)
                case "list_item_close" | "blockquote_close" | "footnote_close":
                    self._inside.pop()
                    self._mark = ""
                case "inline":
                    self._add(self._words(token.children or ()), tight=tokens[place - 1].hidden)
        return "".join(self._written)

    def _begin(self, mark: str, further: str, *, always: bool = False) -> None:
        if always or self._marks:
            self._mark = (self._mark or "".join(self._inside)) + mark
        self._inside.append(further if self._marks else "")

    def _add(self, words: str, *, tight: bool) -> None:
        further = "".join(self._inside)
        if self._written:
            self._written.append("\n" if tight and self._tight else "\n\n")
        self._written.append((self._mark or further) + words.replace("\n", "\n" + further))
        self._mark, self._tight = "", tight

    def _words(self, tokens: Sequence[Token]) -> str:
        words, address = "", ""
        begun = 0
        for token in tokens:
            match token.type:
                case "softbreak" | "hardbreak":
                    words += "\n"
                case "footnote_ref":
                    words += f"[{int(token.meta['id']) + 1}]"
                case "link_open":
                    begun, address = len(words), str(token.attrGet("href"))
                case "link_close" if self._marks and words[begun:] not in {address, address.removeprefix("mailto:")}:
                    words += f" ({address})"
                case _:
                    words += token.content
        return words
