"""Pages on which an approver asks colleagues to read along, and takes that back."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import Refused
from surveyapp.readings.links import visits as links_visits
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.passing_on import operations
from surveyapp.verification.passing_on.forms import ColleagueForm
from surveyapp.verification.records.models import Verification
from surveyapp.verification.visits import visits
from surveyapp.web.access import for_readers
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.limits import limiter
from surveyapp.web.visits import this_browser


@blueprint.get("/nakijken/meelezen")
@for_readers
def reading_along() -> ResponseReturnValue:
    """Show the colleagues who read along, and a form to ask another."""
    verification = visits.current()
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
        people=[
            (colleague.id, colleague.name, colleague.function, colleague.email)
            for colleague in operations.colleagues_of(verification)
        ],
        most=operations.AT_ONCE,
    )


@blueprint.post("/nakijken/meelezen")
@for_readers
@limiter.limit("20 per hour", key_func=this_browser)
def pass_on() -> ResponseReturnValue:
    """Ask a colleague to read along: they get a mail with a link of their own."""
    form = ColleagueForm()
    verification = visits.read(form.reader.data)
    if not form.validate():
        return _page(verification, form), 422
    try:
        colleague = operations.pass_on(
            db.session,
            links_visits.actor_of(verification),
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
    """Take an invitation to read along back."""
    verification = visits.current()
    colleague = operations.take_back(
        db.session, links_visits.actor_of(verification), verification, colleague_id, at=utcnow()
    )
    flash(f"{colleague.name} kan dit verslag niet meer openen.", "success")
    return redirect(url_for("verification.reading_along"), 303)
