"""What WeasyPrint 70 does over and over while it writes a PDF, done once: the same bytes, sooner."""

from types import ModuleType
from typing import Any

import pydyf  # type: ignore[import-untyped]

KNOWN = "0.13.0"
"""The pydyf that this was written for; any other is left as it is."""

_references, _data = pydyf.PDF.page_references, pydyf.Stream.data


def apply(weasyprint: ModuleType) -> None:
    """Remember the references of a PDF's pages while no page is added: every tag asks for all of them. Remember each
    stream as it was written: for the identifier of the file all are compressed anew. And keep each line as Pango laid
    it out: to be painted it is laid out anew, which takes a quarter of the time that writing takes.
    """  # fmt: skip
    line = weasyprint.text.line_break.Layout
    line.deactivate, line.reactivate = _kept, _justified
    if pydyf.__version__ == KNOWN:
        pydyf.PDF.page_references = property(_remembered)
        pydyf.Stream.data = property(_written)


def _kept(_line: Any) -> None:
    """A kilobyte or two each."""


def _justified(line: Any, _style: object) -> None:
    """What WeasyPrint leaves until a line is painted."""
    if line.justification_spacing:
        line.set_text(line.text, justify=True)


def _remembered(document: Any) -> tuple[bytes, ...]:
    pages = len(document.pages["Kids"])
    known: tuple[int, tuple[bytes, ...]] | None = document.__dict__.get("_remembered")
    if known is None or known[0] != pages:
        known = document.__dict__["_remembered"] = pages, _references.fget(document)
    return known[1]


def _written(stream: Any) -> bytes:
    """What stands in the file. Nothing asks for it before the PDF is complete."""
    known: bytes | None = stream.__dict__.get("_written")
    if known is None:
        known = stream.__dict__["_written"] = _data.fget(stream)
    return known


class _Settled(pydyf.Object):  # type: ignore[misc]
    """An object of a PDF as it will stand in the file."""

    data = b""

    def __init__(self, of: Any) -> None:
        super().__init__()
        self.number, self.data = of.number, of.data


def settle(pdf: Any) -> None:
    """A PDF that is complete, to be written and hashed: what takes the room of its tags is no longer needed."""
    pdf.objects[:] = [_Settled(one) if isinstance(one, dict) else one for one in pdf.objects]
