"""Notify staff of events in their interviews and alignments, in the way that they chose; and retry mails."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import NoticeChoice
from surveyapp.core.audit import Actor
from surveyapp.core.dutch import local
from surveyapp.core.events import wired
from surveyapp.interviews.recording.models import Interview
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.outbox.operations import enqueue, retry
from surveyapp.mail.received import mails, queries
from surveyapp.mail.received.events import CorrespondenceEvents
from surveyapp.mail.received.models import IncomingMail, Notice
from surveyapp.mail.servers.meanings import explained


def notify(
    session: Session,
    interview: Interview,
    message: str,
    at: datetime,
    *,
    to: Sequence[User] | None = None,
    page: str = "",
    menu: str = "",
) -> None:
    """Notify each interviewer of an interview: at once by mail, in the daily summary, or only on screen.

    ``message`` is one or two Dutch sentences that stand on their own, without the organisation's name. ``to`` are other
    people to notify instead, with the ``page`` where they continue and the ``menu`` that leads there.
    """
    for interviewer in interview.interviewers if to is None else to:
        notice = Notice(
            user=interviewer,
            interview=interview,
            text=message,
            page=page,
            menu=menu,
            created_at=at,
            pending=interviewer.notices is NoticeChoice.DAILY,
        )
        session.add(notice)
        if interviewer.notices is NoticeChoice.AT_ONCE and interviewer.active:
            session.flush()
            enqueue(session, mails.notice_mail(interviewer, notice), at)
    session.flush()


def mark_seen(session: Session, user: User, up_to: int, at: datetime) -> None:
    """Mark the notices of this person as seen, up to and including the notice with this id."""
    mine = sa.and_(Notice.user_id == user.id, Notice.seen_at.is_(None), Notice.id <= up_to)
    session.execute(sa.update(Notice).where(mine).values(seen_at=at))


def send_summary(session: Session, user: User, due: datetime, at: datetime) -> bool:
    """Mail all pending notices, once a day, when the oldest is from before ``due``. Return whether they were dealt
    with.

    A person who wants no mail any more gets none; a person who had a summary today waits for the next working day.
    """
    session.refresh(user, with_for_update=True)
    today = local(at).date()
    if user.summary_on == today:
        return False
    told = queries.pending_notices(session, user)
    if not any(notice.created_at < due for notice in told):
        return False
    for notice in told:
        notice.pending = False
    if user.active and user.notices is not NoticeChoice.IN_PRODUCT:
        user.summary_on = today
        enqueue(session, mails.summary_mail(user, told), at)
    session.flush()
    return True


def retry_all(session: Session, actor: Actor, words: str, at: datetime) -> int:
    """Retry every failed mail that matches these words. Return how many there were."""
    failed = queries.failed_mails(session, words)
    for mail in failed:
        retry(session, actor, mail, at)
    return len(failed)


def tell_undelivered(session: Session, interview: Interview, mail: OutboxMail, message: str, at: datetime) -> None:
    """Notify the sender of a mail that it did not arrive: the interviewers, unless a listener handles this kind of
    mail.
    """
    kind, _, number = mail.enclosure.partition(":")
    if tell := wired(session, CorrespondenceEvents).not_arrived.get(kind):
        tell(session, int(number), message, at)
    else:
        notify(session, interview, message, at)


def tell_of_failure(session: Session, mail: OutboxMail, at: datetime) -> None:
    """Notify that a mail to a respondent was given up.

    A failed mail to staff is skipped: notifying of it would never end.
    """
    interview = session.get(Interview, mail.interview_id) if mail.interview_id else None
    if interview and queries.respondents_at(interview, mail.to_address):
        what = explained(mail.error).what or "De mailserver weigert hem."
        tell_undelivered(session, interview, mail, f"De mail aan {mail.to_name} is niet verstuurd. {what}", at)


def let_go(session: Session, interview: Interview) -> None:
    """Delete the received mails and notices of an interview that is deleted."""
    session.execute(sa.delete(Notice).where(Notice.interview_id == interview.id))
    session.execute(sa.delete(IncomingMail).where(IncomingMail.interview_id == interview.id))
