"""What a check says of a document, and what of its words must be visible. Plain Python."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.sealing import Facts
from surveyapp.text import between_footnotes, footnotes, to_plain

RECEIPT, AGREED, RECORD, DOSSIER, ALIGNED = (
    f"surveyapp/{kind}" for kind in ("receipt", "agreed", "record", "dossier", "aligned")
)
FORMATS = {
    RECEIPT: "Bewijs van een reactie",
    AGREED: "Alle teksten met akkoord",
    RECORD: "Verslag",
    DOSSIER: "Dossier van een interview",
    ALIGNED: "Bewijs van een reactie op rapporttekst",
}
"""The kinds of documents that carry facts, as Dutch says them."""
VERSION = 1
"""Of the shape of the facts; see docs/dossier.md."""


class Outcome(StrEnum):
    """What a check finds, from good to bad."""

    MATCHES = "matches"
    OVERTAKEN = "overtaken"
    DIFFERS = "differs"

    @property
    def label(self) -> str:
        """The Dutch words."""
        return {"matches": "klopt", "overtaken": "klopte, maar is ingehaald", "differs": "klopt niet"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of one thing in a document; ``remarks`` are Dutch sentences."""

    subject: str
    outcome: Outcome
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of a document as a whole."""

    kind: str
    title: str
    findings: tuple[Finding, ...]

    @property
    def matches(self) -> bool:
        """Whether everything in the document is so in the database, now."""
        return all(one.outcome is Outcome.MATCHES for one in self.findings)

    @property
    def words(self) -> str:
        """In one sentence."""
        if self.matches:
            return "Dit document klopt met de database."
        if any(one.outcome is Outcome.DIFFERS for one in self.findings):
            return "Dit document klopt niet met de database."
        return "Dit document klopte toen het werd gemaakt, maar is ingehaald."


_DEFINITION = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:.*(?:\n(?: {4}|\t).*)*", re.MULTILINE)


class Unreadable(ValueError):
    """A file that is no evidence of this database. The message says why, in Dutch."""


def is_visible(pieces: Iterable[str], page: str) -> bool:
    """Whether words stand on the page, however hyphenated and broken into lines, a footnote's number between pieces."""
    return bool(re.search(r"\d{0,3}".join(map(squeezed, pieces)), page))


def stands_on(page: str, markdown: str) -> bool:
    """Whether a text stands on the page, apart from its footnotes.

    Documents made before December 2026 leave out footnotes that nothing calls, which are printed as typed since.
    """
    called = footnotes(markdown)
    as_then = _DEFINITION.sub(lambda one: one[0] if one[1] in called else "", markdown)
    return any(is_visible(map(to_plain, between_footnotes(text)), page) for text in (markdown, as_then))


def without_notes(page: str, notes: Iterable[str]) -> str:
    """The page without its footnotes, which may stand in the middle of a sentence that goes on at the next one."""
    for note in notes:
        page = re.sub(rf"\d{{0,3}}{re.escape(squeezed(note))}", "", page, count=1)
    return page


def squeezed(words: str) -> str:
    """The letters and digits of a text, in order: what a PDF keeps of it whatever its lines and marks."""
    return re.sub(r"[\W_]+", "", words)


def objects_in(value: object) -> list[Facts]:
    """The objects in a list of a document that may have been tampered with."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
