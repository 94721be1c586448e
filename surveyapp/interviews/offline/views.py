"""Views that let the desk work offline: the service worker, and who is logged in after reconnecting."""

from flask import Response, current_app, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import generate_csrf

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db
from surveyapp.interviews.blueprint import blueprint
from surveyapp.interviews.recording import queries
from surveyapp.web.access import allow, open_to_all
from surveyapp.web.afterwards import render_template

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
writers = allow(RoleName.INTERVIEWER, RoleName.EDITOR, RoleName.ADMINISTRATOR)


@blueprint.get("/interviews/worker.js")
@open_to_all
def worker() -> Response:
    """Return the service worker. It holds no data; each desk page registers it for its own scope."""
    response = send_from_directory(current_app.static_folder or "", "interviews/worker.js", mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = url_for("fieldwork.index")
    return response


@blueprint.get("/interviews/<int:interview_id>/token")
@staff
def token(interview_id: int) -> ResponseReturnValue:
    """Return a fresh CSRF token, the user and the interview, for a page that was open for long."""
    interview = queries.get_interview(db.session, current_user, interview_id)
    return {
        "token": generate_csrf(),
        "user": current_user.browser_key,
        "name": current_user.name,
        "interview": interview.browser_key,
    }


@blueprint.get("/interviews/in-deze-browser")
@writers
def kept() -> ResponseReturnValue:
    """Show the texts that this browser holds and the server does not. The page's script fills it in, also offline."""
    return render_template("interviews/kept.html")


@blueprint.get("/interviews/weer-ingelogd")
@writers
def logged_in_again() -> ResponseReturnValue:
    """Show the page that follows a login in a second tab; the desk in the first tab continues by itself."""
    return render_template("interviews/back.html")
