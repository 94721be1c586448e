"""An approver's page of who reads along: ask somebody, take it back."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from surveyapp.db import db, utcnow
from surveyapp.errors import Refused
from surveyapp.verification import opened_record, passing_on, visiting
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.colleague_form import ColleagueForm
from surveyapp.verification.models import Verification
from surveyapp.web.access import for_readers
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.limits import limiter
from surveyapp.web.visits import this_browser


@blueprint.get("/nakijken/meelezen")
@for_readers
def reading_along() -> ResponseReturnValue:
    """Who reads along because this respondent asked them to, and a form to ask somebody."""
    verification = opened_record.current()
    if verification.submitted_at or not verification.respondent.must_agree:
        return redirect(url_for("verification.check"))
    return _page(verification, ColleagueForm(formdata=None))


@after_writing
def _page(verification: Verification, form: ColleagueForm, refusal: str = "") -> Page:
    return render_template(
        "verification/colleagues.html",
        form=form,
        refusal=refusal,
        reader=verification.id,
        number=verification.record.number,
        organisation=verification.record.interview.organisation.label,
        people=[(one.id, one.name, one.function, one.email) for one in passing_on.colleagues_of(verification)],
        most=passing_on.AT_ONCE,
    )


@blueprint.post("/nakijken/meelezen")
@for_readers
@limiter.limit("20 per hour", key_func=this_browser)
def pass_on() -> ResponseReturnValue:
    """Ask somebody to read along: a link of their own goes out."""
    form = ColleagueForm()
    verification = opened_record.read(form.reader.data)
    if not form.validate():
        return _page(verification, form), 422
    try:
        colleague = passing_on.pass_on(
            db.session,
            visiting.actor_of(verification),
            verification,
            form.person,
            contact=current_app.config["CONTACT_EMAIL"],
            at=utcnow(),
        )
    except Refused as refusal:
        return _page(verification, form, str(refusal)), 422
    flash(f"{colleague.name} krijgt een mail met een eigen link.", "success")
    return redirect(url_for("verification.reading_along"), 303)


@blueprint.post("/nakijken/meelezen/<int:colleague_id>/intrekken")
@for_readers
def take_back(colleague_id: int) -> ResponseReturnValue:
    """Somebody reads no further."""
    verification = opened_record.current()
    colleague = passing_on.take_back(
        db.session, visiting.actor_of(verification), verification, colleague_id, at=utcnow()
    )
    flash(f"{colleague.name} kan dit verslag niet meer openen.", "success")
    return redirect(url_for("verification.reading_along"), 303)
