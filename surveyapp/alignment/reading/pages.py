"""What a reader's pages show, as plain values."""

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
    """What a reader says of a passage, as far as it is filled in."""

    opinion: Opinion | None = None
    words: str = ""
    whole: bool = False
    seen: Seen = NOTHING_SEEN
    """The revision that it builds on."""
    saved_at: datetime | None = None
    dropped: bool = False
    """Whether they chose what was saved elsewhere instead."""

    @property
    def fields(self) -> dict[str, str]:
        """What a page sends that says this."""
        kind = self.opinion.value if self.opinion else ""
        return {"kind": kind} | ({kind: self.words} if self.words else {})


@dataclass(frozen=True, slots=True)
class Own:
    """An answer of the reader that a passage rests on. ``verbatim``: the passage is words of it, whole paragraphs."""

    item: str
    title: str
    version: int
    text: str
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage as a reader sees it. ``place`` counts those that concern them from 1; 0 for what stands around one."""

    text: str
    source: str
    under: str
    """The headings that begin here; "" when they go on."""
    place: int = 0
    said: Said = Said()
    own: tuple[Own, ...] = ()
    theirs: Said | None = None
    """What was saved elsewhere since the page was shown, when ``said`` is something else."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a reader sees of one section: runs of passages, with text left out between them."""

    heading: str
    runs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """All that concerns one reader."""

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
        """The passages that concern them."""
        return tuple(piece for part in self.parts for run in part.runs for piece in run if piece.place)

    @property
    def done(self) -> int:
        """How many of those need nothing more."""
        return sum(one.said.whole for one in self.asked)

    @property
    def resume(self) -> int:
        """The first passage that still asks for something, once another is done; 0 when there is none."""
        left = [one.place for one in self.asked if not one.said.whole]
        return left[0] if left and len(left) < len(self.asked) else 0

    @property
    def untouched(self) -> int:
        """Of how many nothing is said."""
        return sum(one.said.opinion is None for one in self.asked)

    def by_opinion(self, opinion: Opinion) -> tuple[Piece, ...]:
        """The passages of which this was said."""
        return tuple(one for one in self.asked if one.said.opinion is opinion)

    def with_typed(self, typed: Mapping[int, Said], clashes: Collection[int] = ()) -> "ReaderPage":
        """With what was typed instead of what is stored, and beside it where they clash."""
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
    """A passage of which something else is said now than a summary showed."""

    place: int
    text: str
    before: Said
    now: Said


def changes_since(
    session: Session, reading: AlignmentReading, page: ReaderPage, changed: Mapping[int, int]
) -> tuple[Change, ...]:
    """What was seen and what is said now, for each place of ``changed``, with the number that was seen."""
    found = []
    for piece in page.asked:
        if piece.place in changed:
            reaction = find_reaction(reading, piece.place)
            shown = find_revision(session, reaction, changed[piece.place])
            before = Said(shown.opinion, shown.text) if shown else Said()
            found.append(Change(piece.place, piece.text, before, piece.said))
    return tuple(found)


def reader_page(reading: AlignmentReading, contact: str, *, published: bool) -> ReaderPage:
    """What one reader reads. ``published``: whether an edition of the report is out."""
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
    places = {one.id: place for place, one in enumerate(asked_of(reading), 1)}
    for _, group in groupby(reading.alignment.passages, key=lambda one: one.section):
        passages = list(group)
        wanted = [place for place, one in enumerate(passages) if one.id in places]
        if wanted:
            runs = [[passages[place] for place in run] for run in around(len(passages), wanted)]
            yield Part(passages[0].heading, tuple(tuple(_pieces(reading, run, places)) for run in runs))


def _pieces(reading: AlignmentReading, run: Sequence[AlignedPassage], places: Mapping[int, int]) -> Iterator[Piece]:
    above, missing = "", unfinished(reading)
    said = {one.passage_id: one for one in reading.reactions}
    for passage in run:
        under = "" if passage.under == above else passage.under
        above, place = passage.under, places.get(passage.id, 0)
        found = said.get(passage.id)
        yield Piece(
            passage.text,
            passage.source,
            under,
            place,
            _said(found, place not in missing) if found else Said(),
            tuple(_own(reading, passage)) if place else (),
        )


def _said(found: AlignmentReaction, whole: bool) -> Said:
    return Said(found.opinion, found.words, whole, Seen(found.number), found.updated_at)


def _own(reading: AlignmentReading, passage: AlignedPassage) -> Iterator[Own]:
    questionnaire = parsed(reading.respondent.interview.questionnaire)
    found = [one.revision for one in reading.concerns if one.passage_id == passage.id]
    for revision in sorted(found, key=lambda one: one.id):
        item = revision.answer.item
        verbatim = set(paragraphs(passage.text)) <= set(paragraphs(revision.text))
        yield Own(item, questionnaire.item(item).title, revision.number, revision.text, verbatim)
