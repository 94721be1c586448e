"""Sample data of deadlines: a respondent who read the record and asked for more time."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.core.workdays import after_working_days
from surveyapp.readings.links.operations import open_reading
from surveyapp.readings.more_time.operations import ask_for_time
from surveyapp.verification.records.models import Verification

REASON = "Onze wethouder is nieuw en wil het verslag eerst met de gemeenten bespreken."


def ask_time(session: Session, verification: Verification, actor: Actor, at: datetime) -> None:
    """Open the record, and ask for more time an hour later. The request stays open."""
    open_reading(session, actor, verification, at=at)
    until = after_working_days(verification.deadline, 6)
    ask_for_time(session, actor, verification, until=until, reason=REASON, at=at + timedelta(hours=1))
