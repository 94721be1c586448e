"""What the mail with all agreed texts says."""

from surveyapp.dutch import counted
from surveyapp.interviews.models import Interview, Respondent
from surveyapp.mail.operations import Message
from surveyapp.wording.mails import letter


def agreed_mail(interview: Interview, approver: Respondent, completion_id: int, count: int) -> Message:
    """To an approver: all texts have agreement, and here they are."""
    values = {"antwoorden": counted(count, "antwoord", "antwoorden")}
    first = interview.interviewers[0].email if interview.interviewers else ""
    contact = first or "Beantwoord deze mail"
    return letter(interview, "agreed", approver, values, contact=contact, enclosure=f"agreed:{completion_id}")
