"""Avoid repeated work of WeasyPrint while it writes a PDF: the same pages, faster.

Figures: docs/decisions/0025-tuning.md. Private parts of WeasyPrint: docs/decisions/0024-private-parts-of-weasyprint.md.
"""

import re
import zlib
from types import ModuleType
from typing import Any

import pydyf  # type: ignore[import-untyped]

from surveyapp.core.tuning import usable

PYDYF, WEASYPRINT = "0.13.0", "70.0"
"""The versions that this was tested with, pinned in pyproject.toml. Any other is left as it is."""

_SEPARATOR = re.compile("[\n\r\u2029]")
"""Characters that end a paragraph within a text."""

_references, _data = pydyf.PDF.page_references, pydyf.Stream.data


def apply(weasyprint: ModuleType) -> None:
    """Patch both libraries, each if it has the tested version; else log a warning, once.

    Every tag asks for the references of all pages: remember them while no page is added. The identifier of the file
    asks for every stream: remember it as it was written. Lay out each line once. Compress at the default level of zlib.
    """
    if usable(f"lines are laid out twice: WeasyPrint is not {WEASYPRINT}", weasyprint.__version__ == WEASYPRINT):
        weasyprint.text.line_break.Layout = _line_of(weasyprint)
    if usable(f"pydyf is as it comes: it is not {PYDYF}", pydyf.__version__ == PYDYF):
        pydyf.PDF.page_references = property(_remembered)
        pydyf.Stream.data = property(_written)
        pydyf.zlib = _Compression


def _line_of(weasyprint: ModuleType) -> type[Any]:
    pango = weasyprint.text.ffi.pango

    class Line(weasyprint.text.line_break.Layout):  # type: ignore[name-defined, misc]
        """A line of text whose Pango layout is kept until it is painted; takes a kilobyte or two."""

        def set_text(self, text: str, justify: bool = False) -> None:
            """Set the text, as a single paragraph if it is one: it is painted so, and Pango would otherwise lay it out
            again.
            """
            pango.pango_layout_set_single_paragraph_mode(self.layout, _SEPARATOR.search(text) is None)
            super().set_text(text, justify)

        def deactivate(self) -> None:
            """Do nothing, to keep the layout."""

        def reactivate(self, _style: object) -> None:
            """Apply only the justification, which WeasyPrint postpones until a line is painted."""
            if self.justification_spacing:
                self.set_text(self.text, justify=True)

    return Line


class _Compression:
    """Replaces zlib: level 9 takes four times as long, for a file that is 4% smaller."""

    @staticmethod
    def compressobj(level: int) -> Any:  # noqa: ARG004
        """Return a compressor at the default level."""
        return zlib.compressobj()


def _remembered(document: Any) -> tuple[bytes, ...]:
    pages = len(document.pages["Kids"])
    known: tuple[int, tuple[bytes, ...]] | None = document.__dict__.get("_remembered")
    if known is None or known[0] != pages:
        known = document.__dict__["_remembered"] = pages, _references.fget(document)
    return known[1]


def _written(stream: Any) -> bytes:
    """Return the bytes in the file. Only called when the PDF is complete."""
    known: bytes | None = stream.__dict__.get("_written")
    if known is None:
        known = stream.__dict__["_written"] = _data.fget(stream)
    return known


class _Settled(pydyf.Object):  # type: ignore[misc]
    """An object of a PDF in its final form."""

    data = b""

    def __init__(self, of: Any) -> None:
        super().__init__()
        self.number, self.data = of.number, of.data


def settle(pdf: Any) -> None:
    """Replace the objects of a complete PDF by their final bytes, which frees the memory of its tags."""
    pdf.objects[:] = [_Settled(item) if isinstance(item, dict) else item for item in pdf.objects]
