"""Questions to the words of mails."""

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
    """What a mail says in a round. ``number`` is that of the round's own revision, 0 for none."""

    kind: MailKind
    words: Words
    number: int
    from_round: str
    """The earlier round whose words these are; "" for the round's own or the standard ones."""

    @property
    def standard(self) -> bool:
        """Whether these are the standard words."""
        return self.words == self.kind.standard


def get_round(session: Session, round_id: int) -> Round:
    """A round. Raises NotFound."""
    found = session.get(Round, round_id)
    if found is None:
        raise NotFound("Deze ronde is er niet.")
    return found


def get_kind(key: str) -> MailKind:
    """A kind of mail by its key. Raises NotFound."""
    found = kinds().get(key)
    if found is None:
        raise NotFound("Deze mail is er niet.")
    return found


_REVISIONS = (
    sa.select(MailTextRevision)
    .where(MailTextRevision.round_id == sa.bindparam("round"), MailTextRevision.mail == sa.bindparam("mail"))
    .order_by(MailTextRevision.number.desc())
)
_SIGNED = _REVISIONS.options(joinedload(MailTextRevision.author))
_NEWEST = _REVISIONS.limit(1)
_NUMBERED = _REVISIONS.where(MailTextRevision.number == sa.bindparam("number"))


def revisions_of(session: Session, round_: Round, kind: MailKind) -> Sequence[MailTextRevision]:
    """Every revision of one mail in one round, the newest first."""
    return session.scalars(_SIGNED, {"round": round_.id, "mail": kind.key}).all()


def current_words(session: Session, round_: Round, kind: MailKind) -> Current:
    """What a mail says in a round: its own words, or those that the round before it had when this one began."""
    own = session.scalar(_NEWEST, {"round": round_.id, "mail": kind.key})
    if own:
        return Current(kind, own.words(kind), own.number, "")
    return (round_.previous_id and _inherited(session, round_, kind)) or Current(kind, kind.standard, 0, "")


def _inherited(session: Session, round_: Round, kind: MailKind) -> Current | None:
    ancestors = lineage(session, round_)
    columns = (MailTextRevision.round_id, MailTextRevision.number, MailTextRevision.created_at)
    mine = (MailTextRevision.round_id.in_([one.id for one in ancestors]), MailTextRevision.mail == kind.key)
    revisions = session.execute(sa.select(*columns).where(*mine))
    for one, number in newest_before(ancestors, revisions):
        if number is not None:
            named = {"round": one.id, "mail": kind.key, "number": number}
            return Current(kind, session.scalars(_NUMBERED, named).one().words(kind), 0, one.name)
    return None
