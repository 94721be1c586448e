"""Staff pages to answer requests for more time, give it unasked, and release a record."""

from datetime import date

from flask import Flask, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import listed, local
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.readings.links.kinds import kind_at, newest_extension
from surveyapp.readings.links.models import ExtensionMixin
from surveyapp.readings.terms import views
from surveyapp.readings.terms.views import Term
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.records import queries
from surveyapp.verification.releasing import operations
from surveyapp.verification.waiting.queries import stands_of
from surveyapp.web.access import actor, allow

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the template globals ``more_time``, ``is_past`` and ``stand_of``."""
    app.jinja_env.globals.update(more_time=_more_time, is_past=_is_past, stand_of=_stand_of)


def _stand_of(interview_id: int, state: InterviewState) -> str:
    return stands_of(db.session, {interview_id: state})[interview_id]


def _is_past(day: date) -> bool:
    """Return whether the day is over in the Netherlands."""
    return day < local(utcnow()).date()


def _more_time(path: str, reader: int) -> tuple[ExtensionMixin | None, str]:
    """Return the newest request or grant of more time, and the address where a reader asks for it."""
    kind = kind_at(db.session, path)
    if kind is None:
        raise LookupError(path)
    return newest_extension(db.session, kind, reader), url_for(kind.time.page, reader=reader)


def _term(interview_id: int, number: int, verification_id: int) -> Term:
    reading = queries.get_reading(db.session, current_user, interview_id, number, verification_id)
    back = url_for("verification.record", interview_id=interview_id, number=number)
    here = f"{reading.respondent.interview.organisation.label}, verslag {number}"
    return Term(
        reading,
        give=url_for(
            "verification.give_time", interview_id=interview_id, number=number, verification_id=verification_id
        ),
        refuse=url_for(
            "verification.refuse_time", interview_id=interview_id, number=number, verification_id=verification_id
        ),
        back=back,
        trail=((url_for("fieldwork.mine"), "Mijn interviews"), (back, here)),
    )


@blueprint.get("/interviews/<int:interview_id>/verslagen/<int:number>/termijn/<int:verification_id>")
@staff
def term(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Show a reader's deadline and request, with forms to give and refuse more time."""
    return views.page(_term(interview_id, number, verification_id))


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/termijn/<int:verification_id>")
@staff
def give_time(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Give more time."""
    return views.give(_term(interview_id, number, verification_id))


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/termijn/<int:verification_id>/weigeren")
@staff
def refuse_time(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Refuse a request for more time."""
    return views.refuse(_term(interview_id, number, verification_id))


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/vrijgeven")
@staff
def release(interview_id: int, number: int) -> ResponseReturnValue:
    """Release the record to the approvers now."""
    record = queries.get_record(db.session, current_user, interview_id, number)
    try:
        released = operations.release(
            db.session, actor(), record, contact=current_app.config["CONTACT_EMAIL"], at=utcnow()
        )
        flash(
            f"Het verslag gaat nu naar {listed([verification.respondent.name for verification in released])}.",
            "success",
        )
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("verification.record", interview_id=interview_id, number=number), 303)
