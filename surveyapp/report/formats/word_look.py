"""Look of the report in Word: styles for further editing, numbered headings, headers and footers."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from surveyapp.core.dutch import long_date
from surveyapp.exchange.papers.blocks import Run
from surveyapp.exchange.word import styles
from surveyapp.exchange.word.numbering import element
from surveyapp.exchange.word.text import TextWriter, add_pages, made_run
from surveyapp.report.material.tree import Report

DEEPEST = 6
"""Levels of headings, as in HTML."""
NUMBERED, UNNUMBERED = "Heading {}", "Kop {} zonder nummer"
CODE, GAP, MARK, CELL, HEAD, CONTENTS = "Kenmerk", "Ontbreekt", "Concept", "Tabel", "Tabelkop", "TOC Heading"
WARNING = RGBColor(0xA1, 0x23, 0x1C)
INDENT = Cm(1.25)
"""Width reserved for a heading's number."""
_SIZES = (22, 15, 12.5, 11, 10.5, 10.5)
_PLAIN_SIZES = (22, 13, 12, 11.5, 9.5, 9.5)


def prepare(document: Document, report: Report, first: int) -> None:
    """Set page, language, styles and numbering of an empty document. ``first`` is the number of the first chapter."""
    title = report.title if report.whole else f"{report.title}: {report.chapters[0].title}"
    styles.begin(document, f"CONCEPT {title}" if report.draft else title, report.publisher)
    document.core_properties.subject = report.subtitle
    _texts(document)
    _headings(document, first)
    _contents(document)
    _ask_for_page_numbers(document)


def _texts(document: Document) -> None:
    styles.define(document, "Normal", styles.SERIF, 10.5, styles.INK, after=7, line=1.3)
    styles.define(document, "Title", styles.SERIF, 32, styles.INK, bold=True, before=90, after=14)
    styles.without_rule(styles.paragraph_style(document, "Title"))
    subtitle = styles.define(document, "Subtitle", styles.SANS, 13, styles.SOFT, after=120, line=1.3)
    for stretched in subtitle.element.iter(qn("w:rPr")):
        for spacing in stretched.findall(qn("w:spacing")):
            stretched.remove(spacing)
    styles.define(document, "Quote", styles.SERIF, 10.5, styles.INK, after=7, line=1.3)
    styles.paragraph_style(document, "Quote").paragraph_format.left_indent = Cm(0.8)
    styles.define(document, styles.SMALL, styles.SANS, 9, styles.SOFT, after=3)
    styles.define(document, styles.NOTE, styles.SERIF, 8.5, styles.INK, after=2)
    styles.define(document, CELL, styles.SANS, 7.5, styles.INK, before=1, after=1, line=1)
    styles.define(document, HEAD, styles.SANS, 7.5, styles.ACCENT, bold=True, before=1, after=1, line=1)
    styles.define(document, "Caption", styles.SANS, 8.5, styles.INK, bold=True, before=4, after=3)
    styles.define(document, GAP, styles.SANS, 9.5, styles.SOFT, after=7)
    styles.define(document, MARK, styles.SANS, 10, WARNING, bold=True, after=4)
    code: Any = document.styles.add_style(CODE, WD_STYLE_TYPE.CHARACTER)
    code.font.name, code.font.size, code.font.color.rgb = styles.SANS, Pt(8), styles.ACCENT
    code.font.bold = True


def _headings(document: Document, first: int) -> None:
    """Let Word number the headings, so that numbers follow when an editor moves a section."""
    numbering = document.part.numbering_part.element
    abstract, number = _new_ids(numbering)
    levels = element("w:abstractNum", abstractNumId=abstract)
    levels.append(element("w:multiLevelType", val="multilevel"))
    for level, size in enumerate(_SIZES, 1):
        style = _heading(document, NUMBERED.format(level), size)
        _number(style, number, level - 1)
        levels.append(_level(level, style.style_id, first if level == 1 else 1))
        plain = _heading(document, UNNUMBERED.format(level), _PLAIN_SIZES[level - 1])
        plain.base_style = style
        plain.next_paragraph_style = document.styles["Normal"]
        _number(plain, 0, level - 1)
        if level > 4:
            plain.font.color.rgb = styles.ACCENT
    numbering.insert(0, levels)
    used = element("w:num", numId=number)
    used.append(element("w:abstractNumId", val=abstract))
    numbering.append(used)
    styles.paragraph_style(document, "Heading 1").paragraph_format.page_break_before = True


