"""Views of evidence: the receipt for a respondent, the dossier for staff, and the check of documents."""

from flask import Blueprint, Flask, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.evidence.checking import operations
from surveyapp.evidence.checking.forms import CheckForm
from surveyapp.evidence.documents import pdf_writer, reader
from surveyapp.evidence.documents.rules import Outcome, Unreadable
from surveyapp.evidence.dossiers.facts import dossier_facts
from surveyapp.interviews.recording.access import May
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.protection.sealing import as_json
from surveyapp.verification.refusals.views import answer_readers
from surveyapp.verification.visits import visits
from surveyapp.web.access import allow, for_readers
from surveyapp.web.afterwards import render_template
from surveyapp.web.limits import limiter
from surveyapp.web.template import add_to_menu
from surveyapp.web.transactions import only_reads
from surveyapp.web.uploads import download, takes_file
from surveyapp.web.visits import this_browser

blueprint = Blueprint("evidence_checking", __name__)
answer_readers(blueprint)
staff = allow()


def init_app(app: Flask) -> None:
    """Register the views."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["Outcome"] = Outcome
    add_to_menu(app, "Controleren", "evidence_checking.check", RoleName.ADMINISTRATOR, RoleName.EDITOR)


@blueprint.get("/nakijken/bewijs.pdf")
@for_readers
@limiter.limit("20 per minute", key_func=this_browser)
def receipt_pdf() -> ResponseReturnValue:
    """Download the respondent's receipt."""
    verification = visits.current()
    if not verification.submitted_at:
        return redirect(url_for("verification.check"))
    content = pdf_writer.receipt_pdf(db.session, verification, current_app.config["PUBLISHER"])
    return download(content, f"{pdf_writer.receipt_name(verification)}.pdf", "application/pdf")


def _interview(interview_id: int) -> Interview:
    return get_interview(db.session, current_user, interview_id, May.READ_ALONG)


@blueprint.get("/interviews/<int:interview_id>/dossier.json")
@staff
def dossier_json(interview_id: int) -> ResponseReturnValue:
    """Download the dossier as JSON."""
    interview = _interview(interview_id)
    facts = dossier_facts(db.session, interview, utcnow())
    return download(as_json(facts), f"{_name(interview)}.json", "application/json")


@blueprint.get("/interviews/<int:interview_id>/dossier.pdf")
@staff
@limiter.limit("20 per minute", key_func=this_browser)
def dossier_pdf(interview_id: int) -> ResponseReturnValue:
    """Download the dossier as PDF."""
    interview = _interview(interview_id)
    facts = dossier_facts(db.session, interview, utcnow())
    content = pdf_writer.dossier_pdf(db.session, facts, current_app.config["PUBLISHER"])
    return download(content, f"{_name(interview)}.pdf", "application/pdf")


def _name(interview: Interview) -> str:
    return f"dossier-{interview.round.name}-{interview.organisation.key}"


@blueprint.get("/controleren")
@staff
def check() -> ResponseReturnValue:
    """Show the form to upload a document."""
    return render_template("evidence/check.html", form=CheckForm(formdata=None), verdict=None)


@blueprint.post("/controleren")
@staff
@takes_file(reader.MAX_BYTES)
@limiter.limit("30 per minute", key_func=this_browser)
@only_reads
def checked() -> ResponseReturnValue:
    """Show the result of a check. Nothing of the document is stored."""
    form = CheckForm()
    if not form.validate():
        return render_template("evidence/check.html", form=form, verdict=None), 422
    try:
        verdict = operations.check(db.session, reader.read(form.file.data.stream.read()))
    except Unreadable as reason:
        form.file.errors = [str(reason)]
        return render_template("evidence/check.html", form=form, verdict=None), 422
    return render_template("evidence/check.html", form=form, verdict=verdict, name=form.file.data.filename)
