"""A reminder by hand, looked over before it is mailed. The same page for every kind of reading."""

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
    """Who may be reminded, and the addresses around it. ``trail``: addresses and words of the pages above."""

    readings: Sequence[ReadingMixin]
    here: str
    back: str
    trail: tuple[tuple[str, str], ...]


def page(about: Reminding) -> Page:
    """Who gets a reminder, what it says, and who gets none and why."""
    planned = operations.planned(about.readings, utcnow())
    getting = [one.reading for one in planned if not one.why_not]
    contact = current_app.config["CONTACT_EMAIL"]
    mail = operations.sample(db.session, actor(), getting[0], contact) if getting else None
    return render_template(
        "verification/remind.html",
        about=about,
        getting=getting,
        skipped=[one for one in planned if one.why_not],
        mail=mail,
        text=without_link(mail.text) if mail else "",
    )


def send(about: Reminding) -> ResponseReturnValue:
    """Mail those who were shown. When others would get it by now, show it again."""
    shown = set(request.form.getlist("who"))
    now = {str(one.reading.id) for one in operations.planned(about.readings, utcnow()) if not one.why_not}
    if now and shown != now:
        flash("Er is intussen iets veranderd. Kijk na wie er nu een herinnering krijgt.", "warning")
        return redirect(about.here, 303)
    contact = current_app.config["CONTACT_EMAIL"]
    try:
        late = operations.remind_all(db.session, actor(), about.readings, contact=contact, at=utcnow())
        flash(f"Er gaat een herinnering naar {listed([one.respondent.name for one in late])}.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(about.back, 303)
