"""What WeasyPrint does over and over while it writes a PDF, done once: the same pages, sooner.

Figures: docs/decisions/0025-tuning.md. Parts of WeasyPrint that are private: docs/decisions/0024.
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
"""What ends a paragraph within a text."""

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
        """A line of text that stays as Pango laid it out, for a kilobyte or two, until it is painted."""

        def set_text(self, text: str, justify: bool = False) -> None:
            """As one paragraph if it is one: so it will be painted, and Pango would lay it out anew for that."""
            pango.pango_layout_set_single_paragraph_mode(self.layout, _SEPARATOR.search(text) is None)
            super().set_text(text, justify)

        def deactivate(self) -> None:
            """Forget nothing."""

        def reactivate(self, _style: object) -> None:
            """Only what WeasyPrint leaves until a line is painted."""
            if self.justification_spacing:
                self.set_text(self.text, justify=True)

    return Line


class _Compression:
    """In place of zlib: level 9 takes four times as long, for a file that is four hundredths smaller."""

    @staticmethod
    def compressobj(level: int) -> Any:  # noqa: ARG004
        """What compresses one stream."""
        return zlib.compressobj()


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
