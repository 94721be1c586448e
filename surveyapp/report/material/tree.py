"""The compiled report as a tree of plain values, between the database and the formats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from surveyapp.core.dutch import long_date
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.material.decisions import Decided, in_words


@dataclass(frozen=True, slots=True)
class EditorText:
    """Text that an editor wrote, in Markdown."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """An approved answer, or the passages of it that belong here, word for word."""

    code: str
    """Reference behind the words, to Bijlage 2: "OD 2b"."""
    organisation: str
    item: str
    markdown: str
    attribution: str = ""
    """Printed instead of ``code``, which is "", for words without name: "een regio". Then ``organisation`` is not
    printed.
    """
    key: str = ""
    """Key of the organisation. Two organisations can have the same title."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Place in a draft where something is missing. ``reason`` is a Dutch sentence."""

    reason: str


class Drawing(StrEnum):
    """Drawing that the application can make of a round; editors type its value between braces as a paragraph."""

    ORGANISATIONS = "figuur-organisaties"
    THEMES = "figuur-themas"


@dataclass(frozen=True, slots=True)
class Figure:
    """An editor's image in one version; texts place it with ``{figuur-name}``."""

    name: str
    caption: str
    alternative: str
    source: str
    """Origin of the image; "" when it is not stated."""
    hash: str
    """SHA-256 of the image, hex."""
    mimetype: str
    width: int
    """Width in pixels."""
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing or figure where an editor placed it. Texts of a drawing are set once the whole report is compiled."""

    subject: Drawing | Figure
    number: int = 0
    """Number in the report, from 1."""
    caption: str = ""
    alternative: str = ""
    """Text alternative: all that the picture shows."""

    @property
    def words(self) -> str:
        """Caption followed by the source of the figure."""
        if isinstance(self.subject, Drawing) or not self.subject.source:
            return self.caption
        return f"{self.caption.rstrip('.')}. Bron: {self.subject.source}"


Block = EditorText | Quotation | Gap | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its content. ``number`` is "3.3.2", or "" for an unnumbered heading."""

    key: str
    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """Row of an interview in Bijlage 2. Dates of steps that are not reached are None."""

    organisation: str
    functions: tuple[str, ...]
    held_on: date | None
    records_sent_on: tuple[date, ...]
    approved_on: date | None
    missing: str
    """Dutch phrase on what is missing; "" when nothing is."""


@dataclass(frozen=True, slots=True)
class CitationRow:
    """Row of a quoted answer in Bijlage 2."""

    code: str
    organisation: str
    item: str
    revision: int
    approved_on: date
    approved_by: str
    """Functions and channel: "beleidsadviseur, via de link"."""
    fingerprint: str
    """SHA-256 in full, hex."""


@dataclass(frozen=True, slots=True)
class Tile:
    """An organisation in the drawing of organisations."""

    key: str
    code: str
    name: str
    kind: OrganisationKind
    held: bool
    """Whether it was interviewed."""


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """Number of organisations per kind that gave an agreed answer with name on a theme."""

    title: str
    organisations: tuple[tuple[OrganisationKind, int], ...]

    @property
    def total(self) -> int:
        """Number of organisations of all kinds."""
        return sum(count for _, count in self.organisations)


@dataclass(frozen=True, slots=True)
class EditionMark:
    """Number and history of an edition. ``erratum`` says how it differs from the previous one; "" for the first."""

    number: int
    erratum: str = ""
    replaces: date | None = None
    """Date of the previous edition."""
    check_at: str = ""
    """Address where anybody can check a copy."""

    @property
    def words(self) -> str:
        """Text such as "2, vervangt editie 1 van 29 juni 2018"."""
        before = f", vervangt editie {self.number - 1} van {long_date(self.replaces)}" if self.replaces else ""
        return f"{self.number}{before}"


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, or one chapter of it (then without cover, contents and appendices)."""

    title: str
    subtitle: str
    publisher: str
    dated: date
    draft: bool
    chapters: tuple[Section, ...]
    questionnaires: tuple[Questionnaire, ...]
    interviews: tuple[InterviewRow, ...]
    citations: tuple[CitationRow, ...]
    unnamed: int = 0
    """Number of agreed answers that may only be used without name, placed or not."""
    background: int = 0
    """Number of agreed answers that are background only and appear nowhere."""
    tiles: tuple[tuple[Tile, ...], ...] = ()
    """Organisations in rows: each province with its regions, regions without a province, the ministries."""
    themes: tuple[ThemeCount, ...] = ()
    whole: bool = True
    """False for a single chapter."""
    columns: int = 2
    """Text columns of the body: 1 or 2."""
    edition: EditionMark | None = None
    """None for a report that is not published."""
    decisions: tuple[Decided, ...] = ()
    """Editors' decisions that a final report rests on."""
    images: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    """Images of the figures by SHA-256, once they are read."""

    @property
    def decided(self) -> str:
        """The decisions in a Dutch sentence; "" when there are none."""
        return in_words(self.decisions)
