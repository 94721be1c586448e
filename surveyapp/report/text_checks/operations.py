"""Checks against the audit log of what else a report prints: texts, outline, figures, titles and names."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.attachments.models import StoredFile
from surveyapp.core.audit import Entry, entries
from surveyapp.core.reconciling import Fact, Kind, Mistake, compare, lost
from surveyapp.interviews.recording import digests as named
from surveyapp.interviews.recording.models import Organisation, Round
from surveyapp.report.tables import digests
from surveyapp.report.tables.models import Build, FigureRevision, OutlineRevision, SectionTextRevision

T = TypeVar("T")

TEXT = Kind("De tekst van de redactie", ("section.save",), "section_text")
OUTLINE = Kind("De indeling", ("outline.change",), "outline")
FIGURE = Kind("De figuur", ("figure.add", "figure.change"), "figure")
ROUND = Kind("De titel of de indeling van de ronde", ("round.create",), "round")
COLUMNS = Kind("Het aantal kolommen", ("report.columns",), "round")
ORGANISATION = Kind("De naam of de plaats van de organisatie", ("organisation.put",), "organisation")
REQUEST = Kind("Wat er anders is dan in de vorige editie", ("build.request",), "build")


def of_written(session: Session, condition: sa.ColumnElement[bool]) -> Iterator[Mistake]:
    """Yield the mistakes in rounds that match ``condition``, apart from answers and decisions."""
    session.flush()
    rounds = sa.select(Round.id).where(condition)
    yield from _texts(session, rounds)
    yield from _outlines(session, rounds)
    yield from _figures(session, rounds)
    yield from _rounds(session, rounds)
    yield from _organisations(session)


def of_erratum(session: Session, build: Build) -> Iterator[Mistake]:
    """Yield a mistake when the erratum of a build differs from the one requested."""
    fact = Fact(build.id, "De editie", {"erratum": digests.of_erratum(build.erratum)})
    yield from compare(REQUEST, [fact], entries(session, REQUEST.actions, REQUEST.on(sa.select(sa.literal(build.id)))))


def _texts(session: Session, rounds: sa.Select[int]) -> Iterator[Mistake]:
    mine = SectionTextRevision.round_id.in_(rounds)
    facts = [
        Fact(
            text.id,
            f"Paragraaf ‘{text.section}’, versie {text.number}",
            {
                "section": text.section,
                "number": text.number,
                "round": text.round_id,
                "digest": digests.of_section_text(text),
            },
            text.created_at,
        )
        for text in _fresh(session, sa.select(SectionTextRevision).where(mine))
    ]
    ids = sa.select(SectionTextRevision.id)
    yield from compare(TEXT, facts, entries(session, TEXT.actions, TEXT.on(ids.where(mine))))
    yield from lost(session, TEXT, ids, hashes=None, interviews=())


def _outlines(session: Session, rounds: sa.Select[int]) -> Iterator[Mistake]:
    """Yield the mistakes in outlines. The first has no event: it comes with the first change and is never in force."""
    mine = sa.and_(OutlineRevision.round_id.in_(rounds), OutlineRevision.number > 1)
    facts = [
        Fact(
            outline.id,
            f"De indeling, versie {outline.number}",
            {"number": outline.number, "digest": digests.of_outline(outline)},
            outline.created_at,
        )
        for outline in _fresh(session, sa.select(OutlineRevision).where(mine))
    ]
    ids = sa.select(OutlineRevision.id)
    yield from compare(OUTLINE, facts, entries(session, OUTLINE.actions, OUTLINE.on(ids.where(mine))))
    yield from lost(session, OUTLINE, ids, hashes=None, interviews=())


def _figures(session: Session, rounds: sa.Select[int]) -> Iterator[Mistake]:
    mine = FigureRevision.round_id.in_(rounds)
    statement = sa.select(FigureRevision).options(joinedload(FigureRevision.file)).where(mine)
    facts = [
        Fact(
            figure.id,
            f"Figuur ‘{figure.name}’, versie {figure.number}",
            {
                "name": figure.name,
                "number": figure.number,
                "hash": figure.file.hash,
                "digest": digests.of_figure(figure),
            },
            figure.created_at,
        )
        for figure in _fresh(session, statement)
    ]
    ids = sa.select(FigureRevision.id)
    yield from compare(FIGURE, facts, entries(session, FIGURE.actions, FIGURE.on(ids.where(mine))))
    yield from _lost_figures(session)
    yield from _images(session, mine)


def _lost_figures(session: Session) -> Iterator[Mistake]:
    """Yield the deleted revisions of figures without a later event that removed the figure."""
    removed = {entry.detail.get("name"): entry.id for entry in entries(session, ["figure.remove"])}
    for event in entries(session, FIGURE.actions, FIGURE.without(sa.select(FigureRevision.id))):
        if event.id > removed.get(event.detail.get("name"), 0):
            yield Mistake(f"Gebeurtenis {event.id} van het logboek", f"{FIGURE.words} staat niet meer in de database.")


def _images(session: Session, mine: sa.ColumnElement[bool]) -> Iterator[Mistake]:
    files = sa.select(FigureRevision.file_id).where(mine)
    statement = sa.select(StoredFile.hash, StoredFile.content).where(StoredFile.id.in_(files)).order_by(StoredFile.id)
    for row in session.execute(statement.execution_options(yield_per=1)):
        if _hash(row.content) != row.hash:
            yield Mistake("Een figuur", "De afbeelding past niet bij de vingerafdruk.")


def _hash(content: bytes | str) -> str:
    """Return the SHA-256 of a file. SQLite may return str or bytes, whichever was stored."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def _rounds(session: Session, rounds: sa.Select[int]) -> Iterator[Mistake]:
    columns = _last(entries(session, COLUMNS.actions, COLUMNS.on(rounds)))
    facts = []
    for round_ in _fresh(session, sa.select(Round).where(Round.id.in_(rounds))):
        facts.append(Fact(round_.id, f"Ronde {round_.name}", {"digest": named.of_round(round_)}))
        said = columns[round_.id].detail.get("columns") if round_.id in columns else 2
        if said != round_.report_columns:
            yield Mistake(f"Ronde {round_.name}", f"{COLUMNS.words} is anders dan in het logboek.")
    yield from compare(ROUND, facts, entries(session, ROUND.actions, ROUND.on(rounds)))


def _organisations(session: Session) -> Iterator[Mistake]:
    """Yield the mistakes in organisations, as a report names all of them. The last event on each counts."""
    statement = sa.select(Organisation).options(joinedload(Organisation.province))
    facts = [
        Fact(organisation.id, organisation.label, {"digest": named.of_organisation(organisation)})
        for organisation in _fresh(session, statement)
    ]
    put = _last(entries(session, ORGANISATION.actions))
    yield from compare(ORGANISATION, facts, put.values())


def _last(events: Iterable[Entry]) -> dict[int, Entry]:
    return {event.subject_id: event for event in events}


def _fresh(session: Session, statement: sa.Select[T]) -> Iterable[T]:
    return session.scalars(statement.execution_options(populate_existing=True))
