"""The page on which a reader of any kind asks for more time."""

from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.readings.links import visits
from surveyapp.readings.links.kinds import Kind, find_request, newest_extension
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.readings.more_time import operations
from surveyapp.readings.more_time.forms import MoreTimeForm
from surveyapp.web.afterwards import Page, after_writing, render_template


def show(kind: Kind[Any], reader: int) -> ResponseReturnValue:
    """Show the form, or the state of the request."""
    reading = visits.read(kind, str(reader))
    if reading.submitted_at:
        return redirect(url_for(kind.receipt), 303)
    return _page(kind, reading, MoreTimeForm(formdata=None))


def ask(kind: Kind[Any], reader: int) -> ResponseReturnValue:
    """Save the request; the page then says what happens next."""
    reading, form = visits.read(kind, str(reader)), MoreTimeForm()
    if not form.validate() or form.until.data is None:
        return _page(kind, reading, form), 422
    try:
        operations.ask_for_time(
            db.session,
            visits.actor_of(reading),
            reading,
            until=form.until.data,
            reason=form.reason.data or "",
            at=utcnow(),
        )
    except Refused as refusal:
        form.until.errors = [str(refusal)]
        return _page(kind, reading, form), 422
    return redirect(url_for(kind.time.page, reader=reader), 303)


@after_writing
def _page(kind: Kind[Any], reading: ReadingMixin, form: MoreTimeForm) -> Page:
    interview = reading.respondent.interview
    if find_request(db.session, reading):
        form.anchor = ""  # one request is open, and the page has no field
    return render_template(
        "verification/more_time.html",
        kind=kind,
        name=kind.named(reading),
        form=form,
        deadline=reading.deadline,
        organisation=interview.organisation.label,
        request=newest_extension(db.session, kind, reading.id),
        last_day=interview.round.last_day,
        today=local(utcnow()).date(),
        reply_to=kind.reply_to(reading, current_app.config["CONTACT_EMAIL"]),
    )
