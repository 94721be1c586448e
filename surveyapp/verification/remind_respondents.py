"""Reminders of records by hand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.audit import Actor
from surveyapp.interviews.models import Interview
from surveyapp.verification import waiting
from surveyapp.verification.models import Verification
from surveyapp.verification.reminding import remind_all


def remind(
    session: Session, actor: Actor, interview: Interview, *, contact: str, at: datetime
) -> Sequence[Verification]:
    """Mail the link of the newest record again; see ``remind_all``."""
    asked = waiting.of_newest_records(session, [interview.id])[interview.id]
    return remind_all(session, actor, asked, contact=contact, at=at)
