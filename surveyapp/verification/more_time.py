"""The respondent asks for more time: a page of its own, with the record open in this browser."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.audit import Actor
from surveyapp.db import db, utcnow
from surveyapp.dutch import local
from surveyapp.errors import Refused
from surveyapp.verification import extending, visiting, waiting
from surveyapp.verification.forms import MoreTimeForm
from surveyapp.verification.models import Verification
from surveyapp.web.access import open_to_all
from surveyapp.web.limits import limiter

blueprint = Blueprint("time", __name__, url_prefix="/nakijken/meer-tijd/<int:reader>")


@blueprint.get("")
@open_to_all
def more_time(reader: int) -> ResponseReturnValue:
    """A date and a reason, or what became of the request."""
    verification = visiting.verification_read(str(reader))
    if verification.submitted_at:
        return redirect(url_for("guest.receipt"), 303)
    return _page(verification, MoreTimeForm(formdata=None))


def _page(verification: Verification, form: MoreTimeForm) -> str:
    record = verification.record
    people = [one.email for one in record.interview.interviewers]
    return render_template(
        "verification/more_time.html",
        form=form,
        verification=verification,
        organisation=record.interview.organisation.label,
        request=waiting.newest_extension(db.session, verification.id),
        last_day=record.interview.round.last_day,
        today=local(utcnow()).date(),
        reply_to=people[0] if people else current_app.config["CONTACT_EMAIL"],
    )


@blueprint.post("")
@open_to_all
@limiter.limit("20 per minute")
def ask(reader: int) -> ResponseReturnValue:
    """Ask it. The page then says what happens next."""
    verification, form = visiting.verification_read(str(reader)), MoreTimeForm()
    if not form.validate() or form.until.data is None:
        return _page(verification, form), 422
    who = Actor("respondent", verification.respondent_id, request.remote_addr or "")
    try:
        extending.ask_for_time(
            db.session, who, verification, until=form.until.data, reason=form.reason.data or "", at=utcnow()
        )
    except Refused as refusal:
        form.until.errors = [str(refusal)]
        return _page(verification, form), 422
    return redirect(url_for(".more_time", reader=reader), 303)
