"""The attachments of an interview: for those who work on it, and for nobody else."""

from flask import Blueprint, Flask, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments import operations, pages, queries
from surveyapp.attachments.forms import AttachmentForm
from surveyapp.attachments.rules import KINDS_IN_WORDS, MAX_BYTES, megabytes
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.transactions import opens_own_transaction
from surveyapp.web.uploads import download, takes_file

blueprint = Blueprint("attachments", __name__)
staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the pages, and what upload fields everywhere say."""
    app.register_blueprint(blueprint)
    app.jinja_env.filters["megabytes"] = megabytes
    app.jinja_env.globals.update(
        upload_hint=f"{KINDS_IN_WORDS}. Hoogstens {megabytes(MAX_BYTES)}.",
        attachment_count=lambda interview_id: queries.count_attachments(db.session, interview_id),
    )


def _interview(interview_id: int) -> Interview:
    return get_interview(db.session, current_user, interview_id)


@blueprint.get("/interviews/<int:interview_id>/bijlagen")
@staff
def attachments(interview_id: int) -> ResponseReturnValue:
    """What is there, and a field to add to it."""
    return _page(_interview(interview_id), AttachmentForm(formdata=None))


@after_writing
def _page(interview: Interview, form: AttachmentForm) -> Page:
    found = pages.entries_of(db.session, interview)
    return render_template("attachments/attachments.html", interview=interview, form=form, attachments=found)


@blueprint.post("/interviews/<int:interview_id>/bijlagen")
@staff
@takes_file(MAX_BYTES)
@opens_own_transaction
def attach(interview_id: int) -> ResponseReturnValue:
    """Keep a file. Looking at it happens before the write transaction, so that nobody's save waits for it."""
    interview, form = _interview(interview_id), AttachmentForm()
    if not form.validate() or form.file.checked is None:
        return _page(interview, form), 422
    with write_transaction(db.session):
        kept = operations.attach(db.session, actor(), interview, form.file.checked, at=utcnow())
    flash(f"{kept.name} is bewaard.", "success")
    return redirect(url_for("attachments.attachments", interview_id=interview.id))


@blueprint.get("/interviews/<int:interview_id>/bijlagen/<int:attachment_id>")
@staff
def attachment(interview_id: int, attachment_id: int) -> ResponseReturnValue:
    """The file itself."""
    found = queries.get_attachment(db.session, _interview(interview_id), attachment_id)
    return download(found.file.content, found.name, found.file.kind.mimetype)


@blueprint.post("/interviews/<int:interview_id>/bijlagen/<int:attachment_id>/verwijderen")
@staff
def detach(interview_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take it away."""
    interview = _interview(interview_id)
    found = queries.get_attachment(db.session, interview, attachment_id)
    try:
        operations.detach(db.session, actor(), interview, found, at=utcnow())
        flash(f"{found.name} is verwijderd.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("attachments.attachments", interview_id=interview.id))
