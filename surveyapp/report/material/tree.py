"""The compiled report: a tree of chapters in plain values, between the database and the PDF."""

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
    """What stands behind the words and refers to Bijlage 2: "OD 2b"."""
    organisation: str
    item: str
    markdown: str
    attribution: str = ""
    """What stands behind the words instead, when they are used without name: "een regio". Then the code is "", and
    whose words these are is for the editor's page only: it is never printed."""
    key: str = ""
    """The organisation's. Two organisations can have one title."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in a draft where something is missing. ``reason`` is one Dutch sentence."""

    reason: str


class Drawing(StrEnum):
    """What the product can draw of a round: what an editor types between braces, on a line of its own."""

    ORGANISATIONS = "figuur-organisaties"
    THEMES = "figuur-themas"


@dataclass(frozen=True, slots=True)
class Figure:
    """An image of the editors' own, in one version: its text calls it ``{figuur-`` and ``name``."""

    name: str
    caption: str
    alternative: str
    source: str
    """Where it comes from; "" when nobody says."""
    hash: str
    """The SHA-256 of the image, hex."""
    mimetype: str
    width: int
    """Dots across."""
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of the round or a figure, where an editor put it. The words of a drawing are filled in once the whole
    report is there."""

    subject: Drawing | Figure
    number: int = 0
    """From 1, through the report."""
    caption: str = ""
    alternative: str = ""
    """All that it shows, in words, for who cannot see it."""

    @property
    def words(self) -> str:
        """The caption, with where a figure comes from."""
        if isinstance(self.subject, Drawing) or not self.subject.source:
            return self.caption
        return f"{self.caption.rstrip('.')}. Bron: {self.subject.source}"


Block = EditorText | Quotation | Gap | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. ``number`` is "3.3.2", or "" for an unnumbered heading."""

    key: str
    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """One interview in Bijlage 2. Dates are None where it has not come so far."""

    organisation: str
    functions: tuple[str, ...]
    held_on: date | None
    records_sent_on: tuple[date, ...]
    approved_on: date | None
    missing: str
    """What is missing, in words; "" when nothing is."""


@dataclass(frozen=True, slots=True)
class CitationRow:
    """One quoted answer in Bijlage 2."""

    code: str
    organisation: str
    item: str
    revision: int
    approved_on: date
    approved_by: str
    """Functions and channel: "beleidsadviseur, via de link"."""
    fingerprint: str
    """The whole SHA-256, hex."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One organisation in a drawing of the round."""

    key: str
    code: str
    name: str
    kind: OrganisationKind
    held: bool
    """Whether it was interviewed."""


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """On one theme, how many organisations of each kind gave an answer that is agreed and carries their name."""

    title: str
    organisations: tuple[tuple[OrganisationKind, int], ...]

    @property
    def total(self) -> int:
        """Of all kinds."""
        return sum(count for _, count in self.organisations)


@dataclass(frozen=True, slots=True)
class EditionMark:
    """Which edition a report is. ``erratum`` says how it differs from the one before it; "" for the first."""

    number: int
    erratum: str = ""
    replaces: date | None = None
    """The day of the edition before it."""
    check_at: str = ""
    """Where anybody can check a copy: an address."""

    @property
    def words(self) -> str:
        """ "2, vervangt editie 1 van 29 juni 2018"."""
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
    """How many agreed answers may only be used without name, wherever they stand."""
    background: int = 0
    """How many agreed answers are background and stand nowhere."""
    tiles: tuple[tuple[Tile, ...], ...] = ()
    """The organisations in rows: a province with its regions, regions without a province, the ministries."""
    themes: tuple[ThemeCount, ...] = ()
    whole: bool = True
    """False for one chapter."""
    columns: int = 2
    """Text columns of the body: 1 or 2."""
    edition: EditionMark | None = None
    """None for what is not published."""
    decisions: tuple[Decided, ...] = ()
    """What a final report rests on by a decision of its editors."""
    images: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    """The images of its figures by their SHA-256, once they are read."""

    @property
    def decided(self) -> str:
        """The decisions in one sentence; "" for none."""
        return in_words(self.decisions)
