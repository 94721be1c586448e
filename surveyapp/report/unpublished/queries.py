"""Reports that were made here and not published: a draft, or a final version without an edition. They prove nothing."""

import re
from enum import StrEnum

from surveyapp.evidence.documents.rules import Unreadable
from surveyapp.evidence.visible.lines import Line, pages_of, squeezed
from surveyapp.report.formats.colophon import ACCOUNT


class Unpublished(StrEnum):
    """What such a report is."""

    DRAFT = "draft"
    FINAL = "final"

    @property
    def words(self) -> str:
        """What to tell who brings it, in Dutch sentences."""
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
    """The file is a report that was not published. The message says so, in Dutch; it accuses nobody."""

    def __init__(self, kind: Unpublished) -> None:
        super().__init__(kind.words)


def kind_of_page(content: bytes) -> Unpublished | None:
    """Return what a web page is: a draft says so itself. None when it does not."""
    return Unpublished.DRAFT if _HTML_DRAFT in content else None


def kind_of_pdf(content: bytes) -> Unpublished | None:
    """Return what a PDF without facts is by its own pages, for the process with limits; None for anything else.

    Raises Unreadable.
    """
    lines = pages_of(content).lines
    if any(_says_draft(one) for one in lines):
        return Unpublished.DRAFT
    letters = "".join(one.letters for one in lines)
    ours = squeezed(ACCOUNT) in letters
    return Unpublished.FINAL if ours and not any(_EDITION.match(one.letters) for one in lines) else None


def _says_draft(line: Line) -> bool:
    """Whether a line is the running head of a draft, or what its cover says."""
    return bool(_COVER.match(line.letters) or (line.is_head_or_foot and _HEAD.search(line.letters)))
