"""The interviewer's side of verification: look the record over, send it, follow it, decide on reactions."""

import logging
from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from surveyapp.accounts.rules import RoleName
from surveyapp.db import db, utcnow
from surveyapp.dutch import counted, listed, local
from surveyapp.errors import NotFound, Refused
from surveyapp.interviews import pages as desks
from surveyapp.interviews import queries as interviews
from surveyapp.interviews.completeness import by_concern, findings
from surveyapp.interviews.models import Interview
from surveyapp.mail import enclosures
from surveyapp.revisions import SaveConflict
from surveyapp.text import TextTooLong
from surveyapp.verification import agreeing, codes, colleagues, decisions, following, guest, operations, pages, queries
from surveyapp.verification.enclosure import record_enclosure
from surveyapp.verification.forms import DecisionForm, PhoneForm, SendForm
from surveyapp.verification.models import Verification
from surveyapp.verification.redaction import keep_tokens_out
from surveyapp.verification.rules import DecisionKind
from surveyapp.web.access import actor, allow

blueprint = Blueprint("verification", __name__, url_prefix="/interviews/<int:interview_id>")
for pages_of_their_own in (colleagues, codes):
    guest.blueprint.register_blueprint(pages_of_their_own.blueprint)
staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register both sides, and what a record's mail gets at delivery."""
    app.register_blueprint(blueprint)
    app.register_blueprint(guest.blueprint)
    enclosures.register("record", record_enclosure)
    keep_tokens_out(app.logger, logging.getLogger("werkzeug"))


def _interview(interview_id: int) -> Interview:
    return interviews.get_interview(db.session, current_user, interview_id)


@blueprint.get("/verslag")
@staff
def preview(interview_id: int) -> ResponseReturnValue:
    """The next record, as its respondent will see it."""
    interview = _interview(interview_id)
    deadline = local(utcnow()).date() + timedelta(days=current_app.config["DEADLINE_DAYS"])
    return _preview_page(interview, SendForm(formdata=None, deadline=deadline))


def _preview_page(interview: Interview, form: SendForm) -> str:
    desk = desks.desk_of(db.session, interview)
    return render_template(
        "verification/preview.html",
        page=pages.preview_page(db.session, interview, current_app.config["CONTACT_EMAIL"]),
        interview=interview,
        form=form,
        refusal=operations.why_not_send(db.session, interview),
        check=by_concern(findings(desk.items)),
        baseline=desk.baseline,
    )


@blueprint.post("/verslag")
@staff
def send(interview_id: int) -> ResponseReturnValue:
    """Send it: record, links and mails at once, or nothing."""
    interview, form = _interview(interview_id), SendForm()
    if not form.validate() or form.deadline.data is None:
        return _preview_page(interview, form), 422
    try:
        record = operations.send_record(
            db.session, actor(), interview, deadline=form.deadline.data,
            link_days=current_app.config["LINK_DAYS"], contact=current_app.config["CONTACT_EMAIL"], at=utcnow(),
        )  # fmt: skip
    except Refused as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".preview", interview_id=interview.id), 303)
    names = listed([one.respondent.name for one in record.verifications])
    flash(f"Verslag {record.number} gaat naar {names}.", "success")
    return redirect(url_for(".record", interview_id=interview.id, number=record.number), 303)


@blueprint.get("/verslagen/<int:number>")
@staff
def record(interview_id: int, number: int) -> ResponseReturnValue:
    """A record as it was sent, and what became of it."""
    return _record_page(_interview(interview_id), number)


def _record_page(interview: Interview, number: int, form: PhoneForm | None = None) -> str:
    record = queries.get_record(db.session, current_user, interview.id, number)
    return render_template(
        "verification/record.html",
        page=following.sent_page(db.session, record, utcnow()),
        interview=interview,
        form=form or _phone_form(interview, formdata=None),
        today=local(utcnow()).date(),
    )


def _phone_form(interview: Interview, **options: Any) -> PhoneForm:
    """Who may still agree, and to what: only words of the newest record that did not change since."""
    form, texts = PhoneForm(**options), queries.texts_of(db.session, interview)
    people, newest = queries.approvers_of(interview), queries.newest_record(db.session, interview)
    current = {one.id: item for item, one in texts.revisions.items()}
    sent = [current[entry.revision_id] for entry in (newest.entries if newest else ()) if entry.revision_id in current]
    asked = {one: [item for item in sent if item in texts.open_for(one)] for one in people}
    form.respondent.choices = [SelectChoice(one.id, one.name) for one in people if asked[one]]
    form.items.choices = [
        SelectChoice(item, f"Vraag {item}") for item in sent if any(item in items for items in asked.values())
    ]
    return form


