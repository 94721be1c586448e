"""Formatting of text in a Word file, through its styles."""

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from surveyapp.exchange.word.elements import is_on, value

_QUOTES = ("quote", "intense quote")


@dataclass(frozen=True, slots=True)
class Look:
    """Formatting that is kept; None where a style does not set it. ``numbering`` is an id and a level."""

    bold: bool | None = None
    italic: bool | None = None
    quote: bool = False
    numbering: tuple[str, int] | None = None
    font: str = ""

    def over(self, below: "Look") -> "Look":
        """Return this formatting applied on top of another."""
        return Look(
            below.bold if self.bold is None else self.bold,
            below.italic if self.italic is None else self.italic,
            self.quote or below.quote,
            self.numbering or below.numbering,
            self.font or below.font,
        )


class Looks:
    """Formatting of the styles of one document."""

    def __init__(self, document: Document) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self._known: dict[str, Look] = {}

    def of_style(self, style: str) -> Look:
        """Return the formatting of the style with this id."""
        if style not in self._known:
            self._known[style] = Look()  # ends the recursion for a style based on itself
            definition = self._styles.get(style)
            if definition is not None:
                below = self.of_style(value(definition, "w:basedOn"))
                self._known[style] = _own_look(definition).over(below)
        return self._known[style]

    def of_run(self, properties: Any, around: Look) -> Look:
        """Return the formatting of a run with these properties, in a paragraph formatted as ``around``."""
        own = Look(is_on(properties, "w:b"), is_on(properties, "w:i"), font=_font(properties))
        return own.over(self.of_style(value(properties, "w:rStyle"))).over(around)

    def of_paragraph(self, properties: Any) -> Look:
        """Return the formatting of a paragraph with these properties."""
        return Look(numbering=_numbering(properties)).over(self.of_style(value(properties, "w:pStyle")))


def _own_look(style: Any) -> Look:
    runs, name = style.find(qn("w:rPr")), value(style, "w:name").lower()
    quote, numbering = name in _QUOTES, _numbering(style.find(qn("w:pPr")))
    return Look(is_on(runs, "w:b"), is_on(runs, "w:i"), quote, numbering, _font(runs))


def _numbering(properties: Any) -> tuple[str, int] | None:
    properties_of_list = properties.find(qn("w:numPr")) if properties is not None else None
    if properties_of_list is None:
        return None
    level = value(properties_of_list, "w:ilvl")
    return value(properties_of_list, "w:numId"), int(level) if level.isdigit() else 0


def _font(properties: Any) -> str:
    fonts = properties.find(qn("w:rFonts")) if properties is not None else None
    return "" if fonts is None else fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or ""
