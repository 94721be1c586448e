"""Checks of a report's facts against the audit log: answers, editors' decisions, editions."""

from collections.abc import Iterator
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from surveyapp.core.audit import entries, holds_seal
from surveyapp.core.db import secrets_of
from surveyapp.core.reconciling import Fact, Kind, Mistake, compare, lost
from surveyapp.interviews.recording.models import Round
from surveyapp.protection.sealing import is_ours, is_whole, parsed
from surveyapp.report.material.rules import ReportError
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.rounds.queries import round_source
from surveyapp.report.tables.models import Build, Edition, OverrulingWithdrawal, StoredOverruling
from surveyapp.report.text_checks.operations import of_erratum, of_written
from surveyapp.text.words import fingerprint
from surveyapp.verification.checks.operations import Unproved, mistakes_of, of_round

EDITION = Kind("De editie", ("edition.publish",), "edition")
OVERRULING = Kind("Het besluit van de redactie", ("overruling.make",), "overruling")
WITHDRAWAL = Kind("De intrekking van het besluit", ("overruling.withdraw",), "overruling")


def proved_source(session: Session, round_: Round, *, publisher: str) -> RoundSource:
    """Return ``rounds.queries.round_source`` for a document. Raises ReportError naming what differs from the log."""
    mistakes = [
        *mistakes_of(session, of_round(round_)),
        *of_overrulings(session, StoredOverruling.round_id == round_.id),
        *of_written(session, Round.id == round_.id),
    ]
    if mistakes:
        raise ReportError(str(Unproved(mistakes)))
    return round_source(session, round_, publisher=publisher)


def proved_erratum(session: Session, build: Build) -> str:
    """Return the erratum of an edition. Raises ReportError when it differs from the one requested."""
    if mistakes := list(of_erratum(session, build)):
        raise ReportError(str(Unproved(mistakes)))
    return build.erratum


def of_overrulings(session: Session, condition: sa.ColumnElement[bool]) -> Iterator[Mistake]:
    """Yield mistakes in these decisions, made or withdrawn, compared with the log."""
    made = session.scalars(sa.select(StoredOverruling).where(condition).execution_options(populate_existing=True)).all()
    ids = sa.select(StoredOverruling.id).where(condition)
    facts = [Fact(decision.id, _called(decision), _said(decision), decision.made_at) for decision in made]
    yield from compare(OVERRULING, facts, entries(session, OVERRULING.actions, OVERRULING.on(ids)))
    withdrawn = [
        Fact(decision.id, _called(decision), {}, decision.withdrawal.withdrawn_at)
        for decision in made
        if decision.withdrawal
    ]
    events = entries(session, WITHDRAWAL.actions, WITHDRAWAL.on(ids))
    yield from compare(WITHDRAWAL, withdrawn, events)
    gone = {event.subject_id for event in events} - {fact.subject_id for fact in withdrawn}
    for decision in made:
        if decision.id in gone:
            yield Mistake(_called(decision), f"{WITHDRAWAL.words} staat niet meer in de database.")


def _called(overruling: StoredOverruling) -> str:
    return f"Besluit {overruling.id} van de redactie"


def _said(overruling: StoredOverruling) -> dict[str, str | int]:
    return {
        "concern": overruling.concern.value,
        "key": overruling.key,
        "cited": overruling.cited,
        "version": overruling.version,
        "agreed": overruling.agreed,
        "digest": digest_of(overruling),
    }


def digest_of(one: StoredOverruling) -> str:
    """Return the digest of a decision: words allowed, reason and function of the editor."""
    return fingerprint(words=one.words, reason=one.reason, function=one.function)


def of_editions(session: Session, condition: sa.ColumnElement[bool]) -> Iterator[Mistake]:
    """Yield mistakes in these editions: different from the log, or incomplete."""
    key = secrets_of(session).evidence
    whole = undefer(Edition.content), undefer(Edition.manifest), undefer(Edition.html)
    statement = sa.select(Edition).options(*whole).where(condition).order_by(Edition.id)
    facts = []
    for edition in session.scalars(statement.execution_options(populate_existing=True, yield_per=1)):
        place = f"Editie {edition.number}"
        facts.append(
            Fact(
                edition.id,
                place,
                {"number": edition.number, "hash": edition.hash, "html_hash": edition.html_hash},
                edition.published_at,
            )
        )
        if (_hash(edition.content), _hash(edition.html)) != (edition.hash, edition.html_hash):
            yield Mistake(place, "Het bestand past niet bij de vingerafdruk.")
        if not _is_whole(key, edition.manifest):
            yield Mistake(place, "Het zegel van de gegevens is verbroken.")
        elif (log := parsed(edition.manifest).get("log")) and not holds_seal(session, str(log)):
            yield Mistake(place, "Het zegel van het logboek van toen staat er niet meer in: er is een stuk weg.")
    ids = sa.select(Edition.id).where(condition)
    yield from compare(EDITION, facts, entries(session, EDITION.actions, EDITION.on(ids)))


def _hash(content: bytes | str | None) -> str | None:
    """Return the SHA-256 of a file. SQLite may return str or bytes, whichever was stored."""
    return None if content is None else sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def _is_whole(key: bytes, manifest: str) -> bool:
    try:
        facts = parsed(manifest)
    except ValueError:
        return False
    return isinstance(facts, dict) and is_ours(key, facts) and is_whole(facts)


def everything(session: Session) -> Iterator[Mistake]:
    """Yield the mistakes in editions and decisions of all rounds, deleted rows included."""
    yield from of_editions(session, sa.true())
    yield from of_overrulings(session, sa.true())
    yield from of_written(session, sa.true())
    for kind, ids in _WITH_ROWS:
        yield from lost(session, kind, ids, hashes=None, interviews=())


_WITH_ROWS = (
    (EDITION, sa.select(Edition.id)),
    (OVERRULING, sa.select(StoredOverruling.id)),
    (WITHDRAWAL, sa.select(OverrulingWithdrawal.overruling_id)),
)
