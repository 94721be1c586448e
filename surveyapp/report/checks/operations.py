"""Check that what a report rests on is what was recorded: answers, decisions of the editors, editions."""

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
    """Return ``queries.round_source`` for a document. Raises ReportError naming what is not as recorded."""
    found = [
        *mistakes_of(session, of_round(round_)),
        *of_overrulings(session, StoredOverruling.round_id == round_.id),
        *of_written(session, Round.id == round_.id),
    ]
    if found:
        raise ReportError(str(Unproved(found)))
    return round_source(session, round_, publisher=publisher)


def proved_erratum(session: Session, build: Build) -> str:
    """Return how an edition differs from the one before it. Raises ReportError when it is not as it was asked for."""
    if found := list(of_erratum(session, build)):
        raise ReportError(str(Unproved(found)))
    return build.erratum


def of_overrulings(session: Session, condition: sa.ColumnElement[bool]) -> Iterator[Mistake]:
    """Yield which of these decisions, made or withdrawn, are not as the log says."""
    made = session.scalars(sa.select(StoredOverruling).where(condition).execution_options(populate_existing=True)).all()
    ids = sa.select(StoredOverruling.id).where(condition)
    facts = [Fact(one.id, _called(one), _said(one), one.made_at) for one in made]
    yield from compare(OVERRULING, facts, entries(session, OVERRULING.actions, OVERRULING.on(ids)))
    withdrawn = [Fact(one.id, _called(one), {}, one.withdrawal.withdrawn_at) for one in made if one.withdrawal]
    events = entries(session, WITHDRAWAL.actions, WITHDRAWAL.on(ids))
    yield from compare(WITHDRAWAL, withdrawn, events)
    gone = {one.subject_id for one in events} - {one.subject_id for one in withdrawn}
    for one in made:
        if one.id in gone:
            yield Mistake(_called(one), f"{WITHDRAWAL.words} staat niet meer in de database.")


def _called(one: StoredOverruling) -> str:
    return f"Besluit {one.id} van de redactie"


def _said(one: StoredOverruling) -> dict[str, str | int]:
    return {
        "concern": one.concern.value,
        "key": one.key,
        "cited": one.cited,
        "version": one.version,
        "agreed": one.agreed,
        "digest": digest_of(one),
    }


def digest_of(one: StoredOverruling) -> str:
    """Return the digest of a decision: of which words it allows, why, and as what it was taken."""
    return fingerprint(words=one.words, reason=one.reason, function=one.function)


def of_editions(session: Session, condition: sa.ColumnElement[bool]) -> Iterator[Mistake]:
    """Yield which of these editions are not as the log says, or not whole."""
    key = secrets_of(session).evidence
    whole = undefer(Edition.content), undefer(Edition.manifest), undefer(Edition.html)
    statement = sa.select(Edition).options(*whole).where(condition).order_by(Edition.id)
    facts = []
    for one in session.scalars(statement.execution_options(populate_existing=True, yield_per=1)):
        place = f"Editie {one.number}"
        facts.append(
            Fact(one.id, place, {"number": one.number, "hash": one.hash, "html_hash": one.html_hash}, one.published_at)
        )
        if (_hash(one.content), _hash(one.html)) != (one.hash, one.html_hash):
            yield Mistake(place, "Het bestand past niet bij de vingerafdruk.")
        if not _is_whole(key, one.manifest):
            yield Mistake(place, "Het zegel van de gegevens is verbroken.")
        elif (log := parsed(one.manifest).get("log")) and not holds_seal(session, str(log)):
            yield Mistake(place, "Het zegel van het logboek van toen staat er niet meer in: er is een stuk weg.")
    ids = sa.select(Edition.id).where(condition)
    yield from compare(EDITION, facts, entries(session, EDITION.actions, EDITION.on(ids)))


def _hash(content: bytes | str | None) -> str | None:
    """Return the SHA-256 of a file. SQLite returns whatever type somebody put there."""
    return None if content is None else sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def _is_whole(key: bytes, manifest: str) -> bool:
    try:
        facts = parsed(manifest)
    except ValueError:
        return False
    return isinstance(facts, dict) and is_ours(key, facts) and is_whole(facts)


def everything(session: Session) -> Iterator[Mistake]:
    """Yield all that is wrong with editions and decisions of any round, also rows that are gone."""
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
