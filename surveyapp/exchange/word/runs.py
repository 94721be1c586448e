"""Reading of a paragraph in a Word file as runs, with remarks on everything that is not text."""

from collections.abc import Iterable, Iterator
from typing import Any

from docx.oxml.ns import qn

from surveyapp.exchange.papers.blocks import SCHEMES, Run
from surveyapp.exchange.papers.paper import squeezed
from surveyapp.exchange.word.elements import TEXT_BOX, code_of, is_on, shortened, words_of
from surveyapp.exchange.word.fields import Fields, link_of
from surveyapp.exchange.word.looks import Look, Looks
from surveyapp.exchange.word.symbols import OF_FONT, is_symbol_font, symbol

MISSING = "\N{REPLACEMENT CHARACTER}"
"""Replacement for an unknown character."""

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES, _FALLBACK = f"{_COMPATIBILITY}AlternateContent", f"{_COMPATIBILITY}Fallback"
_GONE = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:delText", "w:rPr", "w:pPr", "w:sdtPr", "w:sdtEndPr")}
_PICTURES = {qn("w:drawing"), qn("w:pict")}
_REMARKS = {
    qn("w:object"): "Een ingevoegd bestand is niet overgenomen.",
    qn("w:altChunk"): "Een ingevoegd bestand is niet overgenomen.",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "Een formule is niet overgenomen.",
}
_AROUND_PARAGRAPHS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")} | {
    _ALTERNATIVES,
    _FALLBACK,
}
_CHARACTERS = {qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "‑"}


