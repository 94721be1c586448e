"""Editors' pages of one reader: deadline, link, and personal details."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from surveyapp.alignment.blueprint import blueprint
from surveyapp.alignment.passages import queries
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.alignment.readers import operations
from surveyapp.alignment.readers.pages import one_reader
from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import Refused
from surveyapp.interviews.desk.forms import RespondentForm
from surveyapp.readings.links import operations as links_operations
from surveyapp.readings.terms import views
from surveyapp.readings.terms.views import Term
from surveyapp.report.shared.views import editors, round_shown
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Page, after_writing, render_template


def _reading(number: int, reading_id: int) -> AlignmentReading:
    return queries.get_reading_of(queries.get_alignment(db.session, round_shown(), number), reading_id)


def _mailing() -> operations.Mailing:
    return operations.Mailing(current_app.config["LINK_DAYS"], current_app.config["CONTACT_EMAIL"])


def _back(number: int, reading_id: int) -> ResponseReturnValue:
    return redirect(url_for("alignment.reader", number=number, reading_id=reading_id), 303)


@blueprint.get("/rapport/afstemmen/<int:number>/lezers/<int:reading_id>")
@editors
def reader(number: int, reading_id: int) -> ResponseReturnValue:
    """Show how far a reader is, and the history."""
    return _page(_reading(number, reading_id))


@after_writing
def _page(reading: AlignmentReading, **forms: RespondentForm) -> Page:
    person = reading.respondent
    return render_template(
        "alignment/reader.html",
        page=one_reader(db.session, reading, utcnow()),
        person=forms.get("person") or RespondentForm(formdata=None, obj=person),
        successor=forms.get("successor") or RespondentForm(formdata=None, prefix="nieuw-", function=person.function),
        opened=next(iter(forms), ""),
    )


@blueprint.post("/rapport/afstemmen/<int:number>/lezers/<int:reading_id>/intrekken")
@editors
def revoke_link(number: int, reading_id: int) -> ResponseReturnValue:
    """Revoke the link."""
    reading = _reading(number, reading_id)
    links_operations.revoke_link(db.session, actor(), reading, at=utcnow())
    flash(f"De link van {reading.respondent.name} werkt niet meer.", "success")
    return _back(number, reading_id)


@blueprint.post("/rapport/afstemmen/<int:number>/lezers/<int:reading_id>/nieuwe-link")
@editors
def renew_link(number: int, reading_id: int) -> ResponseReturnValue:
    """Mail a new link."""
    reading = _reading(number, reading_id)
    try:
        links_operations.renew_link(db.session, actor(), reading, **_mailing()._asdict(), at=utcnow())
        flash(f"{reading.respondent.name} krijgt een mail met een nieuwe link.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return _back(number, reading_id)


@blueprint.post("/rapport/afstemmen/<int:number>/lezers/<int:reading_id>/gegevens")
@editors
def correct_reader(number: int, reading_id: int) -> ResponseReturnValue:
    """Change name, function or address of a reader."""
    reading, form = _reading(number, reading_id), RespondentForm()
    form.must_agree.data = reading.respondent.must_agree
    if not form.validate():
        return _page(reading, person=form), 422
    try:
        operations.correct(db.session, actor(), reading, form.person, _mailing(), at=utcnow())
    except Refused as refusal:
        form.email.errors = [str(refusal)]
        return _page(reading, person=form), 422
    flash(f"De gegevens van {form.person.name} zijn gewijzigd.", "success")
    return _back(number, reading_id)


@blueprint.post("/rapport/afstemmen/<int:number>/lezers/<int:reading_id>/opvolger")
@editors
def replace_reader(number: int, reading_id: int) -> ResponseReturnValue:
    """Replace a reader by a successor."""
    reading, form = _reading(number, reading_id), RespondentForm(prefix="nieuw-")
    name, form.must_agree.data = reading.respondent.name, reading.respondent.must_agree
    if not form.validate():
        return _page(reading, successor=form), 422
    try:
        new = operations.replace(db.session, actor(), reading, form.person, _mailing(), at=utcnow())
    except Refused as refusal:
        form.email.errors = [str(refusal)]
        return _page(reading, successor=form), 422
    flash(f"{new.name} neemt de plaats in van {name}.", "success")
    return redirect(url_for("alignment.show", number=number), 303)


def _term(number: int, reading_id: int) -> Term:
    reading = _reading(number, reading_id)
    back = url_for("alignment.reader", number=number, reading_id=reading_id)
    return Term(
        reading,
        give=url_for("alignment.give_time", number=number, reading_id=reading_id),
        refuse=url_for("alignment.refuse_time", number=number, reading_id=reading_id),
        back=back,
        trail=(
            (url_for("alignment.index"), "Afstemmen"),
            (url_for("alignment.show", number=number), f"Afstemming {number}"),
            (back, reading.respondent.name),
        ),
    )


@blueprint.get("/rapport/afstemmen/<int:number>/lezers/<int:reading_id>/termijn")
@editors
def reader_term(number: int, reading_id: int) -> ResponseReturnValue:
    """Show the reader's request for more time, with forms to give and to refuse it."""
    return views.page(_term(number, reading_id))


@blueprint.post("/rapport/afstemmen/<int:number>/lezers/<int:reading_id>/termijn")
@editors
def give_time(number: int, reading_id: int) -> ResponseReturnValue:
    """Give more time."""
    return views.give(_term(number, reading_id))


@blueprint.post("/rapport/afstemmen/<int:number>/lezers/<int:reading_id>/termijn/weigeren")
@editors
def refuse_time(number: int, reading_id: int) -> ResponseReturnValue:
    """Refuse a request for more time."""
    return views.refuse(_term(number, reading_id))
