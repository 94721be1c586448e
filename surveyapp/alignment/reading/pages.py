"""Plain values for a reader's pages."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from surveyapp.alignment.passages.mails import writer_of
from surveyapp.alignment.passages.models import AlignedPassage, AlignmentReaction, AlignmentReading
from surveyapp.alignment.passages.rules import Opinion, around
from surveyapp.alignment.reacting.operations import asked_of, find_reaction, find_revision, unfinished
from surveyapp.core.audit import Actor
from surveyapp.questionnaires.operations import parsed
from surveyapp.text.words import paragraphs
from surveyapp.verification.records.rules import NOTHING_SEEN, Seen


@dataclass(frozen=True, slots=True)
class Said:
    """A reader's reaction to a passage, as far as it is filled in."""

    opinion: Opinion | None = None
    words: str = ""
    whole: bool = False
    seen: Seen = NOTHING_SEEN
    """The revision that it builds on."""
    saved_at: datetime | None = None
    dropped: bool = False
    """Whether the reader chose the text that was saved elsewhere."""

    @property
    def fields(self) -> dict[str, str]:
        """Return the form fields of a page that hold this reaction."""
        kind = self.opinion.value if self.opinion else ""
        return {"kind": kind} | ({kind: self.words} if self.words else {})


@dataclass(frozen=True, slots=True)
class Own:
    """An answer of the reader that a passage rests on. ``verbatim``: the passage consists of whole paragraphs of it."""

    item: str
    title: str
    version: int
    text: str
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage as a reader sees it.

    ``place`` counts those that concern them from 1; 0 for a passage shown as context.
    """

    text: str
    source: str
    under: str
    """The headings that begin here; "" when they are those of the passage before."""
    place: int = 0
    said: Said = Said()
    own: tuple[Own, ...] = ()
    theirs: Said | None = None
    """The reaction that was saved elsewhere since the page was shown, when ``said`` differs."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a reader sees of a section: runs of passages, with text left out between them."""

    heading: str
    runs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """The passages that concern a reader."""

    reader: int
    organisation: str
    function: str
    report: str
    deadline: date
    closes_at: datetime
    """When the link stops working."""
    published: bool
    """Whether an edition of the report is out."""
    number: int
    hash: str
    parts: tuple[Part, ...]
    contact: str

    @property
    def asked(self) -> tuple[Piece, ...]:
        """Return the passages that concern the reader."""
        return tuple(piece for part in self.parts for run in part.runs for piece in run if piece.place)

    @property
    def done(self) -> int:
        """Return the number of those that need nothing more."""
        return sum(piece.said.whole for piece in self.asked)

    @property
    def resume(self) -> int:
        """Return the first place without a complete reaction, once another has one; 0 when there is none."""
        left = [piece.place for piece in self.asked if not piece.said.whole]
        return left[0] if left and len(left) < len(self.asked) else 0

    @property
    def untouched(self) -> int:
        """Return the number of passages without a reaction."""
        return sum(piece.said.opinion is None for piece in self.asked)

    def by_opinion(self, opinion: Opinion) -> tuple[Piece, ...]:
        """Return the passages with this opinion."""
        return tuple(piece for piece in self.asked if piece.said.opinion is opinion)

    def with_typed(self, typed: Mapping[int, Said], clashes: Collection[int] = ()) -> "ReaderPage":
        """Return the page with typed values in place of saved ones; pieces that conflict show both."""
        parts = tuple(
            replace(part, runs=tuple(tuple(_typed(piece, typed, clashes) for piece in run) for run in part.runs))
            for part in self.parts
        )
        return replace(self, parts=parts)


def _typed(piece: Piece, typed: Mapping[int, Said], clashes: Collection[int]) -> Piece:
    if piece.place not in typed:
        return piece
    return replace(piece, said=typed[piece.place], theirs=piece.said if piece.place in clashes else None)


@dataclass(frozen=True, slots=True)
class Change:
    """A passage whose reaction changed since the summary was shown."""

    place: int
    text: str
    before: Said
    now: Said


def changes_since(
    session: Session, reading: AlignmentReading, page: ReaderPage, changed: Mapping[int, int]
) -> tuple[Change, ...]:
    """Return the old and new reaction to each changed place.

    ``changed``: per place, the revision number that was shown.
    """
    changes = []
    for piece in page.asked:
        if piece.place in changed:
            reaction = find_reaction(reading, piece.place)
            shown = find_revision(session, reaction, changed[piece.place])
            before = Said(shown.opinion, shown.text) if shown else Said()
            changes.append(Change(piece.place, piece.text, before, piece.said))
    return tuple(changes)


def reader_page(reading: AlignmentReading, contact: str, *, published: bool) -> ReaderPage:
    """Return the page of a reader. ``published``: whether an edition of the report is out."""
    alignment, editor = reading.alignment, writer_of(reading.alignment, Actor.system())
    return ReaderPage(
        reader=reading.id,
        organisation=reading.respondent.interview.organisation.label,
        function=reading.respondent.function,
        report=alignment.round.title,
        deadline=reading.deadline,
        closes_at=reading.expires_at,
        published=published,
        number=alignment.number,
        hash=alignment.hash,
        parts=tuple(_parts(reading)),
        contact=editor.email if editor else contact,
    )


def _parts(reading: AlignmentReading) -> Iterator[Part]:
    places = {passage.id: place for place, passage in enumerate(asked_of(reading), 1)}
    for _, group in groupby(reading.alignment.passages, key=lambda passage: passage.section):
        passages = list(group)
        wanted = [place for place, passage in enumerate(passages) if passage.id in places]
        if wanted:
            runs = [[passages[place] for place in run] for run in around(len(passages), wanted)]
            yield Part(passages[0].heading, tuple(tuple(_pieces(reading, run, places)) for run in runs))


def _pieces(reading: AlignmentReading, run: Sequence[AlignedPassage], places: Mapping[int, int]) -> Iterator[Piece]:
    above, missing = "", unfinished(reading)
    said = {reaction.passage_id: reaction for reaction in reading.reactions}
    for passage in run:
        under = "" if passage.under == above else passage.under
        above, place = passage.under, places.get(passage.id, 0)
        reaction_of_passage = said.get(passage.id)
        yield Piece(
            passage.text,
            passage.source,
            under,
            place,
            _said(reaction_of_passage, place not in missing) if reaction_of_passage else Said(),
            tuple(_own(reading, passage)) if place else (),
        )


def _said(reaction: AlignmentReaction, whole: bool) -> Said:
    return Said(reaction.opinion, reaction.words, whole, Seen(reaction.number), reaction.updated_at)


def _own(reading: AlignmentReading, passage: AlignedPassage) -> Iterator[Own]:
    questionnaire = parsed(reading.respondent.interview.questionnaire)
    revisions = [concern.revision for concern in reading.concerns if concern.passage_id == passage.id]
    for revision in sorted(revisions, key=lambda revision: revision.id):
        item = revision.answer.item
        verbatim = set(paragraphs(passage.text)) <= set(paragraphs(revision.text))
        yield Own(item, questionnaire.item(item).title, revision.number, revision.text, verbatim)
