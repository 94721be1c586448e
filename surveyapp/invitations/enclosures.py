"""Enclosures of an invitation: the calendar part, the same as a file, and the questions as PDF."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Interview
from surveyapp.invitations import queries
from surveyapp.invitations.rules import Method
from surveyapp.mail.message.enclosures import CalendarPart, EnclosedFile, Enclosure, EnclosureGone
from surveyapp.printing.pdf_writer import file_name, head_of, paper, render
from surveyapp.questionnaires.operations import parsed

CALENDAR_FILE = "afspraak.ics"
CALENDAR_TYPE = "application/ics"


def invitation_enclosure(session: Session, recipient_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return the enclosures for one recipient. Raises EnclosureGone when something newer was sent to them."""
    copy = queries.find_recipient(session, recipient_id)
    if copy is None:
        raise EnclosureGone("Deze uitnodiging is er niet meer.")
    if not queries.is_newest(session, copy):
        raise EnclosureGone("Er is intussen een nieuwere uitnodiging of afzegging.")
    invitation = copy.invitation
    files = [EnclosedFile(CALENDAR_FILE, CALENDAR_TYPE, invitation.calendar.encode())]
    if invitation.method is Method.REQUEST:
        files.insert(0, questions_file(invitation.interview, config["PUBLISHER"]))
    return Enclosure(files=tuple(files), calendar=CalendarPart(invitation.calendar, invitation.method.value.upper()))


def questions_file(interview: Interview, publisher: str) -> EnclosedFile:
    """Return the questions as PDF to read in advance, without room to write."""
    html = paper(parsed(interview.questionnaire), publisher, head_of(interview), room=False)
    return EnclosedFile(file_name(interview.organisation.key), "application/pdf", render(html))
