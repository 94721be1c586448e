"""What the desk needs to go on without network: a service worker, and to know who and what it talks to again."""

from flask import Blueprint, Response, current_app, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import generate_csrf

from surveyapp.accounts.rules import RoleName
from surveyapp.db import db
from surveyapp.interviews import queries
from surveyapp.web.access import allow, open_to_all
from surveyapp.web.afterwards import render_template

blueprint = Blueprint("offline", __name__, url_prefix="/interviews")
staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
writers = allow(RoleName.INTERVIEWER, RoleName.EDITOR, RoleName.ADMINISTRATOR)


@blueprint.get("/worker.js")
@open_to_all
def worker() -> Response:
    """The service worker, at an address from which it may serve the list and the desks. It holds no data."""
    response = send_from_directory(current_app.static_folder or "", "interviews/worker.js", mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = url_for("home.mine")
    return response


@blueprint.get("/<int:interview_id>/token")
@staff
def token(interview_id: int) -> ResponseReturnValue:
    """For a page that was open for long: a fresh CSRF token, who is logged in, and which interview this is now."""
    interview = queries.get_interview(db.session, current_user, interview_id)
    return {
        "token": generate_csrf(),
        "user": current_user.browser_key,
        "name": current_user.name,
        "interview": interview.browser_key,
    }


@blueprint.get("/in-deze-browser")
@writers
def kept() -> ResponseReturnValue:
    """What this browser holds and the server does not. The page's script fills it in; it works without network."""
    return render_template("interviews/kept.html")


@blueprint.get("/weer-ingelogd")
@writers
def back() -> ResponseReturnValue:
    """Where a log-in in a second tab ends: the desk in the first one goes on by itself."""
    return render_template("interviews/back.html")
