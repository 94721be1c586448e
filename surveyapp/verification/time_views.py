"""Time, for staff: answer a request for more time, give it unasked, and let those go on who wait for the readers."""

from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.wrappers import Response

from surveyapp.accounts.rules import RoleName
from surveyapp.db import db, utcnow
from surveyapp.dutch import listed, local, long_date
from surveyapp.errors import Refused
from surveyapp.verification import extending, guest, more_time, queries, releasing, waiting
from surveyapp.verification.forms import GiveTimeForm, RefuseTimeForm
from surveyapp.verification.models import Verification
from surveyapp.web.access import actor, allow

blueprint = Blueprint("time", __name__, url_prefix="/interviews/<int:interview_id>/verslagen/<int:number>")
staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
guest.blueprint.register_blueprint(more_time.blueprint)


def init_app(app: Flask) -> None:
    """Register the pages, and what the respondent's page shows of a request."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asked_time"] = lambda reader: waiting.newest_extension(db.session, reader)


def _verification(interview_id: int, number: int, verification_id: int) -> Verification:
    return queries.get_reading(db.session, current_user, interview_id, number, verification_id)


@blueprint.get("/termijn/<int:verification_id>")
@staff
def term(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """One person's deadline: what was asked, and the two answers."""
    return _page(_verification(interview_id, number, verification_id))


def _page(verification: Verification, **forms: Any) -> str:
    interview, request = verification.record.interview, waiting.find_request(db.session, verification.id)
    proposed = request.asked_for if request else interview.round.terms.deadline(local(utcnow()).date())
    return render_template(
        "verification/term.html",
        verification=verification,
        interview=interview,
        record=verification.record,
        request=request,
        refusal=extending.why_not_extend(
            verification, utcnow(), newest=waiting.is_newest(db.session, verification.record)
        ),
        last_day=interview.round.last_day,
        give=forms.get("give") or GiveTimeForm(formdata=None, until=proposed),
        refuse=forms.get("refuse") or RefuseTimeForm(formdata=None),
    )


@blueprint.post("/termijn/<int:verification_id>")
@staff
def give(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Give more time."""
    verification, form = _verification(interview_id, number, verification_id), GiveTimeForm()
    if not form.validate() or form.until.data is None:
        return _page(verification, give=form), 422
    try:
        extending.give_time(
            db.session, actor(), verification, until=form.until.data, words=form.words.data or "",
            contact=current_app.config["CONTACT_EMAIL"], at=utcnow(),
        )  # fmt: skip
    except Refused as refusal:
        form.until.errors = [str(refusal)]
        return _page(verification, give=form), 422
    flash(f"{verification.respondent.name} heeft nu tot en met {long_date(verification.deadline)}.", "success")
    return _to_record(interview_id, number)


@blueprint.post("/termijn/<int:verification_id>/weigeren")
@staff
def refuse(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Answer a request with no."""
    verification, form = _verification(interview_id, number, verification_id), RefuseTimeForm()
    if waiting.find_request(db.session, verification.id) is None:
        flash("Er is geen verzoek om meer tijd dat op antwoord wacht.", "warning")
        return _to_record(interview_id, number)
    if not form.validate():
        return _page(verification, refuse=form), 422
    try:
        extending.refuse_time(
            db.session, actor(), verification, words=form.why.data or "",
            contact=current_app.config["CONTACT_EMAIL"], at=utcnow(),
        )  # fmt: skip
    except Refused as refusal:
        form.why.errors = [str(refusal)]
        return _page(verification, refuse=form), 422
    flash(f"{verification.respondent.name} krijgt een mail met uw antwoord.", "success")
    return _to_record(interview_id, number)


@blueprint.post("/vrijgeven")
@staff
def release(interview_id: int, number: int) -> ResponseReturnValue:
    """Who must agree gets the record now."""
    record = queries.get_record(db.session, current_user, interview_id, number)
    try:
        found = releasing.release(db.session, actor(), record, contact=current_app.config["CONTACT_EMAIL"], at=utcnow())
        flash(f"Het verslag gaat nu naar {listed([one.respondent.name for one in found])}.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return _to_record(interview_id, number)


def _to_record(interview_id: int, number: int) -> Response:
    return redirect(url_for("verification.record", interview_id=interview_id, number=number), 303)
