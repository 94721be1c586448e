"""Reading of an answer in a Word file as blocks, with remarks on everything that is not text."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from surveyapp.exchange.papers.blocks import LISTED, Block, BlockKind, Run, tidy
from surveyapp.exchange.word.looks import Look, Looks
from surveyapp.exchange.word.numbering import STEP
from surveyapp.exchange.word.numbers import Marker, Numbers
from surveyapp.exchange.word.runs import RunReader, is_deleted

_OTHER_NUMBERS = "Een lijst heeft een nummering die hier niet kan. Kijk na hoe de nummers zijn overgenomen."


@dataclass(frozen=True, slots=True)
class Found:
    """Contents of some cells: text, and remarks on what was not imported."""

    blocks: tuple[Block, ...]
    remarks: tuple[str, ...]


class AnswerReader:
    """Reader of the answers in one document, one at a time."""

    def __init__(self, document: Document, notes: dict[tuple[str, str], Any]) -> None:
        self._part = document.part
        numbering = next(
            (relationship for relationship in self._part.rels.values() if relationship.reltype.endswith("/numbering")),
            None,
        )
        self._numbers = Numbers(numbering.target_part.element if numbering else None)
        self._looks = Looks(document)
        self._runs = RunReader(self._looks, notes)

    def read(self, cells: Iterable[Any]) -> Found:
        """Return the contents of some cells."""
        self._runs.begin()
        self._numbers.begin()
        blocks: list[Block] = []
        joined: tuple[Run, ...] = ()
        for paragraph in self._runs.paragraphs(cells):
            block = self._block(paragraph, blocks[-1] if blocks else None)
            block = replace(block, runs=(*joined, *block.runs))
            joined = block.runs if is_deleted(paragraph) else ()
            if not joined:
                blocks.append(block)
        if joined:
            blocks.append(Block(BlockKind.PARAGRAPH, joined))
        return Found(tidy(blocks), tuple(dict.fromkeys(self._runs.remarks)))

    def _block(self, paragraph: Any, before: Block | None) -> Block:
        properties = paragraph.find(qn("w:pPr"))
        look = self._looks.of_paragraph(properties)
        inside = replace(look, bold=False, italic=False) if look.quote else look
        runs = tuple(self._runs.runs(paragraph, inside, self._part))
        if look.numbering and (marker := self._numbers.next(*look.numbering)):
            return self._item(marker, look, runs, before)
        if look.quote:
            return Block(BlockKind.QUOTE, runs)
        indent = _indent(properties)
        if indent >= STEP and before is not None and before.kind in LISTED:
            return Block(BlockKind.MORE, runs, min(indent // STEP - 1, before.level))
        return Block(BlockKind.PARAGRAPH, runs)

    def _item(self, marker: Marker, look: Look, runs: tuple[Run, ...], before: Block | None) -> Block:
        """Return a list item. Labels other than bullets and plain numbers become text: "a) eerst slopen"."""
        level = look.numbering[1] if look.numbering else 0
        if not marker.label or not any(run.note or run.text.strip() for run in runs):
            return Block(BlockKind.BULLET if marker.bullet else BlockKind.NUMBER, runs, level, marker.number)
        if not marker.known:
            self._runs.remarks.append(_OTHER_NUMBERS)
        runs = (Run(f"{marker.label} "), *runs)
        if level and before is not None and before.kind in LISTED:
            return Block(BlockKind.MORE, runs, min(level - 1, before.level))
        return Block(BlockKind.PARAGRAPH, runs)


def _indent(properties: Any) -> int:
    indent = properties.find(qn("w:ind")) if properties is not None else None
    words = "" if indent is None else indent.get(qn("w:left")) or indent.get(qn("w:start")) or ""
    return int(words) if words.isdigit() else 0
