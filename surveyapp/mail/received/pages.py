"""The mails of one interview, out and in, as one list."""

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
    """A mail that went out or came in; one of both is there."""

    at: datetime
    out: OutboxMail | None = None
    came: IncomingMail | None = None


def lines_of(session: Session, interview: Interview) -> Sequence[Line]:
    """All of them, the newest first."""
    out = [Line(one.sent_at or one.created_at, out=one) for one in mails_of_interview(session, interview.id)]
    came = [Line(one.received_at, came=one) for one in queries.incoming_of(session, interview)]
    return sorted([*out, *came], key=lambda line: line.at, reverse=True)


def without_link(text: str) -> str:
    """What a mail says, for everybody but its recipient: link and code open what only they may open."""
    return filled_in(text.replace(f'href="{LINK}"', ""), HIDDEN)
