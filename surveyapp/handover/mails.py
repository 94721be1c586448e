"""Mails about a handover."""

from surveyapp.accounts.staff.models import User
from surveyapp.interviews.recording.models import Interview
from surveyapp.mail.message.templating import written
from surveyapp.mail.outbox.operations import Message


def taken_mail(interview: Interview, taker: User, by: str, note: str, *, with_whom: str) -> Message:
    """Return the mail to the interviewer who takes over the interview."""
    heading = f"U neemt het interview met {interview.organisation.label} over"
    plain, html = written(
        "handover_taken", heading=heading, interview=interview, taker=taker, by=by, note=note, with_whom=with_whom
    )
    return _to(taker, heading, plain, html, interview)


def given_mail(interview: Interview, giver: User, taker: User, by: str, note: str) -> Message:
    """Return the mail to the interviewer from whom another user took the interview."""
    heading = f"Het interview met {interview.organisation.label} is overgedragen"
    plain, html = written(
        "handover_given", heading=heading, interview=interview, giver=giver, taker=taker, by=by, note=note
    )
    return _to(giver, heading, plain, html, interview)


def _to(user: User, subject: str, plain: str, html: str, interview: Interview) -> Message:
    return Message(
        to_name=user.name, to_address=user.email, subject=subject, text=plain, html=html, interview_id=interview.id
    )
