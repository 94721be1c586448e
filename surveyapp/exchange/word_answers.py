"""One answer of a Word file as blocks, with a remark for everything in it that is not words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from surveyapp.exchange.blocks import LISTED, Block, BlockKind, Run, tidy
from surveyapp.exchange.word_numbering import STEP, NumberingReader

_GONE = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText"), qn("w:rPr"), qn("w:pPr")}
_TABLE = "Een tabel is niet overgenomen."
_IMAGE = "Een afbeelding of tekstvak is niet overgenomen."
_REMARKS = {
    qn("w:drawing"): _IMAGE,
    qn("w:pict"): _IMAGE,
    qn("w:object"): "Een ingevoegd bestand is niet overgenomen.",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "Een formule is niet overgenomen.",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent": _IMAGE,
}
_STRUCK = "Doorgehaalde tekst is als gewone tekst overgenomen."
_HIDDEN = "Verborgen tekst is niet overgenomen."
_OFF = {"0", "false", "off", "none"}
_CHARACTERS = {qn("w:tab"): " ", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "‑"}
_QUOTES = ("quote", "intense quote")


@dataclass(frozen=True, slots=True)
class _Look:
    """How words look, as far as it is kept; None where a style says nothing."""

    bold: bool | None = None
    italic: bool | None = None
    quote: bool = False
    numbering: tuple[str, int] | None = None

    def over(self, below: "_Look") -> "_Look":
        """This look upon another one."""
        return _Look(
            below.bold if self.bold is None else self.bold,
            below.italic if self.italic is None else self.italic,
            self.quote or below.quote,
            self.numbering or below.numbering,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in some cells: the words, what was not taken over, and what is written in the margin beside it."""

    blocks: tuple[Block, ...]
    remarks: tuple[str, ...]
    comments: tuple[str, ...]


