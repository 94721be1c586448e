"""The mails of an interview, sent and received, as a single list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Interview
from surveyapp.mail.message.enclosures import Enclosure
from surveyapp.mail.message.marks import LINK, filled_in
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.outbox.queries import mails_of_interview
from surveyapp.mail.received import queries
from surveyapp.mail.received.models import IncomingMail

HIDDEN = Enclosure(link="[persoonlijke link]", code="[persoonlijke code]", code_page="[de codepagina]")


@dataclass(frozen=True, slots=True)
class Line:
    """A mail that was sent (``out``) or received (``came``); the other is None."""

    at: datetime
    out: OutboxMail | None = None
    came: IncomingMail | None = None


def lines_of(session: Session, interview: Interview) -> Sequence[Line]:
    """Return all mails of an interview, newest first."""
    out = [Line(mail.sent_at or mail.created_at, out=mail) for mail in mails_of_interview(session, interview.id)]
    came = [Line(mail.received_at, came=mail) for mail in queries.incoming_of(session, interview)]
    return sorted([*out, *came], key=lambda line: line.at, reverse=True)


def without_link(text: str) -> str:
    """Return the text of a mail for anybody but its recipient: only they may use the link and the code."""
    return filled_in(text.replace(f'href="{LINK}"', ""), HIDDEN)
