"""Styles of the Word file: sans serif for text of the product and serif for answers, as in its PDF files."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from surveyapp.exchange.word.numbering import element

ACCENT, INK, SOFT = RGBColor(0x0F, 0x52, 0x60), RGBColor(0x1B, 0x24, 0x26), RGBColor(0x4C, 0x57, 0x5A)
TINT, EDGE = "E7EFF0", "727D80"
SANS, SERIF = "Calibri", "Cambria"
QUESTION, ANSWER, BOX, SMALL, NOTE = "Vraag", "Antwoord", "Vak", "Klein", "footnote text"
WIDTH = Cm(16)


def begin(document: Document, title: str, author: str) -> None:
    """Set page, language, title and author of an empty document."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = title, "nl-NL", author, ""
    _dutch(document)
    _as_word_2013(document)


def prepare(document: Document, title: str) -> None:
    """Set page, language, title and styles of an empty document."""
    begin(document, title, "Wederhoor")
    define(document, "Normal", SANS, 10.5, INK, after=6, line=1.25)
    define(document, "Title", SANS, 24, INK, bold=True, after=10)
    define(document, "Heading 1", SANS, 14, INK, bold=True, before=26, after=4)
    define(document, "Heading 2", SANS, 12, INK, bold=True, before=18, after=3)
    define(document, "Quote", SERIF, 11, INK, after=6, line=1.3).paragraph_format.left_indent = Cm(0.8)
    define(document, QUESTION, SANS, 11, INK, after=6, line=1.25)
    define(document, ANSWER, SERIF, 11, INK, after=6, line=1.3)
    define(document, BOX, SANS, 9, ACCENT, bold=True, before=2, after=2)
    define(document, SMALL, SANS, 8, SOFT, after=0)
    define(document, NOTE, SERIF, 9, INK, after=2)
    for name in ("Title", "Heading 1", "Heading 2", QUESTION):
        paragraph_style(document, name).paragraph_format.keep_with_next = True
    without_rule(paragraph_style(document, "Title"))


def without_rule(style: ParagraphStyle) -> None:
    """Remove the line that Word draws below a title."""
    for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        border.getparent().remove(border)


def paragraph_style(document: Document, name: str) -> ParagraphStyle:
    """Return the paragraph style with this name, created if necessary."""
    existing = next((style for style in document.styles if style.name == name), None)
    style = existing or document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    return style


def define(
    document: Document,
    name: str,
    font: str,
    size: float,
    colour: RGBColor,
    *,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = 1.1,
) -> ParagraphStyle:
    """Return a paragraph style, created if necessary. ``size``, ``before`` and ``after`` are in points."""
    style = paragraph_style(document, name)
    style.font.size, style.font.bold, style.font.italic, style.font.color.rgb = Pt(size), bold, False, colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()  # theme fonts would take precedence
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), font)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), line
    spacing.widow_control = True
    style.quick_style = True
    return style


def _dutch(document: Document) -> None:
    """Set Dutch as the language of all text, and make footnote references superscript."""
    defaults: Any = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), "nl-NL")
        language.set(qn("w:eastAsia"), "nl-NL")
    reference = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    reference.font.superscript = True
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, ACCENT


def _as_word_2013(document: Document) -> None:
    """Set the layout of Word 2013 and later; otherwise Word opens the file in compatibility mode."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def shade(cell: Any, fill: str) -> None:
    """Set the background of a table cell."""
    cell.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=fill))


def borders(table: Any) -> None:
    """Set a thin line around every cell, with padding inside."""
    lines = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        lines.append(element(f"w:{side}", val="single", sz=6, space=0, color=EDGE))
    room = element("w:tblCellMar")
    for side, width in (("top", 60), ("left", 140), ("bottom", 60), ("right", 140)):
        room.append(element(f"w:{side}", w=width, type="dxa"))
    properties = table.tblPr
    look = properties.find(qn("w:tblLook"))
    for child in (lines, element("w:tblLayout", type="fixed"), room):
        look.addprevious(child) if look is not None else properties.append(child)
