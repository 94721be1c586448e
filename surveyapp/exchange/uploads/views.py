"""Views to download a questionnaire as a file and to import its answers."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, Flask, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.config import resource_dir
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import counted, listed
from surveyapp.core.errors import NotFound, Refused
from surveyapp.exchange.files import reader, writer
from surveyapp.exchange.papers.archive import FileKind
from surveyapp.exchange.papers.paper import Paper, blank_paper
from surveyapp.exchange.papers.rules import FileRefused, OtherInterview, Reply, new_file
from surveyapp.exchange.uploads import forms, operations, pages
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.questionnaires.operations import parsed, read, usable
from surveyapp.questionnaires.rules import Questionnaire, QuestionnaireError, content_hash, parse
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Afterwards, Page, after_writing, render_template
from surveyapp.web.transactions import only_reads

blueprint = Blueprint("exchange_uploads", __name__)
staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the views."""
    app.register_blueprint(blueprint)


def _interview(interview_id: int) -> Interview:
    return queries.get_interview(db.session, current_user, interview_id)


def _word(paper: Paper) -> ResponseReturnValue:
    content = writer.write(paper, FileKind.WORD)
    return send_file(BytesIO(content), download_name=f"{paper.name}.docx", as_attachment=True)


def _spreadsheet(paper: Paper) -> ResponseReturnValue:
    content = writer.write(paper, FileKind.SPREADSHEET)
    return send_file(BytesIO(content), download_name=f"{paper.name}.xlsx", as_attachment=True)


# ----------------------------------------------------------------------- for no particular interview


def _questionnaire(key: str) -> tuple[Questionnaire, str]:
    try:
        source = read(resource_dir("questionnaires"), key)
        return parse(source, f"{key}.yaml"), content_hash(source)
    except QuestionnaireError as error:
        raise NotFound(str(error)) from error


@blueprint.get("/vragenlijsten")
@allow()
def questionnaires() -> ResponseReturnValue:
    """List the questionnaires, to download without answers."""
    valid, problems = usable(resource_dir("questionnaires"))
    return render_template("exchange/questionnaires.html", questionnaires=valid, problems=problems)


@blueprint.get("/vragenlijsten/<key>/word")
@allow()
def empty_word(key: str) -> ResponseReturnValue:
    """Download an empty questionnaire as a Word file."""
    return _word(blank_paper(*_questionnaire(key), new_file()))


@blueprint.get("/vragenlijsten/<key>/spreadsheet")
@allow()
def empty_spreadsheet(key: str) -> ResponseReturnValue:
    """Download an empty questionnaire as a spreadsheet."""
    return _spreadsheet(blank_paper(*_questionnaire(key), new_file()))


# -------------------------------------------------------------------------------- for one interview


def _paper(interview_id: int) -> Paper:
    return pages.paper_of(
        db.session, _interview(interview_id), new_file(), with_answers=request.args.get("antwoorden") == "ja"
    )


@blueprint.get("/interviews/<int:interview_id>/elders/word")
@staff
def word(interview_id: int) -> ResponseReturnValue:
    """Download the questionnaire of an interview as a Word file."""
    return _word(_paper(interview_id))


@blueprint.get("/interviews/<int:interview_id>/elders/spreadsheet")
@staff
def table(interview_id: int) -> ResponseReturnValue:
    """Download the questionnaire of an interview as a spreadsheet."""
    return _spreadsheet(_paper(interview_id))


@after_writing
def _page(interview: Interview, form: forms.UploadForm, error: FileRefused | None = None) -> Page:
    other = isinstance(error, OtherInterview)
    return render_template("exchange/elsewhere.html", interview=interview, form=form, error=error, other=other)


@blueprint.get("/interviews/<int:interview_id>/elders")
@staff
def elsewhere(interview_id: int) -> ResponseReturnValue:
    """Show the page to download and upload a file."""
    return _page(_interview(interview_id), forms.UploadForm())


@blueprint.post("/interviews/<int:interview_id>/elders")
@staff
@only_reads
def upload(interview_id: int) -> ResponseReturnValue:
    """Show what a file would change. Saves nothing: the texts are in the form of the page."""
    interview, form = _interview(interview_id), forms.UploadForm()
    try:
        filled = reader.read_apart(form.content, pages.expected_of(interview), from_other=bool(form.from_other.data))
        shown = pages.preview_of(
            db.session, interview, current_user, filled.replies, file=filled.stamp.file, remarks=filled.remarks
        )
    except FileRefused as error:
        return _page(interview, form, error), 422
    return render_template("exchange/preview.html", interview=interview, preview=shown, saved=())


def _late(interview: Interview, again: Sequence[Reply], file: str, saved: Sequence[str]) -> ResponseReturnValue:
    """Show answers that changed in between beside the chosen replies."""
    try:
        shown = pages.preview_of(db.session, interview, current_user, again, file=file)
    except FileRefused as error:
        if saved:
            flash(f"{counted(len(saved), 'antwoord', 'antwoorden')} overgenomen: vraag {listed(saved)}.", "success")
        items = listed([reply.item for reply in again])
        flash(f"Niet overgenomen, want iemand wijzigde het intussen: vraag {items}. {error}", "warning")
        return redirect(url_for("exchange_uploads.elsewhere", interview_id=interview.id), 303)
    return render_template("exchange/preview.html", interview=interview, preview=shown, saved=saved, late=True)


@blueprint.post("/interviews/<int:interview_id>/elders/overnemen")
@staff
def take_over(interview_id: int) -> ResponseReturnValue:
    """Save the chosen replies. Those whose answers changed in between are shown again, to choose from."""
    interview = _interview(interview_id)
    questionnaire = parsed(interview.questionnaire)
    form = forms.choice_form(questionnaire)()
    if not form.validate():
        raise Refused("De keuze is niet goed aangekomen. Kies het bestand opnieuw.")
    chosen, file = forms.chosen_in(form, questionnaire), form.stamp.data
    conflicts = operations.take_over(db.session, actor(), interview, chosen, file=file, at=utcnow())
    saved = [choice.reply.item for choice in chosen if choice.reply.item not in conflicts]
    if conflicts:
        again = [choice.reply for choice in chosen if choice.reply.item in conflicts]
        return Afterwards(lambda: _late(interview, again, file or "", saved))
    if saved:
        flash(f"{counted(len(saved), 'antwoord', 'antwoorden')} overgenomen: vraag {listed(saved)}.", "success")
    else:
        flash("Er is niets overgenomen: er was niets aangevinkt.", "warning")
    return redirect(url_for("interviews.desk", interview_id=interview.id))
