"""Pages with the mails of an interview, for its interviewers and administrators."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.mail.arrivals.operations import say_answered
from surveyapp.mail.blueprint import blueprint
from surveyapp.mail.received import pages, queries
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import render_template
from surveyapp.web.uploads import download

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


@blueprint.get("/interviews/<int:interview_id>/mails")
@staff
def interview_mails(interview_id: int) -> ResponseReturnValue:
    """Show the mails that were sent and received."""
    interview = get_interview(db.session, current_user, interview_id)
    lines = pages.lines_of(db.session, interview)
    unanswered = queries.unanswered(db.session, [interview.id]).get(interview.id, 0)
    return render_template("correspondence/interview.html", interview=interview, lines=lines, unanswered=unanswered)


@blueprint.post("/interviews/<int:interview_id>/mails/<int:incoming_id>/beantwoord")
@staff
def answered(interview_id: int, incoming_id: int) -> ResponseReturnValue:
    """Mark a mail as answered, or as not answered after all."""
    interview = get_interview(db.session, current_user, interview_id)
    incoming = queries.get_incoming(db.session, interview, incoming_id)
    say_answered(db.session, actor(), incoming, answered=request.form.get("answered") == "yes", at=utcnow())
    return redirect(url_for("mail.interview_mails", interview_id=interview.id, _anchor=f"in-{incoming.id}"), 303)


@blueprint.get("/interviews/<int:interview_id>/mails/<int:incoming_id>.eml")
@staff
def interview_mail_raw(interview_id: int, incoming_id: int) -> ResponseReturnValue:
    """Download a message as it was received."""
    interview = get_interview(db.session, current_user, interview_id)
    message = queries.get_incoming(db.session, interview, incoming_id)
    return download(message.raw, f"bericht-{message.id}.eml", "message/rfc822")
