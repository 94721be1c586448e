"""Queries on sent and received mails, limited to what a user may see."""

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
"""Words that begin the labels of organisations, but not their names."""


@dataclass(frozen=True, slots=True)
class FoundMails:
    """A page of the outbox."""

    rows: Sequence[tuple[OutboxMail, str]]
    """The mails, each with the label of its organisation, "" for none."""
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least 1."""
        return max(1, -(-self.total // PER_PAGE))


def is_(standing: Standing) -> sa.ColumnElement[bool]:
    """Return the condition that ``OutboxMail.standing`` has this value."""
    returned = OutboxMail.returned_at.is_not(None)
    if standing is Standing.FAILED:
        return OutboxMail.state == MailState.FAILED
    if standing is Standing.RETURNED:
        return sa.and_(OutboxMail.state != MailState.FAILED, returned)
    return sa.and_(OutboxMail.state == MailState(standing.value), sa.not_(returned))


NOT_ARRIVED = sa.or_(OutboxMail.state == MailState.FAILED, OutboxMail.returned_at.is_not(None))
_TROUBLED = sa.and_(NOT_ARRIVED, OutboxMail.handled_at.is_(None))


def _about(words: str) -> sa.ColumnElement[bool]:
    """Return the condition that every word is in the address, the name, the subject or the organisation."""
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
    """Return a page of mails with this standing that match these words, newest first; the last page when there are
    fewer.
    """
    matching = _matching(standing, words)
    total = session.scalar(sa.select(sa.func.count()).select_from(matching.subquery())) or 0
    page = max(1, min(page, -(-total // PER_PAGE)))
    rows = session.execute(
        matching.order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return FoundMails([(mail, organisation.label if organisation else "") for mail, organisation in rows], total, page)


def failed_mails(session: Session, words: str) -> Sequence[OutboxMail]:
    """Return all failed mails that match these words."""
    return [mail for mail, _ in session.execute(_matching(Standing.FAILED, words).order_by(OutboxMail.id))]


def count_by_standing(session: Session) -> dict[Standing, int]:
    """Count the mails of each standing, 0 included."""
    counts = sa.select(*(sa.func.count().filter(is_(standing)) for standing in Standing)).select_from(OutboxMail)
    return dict(zip(Standing, session.execute(counts).one(), strict=True))


def get_mail(session: Session, user: User, mail_id: int, *, everything: bool) -> OutboxMail:
    """Return a mail that this person may see: of their own interviews, or any with ``everything``. Raises NotFound."""
    mine = sa.select(Interview.id).where(permitted(user))
    statement = sa.select(OutboxMail).where(OutboxMail.id == mail_id)
    if not everything:
        statement = statement.where(OutboxMail.interview_id.in_(mine))
    mail = session.scalar(statement)
    if mail is None:
        raise NotFound("Deze mail is er niet, of hij is niet van u.")
    return mail


def incoming_of(session: Session, interview: Interview) -> Sequence[IncomingMail]:
    """Return the received mails about an interview, newest first."""
    return session.scalars(
        sa.select(IncomingMail)
        .where(IncomingMail.interview_id == interview.id)
        .options(joinedload(IncomingMail.respondent))
        .order_by(IncomingMail.received_at.desc(), IncomingMail.id.desc())
    ).all()


def unanswered(session: Session, interview_ids: Collection[int]) -> dict[int, int]:
    """Return how many mails of respondents wait for an answer, for each of these interviews that has any.

    Mails about a text of the report are left to the editor.
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
    """Return a received mail of an interview. Raises NotFound."""
    incoming = session.get(IncomingMail, incoming_id)
    if incoming is None or incoming.interview_id != interview.id:
        raise NotFound("Dit bericht is er niet.")
    return incoming


def unmatched(session: Session) -> Sequence[IncomingMail]:
    """Return the received mails without an interview, newest first."""
    return session.scalars(
        sa.select(IncomingMail)
        .where(IncomingMail.interview_id.is_(None), IncomingMail.set_aside_at.is_(None))
        .order_by(IncomingMail.received_at.desc(), IncomingMail.id.desc())
        .limit(PER_PAGE)
    ).all()


