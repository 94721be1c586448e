"""Views of the desk, on which an interviewer records an interview."""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.exceptions import BadRequest, Forbidden

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.queries import active_users
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import clock
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.events import wired
from surveyapp.core.revisions import KeyReused, SaveConflict
from surveyapp.interviews.blueprint import blueprint
from surveyapp.interviews.deletion import operations
from surveyapp.interviews.desk import forms, pages
from surveyapp.interviews.desk import operations as whole_desk
from surveyapp.interviews.desk.operations import Choice, Entry
from surveyapp.interviews.recording import operations as recording_operations
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.events import InterviewEvents
from surveyapp.interviews.recording.models import AnswerRevision, Interview, NoteRevision
from surveyapp.interviews.recording.operations import Locked
from surveyapp.interviews.recording.rules import Progress, progress_of
from surveyapp.interviews.scheduling.forms import OwnDeadlineForm
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import UnknownItem
from surveyapp.text.words import TextTooLong
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Afterwards, Page, after_writing, render_template
from surveyapp.web.parsing import takes_json

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the views of the desk."""
    app.register_blueprint(blueprint)


def _interview(interview_id: int) -> Interview:
    return queries.get_interview(db.session, current_user, interview_id)


@after_writing
def _desk_page(desk: pages.Desk) -> Page:
    return render_template("interviews/desk.html", desk=desk, progresses=Progress, new_key=secrets.token_hex)


def _conflict(interview: Interview, typed: Entry, newest: AnswerRevision) -> pages.Conflict:
    return pages.conflict_of(db.session, current_user, interview, typed, newest)


def _unsaved_page(
    interview: Interview, conflicts: Sequence[tuple[Entry, AnswerRevision]], out: Sequence[pages.LockedOut] = ()
) -> ResponseReturnValue:
    """Return the desk with what was not saved. Texts are compared after the transaction."""

    def made() -> Page:
        shown = [_conflict(interview, typed, newest) for typed, newest in conflicts]
        return _desk_page(pages.with_unsaved(pages.desk_of(db.session, interview), shown, out))

    return Afterwards(made)


def _conflict_answer(interview: Interview, typed: Entry, newest: AnswerRevision) -> ResponseReturnValue:
    return Afterwards(lambda: _conflict_panel(interview, typed, newest), 409)


def _conflict_panel(interview: Interview, typed: Entry, newest: AnswerRevision) -> ResponseReturnValue:
    shown = _conflict(interview, typed, newest)
    panel = render_template(
        "interviews/_conflict.html", conflict=shown, interview_id=interview.id, new_key=secrets.token_hex
    )
    return {"error": "Een collega heeft dit antwoord ook gewijzigd.", "panel": panel}, 409


def _locked_answer(interview: Interview, out: pages.LockedOut, newest: AnswerRevision) -> ResponseReturnValue:
    return _locked_panel(interview, out, newest), 423


@after_writing
def _locked_panel(interview: Interview, out: pages.LockedOut, newest: AnswerRevision) -> dict[str, Any]:
    panel = render_template("interviews/_locked_out.html", out=out, interview_id=interview.id)
    return {"error": out.reason, "panel": panel, "agreed": _whole(newest)}


@blueprint.get("/interviews/<int:interview_id>")
@staff
def desk(interview_id: int) -> ResponseReturnValue:
    """Show the desk."""
    return _desk_page(pages.desk_of(db.session, _interview(interview_id)))


@blueprint.post("/interviews/<int:interview_id>")
@staff
def save_desk(interview_id: int) -> ResponseReturnValue:
    """Save the whole desk, for a browser without JavaScript."""
    interview = _interview(interview_id)
    questionnaire = parsed(interview.questionnaire)
    form = forms.desk_form(questionnaire)()
    try:
        entries = forms.answers_in(form, questionnaire)
    except forms.BadInput as error:
        raise BadRequest from error
    try:
        unsaved = whole_desk.save_changes(db.session, actor(), interview, entries, at=utcnow())
        for note in forms.notes_in(form, questionnaire):
            recording_operations.save_note(
                db.session, actor(), interview, note.item, text=note.text, base=note.base, at=utcnow()
            )
    except TextTooLong as error:
        flash(f"Er is niets opgeslagen. {error}", "error")
        return render_template("interviews/too_long.html", interview=interview, entries=entries), 422
    except SaveConflict:
        flash("Een collega heeft intussen een notitie gewijzigd. Uw antwoorden zijn opgeslagen.", "warning")
        return redirect(url_for("interviews.desk", interview_id=interview.id))
    if unsaved.conflicts or unsaved.locked:
        clashing = [(entry, unsaved.conflicts[entry.item]) for entry in entries if entry.item in unsaved.conflicts]
        out = [pages.locked_out(entry, unsaved.locked[entry.item]) for entry in entries if entry.item in unsaved.locked]
        return _unsaved_page(interview, clashing, out)
    flash(f"Opgeslagen om {clock(utcnow())}.", "success")
    return redirect(url_for("interviews.desk", interview_id=interview.id))


@blueprint.put("/interviews/<int:interview_id>/antwoorden/<item>")
@staff
@takes_json
def save_answer(interview_id: int, item: str) -> ResponseReturnValue:
    """Autosave an answer. Responds 200 with the new version, 409 with the text saved in between, or 423 when locked."""
    interview = _interview(interview_id)
    save = _sent(interview)
    try:
        revision = recording_operations.save_answer(
            db.session,
            actor(),
            interview,
            item,
            text=save.text,
            status=save.status,
            base=save.base,
            key=save.key,
            at=utcnow(),
        )
    except SaveConflict as conflict:
        return _conflict_answer(interview, Entry(item, save.text, save.status, save.base), conflict.newest)
    except Locked as locked:
        out = pages.locked_out(Entry(item, save.text, save.status, save.base), locked)
        return _locked_answer(interview, out, locked.newest)
    return _saved(revision)


def _saved(revision: AnswerRevision) -> dict[str, Any]:
    return {
        "base": revision.number,
        "at": clock(revision.created_at),
        "progress": progress_of(revision.status, revision.text).value,
    }


def _whole(revision: AnswerRevision) -> dict[str, Any]:
    return {**_saved(revision), "text": revision.text, "status": revision.status.value}


@blueprint.put("/interviews/<int:interview_id>/notities/<item>")
@staff
@takes_json
def save_note(interview_id: int, item: str) -> ResponseReturnValue:
    """Autosave a private note. On a conflict, responds with both texts combined, to be saved on top of the newest."""
    interview = _interview(interview_id)
    save = _sent(interview)
    try:
        note = recording_operations.save_note(
            db.session, actor(), interview, item, text=save.text, base=save.base, key=save.key, at=utcnow()
        )
    except SaveConflict as conflict:
        typed, newest = Entry(item, save.text, save.status, save.base), conflict.newest
        return Afterwards(lambda: _merged_note(interview, typed, newest), 409)
    return {"base": note.number, "at": clock(note.created_at)}


def _merged_note(interview: Interview, typed: Entry, newest: NoteRevision) -> ResponseReturnValue:
    merged = pages.merged_note(db.session, interview, typed, newest)
    return {"error": "Een collega heeft deze notitie ook gewijzigd.", "merged": merged, "base": newest.number}, 409


def _sent(interview: Interview) -> forms.Save:
    """Return what was sent, provided that this user typed it in this interview.

    A page can stay open while another user logs in, or while the database is replaced. Raises BadRequest, Forbidden,
    NotFound.
    """
    try:
        save = forms.Save.of(request.get_json())
    except forms.BadInput as error:
        raise BadRequest(str(error)) from error
    if save.writer not in {"", current_user.browser_key}:
        raise Forbidden
    if save.interview not in {"", interview.browser_key}:
        raise NotFound("Dit interview is er niet meer.")
    return save


@blueprint.errorhandler(TextTooLong)
def too_long(error: TextTooLong) -> ResponseReturnValue:
    """Respond 413 to a text that is too long; the browser keeps it."""
    return {"error": str(error)}, 413


@blueprint.errorhandler(KeyReused)
def key_reused(_error: KeyReused) -> ResponseReturnValue:
    """Respond 422 to a key that was used before for another text."""
    return {"error": "Deze opslag was al gebruikt voor een andere tekst. Typ verder om opnieuw op te slaan."}, 422


@blueprint.errorhandler(UnknownItem)
def unknown_item(error: UnknownItem) -> ResponseReturnValue:
    """Respond 404 to an address with an unknown question number."""
    return current_app.handle_user_exception(NotFound(str(error)))


@blueprint.post("/interviews/<int:interview_id>/vragen/<item>/keuze")
@staff
def choose(interview_id: int, item: str) -> ResponseReturnValue:
    """Save the chosen one of two texts; the other stays as a version. Responds with the page, or JSON to a script."""
    interview, form = _interview(interview_id), forms.ChoiceForm()
    script = request.accept_mimetypes.best == "application/json"
    if not form.validate():
        raise Refused("De keuze is niet goed aangekomen. Ga terug en kies opnieuw.")
    if form.writer.data != current_user.browser_key:
        raise Forbidden
    try:
        kept, revision = whole_desk.resolve_conflict(
            db.session,
            actor(),
            interview,
            form.typed(item, form.base.data or 0),
            Choice(form.choice.data),
            form.merged.data or "",
            key=form.key.data or "",
            at=utcnow(),
        )
    except SaveConflict as conflict:
        typed = form.typed(item, form.began.data or 0)
        if script:
            return _conflict_answer(interview, typed, conflict.newest)
        return _unsaved_page(interview, [(typed, conflict.newest)])
    except Locked as locked:
        out = pages.locked_out(form.typed(item, form.base.data or 0), locked)
        if script:
            return _locked_answer(interview, out, locked.newest)
        return _unsaved_page(interview, [], [out])
    if script:
        return {**_whole(revision), "kept": kept.number}
    flash(f"Vraag {item} is opgeslagen. De andere tekst blijft bij de versies.", "success")
    return redirect(url_for("interviews.desk", interview_id=interview.id, _anchor=f"v-{item}"))


@blueprint.route("/interviews/<int:interview_id>/gegevens", methods=["GET", "POST"])
@staff
def details(interview_id: int) -> ResponseReturnValue:
    """Show and change the date, place and interviewers."""
    interview = _interview(interview_id)
    people = _possible_interviewers(interview)
    form = forms.InterviewForm.of(interview, people)
    if not form.validate_on_submit():
        return details_page(interview, form=form), 422 if form.errors else 200
    recording_operations.change_interview(
        db.session,
        actor(),
        interview,
        held_on=form.held_on.data,
        place=form.place.data or "",
        talk=form.talk,
        interviewers=[person for person in people if person.id in (form.interviewers.data or [])],
        at=utcnow(),
    )
    flash("De gegevens zijn opgeslagen.", "success")
    if queries.find_interview_for(db.session, current_user, interview.id) is None:
        flash(f"U bent geen interviewer meer van {interview.organisation.label}.", "warning")
        return redirect(url_for("fieldwork.mine"))
    return redirect(url_for("interviews.details", interview_id=interview.id))


def _possible_interviewers(interview: Interview) -> Sequence[User]:
    """Return the users who may hold the interview, and its present interviewers."""
    possible = active_users(db.session, RoleName.INTERVIEWER)
    return [*possible, *(interviewer for interviewer in interview.interviewers if interviewer not in possible)]


@blueprint.route("/interviews/<int:interview_id>/verwijderen", methods=["GET", "POST"])
@allow(RoleName.ADMINISTRATOR)
def delete(interview_id: int) -> ResponseReturnValue:
    """Delete an interview after confirmation."""
    interview = _interview(interview_id)
    label = interview.organisation.label
    if request.method == "GET":
        objection = operations.why_not_delete(db.session, interview)
        contents = pages.contents_of(db.session, interview)
        return render_template("interviews/delete.html", interview=interview, contents=contents, objection=objection)
    operations.delete_interview(db.session, actor(), interview, at=utcnow())
    flash(f"Het interview met {label} is verwijderd.", "success")
    return redirect(url_for("fieldwork.everything"))


@after_writing
def details_page(interview: Interview, **shown: Any) -> Page:
    """Return the page with date, place and respondents.

    ``form`` or ``respondent_form`` in ``shown`` is the form with errors.
    """
    listeners = wired(db.session, InterviewEvents)
    wrong, wrong_id = shown.get("respondent_form"), shown.get("respondent_id")
    people = [
        (
            person,
            wrong if wrong_id == person.id else forms.RespondentForm(formdata=None, obj=person),
        )
        for person in interview.respondents
    ]
    return render_template(
        "interviews/details.html",
        interview=interview,
        form=shown.get("form") or forms.InterviewForm.of(interview, _possible_interviewers(interview), formdata=None),
        terms_form=OwnDeadlineForm(formdata=None, react_by=interview.react_by),
        changes=listeners.changes_shown(db.session, interview),
        invitation=listeners.invitation_shown(db.session, interview, utcnow()),
        people=people,
        new=wrong if wrong_id == 0 else forms.RespondentForm(formdata=None),
    )