class AnswerReader:
    """Reads the answers of one document, one at a time. ``comments`` has the words of the margin by their id."""

    def __init__(self, document: Document, notes: dict[tuple[str, str], Any], comments: Mapping[str, str]) -> None:
        self._part = document.part
        self._notes = notes
        self._margin = comments
        numbering = next((one for one in self._part.rels.values() if one.reltype.endswith("/numbering")), None)
        self._numbering = NumberingReader(numbering.target_part.element if numbering else None)
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self._looks: dict[str, _Look] = {}
        self._remarks: list[str] = []
        self._comments: list[str] = []

    def read(self, cells: Iterable[Any]) -> Found:
        """What stands in some cells."""
        self._remarks, self._comments = [], []
        self._numbering.answer()
        blocks: list[Block] = []
        joined: tuple[Run, ...] = ()
        for paragraph in self._paragraphs(cells):
            block = self._block(paragraph, blocks[-1] if blocks else None)
            block = replace(block, runs=(*joined, *block.runs))
            joined = block.runs if paragraph.xpath("./w:pPr/w:rPr/w:del") else ()
            if not joined:
                blocks.append(block)
        if joined:
            blocks.append(Block(BlockKind.PARAGRAPH, joined))
        return Found(tidy(blocks), _once(self._remarks), _once(self._comments))

    def _paragraphs(self, parents: Iterable[Any]) -> Iterator[Any]:
        for parent in parents:
            for child in parent:
                if child.tag == qn("w:p"):
                    yield child
                elif child.tag == qn("w:tbl"):
                    self._remarks.append(_TABLE)
                elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")}:
                    yield from self._paragraphs([child])

    def _block(self, paragraph: Any, before: Block | None) -> Block:
        properties = paragraph.find(qn("w:pPr"))
        look = self._look_of(_value(properties, "w:pStyle"))
        look = _Look(numbering=_numbering(properties)).over(look)
        runs = tuple(self._runs(paragraph, replace(look, bold=False, italic=False) if look.quote else look, self._part))
        empty = not any(run.note or run.text.strip() for run in runs)
        if look.numbering and not empty:
            number, level = look.numbering
            count = self._numbering.item(number, level)
            if count is not None:
                bullet = self._numbering.is_bullet(number, level)
                return Block(BlockKind.BULLET if bullet else BlockKind.NUMBER, runs, level, count)
        if look.quote:
            return Block(BlockKind.QUOTE, runs)
        indent = _indent(properties)
        if indent >= STEP and before is not None and before.kind in LISTED:
            return Block(BlockKind.MORE, runs, min(indent // STEP - 1, before.level))
        return Block(BlockKind.PARAGRAPH, runs)

    def _runs(self, parent: Any, look: _Look, part: Any, href: str = "") -> Iterator[Run]:
        for child in parent:
            if child.tag in _REMARKS:
                self._remarks.append(_REMARKS[child.tag])
            elif child.tag == qn("w:r"):
                yield from self._run(child, look, href)
            elif child.tag == qn("w:hyperlink"):
                yield from self._runs(child, look, part, _target(child, part))
            elif child.tag == qn("w:fldSimple"):
                yield from self._runs(child, look, part, _field_target(child.get(qn("w:instr"), "")) or href)
            elif child.tag not in _GONE:
                yield from self._runs(child, look, part, href)

    def _run(self, run: Any, look: _Look, href: str) -> Iterator[Run]:
        properties = run.find(qn("w:rPr"))
        if _on(properties, "w:vanish"):
            self._remarks.append(_HIDDEN)
            return
        if _on(properties, "w:strike") or _on(properties, "w:dstrike"):
            self._remarks.append(_STRUCK)
        own = _Look(_on(properties, "w:b"), _on(properties, "w:i"))
        own = own.over(self._look_of(_value(properties, "w:rStyle"))).over(look)
        for child in run:
            if child.tag in _REMARKS:
                self._remarks.append(_REMARKS[child.tag])
            elif child.tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
                yield from self._note(child)
            elif child.tag == qn("w:commentReference"):
                self._comments.append(self._margin.get(child.get(qn("w:id"), ""), "") or "(leeg)")
            elif text := _characters(child):
                yield Run(text, bool(own.bold), bool(own.italic), href)

    def _note(self, reference: Any) -> Iterator[Run]:
        kind = "footnote" if reference.tag == qn("w:footnoteReference") else "endnote"
        note, part = self._notes.get((kind, reference.get(qn("w:id"))), ((), None))
        runs: list[Run] = []
        for paragraph in self._paragraphs([note]):
            runs += [Run(" "), *self._runs(paragraph, _Look(), part)]
        yield Run("", note=tuple(runs))

    def _look_of(self, style: str) -> _Look:
        if style not in self._looks:
            self._looks[style] = _Look()  # a style based on itself ends here
            found = self._styles.get(style)
            if found is not None:
                below = self._look_of(_value(found, "w:basedOn"))
                self._looks[style] = self._own_look(found).over(below)
        return self._looks[style]

    @staticmethod
    def _own_look(style: Any) -> _Look:
        runs, name = style.find(qn("w:rPr")), _value(style, "w:name").lower()
        return _Look(_on(runs, "w:b"), _on(runs, "w:i"), name in _QUOTES, _numbering(style.find(qn("w:pPr"))))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _characters(child: Any) -> str:
    if child.tag == qn("w:t"):
        return child.text or ""
    if child.tag == qn("w:br"):
        return "\n" if child.get(qn("w:type"), "textWrapping") == "textWrapping" else " "
    if child.tag == qn("w:sym"):
        code = int(child.get(qn("w:char"), "0"), 16)
        return chr(code) if code and not 0xD800 <= code <= 0xF8FF else ""
    return _CHARACTERS.get(child.tag, "")


def _value(parent: Any, tag: str) -> str:
    found = parent.find(qn(tag)) if parent is not None else None
    return "" if found is None else str(found.get(qn("w:val"), ""))


def _on(properties: Any, tag: str) -> bool | None:
    found = properties.find(qn(tag)) if properties is not None else None
    return None if found is None else found.get(qn("w:val"), "1").lower() not in _OFF


def _numbering(properties: Any) -> tuple[str, int] | None:
    found = properties.find(qn("w:numPr")) if properties is not None else None
    if found is None:
        return None
    level = _value(found, "w:ilvl")
    return _value(found, "w:numId"), int(level) if level.isdigit() else 0


def _indent(properties: Any) -> int:
    found = properties.find(qn("w:ind")) if properties is not None else None
    value = "" if found is None else found.get(qn("w:left")) or found.get(qn("w:start")) or ""
    return int(value) if value.isdigit() else 0


def _target(link: Any, part: Any) -> str:
    found = part.rels.get(link.get(qn("r:id"))) if part is not None else None
    return str(found.target_ref) if found is not None and found.is_external else ""


def _field_target(instruction: str) -> str:
    found = re.match(r'\s*HYPERLINK\s+"([^"]+)"', instruction)
    return found[1] if found else ""
