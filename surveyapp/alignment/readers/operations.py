"""Change a reader of an alignment: name, function, address, or a successor."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.core.audit import Actor
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Respondent
from surveyapp.interviews.recording.operations import RespondentData, changes_between
from surveyapp.mail.received.operations import notify
from surveyapp.verification.people import operations


class Mailing(NamedTuple):
    """How many days links work, and the address that answers readers."""

    link_days: int
    contact: str


def correct(
    session: Session, actor: Actor, reading: AlignmentReading, data: RespondentData, mailing: Mailing, *, at: datetime
) -> None:
    """Change a reader's name, function or address, and tell the interviewers. Raises Refused."""
    person = reading.respondent
    if not changes_between(person, data):
        raise Refused("Er is niets gewijzigd.")
    operations.change_person(session, actor, person.interview, person, data, **mailing._asdict(), at=at)
    words = f"De redactie wijzigde de gegevens van {data.name} ({data.function}), bij het afstemmen van rapporttekst."
    notify(session, person.interview, words, at)


def replace(
    session: Session, actor: Actor, reading: AlignmentReading, data: RespondentData, mailing: Mailing, *, at: datetime
) -> Respondent:
    """Replace a reader by a successor; approvals stand. Tell the interviewers. Raises Refused."""
    person = reading.respondent
    successor = operations.succeed(
        session, actor, person.interview, person, data, keep=True, **mailing._asdict(), at=at
    )
    words = f"De redactie wees een opvolger aan: {data.name} ({data.function}) in plaats van {person.name}."
    notify(session, person.interview, words, at)
    return successor
