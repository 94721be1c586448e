"""What somebody filled in in a Word file, whatever program saved it."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from surveyapp.exchange.archive import AGAIN
from surveyapp.exchange.markdown import to_markdown
from surveyapp.exchange.paper import FACTS, printed_lines, read_box_title, squeezed
from surveyapp.exchange.rules import FileRefused, FilledIn, Reply, Stamp, found_stamp, status_of
from surveyapp.exchange.word_answers import AnswerReader
from surveyapp.questionnaires.rules import Questionnaire

LATER = (qn("w:del"), qn("w:moveFrom"), qn("w:ins"), qn("w:moveTo"))


def read(content: bytes, questionnaire: Questionnaire, printed: Iterable[str] = ()) -> FilledIn:
    """The answers in a file, in which the product printed these lines too. Raises FileRefused."""
    try:
        file = _File(docx.Document(BytesIO(content)))
        stamp, (replies, remarks) = file.stamp(), file.replies(printed_lines(questionnaire, printed))
    except Exception as error:  # a file that is half broken breaks its parser in any way
        raise FileRefused(f"Dit Word-bestand is beschadigd. {AGAIN}") from error
    return FilledIn(found_stamp(stamp), tuple(replies), tuple(remarks))


@dataclass
class _Box:
    """The box of one item: the cells below its title."""

    item: str
    base: int
    cells: list[Any] = field(default_factory=list)


class _File:
    """One document that was opened."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.body: Any = document.element.body

    def stamp(self) -> Stamp | None:
        """Where the file comes from: from its properties, or else from the foot of its pages or its words."""
        places = [self.document.core_properties.identifier or ""]
        for section in self.document.sections:
            footers = (section.footer, section.first_page_footer, section.even_page_footer)
            places += [_words(footer._element) for footer in footers]
        return next(filter(None, map(Stamp.find, [*places, _words(self.body)])), None)

    def replies(self, printed: Set[str]) -> tuple[list[Reply], list[str]]:
        """The answers, and what was not taken over."""
        reader = AnswerReader(self.document, self._notes(), self._comments())
        replies: dict[str, Reply] = {}
        for box in self._boxes():
            found = reader.read(box.cells)
            text = to_markdown(found.blocks)
            reply = Reply(box.item, text, base=box.base, remarks=found.remarks, comments=found.comments)
            replies[box.item] = _together(replies[box.item], reply) if box.item in replies else reply
        remarks = [*self._tracked(), *self._outside(printed)]
        return [_with_status(reply) for reply in replies.values()], remarks

    def _notes(self) -> dict[tuple[str, str], Any]:
        """Footnotes and endnotes by kind and id."""
        found: dict[tuple[str, str], Any] = {}
        for kind, relationship in (
            ("footnote", RELATIONSHIP_TYPE.FOOTNOTES),
            ("endnote", RELATIONSHIP_TYPE.ENDNOTES),
        ):
            for one in self.document.part.rels.values():
                if one.reltype == relationship and not one.is_external:
                    for note in parse_xml(one.target_part.blob).findall(qn(f"w:{kind}")):
                        found[kind, note.get(qn("w:id"))] = note, one.target_part
        return found

    def _comments(self) -> dict[str, str]:
        """Per id, what somebody wrote in the margin."""
        part = next((one for one in self.document.part.rels.values() if one.reltype.endswith("/comments")), None)
        if part is None or part.is_external:
            return {}
        comments = parse_xml(part.target_part.blob).findall(qn("w:comment"))
        return {one.get(qn("w:id"), ""): squeezed(_words(one)) for one in comments}

    def _boxes(self) -> Iterator[_Box]:
        for table in self.body.xpath(".//w:tbl[not(ancestor::w:tbl)]"):
            rows = table.xpath("./w:tr | ./w:sdt/w:sdtContent/w:tr | ./w:ins/w:tr")
            title = read_box_title(_words(rows[0])) if rows else None
            tag = "".join(table.xpath("./w:tblPr/w:tblDescription/@w:val"))
            if title is not None:
                yield _Box(*title, _cells(rows[1:]))
            elif tag.startswith("antwoord-"):
                yield _Box(tag.removeprefix("antwoord-"), 0, _cells(rows))

    def _tracked(self) -> Iterator[str]:
        if any(next(self.body.iter(tag), None) is not None for tag in LATER):
            yield "Het bestand heeft bijgehouden wijzigingen. Ze zijn gelezen alsof u ze allemaal hebt geaccepteerd."

    def _outside(self, printed: Set[str]) -> Iterator[str]:
        """Words that stand in no box and that the product did not print."""
        for paragraph in self.body.xpath(".//w:p[not(ancestor::w:tbl)][not(ancestor::w:txbxContent)]"):
            words = squeezed(_words(paragraph))
            if words and words not in printed:
                yield f"Deze tekst staat buiten de antwoordvakken: ‘{shortened(words)}’"
        for table in self.body.xpath(".//w:tbl[not(ancestor::w:tbl)]"):
            if self._is_foreign(table):
                yield f"Deze tabel staat buiten de antwoordvakken: ‘{shortened(squeezed(_words(table)))}’"

    @staticmethod
    def _is_foreign(table: Any) -> bool:
        first = squeezed(_words(next(table.iter(qn("w:tr")), table)))
        tag = "".join(table.xpath("./w:tblPr/w:tblDescription/@w:val"))
        ours = read_box_title(first) or tag.startswith(("antwoord-", "gegevens")) or first.startswith(FACTS[0])
        return not ours and bool(squeezed(_words(table)))


def _cells(rows: list[Any]) -> list[Any]:
    return [cell for row in rows for cell in row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc")]


def _words(element: Any) -> str:
    """All words in an element, without what was deleted."""
    pieces: list[str] = []
    for one in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p")):
        if one.tag != qn("w:t"):
            pieces.append(" ")
        elif next(one.iterancestors(qn("w:del"), qn("w:moveFrom")), None) is None:
            pieces.append(one.text or "")
    return "".join(pieces).strip()


def shortened(words: str, length: int = 80) -> str:
    """The beginning of a text."""
    return words if len(words) <= length else f"{words[:length].rstrip()}…"


def _together(first: Reply, second: Reply) -> Reply:
    text = "\n\n".join(filter(None, (first.text, second.text)))
    double = f"Vraag {first.item} heeft twee vakken in het bestand. Beide teksten staan achter elkaar."
    remarks = (*first.remarks, *second.remarks, double)
    return replace(first, text=text, remarks=remarks, comments=(*first.comments, *second.comments))


def _with_status(reply: Reply) -> Reply:
    status = status_of(reply.text)
    return replace(reply, status=status) if status is not reply.status else reply
