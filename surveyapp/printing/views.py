"""Pages for a questionnaire on paper: the worker makes it, and the page waits for it and then downloads it."""

from io import BytesIO

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    make_response,
    redirect,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.config import resource_dir
from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.printing import queries
from surveyapp.printing.operations import key_of, request_print
from surveyapp.printing.pdf_writer import file_name, interview_paper, paper
from surveyapp.questionnaires.operations import read
from surveyapp.questionnaires.rules import Questionnaire, QuestionnaireError, parse
from surveyapp.web.access import allow
from surveyapp.web.afterwards import render_template

blueprint = Blueprint("printing", __name__)
staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
AGAIN = 1
"""Seconds between two reloads of a waiting page."""


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/interviews/<int:interview_id>/vragenlijst")
@staff
def interview(interview_id: int) -> ResponseReturnValue:
    """Show whether the questionnaire of an interview is made."""
    interview_ = _interview(interview_id)
    return _waiting_page(
        interview_paper(interview_, current_app.config["PUBLISHER"]),
        title=f"Vragenlijst op papier, {interview_.organisation.label}",
        pdf=url_for("printing.interview_pdf", interview_id=interview_.id),
        back=(url_for("interviews.details", interview_id=interview_.id), interview_.organisation.label),
    )


@blueprint.post("/interviews/<int:interview_id>/vragenlijst")
@staff
def print_interview(interview_id: int) -> ResponseReturnValue:
    """Request the questionnaire of an interview."""
    interview_ = _interview(interview_id)
    request_print(db.session, interview_paper(interview_, current_app.config["PUBLISHER"]), utcnow())
    return redirect(url_for("printing.interview", interview_id=interview_.id, vers=1), 303)


@blueprint.get("/interviews/<int:interview_id>/vragenlijst.pdf")
@staff
def interview_pdf(interview_id: int) -> ResponseReturnValue:
    """Download the questionnaire of an interview."""
    interview_ = _interview(interview_id)
    return _pdf(interview_paper(interview_, current_app.config["PUBLISHER"]), interview_.organisation.key)


@blueprint.get("/vragenlijsten/<key>")
@staff
def questionnaire(key: str) -> ResponseReturnValue:
    """Show whether an empty questionnaire is made."""
    empty = _questionnaire(key)
    return _waiting_page(
        paper(empty, current_app.config["PUBLISHER"], room=True),
        title=f"{empty.title} op papier",
        pdf=url_for("printing.questionnaire_pdf", key=key),
        back=(url_for("fieldwork.everything"), "Veldwerk"),
    )


@blueprint.post("/vragenlijsten/<key>")
@staff
def print_questionnaire(key: str) -> ResponseReturnValue:
    """Request an empty questionnaire."""
    request_print(db.session, paper(_questionnaire(key), current_app.config["PUBLISHER"], room=True), utcnow())
    return redirect(url_for("printing.questionnaire", key=key, vers=1), 303)


@blueprint.get("/vragenlijsten/<key>.pdf")
@staff
def questionnaire_pdf(key: str) -> ResponseReturnValue:
    """Download an empty questionnaire."""
    return _pdf(paper(_questionnaire(key), current_app.config["PUBLISHER"], room=True), key)


def _interview(interview_id: int) -> Interview:
    return get_interview(db.session, current_user, interview_id)


def _questionnaire(key: str) -> Questionnaire:
    try:
        return parse(read(resource_dir("questionnaires"), key), f"{key}.yaml")
    except QuestionnaireError as error:
        raise NotFound(str(error)) from error


def _waiting_page(html: str, *, title: str, pdf: str, back: tuple[str, str]) -> ResponseReturnValue:
    """Show a page that reloads while the PDF is made, and starts the download for the person who just requested it."""
    print_ = queries.find_print(db.session, key_of(html))
    page = render_template("printing/print.html", title=title, found=print_, pdf=pdf, back=back)
    response = make_response(page)
    if print_ and not print_.made and not print_.error:
        response.headers["Refresh"] = str(AGAIN)
    elif print_ and print_.made and "vers" in request.args:
        response.headers["Refresh"] = f"0; url={pdf}"
    return response


def _pdf(html: str, of: str) -> ResponseReturnValue:
    content = queries.content_of(db.session, key_of(html)) or abort(404)
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=file_name(of))
