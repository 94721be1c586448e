"""Sample mail: a wrong address, a reply, and an out-of-office reply."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview, Round
from surveyapp.mail.arrivals.operations import receive
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.queries import mails_of_interview
from surveyapp.mail.received.models import Notice

UNKNOWN = "550 5.1.1 <{}>: Recipient address rejected: User unknown in virtual mailbox table"
ASKS = "Beste interviewer,\n\nIk ben deze week weinig op kantoor. Mag het ook een paar dagen later?\n\nMet groet"
PACE = timedelta(seconds=2)
"""Time between two mails of the sample, about what a record takes as PDF."""
AWAY = "Ik ben afwezig tot en met vrijdag. Uw bericht wordt niet doorgestuurd."


def deliver(session: Session, round_: Round, at: datetime) -> None:
    """Deliver all mails but one, and receive mail from two respondents."""
    interviews = {interview.organisation.key: interview for interview in queries.interviews_in(session, round_)}
    lost = _last_to_respondent(session, interviews["zuid-holland"])
    lost.state, lost.attempts, lost.error = MailState.FAILED, 1, UNKNOWN.format(lost.to_address)
    _answer(session, _last_to_respondent(session, interviews["oost-groningen"]), ASKS, at - timedelta(days=1))
    _answer(session, _last_to_respondent(session, interviews["noord-limburg"]), AWAY, at - timedelta(days=2), away=True)
    session.execute(sa.update(Notice).where(Notice.created_at < at - timedelta(days=4)).values(seen_at=at))
    _leave_room(session, at)
    session.flush()


def _leave_room(session: Session, at: datetime) -> None:
    """Spread waiting mails, newest first, so that a mail sent by someone who tries the product leaves at once."""
    waiting = sa.select(OutboxMail).where(OutboxMail.state == MailState.WAITING).order_by(OutboxMail.id.desc())
    for place, mail in enumerate(session.scalars(waiting)):
        mail.next_attempt_at = at + place * PACE


def _last_to_respondent(session: Session, interview: Interview) -> OutboxMail:
    addresses = {respondent.email for respondent in interview.respondents}
    return [mail for mail in mails_of_interview(session, interview.id) if mail.to_address in addresses][-1]


def _answer(session: Session, mail: OutboxMail, text: str, at: datetime, *, away: bool = False) -> None:
    message = EmailMessage()
    message["From"] = mail.to_address
    message["Subject"] = f"{'Afwezig' if away else 'Re'}: {mail.subject}"
    message["Message-ID"] = f"<sample-{mail.id}@example.org>"
    message["In-Reply-To"] = mail.message_id
    message["Date"] = format_datetime(at)
    if away:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(text)
    receive(session, message.as_bytes(), at)
