"""Pages to look over the next record and send it."""

from flask import Flask, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import listed, local
from surveyapp.core.errors import Refused
from surveyapp.interviews.completeness.rules import by_concern, findings
from surveyapp.interviews.desk import pages as desks
from surveyapp.interviews.left_out.queries import left_out_of
from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import Interview
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.preview.forms import SendForm
from surveyapp.verification.reading import pages
from surveyapp.verification.sending import operations
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the pages of this package."""
    app.register_blueprint(blueprint)


def _interview(interview_id: int) -> Interview:
    return interviews.get_interview(db.session, current_user, interview_id)


@blueprint.get("/interviews/<int:interview_id>/verslag")
@staff
def preview(interview_id: int) -> ResponseReturnValue:
    """Show the next record as its respondents will see it."""
    interview = _interview(interview_id)
    return _preview_page(interview, SendForm.proposed(interview, local(utcnow()).date()))


@after_writing
def _preview_page(interview: Interview, form: SendForm) -> Page:
    desk = desks.desk_of(db.session, interview)
    return render_template(
        "verification/preview.html",
        page=pages.preview_page(db.session, interview, current_app.config["CONTACT_EMAIL"]),
        interview=interview,
        form=form,
        refusal=operations.why_not_send(db.session, interview),
        left_out=left_out_of(db.session, interview),
        check=by_concern(findings(desk.items)),
        baseline=desk.baseline,
    )


@blueprint.post("/interviews/<int:interview_id>/verslag")
@staff
def send(interview_id: int) -> ResponseReturnValue:
    """Send the record: record, links and mails in one transaction."""
    interview, form = _interview(interview_id), SendForm()
    if not form.validate() or form.deadline.data is None:
        return _preview_page(interview, form), 422
    if reason := operations.why_not_send(db.session, interview):
        flash(reason, "warning")
        return redirect(url_for("verification.preview", interview_id=interview.id), 303)
    try:
        record = operations.send_record(
            db.session,
            actor(),
            interview,
            deadline=form.deadline.data,
            readers_until=form.first_until,
            link_days=current_app.config["LINK_DAYS"],
            contact=current_app.config["CONTACT_EMAIL"],
            at=utcnow(),
        )
    except Refused as refusal:
        form.wrong_date.errors = [str(refusal)]
        return _preview_page(interview, form), 422
    names = listed([verification.respondent.name for verification in record.verifications if verification.released_at])
    later = [verification.respondent.name for verification in record.verifications if not verification.released_at]
    if names:
        then = f" Daarna naar {listed(later)}." if later else ""
        flash(f"Verslag {record.number} gaat naar {names}.{then}", "success")
    else:
        flash(f"Verslag {record.number} wacht op een mailserver. Daarna gaat het naar {listed(later)}.", "warning")
    return redirect(url_for("verification.record", interview_id=interview.id, number=record.number), 303)
