"""What approvers are told when everything is agreed."""

from surveyapp.interviews.models import Interview, Respondent
from surveyapp.mail.operations import Message
from surveyapp.mail.templating import written


def agreed_mail(interview: Interview, approver: Respondent, completion_id: int, count: int) -> Message:
    """To an approver: all texts have agreement, and here they are."""
    heading = "Alles is akkoord"
    plain, html = written(
        "agreed",
        heading=heading,
        interview=interview,
        organisation=interview.organisation.label,
        respondent=approver,
        count=count,
    )
    return Message(
        to_name=approver.name,
        to_address=approver.email,
        subject=f"{heading} ({interview.organisation.label})",
        text=plain,
        html=html,
        reply_to=interview.interviewers[0].email if interview.interviewers else "",
        enclosure=f"agreed:{completion_id}",
        interview_id=interview.id,
    )
