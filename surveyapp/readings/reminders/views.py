"""The page to look over and send reminders by hand, for every kind of reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, flash, redirect, request
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import listed
from surveyapp.core.errors import Refused
from surveyapp.mail.received.pages import without_link
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.readings.reminders import operations
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Page, render_template


@dataclass(frozen=True, slots=True)
class Reminding:
    """The readers to remind, and the addresses around the page. ``trail``: address and text of the pages above it."""

    readings: Sequence[ReadingMixin]
    here: str
    back: str
    trail: tuple[tuple[str, str], ...]


def page(about: Reminding) -> Page:
    """Show who gets a reminder, its text, and who gets none and why."""
    planned = operations.planned(about.readings, utcnow())
    getting = [plan.reading for plan in planned if not plan.why_not]
    contact = current_app.config["CONTACT_EMAIL"]
    mail = operations.sample(db.session, actor(), getting[0], contact) if getting else None
    return render_template(
        "verification/remind.html",
        about=about,
        getting=getting,
        skipped=[plan for plan in planned if plan.why_not],
        mail=mail,
        text=without_link(mail.text) if mail else "",
    )


def send(about: Reminding) -> ResponseReturnValue:
    """Send reminders to the readers who were shown; when these have changed, show the page again."""
    shown = set(request.form.getlist("who"))
    now = {str(plan.reading.id) for plan in operations.planned(about.readings, utcnow()) if not plan.why_not}
    if now and shown != now:
        flash("Er is intussen iets veranderd. Kijk na wie er nu een herinnering krijgt.", "warning")
        return redirect(about.here, 303)
    contact = current_app.config["CONTACT_EMAIL"]
    try:
        late = operations.remind_all(db.session, actor(), about.readings, contact=contact, at=utcnow())
        flash(f"Er gaat een herinnering naar {listed([reading.respondent.name for reading in late])}.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(about.back, 303)
