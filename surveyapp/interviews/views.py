"""The interviewer's desk: one interview, recorded answer by answer."""

from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest

from surveyapp.accounts.rules import RoleName
from surveyapp.db import db, utcnow
from surveyapp.dutch import clock
from surveyapp.errors import NotFound, Refused
from surveyapp.interviews import desk as whole_desk
from surveyapp.interviews import forms, operations, pages, queries
from surveyapp.interviews.models import Interview
from surveyapp.interviews.rules import Progress, progress_of
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import UnknownItem
from surveyapp.revisions import KeyReused, SaveConflict
from surveyapp.text import TextTooLong
from surveyapp.web.access import actor, allow

blueprint = Blueprint("interviews", __name__, url_prefix="/interviews")
staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the desk."""
    app.register_blueprint(blueprint)


@blueprint.get("/<int:interview_id>/themas")
@staff
def themes(interview_id: int) -> ResponseReturnValue:
    """Which paragraph is about which theme."""
    interview = _interview(interview_id)
    return render_template(
        "interviews/themes.html",
        interview=interview,
        themes=parsed(interview.questionnaire).themes,
        answers=pages.tagged_answers(db.session, interview),
    )


@blueprint.post("/<int:interview_id>/themas")
@staff
def save_themes(interview_id: int) -> ResponseReturnValue:
    """Keep the themes; an answer that changed in between is left as it is."""
    interview = _interview(interview_id)
    stale = []
    for answer in pages.tagged_answers(db.session, interview):
        if request.form.get(f"revision_{answer.item}") != str(answer.revision):
            stale.append(answer.item)
            continue
        chosen = [request.form.getlist(f"theme_{answer.item}_{place}") for place in range(len(answer.paragraphs))]
        if [sorted(one) for one in chosen] != [sorted(one) for _, one in answer.paragraphs]:
            revision = queries.get_revision(db.session, interview, answer.revision)
            operations.tag_passages(db.session, actor(), interview, revision, chosen, at=utcnow())
    if stale:
        flash(f"Vraag {', '.join(stale)} is intussen gewijzigd. Kies daar de thema’s opnieuw.", "warning")
    else:
        flash("De thema’s zijn opgeslagen.", "success")
    return redirect(url_for(".themes", interview_id=interview.id))


@blueprint.route("/<int:interview_id>/gegevens", methods=["GET", "POST"])
@staff
def details(interview_id: int) -> ResponseReturnValue:
    """Date, place and persons."""
    interview = _interview(interview_id)
    form = forms.InterviewForm(obj=interview)
    if form.validate_on_submit():
        operations.change_interview(
            db.session, actor(), interview, held_on=form.held_on.data, place=form.place.data or "",
            interviewers=interview.interviewers, at=utcnow(),
        )  # fmt: skip
        flash("De gegevens zijn opgeslagen.", "success")
        return redirect(url_for(".details", interview_id=interview.id))
    return _details_page(interview, form=form), 422 if form.errors else 200


@blueprint.post("/<int:interview_id>/respondenten", defaults={"respondent_id": 0})
@blueprint.post("/<int:interview_id>/respondenten/<int:respondent_id>")
@staff
def save_respondent(interview_id: int, respondent_id: int) -> ResponseReturnValue:
    """Add a person, or change one."""
    interview, form = _interview(interview_id), forms.RespondentForm()
    known = next((one for one in interview.respondents if one.id == respondent_id), None)
    if respondent_id and known is None:
        raise NotFound("Deze respondent hoort niet bij dit interview.")
    if not form.validate():
        return _details_page(interview, respondent_form=form, respondent_id=respondent_id), 422
    if known:
        operations.change_respondent(db.session, actor(), interview, known, form.person, at=utcnow())
    else:
        operations.add_respondent(db.session, actor(), interview, form.person, at=utcnow())
    flash(f"{form.person.name} is opgeslagen.", "success")
    return redirect(url_for(".details", interview_id=interview.id))


def _details_page(interview: Interview, **shown: Any) -> str:
    wrong, wrong_id = shown.get("respondent_form"), shown.get("respondent_id")
    people = [
        (
            person,
            wrong if wrong_id == person.id else forms.RespondentForm(formdata=None, obj=person, prefix=""),
        )
        for person in interview.respondents
    ]
    return render_template(
        "interviews/details.html",
        interview=interview,
        form=shown.get("form") or forms.InterviewForm(formdata=None, obj=interview),
        people=people,
        new=wrong if wrong_id == 0 else forms.RespondentForm(formdata=None),
    )
