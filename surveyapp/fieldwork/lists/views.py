"""Views of the interviewer's list and of a round: its interviews, and adding rounds, interviews and files."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.queries import active_users
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.config import resource_dir
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.dutch import counted
from surveyapp.core.errors import Refused
from surveyapp.fieldwork.actions import forms
from surveyapp.fieldwork.blueprint import blueprint
from surveyapp.fieldwork.filters.pages import Filters
from surveyapp.fieldwork.listing.views import overview_page
from surveyapp.fieldwork.overview import pages
from surveyapp.interviews.files import operations
from surveyapp.interviews.organisation_files.operations import OrganisationRows, parse_organisations, put_organisations
from surveyapp.interviews.recording import operations as recording_operations
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview, Round
from surveyapp.mail.received.operations import notify
from surveyapp.processes.limited import colleagues
from surveyapp.questionnaires.operations import read, store, usable
from surveyapp.questionnaires.rules import QuestionnaireError
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import render_template
from surveyapp.web.template import add_to_menu, menu
from surveyapp.web.transactions import opens_own_transaction

administrators = allow(RoleName.ADMINISTRATOR)

AT_WORK = (
    "fieldwork.index",
    "fieldwork.mine",
    "conversation",
    "mail.interview_mails",
    "exchange_uploads",
    "interviews",
    "invitations",
    "printing",
    "verification",
)
"""Pages that belong to the menu entry of one's own interviews."""
VELDWERK = ("fieldwork", "interviews.own_deadline", "interviews.terms")


def init_app(app: Flask) -> None:
    """Register the views. The list of one's own interviews is first in the menu."""
    app.register_blueprint(blueprint)
    add_to_menu(app, "Mijn interviews", "fieldwork.mine", RoleName.INTERVIEWER, covers=AT_WORK)
    add_to_menu(app, "Veldwerk", "fieldwork.everything", covers=VELDWERK)


@blueprint.get("/")
@allow()
def index() -> ResponseReturnValue:
    """Redirect to the first page of the user's menu."""
    entries = menu()
    return redirect(entries[0].url if entries else url_for("fieldwork.everything"))


def _round(session: Session) -> Round | None:
    name = request.args.get("ronde")
    return queries.get_round(session, name) if name else queries.find_current_round(session)


@blueprint.get("/interviews")
@allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
def mine() -> ResponseReturnValue:
    """Show the interviews of this interviewer, in order of what needs doing."""
    round_ = _round(db.session)
    if round_ is None:
        return render_template("fieldwork/no_round.html")
    page = pages.mine_of(db.session, current_user, round_, utcnow(), request.args.get("pagina", 1, int))
    return render_template("fieldwork/mine.html", page=page)


@blueprint.get("/veldwerk")
@allow()
def everything() -> ResponseReturnValue:
    """Show all interviews of the round."""
    round_ = _round(db.session)
    if round_ is None:
        return render_template("fieldwork/no_round.html")
    return overview_page(round_, Filters.of(request.args))


@blueprint.route("/veldwerk/ronde", methods=["GET", "POST"])
@administrators
def new_round() -> ResponseReturnValue:
    """Create a round."""
    form, known = forms.RoundForm(), queries.rounds(db.session)
    form.previous.choices = [SelectChoice("", "geen")] + [
        SelectChoice(earlier.name, f"{earlier.name}: {earlier.title}") for earlier in known
    ]
    if form.validate_on_submit():
        previous = queries.get_round(db.session, form.previous.data) if form.previous.data else None
        try:
            round_ = recording_operations.create_round(
                db.session,
                actor(),
                name=form.name.data or "",
                title=form.title.data or "",
                subtitle=form.subtitle.data or "",
                previous=previous,
                outline="",
                at=utcnow(),
            )
        except Refused as error:
            form.name.errors = [str(error)]
        else:
            flash(f"Ronde {round_.name} is begonnen. Voeg nu interviews toe.", "success")
            return redirect(url_for("fieldwork.everything"))
    return render_template("fieldwork/round.html", form=form), 422 if form.errors else 200


@blueprint.route("/veldwerk/interview", methods=["GET", "POST"])
@administrators
def new_interview() -> ResponseReturnValue:
    """Add an interview to the current round."""
    round_ = queries.find_current_round(db.session) or abort(404)
    form = _interview_form(round_)
    if form.validate_on_submit():
        try:
            return _create(round_, form)
        except (Refused, QuestionnaireError) as error:
            form.questionnaire.errors = [str(error)]
    page = render_template(
        "fieldwork/interview.html",
        form=form,
        round=round_,
        problems=usable(resource_dir("questionnaires"))[1],
        organisations=len(queries.organisations(db.session)),
    )
    return page, 422 if form.errors else 200


def _interviewers() -> Sequence[User]:
    return active_users(db.session, RoleName.INTERVIEWER)


