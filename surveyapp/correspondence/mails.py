"""What staff is told by mail."""

from collections.abc import Sequence

from surveyapp.accounts.models import User
from surveyapp.correspondence.models import Notice
from surveyapp.mail.operations import Message
from surveyapp.mail.templating import written


def notice_mail(interviewer: User, notice: Notice) -> Message:
    """Something happened in an interview."""
    subject = f"{notice.interview.organisation.label}: {notice.text}"
    return _to(interviewer, subject, f"Nieuws over {notice.interview.organisation.label}", (notice,))


def summary_mail(interviewer: User, told: Sequence[Notice]) -> Message:
    """All that happened since the last summary."""
    heading = f"{len(told)} meldingen uit Wederhoor" if len(told) > 1 else "Eén melding uit Wederhoor"
    return _to(interviewer, heading, heading, told)


def _to(interviewer: User, subject: str, heading: str, told: Sequence[Notice]) -> Message:
    menus = list(dict.fromkeys(one.menu or "Mijn interviews" for one in told))
    plain, html = written("notice", heading=heading, interviewer=interviewer, told=told, menus=menus)
    about = {one.interview.id for one in told}
    return Message(
        to_name=interviewer.name,
        to_address=interviewer.email,
        subject=subject[:200],
        text=plain,
        html=html,
        interview_id=about.pop() if len(about) == 1 else None,
    )
