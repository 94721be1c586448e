"""Extract the text and link targets of a PDF. Plain Python, to be called in the process with limits."""

import ctypes
from collections.abc import Iterator
from typing import Any


def words_and_addresses(content: bytes) -> str:
    """Return the text of the pages of a PDF and the targets of its links; "" for a damaged file."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  (loaded where a PDF is read, and only there)

    try:
        with pypdfium2.PdfDocument(content) as document:
            pieces = [
                piece
                for page in document
                for piece in (page.get_textpage().get_text_bounded(), *_addresses(document, page))
            ]
    except pypdfium2.PdfiumError:
        return ""
    return "\n".join(pieces)


def _addresses(document: Any, page: Any) -> Iterator[str]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415  (as above)

    place, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page.raw, ctypes.byref(place), ctypes.byref(link)):
        action = pdfium.FPDFLink_GetAction(link)
        size = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
        if size:
            address = ctypes.create_string_buffer(size)
            pdfium.FPDFAction_GetURIPath(document.raw, action, address, size)
            yield address.value.decode("utf-8", "replace")
