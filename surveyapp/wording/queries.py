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


def of_mail(round_: Round, kind: MailKind) -> sa.ColumnElement[bool]:
    """The revisions of one mail in one round."""
    return sa.and_(MailTextRevision.round_id == round_.id, MailTextRevision.mail == kind.key)


def revisions_of(session: Session, round_: Round, kind: MailKind) -> Sequence[MailTextRevision]:
    """Every revision of one mail in one round, the newest first."""
    return session.scalars(
        sa.select(MailTextRevision)
        .options(joinedload(MailTextRevision.author))
        .where(of_mail(round_, kind))
        .order_by(MailTextRevision.number.desc())
    ).all()


def current_words(session: Session, round_: Round, kind: MailKind) -> Current:
    """What a mail says in a round: its own words, or those that the round before it had when this one began."""
    asked, before = round_, None
    while True:
        newest = sa.select(MailTextRevision).where(of_mail(asked, kind)).order_by(MailTextRevision.number.desc())
        if before is not None:
            newest = newest.where(MailTextRevision.created_at <= before)
        found = session.scalar(newest.limit(1))
        if found:
            own = asked is round_
            return Current(kind, found.words(kind), found.number if own else 0, "" if own else asked.name)
        if asked.previous is None:
            return Current(kind, kind.standard, 0, "")
        before = asked.created_at if before is None else min(before, asked.created_at)
        asked = asked.previous
