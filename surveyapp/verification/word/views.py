"""Pages to download a record as a Word file and to read a returned file as reactions."""

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.file import FileRequired

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.forms import CheckedFileField
from surveyapp.attachments.operations import attach
from surveyapp.attachments.queries import get_attachment
from surveyapp.attachments.rules import MAX_BYTES, FileKind
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.dutch import counted, listed
from surveyapp.core.errors import Refused
from surveyapp.exchange.papers.rules import FileRefused
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Verification
from surveyapp.verification.visits import visits
from surveyapp.verification.word import operations
from surveyapp.web.access import actor, allow, for_readers
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.limits import limiter
from surveyapp.web.refusal import Form
from surveyapp.web.transactions import opens_own_transaction
from surveyapp.web.uploads import download, takes_file
from surveyapp.web.visits import this_browser


@blueprint.get("/nakijken/verslag.docx")
@for_readers
@limiter.limit("20 per minute", key_func=this_browser)
def own_word_file() -> ResponseReturnValue:
    """Send the Word file of the respondent who reads the record."""
    name, content = operations.record_file(db.session, visits.current())
    return download(content, name, FileKind.WORD.mimetype)


staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


class WordForm(Form):
    """A returned Word file."""

    file: CheckedFileField = CheckedFileField(
        "Word-bestand (.docx)", [FileRequired("Kies een bestand.")], render_kw={"accept": ".docx"}
    )


def _verification(interview_id: int, number: int, verification_id: int) -> Verification:
    reading = queries.get_reading(db.session, current_user, interview_id, number, verification_id)
    return queries.get_verification(db.session, reading.id) or reading


@blueprint.get("/interviews/<int:interview_id>/verslagen/<int:number>/word/<int:verification_id>")
@staff
def word_file(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Send the Word file for a respondent, to staff."""
    name, content = operations.record_file(db.session, _verification(interview_id, number, verification_id))
    return download(content, name, FileKind.WORD.mimetype)


@blueprint.get("/interviews/<int:interview_id>/verslagen/<int:number>/word/<int:verification_id>/terug")
@staff
def word_back(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Show the form to upload the returned file."""
    return _page(_verification(interview_id, number, verification_id), WordForm(formdata=None))


@after_writing
def _page(verification: Verification, form: WordForm) -> Page:
    return render_template("verification/word_back.html", verification=verification, form=form)


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/word/<int:verification_id>/terug")
@staff
@takes_file(MAX_BYTES)
@opens_own_transaction
def upload_word(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Store the file with the interview unchanged, once it can be read. The record does not change yet."""
    verification, form = _verification(interview_id, number, verification_id), WordForm()
    if not form.validate() or form.file.checked is None:
        return _page(verification, form), 422
    checked = form.file.checked
    try:
        operations.read_back(db.session, verification, checked.content)
    except FileRefused as refusal:
        form.file.errors = [str(refusal)]
        return _page(verification, form), 422
    with write_transaction(db.session):
        interview = get_interview(db.session, current_user, interview_id)
        kept = attach(db.session, actor(), interview, checked, at=utcnow())
    return redirect(
        url_for(
            "verification.preview_word",
            interview_id=interview_id,
            number=number,
            verification_id=verification_id,
            attachment_id=kept.id,
        ),
        303,
    )


@blueprint.get(
    "/interviews/<int:interview_id>/verslagen/<int:number>/word/<int:verification_id>/terug/<int:attachment_id>"
)
@staff
def preview_word(interview_id: int, number: int, verification_id: int, attachment_id: int) -> ResponseReturnValue:
    """Show the differences that the file would bring in."""
    verification = _verification(interview_id, number, verification_id)
    kept = get_attachment(db.session, verification.record.interview, attachment_id)
    try:
        found = operations.read_back(db.session, verification, kept.file.content)
    except FileRefused as refusal:
        raise Refused(str(refusal)) from refusal
    return render_template("verification/word_preview.html", verification=verification, kept=kept, found=found)


@blueprint.post(
    "/interviews/<int:interview_id>/verslagen/<int:number>/word/<int:verification_id>/terug/<int:attachment_id>"
)
@staff
@opens_own_transaction
def bring_in_word(interview_id: int, number: int, verification_id: int, attachment_id: int) -> ResponseReturnValue:
    """Save the ticked differences as reactions."""
    verification = _verification(interview_id, number, verification_id)
    kept = get_attachment(db.session, verification.record.interview, attachment_id)
    try:
        filled = operations.filled_in(db.session, verification, kept.file.content)
    except FileRefused as refusal:
        raise Refused(str(refusal)) from refusal
    db.session.expire_all()  # what was loaded before the file was read may have changed since
    with write_transaction(db.session):
        verification = _verification(interview_id, number, verification_id)
        reactions = operations.bring_in(
            db.session,
            actor(),
            verification,
            request.form.getlist("items"),
            kept,
            filled=filled,
            contact=current_app.config["CONTACT_EMAIL"],
            at=utcnow(),
        )
    if not reactions:
        flash("Er is niets ingelezen: er was niets aangevinkt.", "warning")
        return redirect(url_for("verification.record", interview_id=interview_id, number=number), 303)
    items = [reaction.revision.answer.item for reaction in reactions]
    flash(
        f"{counted(len(items), 'reactie', 'reacties')} van {verification.respondent.name} ingelezen: vraag"
        f" {listed(items)}. Diegene krijgt er mail van.",
        "success",
    )
    return redirect(url_for("verification.reactions", interview_id=interview_id), 303)
