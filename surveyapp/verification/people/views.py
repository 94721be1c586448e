"""Pages to add, change, remove and replace respondents, which show the effects before a change."""

from typing import Any

from flask import Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import NotFound, Refused
from surveyapp.interviews.desk import views as interviews
from surveyapp.interviews.desk.forms import RespondentForm
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.people import operations, queries
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.refusal import refuse

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the template global ``why_not_invite``."""
    app.jinja_env.globals["why_not_invite"] = lambda person: operations.why_not_invite(
        db.session, person.interview, person
    )


def _interview(interview_id: int) -> Interview:
    return get_interview(db.session, current_user, interview_id)


def _person(interview: Interview, respondent_id: int) -> Respondent:
    for respondent in interview.respondents:
        if respondent.id == respondent_id:
            return respondent
    raise NotFound("Deze respondent hoort niet bij dit interview.")


def _timing() -> dict[str, Any]:
    config = current_app.config
    return {"link_days": config["LINK_DAYS"], "contact": config["CONTACT_EMAIL"], "at": utcnow()}


def _back(interview: Interview) -> ResponseReturnValue:
    return redirect(url_for("interviews.details", interview_id=interview.id), 303)


def _wrong(interview: Interview, form: RespondentForm, respondent_id: int, reason: str = "") -> ResponseReturnValue:
    form.anchor = f"{{}}-{respondent_id or 'new'}"
    if reason:
        form.email.errors = [reason]
    return interviews.details_page(interview, respondent_form=form, respondent_id=respondent_id), 422


@blueprint.post("/interviews/<int:interview_id>/respondenten")
@staff
def add_respondent(interview_id: int) -> ResponseReturnValue:
    """Add a respondent."""
    interview, form = _interview(interview_id), RespondentForm()
    if not form.validate():
        return _wrong(interview, form, 0)
    try:
        person = operations.add_person(db.session, actor(), interview, form.person, at=utcnow())
    except Refused as refusal:
        return _wrong(interview, form, 0, str(refusal))
    flash(f"{person.name} is toegevoegd.", "success")
    return _back(interview)


@blueprint.post("/interviews/<int:interview_id>/respondenten/<int:respondent_id>")
@staff
def change_respondent(interview_id: int, respondent_id: int) -> ResponseReturnValue:
    """Change a respondent, at once or after the effects were shown."""
    interview, form = _interview(interview_id), RespondentForm()
    person = _person(interview, respondent_id)
    if not form.validate():
        return _wrong(interview, form, respondent_id)
    effects = operations.consequences(db.session, interview, person, form.person)
    if effects and not request.form.get("confirmed"):
        return render_template(
            "verification/confirm_change.html", interview=interview, person=person, form=form, effects=effects
        )
    try:
        operations.change_person(db.session, actor(), interview, person, form.person, **_timing())
    except Refused as refusal:
        return _wrong(interview, form, respondent_id, str(refusal))
    flash(f"{form.person.name} is opgeslagen.", "success")
    return _back(interview)


@blueprint.get("/interviews/<int:interview_id>/respondenten/<int:respondent_id>/verwijderen")
@staff
def leaving_respondent(interview_id: int, respondent_id: int) -> ResponseReturnValue:
    """Show the effects of removing a respondent."""
    interview = _interview(interview_id)
    return _leaving_page(interview, _person(interview, respondent_id))


@after_writing
def _leaving_page(interview: Interview, person: Respondent, **shown: Any) -> Page:
    sent = bool(queries.readings_of(db.session, person))
    return render_template(
        "verification/leaving.html",
        interview=interview,
        person=person,
        sent=sent,
        last=sent and operations.is_last(interview, person),
        form=shown.get("form") or RespondentForm(formdata=None, function=person.function),
        keep=shown.get("keep", ""),
        keep_problem=shown.get("keep_problem", ""),
    )


@blueprint.post("/interviews/<int:interview_id>/respondenten/<int:respondent_id>/verwijderen")
@staff
def remove_respondent(interview_id: int, respondent_id: int) -> ResponseReturnValue:
    """Remove a respondent."""
    interview = _interview(interview_id)
    person = _person(interview, respondent_id)
    operations.remove_person(
        db.session, actor(), interview, person, contact=current_app.config["CONTACT_EMAIL"], at=utcnow()
    )
    flash(f"{person.name} doet niet meer mee.", "success")
    return _back(interview)


@blueprint.post("/interviews/<int:interview_id>/respondenten/<int:respondent_id>/opvolger")
@staff
def replace_respondent(interview_id: int, respondent_id: int) -> ResponseReturnValue:
    """Replace a respondent by a successor."""
    interview, form = _interview(interview_id), RespondentForm()
    person, keep = _person(interview, respondent_id), request.form.get("keep", "")
    problem = "" if keep in {"yes", "no"} else "Kies wat er gebeurt met wat al akkoord is."
    if problem:
        refuse(problem, "keep")
    if not form.validate() or problem:
        return _leaving_page(interview, person, form=form, keep=keep, keep_problem=problem), 422
    try:
        new = operations.succeed(db.session, actor(), interview, person, form.person, keep=keep == "yes", **_timing())
    except Refused as refusal:
        form.email.errors = [str(refusal)]
        return _leaving_page(interview, person, form=form, keep=keep), 422
    flash(f"{new.name} neemt de plaats in van {person.name}.", "success")
    return _back(interview)


@blueprint.post("/interviews/<int:interview_id>/respondenten/<int:respondent_id>/verslag")
@staff
def send_to_respondent(interview_id: int, respondent_id: int) -> ResponseReturnValue:
    """Send the newest record to a respondent who joined after it was sent."""
    interview = _interview(interview_id)
    person = _person(interview, respondent_id)
    operations.invite_later(db.session, actor(), interview, person, **_timing())
    flash(f"Het verslag gaat naar {person.name}.", "success")
    return _back(interview)
