"""Pages on which an interviewer decides on reactions, one by one or all at once, and reopens agreed answers."""

from typing import Any

from flask import Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import counted, listed
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import Interview
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import UnknownItem
from surveyapp.text.words import TextTooLong
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.decisions import operations as decisions_operations
from surveyapp.verification.decisions.queries import locks_of
from surveyapp.verification.records import queries
from surveyapp.verification.records.rules import DecisionKind
from surveyapp.verification.reopening import operations as reopening_operations
from surveyapp.verification.settling import operations, pages
from surveyapp.verification.settling.forms import DecisionForm, ReopenForm
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.refusal import refuse

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register the template global ``locks_of``."""
    app.jinja_env.globals["locks_of"] = lambda interview_id: locks_of(db.session, interview_id)


def _interview(interview_id: int) -> Interview:
    return interviews.get_interview(db.session, current_user, interview_id)


def _to_reactions(interview: Interview) -> ResponseReturnValue:
    return redirect(url_for("verification.reactions", interview_id=interview.id), 303)


@blueprint.get("/interviews/<int:interview_id>/reacties")
@staff
def reactions(interview_id: int) -> ResponseReturnValue:
    """Show the reactions of the respondents, with a form to decide on each."""
    return _reactions_page(_interview(interview_id))


@after_writing
def _reactions_page(interview: Interview, **shown: Any) -> Page:
    page = pages.reactions_page(db.session, interview)
    if page is None:
        raise NotFound("Er is nog geen verslag verstuurd.")
    shown = {"wrong": 0, "problem": "", "typed": {}, "shapes": pages.SHAPES} | shown
    for item in (card.item for card in page.cards for reaction in card.reactions if reaction.id == shown["wrong"]):
        said = f"Het besluit over vraag {item} is niet opgeslagen. {shown['problem']} Wat u typte, staat er nog."
        refuse(said, f"r-{shown['wrong']}")
    return render_template("verification/reactions.html", page=page, interview=interview, **shown)


@blueprint.post("/interviews/<int:interview_id>/reacties/<int:reaction_id>")
@staff
def decide(interview_id: int, reaction_id: int) -> ResponseReturnValue:
    """Decide on a reaction. When that is refused, show the page again with the text as typed."""
    interview, form = _interview(interview_id), DecisionForm()
    reaction = queries.get_reaction(db.session, interview, reaction_id)
    typed = {"kind": form.kind.data, "text": form.text.data or "", "reason": form.reason.data or ""}
    if not form.validate() or form.base.data is None:
        return _reactions_page(interview, wrong=reaction_id, problem="Kies een besluit.", typed=typed), 422
    try:
        decisions_operations.decide(
            db.session,
            actor(),
            interview,
            reaction,
            DecisionKind(form.kind.data),
            base=form.base.data,
            text=typed["text"] or "",
            reason=typed["reason"] or "",
            at=utcnow(),
        )
    except SaveConflict:
        problem = "Het antwoord is intussen gewijzigd. Bekijk de nieuwste versie en besluit opnieuw."
        return _reactions_page(interview, wrong=reaction_id, problem=problem, typed=typed), 422
    except (Refused, TextTooLong) as refusal:
        return _reactions_page(interview, wrong=reaction_id, problem=str(refusal), typed=typed), 422
    return redirect(url_for("verification.reactions", interview_id=interview.id, _anchor=f"r-{reaction_id}"), 303)


@blueprint.post("/interviews/<int:interview_id>/reacties/<int:reaction_id>/ongedaan")
@staff
def undo(interview_id: int, reaction_id: int) -> ResponseReturnValue:
    """Undo a decision."""
    interview = _interview(interview_id)
    reaction = queries.get_reaction(db.session, interview, reaction_id)
    try:
        decisions_operations.undo_decision(db.session, actor(), interview, reaction, at=utcnow())
        flash("Het besluit is ongedaan gemaakt.", "success")
    except SaveConflict:
        flash("Het antwoord is na dit besluit nog gewijzigd. Het besluit blijft daarom staan.", "warning")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("verification.reactions", interview_id=interview.id, _anchor=f"r-{reaction_id}"), 303)


@blueprint.get("/interviews/<int:interview_id>/reacties/alles")
@staff
def preview_all(interview_id: int) -> ResponseReturnValue:
    """Show what accepting all proposals would do."""
    interview = _interview(interview_id)
    batch = operations.batch_of(db.session, interview)
    if not batch.count:
        return _to_reactions(interview)
    questionnaire = parsed(interview.questionnaire)
    titles = {question.number: question.title for question in questionnaire.items}
    return render_template("verification/take_all.html", interview=interview, batch=batch, titles=titles)


@blueprint.post("/interviews/<int:interview_id>/reacties/alles")
@staff
def take_all(interview_id: int) -> ResponseReturnValue:
    """Accept all previewed proposals, or none."""
    interview = _interview(interview_id)
    try:
        count = operations.take_all_over(db.session, actor(), interview, seen=request.form.get("seen", ""), at=utcnow())
    except (Refused, SaveConflict, TextTooLong) as refusal:
        db.session.rollback()
        flash(str(refusal), "warning")
        return redirect(url_for("verification.preview_all", interview_id=interview.id), 303)
    flash(f"{counted(count, 'voorstel is', 'voorstellen zijn')} overgenomen. U verstuurt nog niets.", "success")
    return _to_reactions(interview)


@blueprint.get("/interviews/<int:interview_id>/reacties/ongedaan")
@staff
def preview_undo(interview_id: int) -> ResponseReturnValue:
    """Show which decisions would be undone."""
    interview = _interview(interview_id)
    page = pages.reactions_page(db.session, interview)
    if page is None:
        raise NotFound("Er is nog geen verslag verstuurd.")
    if not page.decided:
        return _to_reactions(interview)
    return render_template("verification/undo_all.html", interview=interview, page=page)


@blueprint.post("/interviews/<int:interview_id>/reacties/ongedaan")
@staff
def undo_all(interview_id: int) -> ResponseReturnValue:
    """Undo every decision on the newest record."""
    interview = _interview(interview_id)
    count, left = operations.undo_all(db.session, actor(), interview, at=utcnow())
    if count:
        flash(f"{counted(count, 'besluit is', 'besluiten zijn')} ongedaan gemaakt.", "success")
    if left:
        items = listed([f"vraag {item}" for item in left])
        flash(f"Na het besluit is het antwoord nog gewijzigd bij {items}. Dat besluit blijft staan.", "warning")
    return _to_reactions(interview)


@blueprint.route("/interviews/<int:interview_id>/vragen/<item>/heropenen", methods=["GET", "POST"])
@staff
def reopen(interview_id: int, item: str) -> ResponseReturnValue:
    """Reopen an agreed answer: ask why, show who will be told."""
    interview, form = _interview(interview_id), ReopenForm()
    try:
        question = parsed(interview.questionnaire).item(item)
    except UnknownItem as error:
        raise NotFound(str(error)) from error
    back = url_for("interviews.desk", interview_id=interview.id, _anchor=f"v-{item}")
    if request.args.get("terug") == "reacties":
        back = url_for("verification.reactions", interview_id=interview.id)
    lock = locks_of(db.session, interview.id).get(item)
    if lock is None or not lock.closed:
        flash(f"Vraag {item} is niet vergrendeld. U kunt het antwoord wijzigen.", "warning")
        return redirect(back, 303)
    if form.validate_on_submit():
        reopening_operations.reopen(
            db.session,
            actor(),
            interview,
            item,
            reason=form.reason.data or "",
            contact=current_app.config["CONTACT_EMAIL"],
            at=utcnow(),
        )
        flash(f"Vraag {item} is heropend. Wie akkoord gaf, krijgt hier een mail over.", "success")
        return redirect(back, 303)
    texts = queries.texts_of(db.session, interview)
    revision = texts.revisions[item]
    told = [approval.respondent for approval in texts.approvals[revision.id] if approval.respondent.left_at is None]
    page = {"question": question, "lock": lock, "text": revision.text, "told": told, "back": back}
    return render_template("verification/reopen.html", interview=interview, form=form, **page), (
        422 if form.errors else 200
    )