class RunReader:
    """Reader of the runs in one document. ``notes`` has footnotes and endnotes with their part, by kind and id."""

    def __init__(self, looks: Looks, notes: dict[tuple[str, str], Any]) -> None:
        self._looks, self._notes = looks, notes
        self._fields = Fields()
        self.remarks: list[str] = []

    def begin(self) -> None:
        """Clear remarks and open fields, for the next answer."""
        self._fields, self.remarks = Fields(), []

    def paragraphs(self, parents: Iterable[Any]) -> Iterator[Any]:
        """Yield the paragraphs in cells or notes, including those in content controls and insertions."""
        for parent in parents:
            for child in parent:
                if child.tag == qn("w:p"):
                    yield child
                elif child.tag == qn("w:tbl"):
                    self.remarks.append(_left_out("tabel", words_of(child)))
                elif child.tag in _REMARKS:
                    self.remarks.append(_REMARKS[child.tag])
                elif child.tag in _AROUND_PARAGRAPHS:
                    yield from self.paragraphs([child])

    def runs(self, parent: Any, look: Look, part: Any, href: str = "") -> Iterator[Run]:
        """Yield the runs in a paragraph or an element of one. ``part`` holds the targets of its links."""
        for child in parent:
            if child.tag in _REMARKS:
                self.remarks.append(_REMARKS[child.tag])
            elif child.tag == qn("w:r"):
                yield from self._run(child, look, href)
            elif child.tag == _ALTERNATIVES:
                yield from self._alternatives(child, look, part, href)
            elif child.tag == qn("w:hyperlink"):
                yield from self.runs(child, look, part, self._checked(_target(child, part), child))
            elif child.tag == qn("w:fldSimple"):
                link = self._checked(link_of(child.get(qn("w:instr"), "")), child)
                yield from self.runs(child, look, part, link or href)
            elif child.tag not in _GONE:
                yield from self.runs(child, look, part, href)

    def _run(self, run: Any, look: Look, href: str) -> Iterator[Run]:
        properties = run.find(qn("w:rPr"))
        if is_on(properties, "w:vanish"):
            self._take_marks(run)
            if words_of(run):
                self.remarks.append("Verborgen tekst is niet overgenomen.")
            return
        if is_on(properties, "w:strike") or is_on(properties, "w:dstrike"):
            self.remarks.append("Doorgehaalde tekst is als gewone tekst overgenomen.")
        yield from self._content(run, self._looks.of_run(properties, look), href)

    def _take_marks(self, run: Any) -> None:
        for child in run.iter(qn("w:fldChar"), qn("w:instrText")):
            self._mark(child)

    def _mark(self, child: Any) -> str:
        if child.tag == qn("w:instrText"):
            self._fields.instruct(child.text or "")
            return ""
        words = self._fields.mark(child)
        if child.get(qn("w:fldCharType")) == "separate":
            self._checked(self._fields.link, None)
        return words

    def _content(self, run: Any, look: Look, href: str) -> Iterator[Run]:
        for child in run:
            if child.tag in _REMARKS:
                self.remarks.append(_REMARKS[child.tag])
            elif child.tag in _PICTURES:
                self._picture(child)
            elif child.tag == _ALTERNATIVES:
                yield from self._alternatives(child, look, None, href)
            elif child.tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
                yield from self._note(child)
            elif text := self._characters(child, look):
                yield Run(text, bool(look.bold), bool(look.italic), href or self._fields.link)

    def _alternatives(self, alternatives: Any, look: Look, part: Any, href: str) -> Iterator[Run]:
        """Yield the runs of mc:AlternateContent: of its fallback, or none for a picture or text box, with a remark."""
        if next(alternatives.iter(*_PICTURES, TEXT_BOX), None) is not None:
            self._picture(alternatives)
            return
        for fallback in alternatives.iter(_FALLBACK):
            if next(fallback.iter(qn("w:r")), None) is not None:
                yield from self.runs(fallback, look, part, href)
            else:
                yield from self._content(fallback, look, href)

    def _picture(self, parent: Any) -> None:
        boxes = list(parent.iter(TEXT_BOX))
        words = next((boxed for box in boxes if (boxed := words_of(box))), "")
        self.remarks.append(_left_out("tekstvak" if boxes else "afbeelding", words))

    def _characters(self, child: Any, look: Look) -> str:
        if child.tag in {qn("w:fldChar"), qn("w:instrText")}:
            return self._mark(child)
        if self._fields.inside_instruction:
            return ""
        if child.tag == qn("w:t"):
            return self._readable(child.text or "", look.font)
        if child.tag == qn("w:sym"):
            return self._symbol(child.get(qn("w:font"), ""), code_of(child))
        if child.tag == qn("w:br"):
            return "\n" if child.get(qn("w:type"), "textWrapping") == "textWrapping" else " "
        return _CHARACTERS.get(child.tag, "")

    def _readable(self, words: str, font: str) -> str:
        """Return the text, with characters of a symbol font as that font shows them."""
        if not is_symbol_font(font):
            return words
        return "".join(self._symbol(font, ord(letter)) if ord(letter) in OF_FONT else letter for letter in words)

    def _symbol(self, font: str, code: int) -> str:
        if sign := symbol(font, code):
            return sign
        of_font = f"het lettertype {font}" if font else "een eigen lettertype"
        self.remarks.append(
            f"Een teken uit {of_font} (nummer {code:X}) is niet bekend. In de tekst staat daar ‘{MISSING}’."
        )
        return MISSING

    def _checked(self, href: str, link: Any) -> str:
        """Return the address of a link if an answer may have it. Otherwise adds a remark and returns ""."""
        if not href or href.strip().lower().startswith(SCHEMES):
            return href
        words = f" bij ‘{shortened(words_of(link))}’" if link is not None else ""
        self.remarks.append(f"Het adres van een link{words} is niet overgenomen: ‘{shortened(href, 200)}’")
        return ""

    def _note(self, reference: Any) -> Iterator[Run]:
        kind = "footnote" if reference.tag == qn("w:footnoteReference") else "endnote"
        note, part = self._notes.get((kind, reference.get(qn("w:id"))), ((), None))
        runs: list[Run] = []
        for paragraph in self.paragraphs([note]):
            runs += [Run(" "), *self.runs(paragraph, Look(), part)]
        yield Run("", note=tuple(runs))


def _left_out(kind: str, words: str) -> str:
    return f"Een {kind} is niet overgenomen" + (f": ‘{shortened(squeezed(words), 200)}’" if words else ".")


def _target(link: Any, part: Any) -> str:
    target = part.rels.get(link.get(qn("r:id"))) if part is not None else None
    if target is None or not target.is_external:
        return ""
    place = link.get(qn("w:anchor"), "")
    return f"{target.target_ref}#{place}" if place else str(target.target_ref)


def is_deleted(paragraph: Any) -> bool:
    """Return whether the end of a paragraph is a tracked deletion, so that the next paragraph continues it."""
    return bool(paragraph.xpath("./w:pPr/w:rPr/w:del"))
