"""What takes WeasyPrint 70 more time with every page, done once: the same bytes, sooner."""

from typing import Any

import pydyf  # type: ignore[import-untyped]

KNOWN = "0.13.0"
"""The pydyf that this was written for; any other is left as it is."""

_original = pydyf.PDF.page_references


def apply() -> None:
    """Remember the references of a PDF's pages while no page is added. Every tag asks for all of them."""
    if pydyf.__version__ == KNOWN:
        pydyf.PDF.page_references = property(_remembered)


def _remembered(document: Any) -> tuple[bytes, ...]:
    pages = len(document.pages["Kids"])
    known: tuple[int, tuple[bytes, ...]] | None = document.__dict__.get("_remembered")
    if known is None or known[0] != pages:
        known = document.__dict__["_remembered"] = pages, _original.fget(document)
    return known[1]