def _interview_form(round_: Round) -> forms.InterviewForm:
    taken = {interview.organisation_id for interview in queries.interviews_in(db.session, round_)}
    form = forms.InterviewForm()
    form.organisation.choices = [
        SelectChoice(organisation.id, organisation.label)
        for organisation in queries.organisations(db.session)
        if organisation.id not in taken
    ]
    form.questionnaire.choices = [SelectChoice(key, key) for key in usable(resource_dir("questionnaires"))[0]]
    form.interviewers.choices = [SelectChoice(interviewer.id, interviewer.name) for interviewer in _interviewers()]
    return form


def _create(round_: Round, form: forms.InterviewForm) -> ResponseReturnValue:
    key, chosen = form.questionnaire.data, form.interviewers.data or []
    organisation = next(
        organisation for organisation in queries.organisations(db.session) if organisation.id == form.organisation.data
    )
    interview = recording_operations.create_interview(
        db.session,
        actor(),
        round_=round_,
        organisation=organisation,
        questionnaire=store(db.session, read(resource_dir("questionnaires"), key), f"{key}.yaml"),
        interviewers=[interviewer for interviewer in _interviewers() if interviewer.id in chosen],
        respondents=(),
        held_on=form.held_on.data,
        at=utcnow(),
    )
    flash(f"Het interview met {organisation.label} is toegevoegd. Wie wordt geïnterviewd?", "success")
    return redirect(url_for("interviews.details", interview_id=interview.id))


@blueprint.route("/veldwerk/inlezen", methods=["GET", "POST"])
@allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
@opens_own_transaction
def read_in() -> ResponseReturnValue:
    """Import files with interviews or organisations: all of them or none."""
    form = forms.FilesForm()
    if RoleName.ADMINISTRATOR not in current_user.role_names:
        form.kind.choices = forms.INTERVIEWS
    problems: list[str] = []
    if form.validate_on_submit():
        chosen = [upload for upload in form.files.data or [] if upload and upload.filename]
        done, problems = _read_all(form.kind.data, chosen)
        if not problems and chosen:
            flash(done, "success")
            return redirect(url_for("fieldwork.everything"))
        problems = problems or ["Kies minstens één bestand."]
    return render_template(
        "fieldwork/read_in.html", form=form, problems=problems
    ), 422 if problems or form.errors else 200


def _read_all(kind: str, chosen: list[Any]) -> tuple[str, list[str]]:
    """Parse the files in the process with limits, then import all of them or none."""
    if kind == "organisations" and RoleName.ADMINISTRATOR not in current_user.role_names:
        return "", [f"{upload.filename}: alleen een beheerder kan organisaties inlezen" for upload in chosen]
    brought, problems = _each(chosen, lambda upload: _parsed(kind, upload))
    if problems:
        return "", problems
    with write_transaction(db.session) as transaction:
        done, problems = _each(brought, lambda file: (file[0], _put(*file)))
        if problems:
            transaction.discard()
    if kind == "organisations":
        count = sum(count for _, count in done)
        return f"{counted(count, 'organisatie', 'organisaties')} ingelezen.", problems
    saved = sum(count for _, count in done)
    interviews = counted(len(done), "interview", "interviews")
    return f"{interviews} ingelezen, {counted(saved, 'nieuwe versie', 'nieuwe versies')}.", problems


def _parsed(kind: str, upload: Any) -> tuple[str, Any]:
    name, source = upload.filename, upload.read().decode("utf-8")
    if kind == "organisations":
        return name, colleagues.call(parse_organisations, source, name, refusal=operations.FileError)
    return name, colleagues.call(
        operations.parse_interview, source, name, resource_dir("questionnaires"), refusal=operations.FileError
    )


def _put(name: str, parsed: operations.InterviewFile | OrganisationRows) -> int:
    """Import a parsed file, and return the number of organisations or new versions."""
    if not isinstance(parsed, operations.InterviewFile):
        return put_organisations(db.session, actor(), parsed, at=utcnow())
    result = operations.put_interview(db.session, actor(), parsed, name, interviewers=_own(), at=utcnow())
    if result.saved and not result.created:
        _tell_colleagues(result.interview, result.saved)
    return result.saved


def _each(things: Sequence[Any], act: Callable[[Any], tuple[str, Any]]) -> tuple[list[tuple[str, Any]], list[str]]:
    """Return the results of ``act`` and the problems of the things for which it failed."""
    done, problems = [], list[str]()
    for thing in things:
        name = thing[0] if isinstance(thing, tuple) else thing.filename
        try:
            done.append(act(thing))
        except UnicodeDecodeError:
            problems.append(f"{name}: geen tekstbestand in UTF-8")
        except operations.FileError as error:
            problems += error.problems
        except Refused as error:
            problems.append(f"{name}: {error}")
    return done, problems


def _own() -> list[User]:
    """Return the interviewers of a new interview: the user, unless that is an administrator who is no interviewer."""
    return [current_user] if RoleName.INTERVIEWER in current_user.role_names else []


def _tell_colleagues(interview: Interview, saved: int) -> None:
    """Notify the other interviewers that a file added versions to their interview."""
    versions = counted(saved, "nieuwe versie", "nieuwe versies")
    others = [interviewer for interviewer in interview.interviewers if interviewer.id != current_user.id]
    notify(db.session, interview, f"{current_user.name} heeft een bestand ingelezen: {versions}.", utcnow(), to=others)
