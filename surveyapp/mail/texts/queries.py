"""Queries on the words of mails."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.rounds.queries import lineage, newest_before
from surveyapp.mail.texts.models import MailTextRevision
from surveyapp.mail.texts.rules import MailKind, Words, kinds


@dataclass(frozen=True, slots=True)
class Current:
    """The words of a mail in a round. ``number`` is that of the round's own revision, 0 for none."""

    kind: MailKind
    words: Words
    number: int
    from_round: str
    """The earlier round that these words come from; "" for the round's own or the standard words."""

    @property
    def standard(self) -> bool:
        """Return whether these are the standard words."""
        return self.words == self.kind.standard


def get_round(session: Session, round_id: int) -> Round:
    """Return a round. Raises NotFound."""
    round_ = session.get(Round, round_id)
    if round_ is None:
        raise NotFound("Deze ronde is er niet.")
    return round_


def get_kind(key: str) -> MailKind:
    """Return a kind of mail by its key. Raises NotFound."""
    kind = kinds().get(key)
    if kind is None:
        raise NotFound("Deze mail is er niet.")
    return kind


_REVISIONS = (
    sa.select(MailTextRevision)
    .where(MailTextRevision.round_id == sa.bindparam("round"), MailTextRevision.mail == sa.bindparam("mail"))
    .order_by(MailTextRevision.number.desc())
)
_SIGNED = _REVISIONS.options(joinedload(MailTextRevision.author))
_NEWEST = _REVISIONS.limit(1)
_NUMBERED = _REVISIONS.where(MailTextRevision.number == sa.bindparam("number"))


def revisions_of(session: Session, round_: Round, kind: MailKind) -> Sequence[MailTextRevision]:
    """Return every revision of a mail in a round, newest first."""
    return session.scalars(_SIGNED, {"round": round_.id, "mail": kind.key}).all()


def current_words(session: Session, round_: Round, kind: MailKind) -> Current:
    """Return the words of a mail in a round: its own, or those that the previous round had when this round began."""
    own = session.scalar(_NEWEST, {"round": round_.id, "mail": kind.key})
    if own:
        return Current(kind, own.words(kind), own.number, "")
    return (round_.previous_id and _inherited(session, round_, kind)) or Current(kind, kind.standard, 0, "")


def _inherited(session: Session, round_: Round, kind: MailKind) -> Current | None:
    ancestors = lineage(session, round_)
    columns = (MailTextRevision.round_id, MailTextRevision.number, MailTextRevision.created_at)
    mine = (MailTextRevision.round_id.in_([ancestor.id for ancestor in ancestors]), MailTextRevision.mail == kind.key)
    revisions = session.execute(sa.select(*columns).where(*mine))
    for ancestor, number in newest_before(ancestors, revisions):
        if number is not None:
            named = {"round": ancestor.id, "mail": kind.key, "number": number}
            return Current(kind, session.scalars(_NUMBERED, named).one().words(kind), 0, ancestor.name)
    return None
