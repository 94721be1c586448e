"""Views of the deadline settings of a round and of one interview."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import counted, local
from surveyapp.core.errors import Refused
from surveyapp.interviews.blueprint import blueprint
from surveyapp.interviews.recording import queries
from surveyapp.interviews.scheduling import operations
from surveyapp.interviews.scheduling.forms import OwnDeadlineForm, TermsForm
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import render_template


@blueprint.route("/veldwerk/ronde/<name>/termijnen", methods=["GET", "POST"])
@allow(RoleName.ADMINISTRATOR)
def terms(name: str) -> ResponseReturnValue:
    """Show and change the deadline and reminder settings of a round."""
    round_ = queries.get_round(db.session, name)
    form = TermsForm.of(round_.terms)
    if form.validate_on_submit():
        operations.change_terms(db.session, actor(), round_, form.terms, at=utcnow())
        days = counted(round_.react_days, "werkdag", "werkdagen")
        flash(f"Opgeslagen. Nieuwe verslagen krijgen een termijn van {days}.", "success")
        return redirect(url_for("interviews.terms", name=round_.name), 303)
    example = round_.terms.announced(local(utcnow()).date())
    page = render_template("interviews/terms.html", form=form, round=round_, example=example)
    return page, 422 if form.errors else 200


@blueprint.route("/interviews/<int:interview_id>/termijn", methods=["GET", "POST"])
@allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
def own_deadline(interview_id: int) -> ResponseReturnValue:
    """Set or clear the deadline of one interview."""
    interview = queries.get_interview(db.session, current_user, interview_id)
    form = OwnDeadlineForm(react_by=interview.react_by)
    if form.validate_on_submit():
        try:
            operations.give_own_deadline(db.session, actor(), interview, form.react_by.data, at=utcnow())
        except Refused as refusal:
            form.react_by.errors = [str(refusal)]
        else:
            flash("De termijn is opgeslagen.", "success")
            return redirect(url_for("interviews.details", interview_id=interview.id), 303)
    page = render_template("interviews/own_deadline.html", form=form, interview=interview)
    return page, 422 if form.errors else 200
