"""How the PDFs of a round look on screen, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.rules import organisation_key
from surveyapp.report.material.structure import Outline
from surveyapp.report.tables.models import Build, BuildState, Edition


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF that is made, is there, or could not be made."""

    id: int
    title: str
    state: BuildState
    requested_at: datetime
    finished_at: datetime | None
    stage: str
    page: int
    about: int | None
    """How many pages it will have: known, or as many as the last one had."""
    pages: int | None
    size: int
    """Bytes."""
    error: str

    @property
    def step(self) -> str:
        """What happens now, in words."""
        if self.state is BuildState.QUEUED:
            return "Wacht op zijn beurt"
        return self.stage or "Antwoorden verzamelen"

    @property
    def progress(self) -> str:
        """Step and page: "Bladzijden opmaken, bladzijde 25 van ongeveer 42"."""
        if not self.page:
            return self.step
        total = "" if not self.about else f" van {self.about}" if self.pages else f" van ongeveer {self.about}"
        return f"{self.step}, bladzijde {self.page}{total}"

    @property
    def megabytes(self) -> str:
        """ "2,1 MB", "85 kB"."""
        if self.size < 1_000_000:
            return f"{max(1, round(self.size / 1000))} kB"
        return f"{self.size / 1_000_000:.1f} MB".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Pdfs:
    """The panel with the PDFs of a round."""

    under_way: tuple[Pdf, ...]
    ended: tuple[Pdf, ...]
    """The newest first."""


def pdfs_of(builds: Sequence[Build], sizes: Mapping[int, int], outline: Outline) -> Pdfs:
    """The panel, from the builds with the newest first. One that failed is shown until a newer one is there."""
    rows = [(one, pdf_of(one, sizes.get(one.id, 0), outline, builds)) for one in builds]
    done = [pdf for one, pdf in rows if one.state is BuildState.DONE][:3]
    failed = [pdf for one, pdf in rows[:1] if one.state is BuildState.FAILED]
    return Pdfs(
        under_way=tuple(pdf for one, pdf in reversed(rows) if not one.state.ended),
        ended=(*failed, *done),
    )


def pdf_of(build: Build, size: int, outline: Outline, builds: Sequence[Build] = ()) -> Pdf:
    """One PDF. ``builds`` tell how many pages the last one like it had."""
    before = (one.pages for one in builds if one.state is BuildState.DONE and one.chapter == build.chapter)
    return Pdf(
        id=build.id,
        title=_title(build, outline),
        state=build.state,
        requested_at=build.requested_at,
        finished_at=build.finished_at,
        stage=build.stage,
        page=build.page,
        about=build.pages or next((pages for pages in before if pages and pages >= build.page), None),
        pages=build.pages,
        size=size,
        error=build.error,
    )


def _title(build: Build, outline: Outline) -> str:
    kind = "Concept" if build.draft else "Editie" if build.publish else "Definitief"
    chapters = {one.key: f"hoofdstuk {number}" for number, one in enumerate(outline.chapters, 1)}
    return f"{kind}, {chapters.get(build.chapter, build.chapter)}" if build.chapter else kind


def file_name(build: Build) -> str:
    """ "rapport-2018-concept.pdf", "rapport-2018-regios-definitief.pdf"."""
    return f"{report_name(build.round, build.chapter, draft=build.draft)}.pdf"


def report_name(round_: Round, chapter: str, *, draft: bool) -> str:
    """ "rapport-2018-concept", for a report in any form."""
    parts = ["rapport", organisation_key(round_.name), chapter, "concept" if draft else "definitief"]
    return "-".join(filter(None, parts))


def edition_name(edition: Edition) -> str:
    """ "rapport-2018-editie-1", for its files."""
    return f"rapport-{organisation_key(edition.round.name)}-editie-{edition.number}"
