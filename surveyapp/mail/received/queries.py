"""Questions about mails that went out and came in, by those who may see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, undefer

from surveyapp.accounts.staff.models import User
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.access import permitted
from surveyapp.interviews.recording.models import Interview, Organisation, Respondent, interview_interviewers
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.rules import Standing
from surveyapp.mail.received.models import IncomingMail, Mailbox, Notice
from surveyapp.mail.received.rules import IncomingKind

PER_PAGE = 50
KIND_WORDS = frozenset({"regio", "provincie", "ministerie", "van"})
"""What labels of organisations begin with, and their names do not."""


@dataclass(frozen=True, slots=True)
class FoundMails:
    """One page of the outbox."""

    rows: Sequence[tuple[OutboxMail, str]]
    """Each with its organisation, "" for none."""
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PER_PAGE))


def is_(standing: Standing) -> sa.ColumnElement[bool]:
    """The condition that ``OutboxMail.standing`` is this."""
    returned = OutboxMail.returned_at.is_not(None)
    if standing is Standing.FAILED:
        return OutboxMail.state == MailState.FAILED
    if standing is Standing.RETURNED:
        return sa.and_(OutboxMail.state != MailState.FAILED, returned)
    return sa.and_(OutboxMail.state == MailState(standing.value), sa.not_(returned))


NOT_ARRIVED = sa.or_(OutboxMail.state == MailState.FAILED, OutboxMail.returned_at.is_not(None))
_TROUBLED = sa.and_(NOT_ARRIVED, OutboxMail.handled_at.is_(None))


def _about(words: str) -> sa.ColumnElement[bool]:
    """Every word in the address, the name, the subject or the organisation."""
    wanted = [word for word in words.split() if word.lower() not in KIND_WORDS]
    fields = (
        OutboxMail.to_address,
        OutboxMail.to_name,
        OutboxMail.subject,
        Organisation.name,
        Organisation.short,
        Organisation.key,
    )
    return sa.and_(
        sa.true(), *(sa.or_(*(field.icontains(word, autoescape=True) for field in fields)) for word in wanted)
    )


def _matching(standing: Standing | None, words: str) -> sa.Select[OutboxMail, Organisation]:
    statement = (
        sa.select(OutboxMail, Organisation)
        .outerjoin(Interview, Interview.id == OutboxMail.interview_id)
        .outerjoin(Organisation, Organisation.id == Interview.organisation_id)
        .where(_about(words))
    )
    return statement.where(is_(standing)) if standing else statement


def find_mails(session: Session, standing: Standing | None, words: str, page: int) -> FoundMails:
    """The newest first: of one standing, about these words, one page of them; the last one when there are fewer."""
    matching = _matching(standing, words)
    total = session.scalar(sa.select(sa.func.count()).select_from(matching.subquery())) or 0
    page = max(1, min(page, -(-total // PER_PAGE)))
    rows = session.execute(
        matching.order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return FoundMails([(mail, found.label if found else "") for mail, found in rows], total, page)


def failed_mails(session: Session, words: str) -> Sequence[OutboxMail]:
    """All that failed, about these words."""
    return [mail for mail, _ in session.execute(_matching(Standing.FAILED, words).order_by(OutboxMail.id))]


def count_by_standing(session: Session) -> dict[Standing, int]:
    """How many mails there are of each standing; every standing is in it."""
    counts = sa.select(*(sa.func.count().filter(is_(one)) for one in Standing)).select_from(OutboxMail)
    return dict(zip(Standing, session.execute(counts).one(), strict=True))


def get_mail(session: Session, user: User, mail_id: int, *, everything: bool) -> OutboxMail:
    """A mail that this person may see: of their own interviews, or ``everything``. Raises NotFound."""
    mine = sa.select(Interview.id).where(permitted(user))
    statement = sa.select(OutboxMail).where(OutboxMail.id == mail_id)
    if not everything:
        statement = statement.where(OutboxMail.interview_id.in_(mine))
    found = session.scalar(statement)
    if found is None:
        raise NotFound("Deze mail is er niet, of hij is niet van u.")
    return found


def incoming_of(session: Session, interview: Interview) -> Sequence[IncomingMail]:
    """What came in about an interview, the newest first."""
    return session.scalars(
        sa.select(IncomingMail)
        .where(IncomingMail.interview_id == interview.id)
        .options(joinedload(IncomingMail.respondent))
        .order_by(IncomingMail.received_at.desc(), IncomingMail.id.desc())
    ).all()


def unanswered(session: Session, interview_ids: Collection[int]) -> dict[int, int]:
    """Return how many mails of respondents wait for an answer, for each of these interviews that has some.

    Those about a text of the report are the editor's to answer.
    """
    counted = sa.func.count().label("mails")
    statement = (
        sa.select(IncomingMail.interview_id, counted)
        .outerjoin(OutboxMail, OutboxMail.id == IncomingMail.outbox_id)
        .where(
            IncomingMail.interview_id.in_(interview_ids),
            IncomingMail.kind == IncomingKind.REPLY,
            IncomingMail.answered_at.is_(None),
            sa.or_(OutboxMail.id.is_(None), sa.not_(OutboxMail.enclosure.startswith("alignment"))),
        )
        .group_by(IncomingMail.interview_id)
    )
    return {row.interview_id: row.mails for row in session.execute(statement) if row.interview_id}


def get_incoming(session: Session, interview: Interview, incoming_id: int) -> IncomingMail:
    """One message of an interview. Raises NotFound."""
    found = session.get(IncomingMail, incoming_id)
    if found is None or found.interview_id != interview.id:
        raise NotFound("Dit bericht is er niet.")
    return found


def unmatched(session: Session) -> Sequence[IncomingMail]:
    """What came in and belongs to no interview yet, the newest first."""
    return session.scalars(
        sa.select(IncomingMail)
        .where(IncomingMail.interview_id.is_(None), IncomingMail.set_aside_at.is_(None))
        .order_by(IncomingMail.received_at.desc(), IncomingMail.id.desc())
        .limit(PER_PAGE)
    ).all()


def count_unmatched(session: Session) -> int:
    """How many there are."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(IncomingMail)
            .where(IncomingMail.interview_id.is_(None), IncomingMail.set_aside_at.is_(None))
        )
        or 0
    )


