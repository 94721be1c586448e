"""Recognition of reports that were made here and not published: drafts, and final reports without an edition."""

import re
from enum import StrEnum

from surveyapp.evidence.documents.rules import Unreadable
from surveyapp.evidence.visible.lines import Line, pages_of, squeezed
from surveyapp.report.formats.colophon import ACCOUNT


class Unpublished(StrEnum):
    """Kind of unpublished report."""

    DRAFT = "draft"
    FINAL = "final"

    @property
    def words(self) -> str:
        """Explanation for the person who has the file, in Dutch sentences."""
        return _WORDS[self]


_ONLY = (
    "Alleen van een gepubliceerde editie is hier vast te stellen of zij ongewijzigd is en of zij op akkoord rust. Een"
    " editie heeft een nummer op de omslag. Vraag haar aan wie u dit bestand gaf."
)
_WORDS = {
    Unpublished.DRAFT: (
        f"Dit is een concept van een rapport, geen gepubliceerd exemplaar. Het kan nog veranderen. {_ONLY}"
    ),
    Unpublished.FINAL: f"Dit is een rapport dat niet is gepubliceerd: er staat geen editie op. {_ONLY}",
}
_COVER = re.compile(r"conceptwatnogontbreekt", re.IGNORECASE)
_HEAD = re.compile(r"conceptvan\d", re.IGNORECASE)
_EDITION = re.compile(r"(ditis)?editie\d", re.IGNORECASE)
_HTML_DRAFT = b'class="standing" aria-label="Concept"'


class NotPublished(Unreadable):
    """The file is an unpublished report. The message explains that in Dutch, without accusing anybody."""

    def __init__(self, kind: Unpublished) -> None:
        super().__init__(kind.words)


def kind_of_page(content: bytes) -> Unpublished | None:
    """Return DRAFT for a web page that is marked as a draft; None for another."""
    return Unpublished.DRAFT if _HTML_DRAFT in content else None


def kind_of_pdf(content: bytes) -> Unpublished | None:
    """Return the kind of unpublished report that a PDF's pages show; None for anything else.

    Runs in the process with limits. Raises Unreadable.
    """
    lines = pages_of(content).lines
    if any(_says_draft(line) for line in lines):
        return Unpublished.DRAFT
    letters = "".join(line.letters for line in lines)
    ours = squeezed(ACCOUNT) in letters
    return Unpublished.FINAL if ours and not any(_EDITION.match(line.letters) for line in lines) else None


def _says_draft(line: Line) -> bool:
    """Return whether a line is the header of a draft's pages or the mark on its cover."""
    return bool(_COVER.match(line.letters) or (line.is_head_or_foot and _HEAD.search(line.letters)))
