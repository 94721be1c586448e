"""Views after the conversation: versions, the baseline and progress since, themes, and reading aloud."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.exceptions import BadRequest

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import clock
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.baseline import queries
from surveyapp.interviews.blueprint import blueprint
from surveyapp.interviews.desk import forms, pages
from surveyapp.interviews.history import operations
from surveyapp.interviews.progress.operations import mark_progress
from surveyapp.interviews.reading_aloud.pages import reading_of
from surveyapp.interviews.recording import operations as recording_operations
from surveyapp.interviews.recording import queries as recording_queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import Locked
from surveyapp.questionnaires.operations import parsed
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.parsing import takes_json

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
CHANGED = "Een collega heeft intussen opgeslagen. Bekijk hieronder wat er nu staat en kies opnieuw."


def _interview(interview_id: int) -> Interview:
    return recording_queries.get_interview(db.session, current_user, interview_id)


@blueprint.get("/interviews/<int:interview_id>/vragen/<item>/versies")
@staff
def versions(interview_id: int, item: str) -> ResponseReturnValue:
    """Show the versions of an answer with their authors."""
    return _versions_page(_interview(interview_id), item)


@after_writing
def _versions_page(interview: Interview, item: str, **shown: str) -> Page:
    question = parsed(interview.questionnaire).item(item)
    revisions = recording_queries.revisions_of(db.session, interview, item)
    return render_template(
        "interviews/versions.html",
        interview=interview,
        question=question,
        history=operations.history_of(revisions, request.args.get("voor", 0, int)),
        **shown,
    )


@blueprint.post("/interviews/<int:interview_id>/vragen/<item>/versies")
@staff
def restore(interview_id: int, item: str) -> ResponseReturnValue:
    """Restore an older version of an answer."""
    interview, form = _interview(interview_id), _restoring()
    try:
        saved = operations.restore_answer(
            db.session, actor(), interview, item, number=form.number.data or 0, base=form.base.data or 0, at=utcnow()
        )
    except SaveConflict:
        return _versions_page(interview, item, problem=CHANGED), 409
    except Locked as locked:
        return _versions_page(interview, item, problem=str(locked)), 409
    flash(f"De tekst van versie {form.number.data} staat er weer, als versie {saved.number}.", "success")
    return redirect(url_for("interviews.versions", interview_id=interview.id, item=item), 303)


def _restoring() -> forms.RestoreForm:
    form = forms.RestoreForm()
    if not form.validate():
        raise Refused("De keuze is niet goed aangekomen. Ga terug en kies opnieuw.")
    return form


@blueprint.get("/interviews/<int:interview_id>/notities/<item>/versies")
@staff
def note_versions(interview_id: int, item: str) -> ResponseReturnValue:
    """Show the versions of a private note, on a page of its own: notes never appear in a list with answers."""
    return _note_versions_page(_interview(interview_id), item)


@after_writing
def _note_versions_page(interview: Interview, item: str, **shown: str) -> Page:
    question = parsed(interview.questionnaire).item(item)
    revisions = recording_queries.note_revisions_of(db.session, interview, item)
    return render_template(
        "interviews/note_versions.html",
        interview=interview,
        question=question,
        history=operations.history_of(revisions, request.args.get("voor", 0, int)),
        **shown,
    )


@blueprint.post("/interviews/<int:interview_id>/notities/<item>/versies")
@staff
def restore_note(interview_id: int, item: str) -> ResponseReturnValue:
    """Restore an older version of a private note."""
    interview, form = _interview(interview_id), _restoring()
    try:
        saved = operations.restore_note(
            db.session, actor(), interview, item, number=form.number.data or 0, base=form.base.data or 0, at=utcnow()
        )
    except SaveConflict:
        return _note_versions_page(interview, item, problem=CHANGED), 409
    flash(f"De notitie van versie {form.number.data} staat er weer, als versie {saved.number}.", "success")
    return redirect(url_for("interviews.note_versions", interview_id=interview.id, item=item), 303)


@blueprint.post("/interviews/<int:interview_id>/vragen/<item>/nulmeting")
@staff
def take_over(interview_id: int, item: str) -> ResponseReturnValue:
    """Start an answer from the baseline, for a browser without JavaScript."""
    interview, form = _interview(interview_id), forms.TakeOverForm()
    try:
        if form.validate():
            queries.take_over(db.session, actor(), interview, item, base=form.base.data or 0, at=utcnow())
            flash(f"De nulmeting staat nu in vraag {item}. Pas de tekst aan.", "success")
    except SaveConflict:
        flash(f"Een collega heeft vraag {item} intussen gewijzigd. Er is niets overgenomen.", "warning")
    except Locked as locked:
        flash(f"{locked} Er is niets overgenomen.", "warning")
    return redirect(url_for("interviews.desk", interview_id=interview.id, _anchor=f"v-{item}"), 303)


@blueprint.post("/interviews/<int:interview_id>/vragen/<item>/voortgang")
@staff
def mark(interview_id: int, item: str) -> ResponseReturnValue:
    """Set the progress of an item since the baseline."""
    interview = _interview(interview_id)
    try:
        chosen = forms.mark_in(request.form, item)
    except forms.BadInput as error:
        raise BadRequest(str(error)) from error
    mark_progress(db.session, actor(), interview, item, chosen, at=utcnow())
    if request.accept_mimetypes.best == "application/json":
        return {"at": clock(utcnow())}
    flash(f"De voortgang van vraag {item} is opgeslagen.", "success")
    return redirect(url_for("interviews.desk", interview_id=interview.id, _anchor=f"v-{item}"), 303)


@blueprint.get("/interviews/<int:interview_id>/themas")
@staff
def themes(interview_id: int) -> ResponseReturnValue:
    """Show the paragraphs of all answers with their themes."""
    interview = _interview(interview_id)
    return render_template(
        "interviews/themes.html",
        interview=interview,
        themes=parsed(interview.questionnaire).themes,
        answers=pages.tagged_answers(db.session, interview),
    )


@blueprint.post("/interviews/<int:interview_id>/themas")
@staff
def save_themes(interview_id: int) -> ResponseReturnValue:
    """Save the themes of the whole page, except of answers that changed in between."""
    interview = _interview(interview_id)
    stale = []
    for answer in pages.tagged_answers(db.session, interview):
        if request.form.get(f"revision_{answer.item}") != str(answer.revision):
            stale.append(answer.item)
            continue
        chosen = [request.form.getlist(f"theme_{answer.item}_{place}") for place in range(len(answer.paragraphs))]
        if [sorted(keys) for keys in chosen] != [sorted(keys) for _, keys in answer.paragraphs]:
            revision = recording_queries.get_revision(db.session, interview, answer.revision)
            recording_operations.tag_passages(db.session, actor(), interview, revision, chosen, at=utcnow())
    if stale:
        flash(f"Vraag {', '.join(stale)} is intussen gewijzigd. Kies daar de thema’s opnieuw.", "warning")
    else:
        flash("De thema’s zijn opgeslagen.", "success")
    return redirect(url_for("interviews.themes", interview_id=interview.id), 303)


@blueprint.put("/interviews/<int:interview_id>/themas/<item>")
@staff
@takes_json
def tag(interview_id: int, item: str) -> ResponseReturnValue:
    """Save the themes of one answer. Responds 409 when its text changed in between."""
    interview = _interview(interview_id)
    try:
        tagging = forms.Tagging.of(request.get_json())
    except forms.BadInput as error:
        raise BadRequest(str(error)) from error
    parsed(interview.questionnaire).item(item)
    newest = recording_queries.newest_revisions(db.session, [interview.id])[interview.id].get(item)
    if newest is None or newest.id != tagging.revision:
        raise Refused(f"Vraag {item} is intussen gewijzigd. Laad de pagina opnieuw.")
    recording_operations.tag_passages(db.session, actor(), interview, newest, tagging.paragraphs, at=utcnow())
    return {"at": clock(utcnow())}


@blueprint.get("/interviews/<int:interview_id>/voorlezen")
@staff
def read_aloud(interview_id: int) -> ResponseReturnValue:
    """Show the record in large letters, to be read aloud at the end of the conversation.

    The respondent looks along, so it contains only text that will be sent. Reading aloud is not an approval.
    """
    interview = _interview(interview_id)
    return render_template("interviews/read_aloud.html", page=reading_of(db.session, interview))
