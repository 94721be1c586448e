"""Views of presence at the desk, changes by others, and the start and end of the conversation."""

from datetime import datetime

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.exceptions import BadRequest

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.conversation import forms, operations, queries
from surveyapp.conversation.rules import talk_of
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import clock, local
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.interviews.recording.rules import progress_of
from surveyapp.web.access import actor, allow, without_attention
from surveyapp.web.afterwards import render_template
from surveyapp.web.parsing import takes_json

blueprint = Blueprint("conversation", __name__)
staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the views."""
    app.register_blueprint(blueprint)


@blueprint.get("/interviews/<int:interview_id>/nu")
@staff
@without_attention
def now(interview_id: int) -> ResponseReturnValue:
    """Return the present state, which a desk requests every few seconds."""
    moment = utcnow()
    present = queries.get_now(db.session, current_user, interview_id, moment)
    return {
        "at": moment.isoformat(),
        "people": [
            {"id": colleague.id, "name": colleague.name, "item": colleague.item} for colleague in present.colleagues
        ],
        "answers": present.answers,
        "notes": present.notes,
        **_times(present.started_at, present.ended_at),
    }


def _times(started_at: datetime | None, ended_at: datetime | None) -> dict[str, str | None]:
    return {
        "started_at": started_at.isoformat() if started_at else None,
        "ended_at": ended_at.isoformat() if ended_at else None,
    }


@blueprint.get("/interviews/<int:interview_id>/vragen/<item>/nu")
@staff
@without_attention
def newest(interview_id: int, item: str) -> ResponseReturnValue:
    """Return the newest answer and note of an item, for a desk that learnt of a change."""
    queries.require_visible(db.session, current_user, interview_id)
    answer = queries.find_newest_answer(db.session, interview_id, item)
    note = queries.find_newest_note(db.session, interview_id, item)
    return {
        "answer": _answer(answer) if answer else None,
        "note": {"base": note.number, "text": note.text} if note else None,
    }


def _answer(revision: AnswerRevision) -> dict[str, str | int | bool]:
    return {
        "base": revision.number,
        "text": revision.text,
        "status": revision.status.value,
        "progress": progress_of(revision.status, revision.text).value,
        "at": clock(revision.created_at),
        "by": revision.author.name if revision.author else "",
        "own": revision.author_id == current_user.id,
    }


@blueprint.put("/interviews/<int:interview_id>/aanwezig")
@staff
@without_attention
@takes_json
def be_present(interview_id: int) -> ResponseReturnValue:
    """Record which question a visible desk shows."""
    item = forms.item_of(request.get_json())
    if item is None:
        raise BadRequest
    queries.require_visible(db.session, current_user, interview_id)
    operations.be_present(db.session, actor(), interview_id, item, at=utcnow())
    return {}


@blueprint.delete("/interviews/<int:interview_id>/aanwezig")
@staff
@without_attention
@takes_json
def leave(interview_id: int) -> ResponseReturnValue:
    """Record that a desk was closed."""
    queries.require_visible(db.session, current_user, interview_id)
    operations.leave(db.session, actor(), interview_id)
    return {}


@blueprint.post("/interviews/<int:interview_id>/gesprek/begin")
@staff
def begin(interview_id: int) -> ResponseReturnValue:
    """Start or continue the conversation."""
    interview, form = get_interview(db.session, current_user, interview_id), _moment_form()
    operations.begin(db.session, actor(), interview, since=form.moment(utcnow()), at=utcnow())
    return _held(interview, "Het gesprek is begonnen.")


@blueprint.post("/interviews/<int:interview_id>/gesprek/einde")
@staff
def end(interview_id: int) -> ResponseReturnValue:
    """End the conversation."""
    interview, form = get_interview(db.session, current_user, interview_id), _moment_form()
    operations.end(db.session, actor(), interview, since=form.moment(utcnow()), at=utcnow())
    return _held(interview, "Het gesprek is beëindigd.")


def _moment_form() -> forms.MomentForm:
    form = forms.MomentForm()
    if not form.validate():
        raise BadRequest
    return form


def _held(interview: Interview, done: str) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return _times(interview.started_at, interview.ended_at)
    flash(done, "success")
    return redirect(url_for("conversation.times", interview_id=interview.id))


@blueprint.route("/interviews/<int:interview_id>/gesprek", methods=["GET", "POST"])
@staff
def times(interview_id: int) -> ResponseReturnValue:
    """Show and correct the times of the conversation; also to start and end it without JavaScript."""
    interview = get_interview(db.session, current_user, interview_id)
    form = forms.TimesForm(
        started_at=interview.started_at and local(interview.started_at),
        ended_at=interview.ended_at and local(interview.ended_at),
    )
    if form.validate_on_submit():
        started_at, ended_at = form.times
        try:
            operations.correct_times(
                db.session, actor(), interview, started_at=started_at, ended_at=ended_at, at=utcnow()
            )
        except Refused as error:
            form.ended_at.errors = [str(error)]
        else:
            flash("De tijden zijn opgeslagen.", "success")
            return redirect(url_for("interviews.details", interview_id=interview.id))
    talk = talk_of(interview.started_at, interview.ended_at, utcnow()).value
    page = render_template("conversation/times.html", interview=interview, form=form, talk=talk)
    return page, 422 if form.errors else 200
