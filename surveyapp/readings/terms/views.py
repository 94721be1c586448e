"""The page on which staff gives or refuses a reader more time, for every kind of reading."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import local, up_to
from surveyapp.core.errors import Refused
from surveyapp.readings.links.kinds import find_request
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.readings.more_time import operations
from surveyapp.readings.more_time.forms import GiveTimeForm, RefuseTimeForm
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Page, after_writing, render_template


@dataclass(frozen=True, slots=True)
class Term:
    """A reading and the addresses around its page. ``trail``: address and text of the pages above it."""

    reading: ReadingMixin
    give: str
    refuse: str
    back: str
    trail: tuple[tuple[str, str], ...]


@after_writing
def page(term: Term, **forms: Any) -> Page:
    """Show the request, with the forms to give and to refuse more time."""
    reading = term.reading
    round_, request = reading.respondent.interview.round, find_request(db.session, reading)
    proposed = request.asked_for if request else round_.terms.deadline(local(utcnow()).date())
    return render_template(
        "verification/term.html",
        term=term,
        reading=reading,
        request=request,
        refusal=operations.why_not_now(db.session, reading, utcnow()),
        last_day=round_.last_day,
        give=forms.get("give") or GiveTimeForm(formdata=None, until=proposed),
        refuse=forms.get("refuse") or RefuseTimeForm(formdata=None),
    )


def give(term: Term) -> ResponseReturnValue:
    """Give more time."""
    reading, form = term.reading, GiveTimeForm()
    if not form.validate() or form.until.data is None:
        return page(term, give=form), 422
    try:
        operations.give_time(
            db.session,
            actor(),
            reading,
            until=form.until.data,
            words=form.words.data or "",
            contact=current_app.config["CONTACT_EMAIL"],
            at=utcnow(),
        )
    except Refused as refusal:
        form.until.errors = [str(refusal)]
        return page(term, give=form), 422
    flash(f"{reading.respondent.name} heeft nu {up_to(reading.deadline)}.", "success")
    return redirect(term.back, 303)


def refuse(term: Term) -> ResponseReturnValue:
    """Refuse a request for more time."""
    reading, form = term.reading, RefuseTimeForm()
    if find_request(db.session, reading) is None:
        flash("Er is geen verzoek om meer tijd dat op antwoord wacht.", "warning")
        return redirect(term.back, 303)
    if not form.validate():
        return page(term, refuse=form), 422
    try:
        operations.refuse_time(
            db.session,
            actor(),
            reading,
            words=form.why.data or "",
            contact=current_app.config["CONTACT_EMAIL"],
            at=utcnow(),
        )
    except Refused as refusal:
        form.why.errors = [str(refusal)]
        return page(term, refuse=form), 422
    flash(f"{reading.respondent.name} krijgt een mail met uw antwoord.", "success")
    return redirect(term.back, 303)
