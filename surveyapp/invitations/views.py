"""Views to preview and send an invitation, announce a change, or cancel."""

from flask import Blueprint, Flask, Response, abort, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import listed
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import Interview
from surveyapp.invitations import operations, pages, queries
from surveyapp.invitations.calendar_writer import calendar_of
from surveyapp.invitations.enclosures import CALENDAR_FILE
from surveyapp.invitations.forms import CancelForm, InviteForm
from surveyapp.mail.message.framing import framed
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template

blueprint = Blueprint("invitations", __name__)
staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the views."""
    app.register_blueprint(blueprint)


def _interview(interview_id: int) -> Interview:
    return interviews.get_interview(db.session, current_user, interview_id)


def _contact() -> str:
    contact: str = current_app.config["CONTACT_EMAIL"]
    return contact


@blueprint.get("/interviews/<int:interview_id>/uitnodiging")
@staff
def preview(interview_id: int) -> ResponseReturnValue:
    """Show what would be sent, to whom, and what was sent before."""
    return _page(_interview(interview_id))


@after_writing
def _page(interview: Interview, form: InviteForm | None = None, cancelling: CancelForm | None = None) -> Page:
    page = pages.invitation_page(db.session, interview, utcnow())
    form = form or InviteForm.among(interview.respondents, formdata=None, people=list(page.proposed), after=page.newest)
    if page.refusal:
        form.anchor = ""  # nothing can be sent, so the page has no field to link to
    first = interview.respondents[0] if interview.respondents else None
    message = first and pages.preview(db.session, actor(), interview, first, _contact())
    return render_template(
        "invitations/invitation.html",
        page=page,
        subject=message.subject if message else "",
        interview=interview,
        form=form,
        cancelling=cancelling or CancelForm(formdata=None, after=page.newest),
        calendar_file=CALENDAR_FILE,
    )


@blueprint.post("/interviews/<int:interview_id>/uitnodiging")
@staff
def send(interview_id: int) -> ResponseReturnValue:
    """Send the invitation to the chosen respondents: all mails or none."""
    interview = _interview(interview_id)
    form = InviteForm.among(interview.respondents)
    if not form.validate():
        return _page(interview, form), 422
    try:
        sent = operations.invite(
            db.session,
            actor(),
            interview,
            form.people.data or [],
            after=form.after.data or 0,
            contact=_contact(),
            at=utcnow(),
        )
    except Refused as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for("invitations.preview", interview_id=interview.id), 303)
    people = {respondent.id: respondent.name for respondent in interview.respondents}
    flash(
        f"De uitnodiging gaat naar {listed([people[recipient.respondent_id] for recipient in sent.recipients])}.",
        "success",
    )
    return redirect(url_for("invitations.preview", interview_id=interview.id), 303)


@blueprint.post("/interviews/<int:interview_id>/uitnodiging/afzeggen")
@staff
def cancel(interview_id: int) -> ResponseReturnValue:
    """Cancel the conversation and mail everybody who was invited."""
    interview, form = _interview(interview_id), CancelForm()
    if not form.validate():
        return _page(interview, cancelling=form), 422
    try:
        told = operations.cancel(
            db.session,
            actor(),
            interview,
            reason=form.reason.data or "",
            after=form.after.data or 0,
            contact=_contact(),
            at=utcnow(),
        )
        flash(f"De afzegging gaat naar {listed([invitee.person.name for invitee in told])}.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("invitations.preview", interview_id=interview.id), 303)


@blueprint.get("/interviews/<int:interview_id>/uitnodiging/mail/<int:respondent_id>")
@staff
def mail(interview_id: int, respondent_id: int) -> ResponseReturnValue:
    """Show the mail that a respondent would get, for the frame on the page."""
    interview = _interview(interview_id)
    respondent = next(
        (respondent for respondent in interview.respondents if respondent.id == respondent_id), None
    ) or abort(404)
    message = pages.preview(db.session, actor(), interview, respondent, _contact()) or abort(404)
    return framed(message.html, links_open=True)


@blueprint.get("/interviews/<int:interview_id>/uitnodiging/afspraak.ics")
@staff
def own_calendar(interview_id: int) -> ResponseReturnValue:
    """Download the appointment for an interviewer's own calendar."""
    interview = _interview(interview_id)
    plan = queries.plan_of(interview) or abort(404)
    before = queries.newest_invitation(db.session, interview)
    meeting = operations.meeting_of(db.session, actor(), interview, plan, before, _contact())
    response = Response(calendar_of(meeting, None, utcnow()), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f"attachment; filename={CALENDAR_FILE}"
    return response
