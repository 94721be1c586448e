"""Views of the attachments of an interview, only for users who may work on it."""

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
    """Register the views, and the texts of upload fields."""
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
    """Show the attachments and the field to add one."""
    return _page(_interview(interview_id), AttachmentForm(formdata=None))


@after_writing
def _page(interview: Interview, form: AttachmentForm) -> Page:
    entries = pages.entries_of(db.session, interview)
    return render_template("attachments/attachments.html", interview=interview, form=form, attachments=entries)


@blueprint.post("/interviews/<int:interview_id>/bijlagen")
@staff
@takes_file(MAX_BYTES)
@opens_own_transaction
def attach(interview_id: int) -> ResponseReturnValue:
    """Attach a file. It is checked before the write transaction, to keep that short."""
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
    """Download an attachment."""
    file = queries.get_attachment(db.session, _interview(interview_id), attachment_id)
    return download(file.file.content, file.name, file.file.kind.mimetype)


@blueprint.post("/interviews/<int:interview_id>/bijlagen/<int:attachment_id>/verwijderen")
@staff
def detach(interview_id: int, attachment_id: int) -> ResponseReturnValue:
    """Remove an attachment."""
    interview = _interview(interview_id)
    file = queries.get_attachment(db.session, interview, attachment_id)
    try:
        operations.detach(db.session, actor(), interview, file, at=utcnow())
        flash(f"{file.name} is verwijderd.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("attachments.attachments", interview_id=interview.id))
