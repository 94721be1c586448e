"""Send reminders of a record by hand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import Interview
from surveyapp.readings.reminders.operations import remind_all
from surveyapp.verification.records.models import Verification
from surveyapp.verification.waiting import queries


def remind(
    session: Session, actor: Actor, interview: Interview, *, contact: str, at: datetime
) -> Sequence[Verification]:
    """Mail the link of the newest record again; see ``remind_all``."""
    asked = queries.of_newest_records(session, [interview.id])[interview.id]
    return remind_all(session, actor, asked, contact=contact, at=at)
