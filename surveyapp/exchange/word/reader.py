"""Reading of the answers in a Word file, whatever program wrote it."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from surveyapp.exchange.papers.archive import AGAIN
from surveyapp.exchange.papers.markdown import to_markdown
from surveyapp.exchange.papers.package import readable
from surveyapp.exchange.papers.paper import FACTS, printed_lines, read_box_title, squeezed
from surveyapp.exchange.papers.rules import FileRefused, FilledIn, Reply, Stamp, found_stamp, status_of
from surveyapp.exchange.word.answers import AnswerReader
from surveyapp.exchange.word.elements import shortened, words_of
from surveyapp.exchange.word.margin import margin_of
from surveyapp.questionnaires.rules import Questionnaire

_TABLES = ".//w:tbl[not(ancestor::w:tbl)]"
"""Tables that are not inside another table."""
_FOOT = re.compile(r"Kenmerk WH1:\S+(?:\s*\d+ van \d+)?")
"""Text that the product prints in the footer."""
LATER = (qn("w:del"), qn("w:moveFrom"), qn("w:ins"), qn("w:moveTo"))


def read(content: bytes, questionnaire: Questionnaire, printed: Iterable[str] = ()) -> FilledIn:
    """Return the answers in a file. ``printed`` are additional lines that the product printed. Raises FileRefused."""
    try:
        file = _File(docx.Document(BytesIO(readable(content))))
        stamp, (replies, remarks) = file.stamp(), file.replies(questionnaire, printed_lines(questionnaire, printed))
    except Exception as error:  # parsers raise many kinds of errors for a half broken file
        raise FileRefused(f"Dit Word-bestand is beschadigd. {AGAIN}") from error
    return FilledIn(found_stamp(stamp), tuple(replies), tuple(remarks))


@dataclass
class _Box:
    """The box of one item: the cells below its title."""

    table: Any
    item: str
    base: int
    cells: list[Any] = field(default_factory=list)


class _File:
    """An opened document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.body: Any = document.element.body

    def stamp(self) -> Stamp | None:
        """Return the stamp from the document's properties, else from its footers or its text; None without one."""
        places = [self.document.core_properties.identifier or ""]
        for section in self.document.sections:
            footers = (section.footer, section.first_page_footer, section.even_page_footer)
            places += [words_of(footer._element) for footer in footers]
        return next(filter(None, map(Stamp.find, [*places, words_of(self.body)])), None)

    def replies(self, questionnaire: Questionnaire, printed: Set[str]) -> tuple[list[Reply], list[str]]:
        """Return the replies, and remarks on what was not imported."""
        reader = AnswerReader(self.document, self._notes())
        boxes = list(self._boxes())
        margin = margin_of(self._top(), self._comments(), questionnaire, {box.table: box.item for box in boxes})
        margin.move_elsewhere({box.item for box in boxes})
        replies: dict[str, Reply] = {}
        for box in boxes:
            contents = reader.read(box.cells)
            reply = Reply(box.item, to_markdown(contents.blocks), base=box.base, remarks=contents.remarks)
            replies[box.item] = _together(replies[box.item], reply) if box.item in replies else reply
        remarks = [*self._tracked(), *margin.elsewhere, *self._outside(printed), *self._in_heads_and_feet()]
        return [_finished(reply, margin.of_items.get(reply.item, ())) for reply in replies.values()], remarks

    def _notes(self) -> dict[tuple[str, str], Any]:
        """Return footnotes and endnotes by kind and id."""
        notes: dict[tuple[str, str], Any] = {}
        for kind, relationship in (
            ("footnote", RELATIONSHIP_TYPE.FOOTNOTES),
            ("endnote", RELATIONSHIP_TYPE.ENDNOTES),
        ):
            for rel in self.document.part.rels.values():
                if rel.reltype == relationship and not rel.is_external:
                    for note in parse_xml(rel.target_part.blob).findall(qn(f"w:{kind}")):
                        notes[kind, note.get(qn("w:id"))] = note, rel.target_part
        return notes

    def _comments(self) -> dict[str, str]:
        """Return comments by id."""
        part = next(
            (
                relationship
                for relationship in self.document.part.rels.values()
                if relationship.reltype.endswith("/comments")
            ),
            None,
        )
        if part is None or part.is_external:
            return {}
        comments = parse_xml(part.target_part.blob).findall(qn("w:comment"))
        return {comment.get(qn("w:id"), ""): squeezed(words_of(comment)) for comment in comments}

    def _top(self) -> Iterator[Any]:
        """Yield the paragraphs and top-level tables of the body, in order."""
        yield from self.body.xpath(".//w:p[not(ancestor::w:tbl)][not(ancestor::w:txbxContent)] | " + _TABLES)

    def _boxes(self) -> Iterator[_Box]:
        for table in self.body.xpath(_TABLES):
            rows = table.xpath("./w:tr | ./w:sdt/w:sdtContent/w:tr | ./w:ins/w:tr")
            title = read_box_title(words_of(rows[0])) if rows else None
            tag = "".join(table.xpath("./w:tblPr/w:tblDescription/@w:val"))
            if title is not None:
                yield _Box(table, *title, _cells(rows[1:]))
            elif tag.startswith("antwoord-"):
                yield _Box(table, tag.removeprefix("antwoord-"), 0, _cells(rows))

    def _tracked(self) -> Iterator[str]:
        if any(next(self.body.iter(tag), None) is not None for tag in LATER):
            yield "Het bestand heeft bijgehouden wijzigingen. Ze zijn gelezen alsof u ze allemaal hebt geaccepteerd."

    def _outside(self, printed: Set[str]) -> Iterator[str]:
        """Yield Dutch remarks on text outside the boxes that the product did not print."""
        for block in self._top():
            words = squeezed(words_of(block))
            if block.tag == qn("w:tbl"):
                if words and not _is_ours(block):
                    yield f"Deze tabel staat buiten de antwoordvakken: ‘{shortened(words)}’"
            elif words and words not in printed:
                yield f"Deze tekst staat buiten de antwoordvakken: ‘{shortened(words)}’"
        if next(self.body.iter(qn("w:altChunk")), None) is not None:
            yield "Een ingevoegd bestand is niet overgenomen."

    def _in_heads_and_feet(self) -> Iterator[str]:
        """Yield Dutch remarks on text that was typed in headers and footers."""
        for relationship in self.document.part.rels.values():
            if relationship.reltype.endswith(("/header", "/footer")) and not relationship.is_external:
                words = squeezed(_FOOT.sub(" ", words_of(relationship.target_part.element)))
                if words:
                    yield f"Deze tekst staat in de kop of voet van de bladzijden: ‘{shortened(words)}’"


def _is_ours(table: Any) -> bool:
    first = squeezed(words_of(next(table.iter(qn("w:tr")), table)))
    tag = "".join(table.xpath("./w:tblPr/w:tblDescription/@w:val"))
    return bool(read_box_title(first)) or tag.startswith(("antwoord-", "gegevens")) or first.startswith(FACTS[0])


def _cells(rows: list[Any]) -> list[Any]:
    return [cell for row in rows for cell in row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc")]


def _together(first: Reply, second: Reply) -> Reply:
    text = "\n\n".join(filter(None, (first.text, second.text)))
    double = f"Vraag {first.item} heeft twee vakken in het bestand. Beide teksten staan achter elkaar."
    return replace(first, text=text, remarks=(*first.remarks, *second.remarks, double))


def _finished(reply: Reply, comments: Iterable[str]) -> Reply:
    return replace(reply, status=status_of(reply.text), comments=tuple(comments))
