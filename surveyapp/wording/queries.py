"""Questions to the words of mails."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.errors import NotFound
from surveyapp.interviews.models import Round
from surveyapp.wording.models import MailTextRevision
from surveyapp.wording.rules import MailKind, Words, kinds


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
_NEWEST_THEN = _REVISIONS.where(MailTextRevision.created_at <= sa.bindparam("before")).limit(1)


def revisions_of(session: Session, round_: Round, kind: MailKind) -> Sequence[MailTextRevision]:
    """Every revision of one mail in one round, the newest first."""
    return session.scalars(_SIGNED, {"round": round_.id, "mail": kind.key}).all()


def current_words(session: Session, round_: Round, kind: MailKind) -> Current:
    """What a mail says in a round: its own words, or those that the round before it had when this one began."""
    asked, before = round_, None
    while True:
        newest = _NEWEST if before is None else _NEWEST_THEN
        found = session.scalar(newest, {"round": asked.id, "mail": kind.key, "before": before})
        if found:
            own = asked is round_
            return Current(kind, found.words(kind), found.number if own else 0, "" if own else asked.name)
        if asked.previous is None:
            return Current(kind, kind.standard, 0, "")
        before = asked.created_at if before is None else min(before, asked.created_at)
        asked = asked.previous
