"""Outcomes of checks, and the text that must be visible in documents. Plain Python."""

from dataclasses import dataclass
from enum import StrEnum

from surveyapp.protection.sealing import Facts

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
"""Dutch names of the documents that contain facts, by format."""
PAGES = "De bladzijden van het PDF-bestand"
"""Subject of the finding on the pages of a PDF."""
RESAVED = "Alle woorden staan er. Afbeeldingen en opmaak zijn niet vergeleken."
"""Remark on the pages of a PDF that was saved by another program."""
VERSION = 1
"""Version of the structure of the facts; see docs/dossier.md."""


class Outcome(StrEnum):
    """Outcomes of a check, from good to bad."""

    MATCHES = "matches"
    RESAVED = "resaved"
    """Saved by another program, with the same text."""
    OVERTAKEN = "overtaken"
    DIFFERS = "differs"

    @property
    def label(self) -> str:
        """Dutch label for the screen."""
        return {
            "matches": "klopt",
            "resaved": "opgeslagen door een ander programma, de tekst is dezelfde",
            "overtaken": "klopte, maar is ingehaald",
            "differs": "klopt niet",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """Outcome of the check of one subject in a document. ``remarks`` are Dutch sentences."""

    subject: str
    outcome: Outcome
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome of the check of a document."""

    kind: str
    title: str
    findings: tuple[Finding, ...]

    @property
    def matches(self) -> bool:
        """Whether everything in the document agrees with the database now."""
        return all(finding.outcome is Outcome.MATCHES for finding in self.findings)

    @property
    def resaved(self) -> bool:
        """Whether another program saved it, with the same text."""
        return any(finding.outcome is Outcome.RESAVED for finding in self.findings)

    @property
    def words(self) -> str:
        """The outcome in one or two Dutch sentences."""
        if self.matches:
            return "Dit document klopt met de database."
        differs = {finding.subject for finding in self.findings if finding.outcome is Outcome.DIFFERS}
        if differs == {PAGES}:
            return "Op de bladzijden van dit bestand staat iets anders dan toen het werd gemaakt."
        if differs:
            return "Dit document klopt niet met de database."
        overtaken = any(finding.outcome is Outcome.OVERTAKEN for finding in self.findings)
        if not self.resaved:
            return "Dit document klopte toen het werd gemaakt, maar is ingehaald."
        since = "klopte toen het werd gemaakt, maar is ingehaald" if overtaken else "klopt met de database"
        return f"Dit document is opgeslagen door een ander programma. De tekst is dezelfde, en {since}."


class Unreadable(ValueError):
    """The file is not evidence of this database. The message says why, in Dutch."""


def objects_in(value: object) -> list[Facts]:
    """Return the objects in a list of a document, which may have been tampered with."""
    return [element for element in value if isinstance(element, dict)] if isinstance(value, list) else []
