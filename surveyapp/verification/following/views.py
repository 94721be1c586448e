"""Staff pages of a sent record: its readers, reminders and links."""

from typing import Any

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import Interview
from surveyapp.readings.links import operations
from surveyapp.readings.reminders import views
from surveyapp.readings.reminders.views import Reminding
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.checks.operations import of_interview
from surveyapp.verification.following import pages
from surveyapp.verification.on_behalf.forms import agreement_form, told_form
from surveyapp.verification.reaching.pages import addresses_in
from surveyapp.verification.records import queries
from surveyapp.verification.untold.queries import untold
from surveyapp.verification.waiting import queries as waiting_queries
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def _interview(interview_id: int) -> Interview:
    return interviews.get_interview(db.session, current_user, interview_id)


@blueprint.get("/interviews/<int:interview_id>/verslagen/<int:number>")
@staff
def record(interview_id: int, number: int) -> ResponseReturnValue:
    """Show a record as it was sent, and its readers' reactions."""
    return record_page(_interview(interview_id), number)


@after_writing
def record_page(interview: Interview, number: int, **forms: Any) -> Page:
    """Render the page of a sent record. ``forms``: submitted forms with errors, by name."""
    record, today = queries.get_record(db.session, current_user, interview.id, number), local(utcnow()).date()
    return render_template(
        "verification/record.html",
        untold=untold(db.session, interview),
        addresses=addresses_in(db.session, of_interview(interview.id)),
        page=pages.sent_page(db.session, record, utcnow()),
        interview=interview,
        agreement=forms.get("agreement") or agreement_form(db.session, interview, today, formdata=None, said_on=today),
        told=forms.get("told") or told_form(db.session, interview, formdata=None),
        today=today,
    )


def _reminding(interview_id: int, number: int) -> Reminding:
    interview = _interview(interview_id)
    back = url_for("verification.record", interview_id=interview.id, number=number)
    return Reminding(
        waiting_queries.of_newest_records(db.session, [interview.id])[interview.id],
        here=url_for("verification.look_over_reminder", interview_id=interview.id, number=number),
        back=back,
        trail=(
            (url_for("fieldwork.mine"), "Mijn interviews"),
            (back, f"{interview.organisation.label}, verslag {number}"),
        ),
    )


@blueprint.get("/interviews/<int:interview_id>/verslagen/<int:number>/herinneren")
@staff
def look_over_reminder(interview_id: int, number: int) -> ResponseReturnValue:
    """Show who would get a reminder, and its text."""
    return views.page(_reminding(interview_id, number))


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/herinneren")
@staff
def remind(interview_id: int, number: int) -> ResponseReturnValue:
    """Mail the link again to those who have not finished."""
    return views.send(_reminding(interview_id, number))


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/intrekken/<int:verification_id>")
@staff
def revoke(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Revoke a respondent's link."""
    interview = _interview(interview_id)
    verification = queries.get_reading(db.session, current_user, interview.id, number, verification_id)
    operations.revoke_link(db.session, actor(), verification, at=utcnow())
    flash(f"De link van {verification.respondent.name} werkt niet meer.", "success")
    return redirect(url_for("verification.record", interview_id=interview.id, number=number), 303)


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/nieuwe-link/<int:verification_id>")
@staff
def renew(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Mail a new link to a respondent."""
    verification = queries.get_reading(db.session, current_user, interview_id, number, verification_id)
    config = current_app.config
    try:
        operations.renew_link(
            db.session,
            actor(),
            verification,
            link_days=config["LINK_DAYS"],
            contact=config["CONTACT_EMAIL"],
            at=utcnow(),
        )
        flash(f"{verification.respondent.name} krijgt een mail met een nieuwe link.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("verification.record", interview_id=interview_id, number=number), 303)
