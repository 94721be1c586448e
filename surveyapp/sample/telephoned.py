"""Sample data of approval on behalf: respondents who prefer the telephone."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.core.dutch import local
from surveyapp.interviews.recording.models import Interview
from surveyapp.verification.on_behalf.operations import Heard, approve_on_behalf
from surveyapp.verification.records.queries import approvers_of, texts_of
from surveyapp.verification.records.rules import Channel

NOTE = "Alle antwoorden doorgelopen aan de telefoon. Overal mee akkoord, geen wijzigingen."


def everybody_telephones(session: Session, actor: Actor, interview: Interview, contact: str, at: datetime) -> None:
    """Record the approval of everything by telephone for each approver."""
    heard = Heard(Channel.PHONE, local(at).date(), NOTE)
    for person in approvers_of(interview):
        items = texts_of(session, interview).open_for(person)
        approve_on_behalf(session, actor, interview, person, items, heard, contact=contact, at=at)