def count_unmatched(session: Session) -> int:
    """Count the received mails without an interview."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(IncomingMail)
            .where(IncomingMail.interview_id.is_(None), IncomingMail.set_aside_at.is_(None))
        )
        or 0
    )


def first_unredacted(session: Session) -> IncomingMail | None:
    """Return a message that was not redacted yet, with its raw bytes; None when all were."""
    return session.scalar(
        sa.select(IncomingMail)
        .where(sa.not_(IncomingMail.redacted))
        .order_by(IncomingMail.id)
        .limit(1)
        .options(undefer(IncomingMail.raw))
    )


def get_unmatched(session: Session, incoming_id: int) -> IncomingMail:
    """Return a received mail without an interview. Raises NotFound."""
    incoming = session.get(IncomingMail, incoming_id)
    if incoming is None or incoming.interview_id is not None:
        raise NotFound("Dit bericht is er niet, of het hoort al bij een interview.")
    return incoming


def is_known(session: Session, key: str) -> bool:
    """Return whether this message was stored before."""
    return session.scalar(sa.select(IncomingMail.id).where(IncomingMail.key == key)) is not None


def find_answered(session: Session, message_ids: Sequence[str]) -> OutboxMail | None:
    """Return the outbox mail referenced by the first known Message-ID, or None."""
    by_id = {
        mail.message_id: mail
        for mail in session.scalars(sa.select(OutboxMail).where(OutboxMail.message_id.in_(message_ids[:50])))
    }
    return next((by_id[name] for name in message_ids if name in by_id), None)


def find_newest_to(session: Session, address: str) -> OutboxMail | None:
    """Return the newest mail about an interview to a respondent with this address."""
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
    """Return every mailbox that was ever read."""
    return session.scalars(sa.select(Mailbox).order_by(Mailbox.id)).all()


def find_mailbox(session: Session, name: str) -> Mailbox | None:
    """Return the mailbox with this name, locked, or None."""
    return session.scalar(
        sa.select(Mailbox).where(Mailbox.name == name).with_for_update().execution_options(populate_existing=True)
    )


def troubled_of(session: Session, interview_id: int) -> Sequence[OutboxMail]:
    """Return the mails of an interview that did not arrive and are not settled."""
    return session.scalars(
        sa.select(OutboxMail).where(OutboxMail.interview_id == interview_id, _TROUBLED).order_by(OutboxMail.id)
    ).all()


def troubled_interviews(session: Session, user: User) -> Sequence[tuple[int, str, int]]:
    """Return id, organisation and number of mails that did not arrive, for each such interview of this person."""
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
    """Return the unseen notices of this person, newest first, without those of interviews that they may not open any
    more.
    """
    mine = sa.or_(Notice.page != "", Notice.interview_id.in_(sa.select(Interview.id).where(permitted(user))))
    return session.scalars(
        sa.select(Notice)
        .where(Notice.user_id == user.id, Notice.seen_at.is_(None), mine)
        .options(joinedload(Notice.interview).joinedload(Interview.organisation))
        .order_by(Notice.id.desc())
        .limit(PER_PAGE)
    ).all()


def who_waits(session: Session, before: datetime) -> Sequence[User]:
    """Return the people with notices that are pending since before a moment."""
    waiting = sa.select(Notice.user_id).where(Notice.pending, Notice.created_at < before)
    return session.scalars(sa.select(User).where(User.id.in_(waiting)).order_by(User.id)).all()


def pending_notices(session: Session, user: User) -> Sequence[Notice]:
    """Return the pending notices of a person, oldest first. Locks them."""
    return session.scalars(
        sa.select(Notice).where(Notice.user_id == user.id, Notice.pending).order_by(Notice.id).with_for_update()
    ).all()


def is_interviewer(interview: Interview, address: str) -> bool:
    """Return whether this is the address of an interviewer of the interview."""
    return address.lower() in {interviewer.email.lower() for interviewer in interview.interviewers}


def respondents_at(interview: Interview, address: str) -> list[Respondent]:
    """Return the respondents with this address, among all who ever took part."""
    return [respondent for respondent in interview.everybody if address and respondent.email.lower() == address.lower()]


def every_interview(session: Session) -> Sequence[Interview]:
    """Return all interviews to which a message can be assigned, newest rounds first."""
    return session.scalars(
        sa.select(Interview)
        .options(joinedload(Interview.organisation), joinedload(Interview.round))
        .join(Organisation, Organisation.id == Interview.organisation_id)
        .order_by(Interview.round_id.desc(), Organisation.name)
    ).all()
