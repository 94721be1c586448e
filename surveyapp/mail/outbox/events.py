"""Events of mails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.mail.outbox.models import OutboxMail


@dataclass(frozen=True, slots=True, kw_only=True)
class MailEvents:
    """Listeners to events of mails."""

    given_up: Callable[[Session, OutboxMail, datetime], None]
    """A mail will not be tried again. Called in the transaction that stores this."""
