"""Sources for pages, as plain values."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Round
from surveyapp.sources.citing.queries import Citing, citings_in
from surveyapp.sources.register import queries
from surveyapp.sources.register.models import Source
from surveyapp.sources.register.rules import call_of, dated_words, definition_of, matches


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source that can be cited."""

    id: int
    key: str
    title: str
    about: str
    """What distinguishes it from sources with the same title: its number, or its publisher and date."""
    citation: str
    link: str
    file_name: str
    file_size: int
    edition: int
    citings: tuple[Citing, ...] = ()

    @property
    def call(self) -> str:
        """The reference to insert in the text."""
        return call_of(self.key)

    @property
    def definition(self) -> str:
        """The footnote to add at the end of the text."""
        return definition_of(self.key, self.citation)

    @property
    def older(self) -> tuple[Citing, ...]:
        """Answers that cite it with an earlier text."""
        return tuple(citing for citing in self.citings if citing.older)


def entry_of(source: Source, citings: tuple[Citing, ...] = ()) -> SourceEntry:
    """Return a source as a plain value."""
    about = source.number or ", ".join(filter(None, [source.publisher, dated_words(source.dated)]))
    return SourceEntry(
        id=source.id,
        key=source.key,
        title=source.title,
        about=about,
        citation=source.data.citation,
        link=source.link,
        file_name=source.file_name,
        file_size=source.file.size if source.file else 0,
        edition=source.edition,
        citings=citings,
    )


def entries_of(session: Session, round_: Round, search: str = "") -> tuple[SourceEntry, ...]:
    """Return the sources of a round that contain all words of a search, with the answers that cite them."""
    sources = [source for source in queries.sources_of(session, round_) if _fits(source, search)]
    citings = citings_in(session, round_, sources)
    return tuple(entry_of(source, citings[source.id]) for source in sources)


def _fits(source: Source, search: str) -> bool:
    held = (source.title, source.publisher, source.number, source.key, dated_words(source.dated))
    return matches(" ".join(held), search)


def bibliography_of(session: Session, interview_id: int) -> tuple[SourceEntry, ...]:
    """Return the sources that can be cited in an interview: those of its round."""
    return tuple(map(entry_of, queries.sources_for(session, interview_id)))
