"""The mail with all agreed texts."""

from surveyapp.core.audit import Actor
from surveyapp.core.dutch import counted
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.mail.outbox.operations import Message
from surveyapp.mail.texts.mails import letter
from surveyapp.verification.signing.queries import writer_of


def agreed_mail(interview: Interview, approver: Respondent, completion_id: int, count: int) -> Message:
    """Return the mail to an approver that all texts are agreed, with the texts enclosed."""
    values = {"antwoorden": counted(count, "antwoord", "antwoorden")}
    writer = writer_of(interview, Actor.system())
    contact = writer.email if writer else "Beantwoord deze mail"
    enclosure = f"agreed:{completion_id}"
    return letter(interview, "agreed", approver, values, writer=writer, contact=contact, enclosure=enclosure)
