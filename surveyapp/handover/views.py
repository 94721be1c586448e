"""View to hand over an interview, from its details."""

from collections.abc import Sequence

from flask import Blueprint, Flask, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.queries import active_users
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import Refused
from surveyapp.handover import operations
from surveyapp.handover.forms import HandoverForm
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import render_template

blueprint = Blueprint("handover", __name__)


def init_app(app: Flask) -> None:
    """Register the view."""
    app.register_blueprint(blueprint)


@blueprint.route("/interviews/<int:interview_id>/overdragen", methods=["GET", "POST"])
@allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
def hand_over(interview_id: int) -> ResponseReturnValue:
    """Hand over the interview to a chosen colleague; an administrator also chooses from whom."""
    interview = get_interview(db.session, current_user, interview_id)
    anybody = RoleName.ADMINISTRATOR in current_user.role_names
    givers = [interviewer for interviewer in interview.interviewers if anybody or interviewer.id == current_user.id]
    colleagues = active_users(db.session, RoleName.INTERVIEWER)
    form = HandoverForm.of(givers, colleagues, anybody=anybody)
    if form.validate_on_submit():
        try:
            return _handed_over(interview, form, givers, colleagues)
        except Refused as error:
            form.taker.errors = [str(error)]
    page = render_template("handover/hand_over.html", interview=interview, form=form, anybody=anybody)
    return page, 422 if form.errors else 200


def _handed_over(
    interview: Interview, form: HandoverForm, givers: Sequence[User], colleagues: Sequence[User]
) -> ResponseReturnValue:
    taker = next((colleague for colleague in colleagues if colleague.id == form.taker.data), None)
    if taker is None:
        raise Refused("Kies een collega.")
    giver = next((colleague for colleague in givers if colleague.id == form.giver.data), None)
    operations.hand_over(
        db.session,
        actor(),
        interview,
        giver=giver,
        taker=taker,
        stays=form.stays.data == "stay",
        note=form.note.data or "",
        at=utcnow(),
    )
    flash(f"{interview.organisation.label} is overgedragen aan {taker.name}.", "success")
    mine = current_user.id in {interviewer.id for interviewer in interview.interviewers}
    mine = mine or RoleName.ADMINISTRATOR in current_user.role_names
    return redirect(url_for("interviews.details", interview_id=interview.id) if mine else url_for("fieldwork.mine"))