def _heading(document: Document, name: str, size: float) -> ParagraphStyle:
    style = styles.define(document, name, styles.SANS, size, styles.INK, bold=True, before=size * 1.3, after=size / 2)
    style.paragraph_format.keep_with_next = True
    style.paragraph_format.left_indent = style.paragraph_format.first_line_indent = None
    return style


def _new_ids(numbering: Any) -> tuple[int, int]:
    def next_of(tag: str, name: str) -> int:
        return 1 + max((int(child.get(qn(name))) for child in numbering.findall(qn(tag))), default=0)

    return next_of("w:abstractNum", "w:abstractNumId"), next_of("w:num", "w:numId")


def _level(level: int, style: str, start: int) -> Any:
    made = element("w:lvl", ilvl=level - 1)
    made.append(element("w:start", val=start))
    made.append(element("w:numFmt", val="decimal"))
    made.append(element("w:pStyle", val=style))
    made.append(element("w:lvlText", val=".".join(f"%{position}" for position in range(1, level + 1))))
    made.append(element("w:lvlJc", val="left"))
    room = element("w:pPr")
    room.append(element("w:ind", left=INDENT.twips, hanging=INDENT.twips))
    made.append(room)
    return made


def _number(style: ParagraphStyle, number: int, level: int) -> None:
    """Set the numbering of a style; 0 removes it, also when its base style has one."""
    properties: Any = style.element.get_or_add_pPr()
    numbered = properties.get_or_add_numPr()
    if number:
        numbered.get_or_add_ilvl().val = level
    else:
        style.paragraph_format.left_indent = style.paragraph_format.first_line_indent = 0
    numbered.get_or_add_numId().val = number
    for old in properties.findall(qn("w:outlineLvl")):
        properties.remove(old)
    properties.append(element("w:outlineLvl", val=level))


def _contents(document: Document) -> None:
    styles.define(document, CONTENTS, styles.SANS, 22, styles.INK, bold=True, after=12)
    heading = styles.paragraph_style(document, CONTENTS)
    heading.paragraph_format.page_break_before = True
    _number(heading, 0, 0)
    for level in heading.element.findall(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"):
        level.set(qn("w:val"), "9")  # body text: the contents must not list themselves
    for level, (size, before) in enumerate(((10.5, 8), (10, 1), (9.5, 0)), 1):
        style = styles.define(document, f"toc {level}", styles.SANS, size, styles.INK, bold=level == 1, before=before)
        tabs = style.paragraph_format.tab_stops
        tabs.add_tab_stop(INDENT)
        tabs.add_tab_stop(styles.WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = INDENT, -INDENT
        style.paragraph_format.right_indent = Cm(1)


def _ask_for_page_numbers(document: Document) -> None:
    """Make Word update the contents when it opens the file: page numbers depend on the program."""
    compatibility = document.settings.element.find(qn("w:compat"))
    wanted = element("w:updateFields", val="true")
    if compatibility is None:
        document.settings.element.append(wanted)
    else:
        compatibility.addprevious(wanted)


def heads_and_feet(text: TextWriter, report: Report) -> None:
    """Write title and chapter in the header, page number and draft mark in the footer; the first page has no header."""
    section = text.document.sections[0]
    section.different_first_page_header_footer = report.whole
    head = section.header.paragraphs[0]
    _small(text, head)
    head.add_run(f"{report.title}\t")
    chapter = element("w:fldSimple", instr="STYLEREF 1")
    chapter.append(made_run(Run("" if report.whole else report.chapters[0].title)))
    head._p.append(chapter)
    feet = [section.footer, section.first_page_footer] if report.whole else [section.footer]
    for foot in feet:
        line = foot.paragraphs[0]
        _small(text, line)
        mark = line.add_run(f"CONCEPT van {long_date(report.dated)}" if report.draft else report.publisher)
        if report.draft:
            mark.font.bold, mark.font.color.rgb = True, WARNING
        line.add_run("\t")
        add_pages(line)


def _small(text: TextWriter, line: Any) -> None:
    text.style(line, styles.SMALL)
    line.paragraph_format.tab_stops.add_tab_stop(styles.WIDTH, WD_TAB_ALIGNMENT.RIGHT)
