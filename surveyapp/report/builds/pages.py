"""PDFs of a round on the board, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.rules import organisation_key
from surveyapp.report.material.structure import Outline
from surveyapp.report.tables.models import Build, BuildState, Edition


@dataclass(frozen=True, slots=True)
class Pdf:
    """A PDF: queued, running, finished or failed."""

    id: int
    title: str
    state: BuildState
    requested_at: datetime
    finished_at: datetime | None
    stage: str
    page: int
    about: int | None
    """Expected number of pages: known, or that of the previous PDF like it."""
    pages: int | None
    size: int
    """Size in bytes."""
    error: str

    @property
    def step(self) -> str:
        """Current step in Dutch."""
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
        """Size such as "2,1 MB" or "85 kB"."""
        if self.size < 1_000_000:
            return f"{max(1, round(self.size / 1000))} kB"
        return f"{self.size / 1_000_000:.1f} MB".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Pdfs:
    """Panel with the PDFs of a round."""

    under_way: tuple[Pdf, ...]
    ended: tuple[Pdf, ...]
    """Newest first."""


def pdfs_of(builds: Sequence[Build], sizes: Mapping[int, int], outline: Outline) -> Pdfs:
    """Return the panel; ``builds`` must be newest first. A failed build is shown until there is a newer one."""
    rows = [(build, pdf_of(build, sizes.get(build.id, 0), outline, builds)) for build in builds]
    done = [pdf for build, pdf in rows if build.state is BuildState.DONE][:3]
    failed = [pdf for build, pdf in rows[:1] if build.state is BuildState.FAILED]
    return Pdfs(
        under_way=tuple(pdf for build, pdf in reversed(rows) if not build.state.ended),
        ended=(*failed, *done),
    )


def pdf_of(build: Build, size: int, outline: Outline, builds: Sequence[Build] = ()) -> Pdf:
    """Return a PDF for the panel. ``builds`` give the number of pages of the previous one like it."""
    before = (
        previous.pages for previous in builds if previous.state is BuildState.DONE and previous.chapter == build.chapter
    )
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
    chapters = {chapter.key: f"hoofdstuk {number}" for number, chapter in enumerate(outline.chapters, 1)}
    return f"{kind}, {chapters.get(build.chapter, build.chapter)}" if build.chapter else kind


def file_name(build: Build) -> str:
    """Return a name such as "rapport-2018-concept.pdf" or "rapport-2018-regios-definitief.pdf"."""
    return f"{report_name(build.round, build.chapter, draft=build.draft)}.pdf"


def report_name(round_: Round, chapter: str, *, draft: bool) -> str:
    """Return the base name of a report's file, such as "rapport-2018-concept"."""
    parts = ["rapport", organisation_key(round_.name), chapter, "concept" if draft else "definitief"]
    return "-".join(filter(None, parts))


def edition_name(edition: Edition) -> str:
    """Return the base name of an edition's files, such as "rapport-2018-editie-1"."""
    return f"rapport-{organisation_key(edition.round.name)}-editie-{edition.number}"
