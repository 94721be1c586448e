"""What tests and the bench do to the sample round before they begin with it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core.db import utcnow
from surveyapp.mail.outbox.models import MailState, OutboxMail


def mails_left(session: Session) -> None:
    """Its mails have all left: they are a hundred PDFs, which would be made beside what is looked at."""
    waiting = sa.update(OutboxMail).where(OutboxMail.state == MailState.WAITING)
    session.execute(waiting.values(state=MailState.SENT, sent_at=utcnow()))