@blueprint.post("/verslagen/<int:number>/akkoord")
@staff
def agree_by_phone(interview_id: int, number: int) -> ResponseReturnValue:
    """Agreement by telephone, with a note of it."""
    interview = _interview(interview_id)
    form = _phone_form(interview)
    if not form.validate():
        return _record_page(interview, number, form), 422
    respondent = next(one for one in interview.respondents if one.id == form.respondent.data)
    count = agreeing.approve_by_phone(
        db.session, actor(), interview, respondent, form.items.data or [], note=form.note.data or "", at=utcnow()
    )
    answers = counted(count, "antwoord", "antwoorden")
    flash(f"Akkoord van {respondent.name} per telefoon vastgelegd voor {answers}.", "success")
    return redirect(url_for(".record", interview_id=interview.id, number=number), 303)


@blueprint.post("/verslagen/<int:number>/herinneren")
@staff
def remind(interview_id: int, number: int) -> ResponseReturnValue:
    """Mail the link again to those who have not finished."""
    interview = _interview(interview_id)
    try:
        late = operations.remind(
            db.session, actor(), interview, contact=current_app.config["CONTACT_EMAIL"], at=utcnow()
        )
        flash(f"Er gaat een herinnering naar {listed([one.respondent.name for one in late])}.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".record", interview_id=interview.id, number=number), 303)


@blueprint.post("/verslagen/<int:number>/intrekken/<int:verification_id>")
@staff
def revoke(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Close one link."""
    interview = _interview(interview_id)
    verification = _verification(interview, number, verification_id)
    operations.revoke_link(db.session, actor(), verification, at=utcnow())
    flash(f"De link van {verification.respondent.name} werkt niet meer.", "success")
    return redirect(url_for(".record", interview_id=interview.id, number=number), 303)


def _verification(interview: Interview, number: int, verification_id: int) -> Verification:
    record = queries.get_record(db.session, current_user, interview.id, number)
    for verification in record.verifications:
        if verification.id == verification_id:
            return verification
    raise NotFound("Deze link hoort niet bij dit verslag.")


@blueprint.get("/reacties")
@staff
def reactions(interview_id: int) -> ResponseReturnValue:
    """What the respondents said, and a decision at each."""
    return _reactions_page(_interview(interview_id))


def _reactions_page(interview: Interview, **shown: Any) -> str:
    page = following.reactions_page(db.session, interview)
    if page is None:
        raise NotFound("Er is nog geen verslag verstuurd.")
    shown = {"wrong": 0, "problem": "", "typed": {}, "conflict": False} | shown
    return render_template("verification/reactions.html", page=page, interview=interview, **shown)


@blueprint.post("/reacties/<int:reaction_id>")
@staff
def decide(interview_id: int, reaction_id: int) -> ResponseReturnValue:
    """Decide on one reaction. What was typed stays when it cannot be."""
    interview, form = _interview(interview_id), DecisionForm()
    reaction = queries.get_reaction(db.session, interview, reaction_id)
    typed = {"kind": form.kind.data, "text": form.text.data or "", "reason": form.reason.data or ""}
    if not form.validate() or form.base.data is None:
        return _reactions_page(interview, wrong=reaction_id, problem="Kies een besluit.", typed=typed), 422
    try:
        decisions.decide(
            db.session, actor(), interview, reaction, DecisionKind(form.kind.data), base=form.base.data,
            text=typed["text"] or "", reason=typed["reason"] or "", at=utcnow(),
        )  # fmt: skip
    except SaveConflict:
        problem = "Het antwoord is intussen gewijzigd. Bekijk de nieuwste versie en besluit opnieuw."
        return _reactions_page(interview, wrong=reaction_id, problem=problem, typed=typed, conflict=True), 422
    except (Refused, TextTooLong) as refusal:
        return _reactions_page(interview, wrong=reaction_id, problem=str(refusal), typed=typed), 422
    return redirect(url_for(".reactions", interview_id=interview.id, _anchor=f"r-{reaction_id}"), 303)


@blueprint.post("/reacties/<int:reaction_id>/ongedaan")
@staff
def undo(interview_id: int, reaction_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    interview = _interview(interview_id)
    reaction = queries.get_reaction(db.session, interview, reaction_id)
    decided = reaction.decision.revision if reaction.decision else None
    base = decided.number if decided else reaction.revision.number
    try:
        decisions.undo_decision(db.session, actor(), interview, reaction, base=base, at=utcnow())
        flash("Het besluit is ongedaan gemaakt.", "success")
    except SaveConflict:
        flash("Het antwoord is na uw besluit nog gewijzigd. Het besluit blijft daarom staan.", "warning")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".reactions", interview_id=interview.id, _anchor=f"r-{reaction_id}"), 303)