def first_unredacted(session: Session) -> IncomingMail | None:
    """A message of which links and codes were not taken out yet, with the message as it came."""
    return session.scalar(
        sa.select(IncomingMail)
        .where(sa.not_(IncomingMail.redacted))
        .order_by(IncomingMail.id)
        .limit(1)
        .options(undefer(IncomingMail.raw))
    )


def get_unmatched(session: Session, incoming_id: int) -> IncomingMail:
    """One message without an interview. Raises NotFound."""
    found = session.get(IncomingMail, incoming_id)
    if found is None or found.interview_id is not None:
        raise NotFound("Dit bericht is er niet, of het hoort al bij een interview.")
    return found


def is_known(session: Session, key: str) -> bool:
    """Whether this message was read before."""
    return session.scalar(sa.select(IncomingMail.id).where(IncomingMail.key == key)) is not None


def find_answered(session: Session, message_ids: Sequence[str]) -> OutboxMail | None:
    """Our mail that the first of these names."""
    found = {
        one.message_id: one
        for one in session.scalars(sa.select(OutboxMail).where(OutboxMail.message_id.in_(message_ids[:50])))
    }
    return next((found[name] for name in message_ids if name in found), None)


def find_newest_to(session: Session, address: str) -> OutboxMail | None:
    """The newest mail about an interview that went to a respondent with this address."""
    return session.scalar(
        sa.select(OutboxMail)
        .join(
            Respondent,
            sa.and_(
                Respondent.interview_id == OutboxMail.interview_id,
                sa.func.lower(Respondent.email) == address.lower(),
            ),
        )
        .where(sa.func.lower(OutboxMail.to_address) == address.lower())
        .order_by(OutboxMail.id.desc())
        .limit(1)
    )


def mailboxes(session: Session) -> Sequence[Mailbox]:
    """Every mailbox that was ever read."""
    return session.scalars(sa.select(Mailbox).order_by(Mailbox.id)).all()


def find_mailbox(session: Session, name: str) -> Mailbox | None:
    """One mailbox, locked."""
    return session.scalar(
        sa.select(Mailbox).where(Mailbox.name == name).with_for_update().execution_options(populate_existing=True)
    )


def troubled_of(session: Session, interview_id: int) -> Sequence[OutboxMail]:
    """The mails of an interview that did not arrive, and that nobody has dealt with."""
    return session.scalars(
        sa.select(OutboxMail).where(OutboxMail.interview_id == interview_id, _TROUBLED).order_by(OutboxMail.id)
    ).all()


def troubled_interviews(session: Session, user: User) -> Sequence[tuple[int, str, int]]:
    """Of the interviews that this person holds: id, organisation and how many of its mails did not arrive."""
    rows = session.execute(
        sa.select(Interview.id, Organisation, sa.func.count())
        .join(OutboxMail, OutboxMail.interview_id == Interview.id)
        .join(Organisation, Organisation.id == Interview.organisation_id)
        .join(interview_interviewers, interview_interviewers.c.interview_id == Interview.id)
        .where(interview_interviewers.c.user_id == user.id, _TROUBLED)
        .group_by(Interview.id, Organisation.id)
        .order_by(Organisation.position, Interview.id)
    )
    return [(interview_id, organisation.label, count) for interview_id, organisation, count in rows]


def new_notices(session: Session, user: User) -> Sequence[Notice]:
    """What this person has not seen yet, the newest first. Of an interview that they may not open any more: nothing."""
    mine = sa.or_(Notice.page != "", Notice.interview_id.in_(sa.select(Interview.id).where(permitted(user))))
    return session.scalars(
        sa.select(Notice)
        .where(Notice.user_id == user.id, Notice.seen_at.is_(None), mine)
        .options(joinedload(Notice.interview).joinedload(Interview.organisation))
        .order_by(Notice.id.desc())
        .limit(PER_PAGE)
    ).all()


def who_waits(session: Session, before: datetime) -> Sequence[User]:
    """Whose daily summary has something in it."""
    waiting = sa.select(Notice.user_id).where(Notice.pending, Notice.created_at < before)
    return session.scalars(sa.select(User).where(User.id.in_(waiting)).order_by(User.id)).all()


def pending_notices(session: Session, user: User) -> Sequence[Notice]:
    """What waits for somebody's daily summary, the oldest first. Locked."""
    return session.scalars(
        sa.select(Notice).where(Notice.user_id == user.id, Notice.pending).order_by(Notice.id).with_for_update()
    ).all()


def is_interviewer(interview: Interview, address: str) -> bool:
    """Whether this is the address of somebody who holds the interview."""
    return address.lower() in {one.email.lower() for one in interview.interviewers}


def respondents_at(interview: Interview, address: str) -> list[Respondent]:
    """Who has this address, of those who ever took part."""
    return [one for one in interview.everybody if address and one.email.lower() == address.lower()]


def every_interview(session: Session) -> Sequence[Interview]:
    """What an administrator can put a message with, the newest rounds first."""
    return session.scalars(
        sa.select(Interview)
        .options(joinedload(Interview.organisation), joinedload(Interview.round))
        .join(Organisation, Organisation.id == Interview.organisation_id)
        .order_by(Interview.round_id.desc(), Organisation.name)
    ).all()
