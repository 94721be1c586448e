"""Views to read an interview along and comment on its answers. ``interviews.recording.access`` has the permissions."""

from typing import Any

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.comments import operations, pages, queries
from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.access import May
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import find_interview_for, get_interview
from surveyapp.questionnaires.rules import UnknownItem
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import after_writing, render_template

blueprint = Blueprint("comments", __name__)


def init_app(app: Flask) -> None:
    """Register the views and the template globals for the desk and the list of interviews."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        threads_of=lambda interview_id: pages.threads_of(db.session, interview_id),
        open_threads_in=lambda round_id: queries.count_open_threads(db.session, round_id),
    )


@blueprint.errorhandler(UnknownItem)
def unknown_item(error: UnknownItem) -> ResponseReturnValue:
    """Respond 404 to an address with an unknown question number."""
    return current_app.handle_user_exception(NotFound(str(error)))


@blueprint.get("/interviews/<int:interview_id>/meelezen")
@allow()
def read(interview_id: int) -> ResponseReturnValue:
    """Show the answers as they are now with their comments; other interviewers see agreed answers only."""
    interview = get_interview(db.session, current_user, interview_id, May.READ_AGREED)
    page = pages.read_page(db.session, interview)
    along, own = (find_interview_for(db.session, current_user, interview_id, may) for may in (May.READ_ALONG, May.WORK))
    return render_template("comments/read.html", page=page, along=along is not None, own=own is not None)


@blueprint.post("/interviews/<int:interview_id>/meelezen/<item>")
@allow()
def comment(interview_id: int, item: str) -> ResponseReturnValue:
    """Add a comment to an answer."""
    interview = get_interview(db.session, current_user, interview_id, May.READ_ALONG)
    operations.comment(db.session, actor(), interview, item, text=request.form.get(f"comment_{item}", ""), at=utcnow())
    return _shown(interview, item)


@blueprint.post("/interviews/<int:interview_id>/meelezen/<item>/afgehandeld", defaults={"done": True})
@blueprint.post("/interviews/<int:interview_id>/meelezen/<item>/heropenen", defaults={"done": False})
@allow()
def settle(interview_id: int, item: str, done: bool) -> ResponseReturnValue:
    """Resolve a thread or reopen it."""
    interview = get_interview(db.session, current_user, interview_id, May.READ_ALONG)
    seen = request.form.get("seen", 0, type=int)
    operations.settle(db.session, actor(), interview, item, done=done, seen=seen, at=utcnow())
    return _shown(interview, item)


def _shown(interview: Interview, item: str) -> ResponseReturnValue:
    """Redirect to the page of the thread: the desk or reading along. A script gets the thread alone."""
    if request.accept_mimetypes.best == "application/json":
        return _thread_alone(interview, item)
    endpoint = "interviews.desk" if request.form.get("back") == "desk" else "comments.read"
    return redirect(url_for(endpoint, interview_id=interview.id, _anchor=f"v-{item}"))


@after_writing
def _thread_alone(interview: Interview, item: str) -> dict[str, Any]:
    thread = pages.threads_of(db.session, interview.id)[item]
    panel = render_template("comments/_thread.html", thread=thread, interview_id=interview.id)
    summary = render_template("comments/_summary.html", thread=thread)
    return {"panel": panel, "summary": summary, "waiting": thread.remarks if thread.open else 0}
