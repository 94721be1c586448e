"""The interviewer's side of verification: look the record over, send it, follow it, decide on reactions."""

import logging
from typing import Any

from flask import Flask, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.rules import RoleName
from surveyapp.db import db, utcnow
from surveyapp.dutch import listed, local
from surveyapp.errors import NotFound, Refused
from surveyapp.interviews import pages as desks
from surveyapp.interviews import queries as interviews
from surveyapp.interviews.completeness import by_concern, findings
from surveyapp.interviews.left_out import left_out_of
from surveyapp.interviews.models import Interview
from surveyapp.revisions import SaveConflict
from surveyapp.text import TextTooLong
from surveyapp.verification import (
    decisions,
    following,
    links,
    operations,
    pages,
    queries,
    remind_pages,
    settling,
    settling_queries,
    visiting,
    waiting,
)
from surveyapp.verification.addresses import addresses_in
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.forms import DecisionForm, SendForm
from surveyapp.verification.on_behalf_forms import agreement_form, told_form
from surveyapp.verification.reconciling import of_interview
from surveyapp.verification.redaction import keep_tokens_out
from surveyapp.verification.remind_pages import Reminding
from surveyapp.verification.rules import DecisionKind
from surveyapp.verification.untold import untold
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template
from surveyapp.web.refusal import refuse

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


def init_app(app: Flask) -> None:
    """Register both sides."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["reading_is_open"] = visiting.reading_is_open
    app.jinja_env.globals["locks_of"] = lambda interview_id: settling_queries.locks_of(db.session, interview_id)
    app.jinja_env.globals["reader_key"] = visiting.reader_key
    keep_tokens_out(app.logger, logging.getLogger("werkzeug"), logging.getLogger("waitress"))


def _interview(interview_id: int) -> Interview:
    return interviews.get_interview(db.session, current_user, interview_id)


@blueprint.get("/interviews/<int:interview_id>/verslag")
@staff
def preview(interview_id: int) -> ResponseReturnValue:
    """The next record, as its respondent will see it."""
    interview = _interview(interview_id)
    return _preview_page(interview, SendForm.proposed(interview, local(utcnow()).date()))


@after_writing
def _preview_page(interview: Interview, form: SendForm) -> Page:
    desk = desks.desk_of(db.session, interview)
    return render_template(
        "verification/preview.html",
        page=pages.preview_page(db.session, interview, current_app.config["CONTACT_EMAIL"]),
        interview=interview,
        form=form,
        refusal=operations.why_not_send(db.session, interview),
        left_out=left_out_of(db.session, interview),
        check=by_concern(findings(desk.items)),
        baseline=desk.baseline,
    )


@blueprint.post("/interviews/<int:interview_id>/verslag")
@staff
def send(interview_id: int) -> ResponseReturnValue:
    """Send it: record, links and mails at once, or nothing."""
    interview, form = _interview(interview_id), SendForm()
    if not form.validate() or form.deadline.data is None:
        return _preview_page(interview, form), 422
    if reason := operations.why_not_send(db.session, interview):
        flash(reason, "warning")
        return redirect(url_for("verification.preview", interview_id=interview.id), 303)
    try:
        record = operations.send_record(
            db.session, actor(), interview, deadline=form.deadline.data, readers_until=form.first_until,
            link_days=current_app.config["LINK_DAYS"], contact=current_app.config["CONTACT_EMAIL"], at=utcnow(),
        )  # fmt: skip
    except Refused as refusal:
        form.wrong_date.errors = [str(refusal)]
        return _preview_page(interview, form), 422
    names = listed([one.respondent.name for one in record.verifications if one.released_at])
    later = [one.respondent.name for one in record.verifications if not one.released_at]
    if names:
        then = f" Daarna naar {listed(later)}." if later else ""
        flash(f"Verslag {record.number} gaat naar {names}.{then}", "success")
    else:
        flash(f"Verslag {record.number} wacht op een mailserver. Daarna gaat het naar {listed(later)}.", "warning")
    return redirect(url_for("verification.record", interview_id=interview.id, number=record.number), 303)


@blueprint.get("/interviews/<int:interview_id>/verslagen/<int:number>")
@staff
def record(interview_id: int, number: int) -> ResponseReturnValue:
    """A record as it was sent, and what became of it."""
    return record_page(_interview(interview_id), number)


@after_writing
def record_page(interview: Interview, number: int, **forms: Any) -> Page:
    """The page of a sent record; ``forms`` are those that were filled in wrong, by name."""
    record, today = queries.get_record(db.session, current_user, interview.id, number), local(utcnow()).date()
    return render_template(
        "verification/record.html",
        untold=untold(db.session, interview),
        addresses=addresses_in(db.session, of_interview(interview.id)),
        page=following.sent_page(db.session, record, utcnow()),
        interview=interview,
        agreement=forms.get("agreement") or agreement_form(db.session, interview, today, formdata=None, said_on=today),
        told=forms.get("told") or told_form(db.session, interview, formdata=None),
        today=today,
    )


def _reminding(interview_id: int, number: int) -> Reminding:
    interview = _interview(interview_id)
    back = url_for("verification.record", interview_id=interview.id, number=number)
    return Reminding(
        waiting.of_newest_records(db.session, [interview.id])[interview.id],
        here=url_for("verification.look_over_reminder", interview_id=interview.id, number=number),
        back=back,
        trail=(
            (url_for("fieldwork.mine"), "Mijn interviews"),
            (back, f"{interview.organisation.label}, verslag {number}"),
        ),
    )


@blueprint.get("/interviews/<int:interview_id>/verslagen/<int:number>/herinneren")
@staff
def look_over_reminder(interview_id: int, number: int) -> ResponseReturnValue:
    """Who would get a reminder, and what it says."""
    return remind_pages.page(_reminding(interview_id, number))


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/herinneren")
@staff
def remind(interview_id: int, number: int) -> ResponseReturnValue:
    """Mail the link again to those who have not finished."""
    return remind_pages.send(_reminding(interview_id, number))


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/intrekken/<int:verification_id>")
@staff
def revoke(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Close one link."""
    interview = _interview(interview_id)
    verification = queries.get_reading(db.session, current_user, interview.id, number, verification_id)
    links.revoke_link(db.session, actor(), verification, at=utcnow())
    flash(f"De link van {verification.respondent.name} werkt niet meer.", "success")
    return redirect(url_for("verification.record", interview_id=interview.id, number=number), 303)


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/nieuwe-link/<int:verification_id>")
@staff
def renew(interview_id: int, number: int, verification_id: int) -> ResponseReturnValue:
    """Another link for one respondent, by mail."""
    verification = queries.get_reading(db.session, current_user, interview_id, number, verification_id)
    config = current_app.config
    try:
        links.renew_link(
            db.session, actor(), verification, link_days=config["LINK_DAYS"], contact=config["CONTACT_EMAIL"],
            at=utcnow(),
        )  # fmt: skip
        flash(f"{verification.respondent.name} krijgt een mail met een nieuwe link.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("verification.record", interview_id=interview_id, number=number), 303)


@blueprint.get("/interviews/<int:interview_id>/reacties")
@staff
def reactions(interview_id: int) -> ResponseReturnValue:
    """What the respondents said, and a decision at each."""
    return _reactions_page(_interview(interview_id))


@after_writing
def _reactions_page(interview: Interview, **shown: Any) -> Page:
    page = settling.reactions_page(db.session, interview)
    if page is None:
        raise NotFound("Er is nog geen verslag verstuurd.")
    shown = {"wrong": 0, "problem": "", "typed": {}, "shapes": settling.SHAPES} | shown
    for item in (card.item for card in page.cards for one in card.reactions if one.id == shown["wrong"]):
        said = f"Het besluit over vraag {item} is niet opgeslagen. {shown['problem']} Wat u typte, staat er nog."
        refuse(said, f"r-{shown['wrong']}")
    return render_template("verification/reactions.html", page=page, interview=interview, **shown)


@blueprint.post("/interviews/<int:interview_id>/reacties/<int:reaction_id>")
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
        return _reactions_page(interview, wrong=reaction_id, problem=problem, typed=typed), 422
    except (Refused, TextTooLong) as refusal:
        return _reactions_page(interview, wrong=reaction_id, problem=str(refusal), typed=typed), 422
    return redirect(url_for("verification.reactions", interview_id=interview.id, _anchor=f"r-{reaction_id}"), 303)


@blueprint.post("/interviews/<int:interview_id>/reacties/<int:reaction_id>/ongedaan")
@staff
def undo(interview_id: int, reaction_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    interview = _interview(interview_id)
    reaction = queries.get_reaction(db.session, interview, reaction_id)
    try:
        decisions.undo_decision(db.session, actor(), interview, reaction, at=utcnow())
        flash("Het besluit is ongedaan gemaakt.", "success")
    except SaveConflict:
        flash("Het antwoord is na dit besluit nog gewijzigd. Het besluit blijft daarom staan.", "warning")
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("verification.reactions", interview_id=interview.id, _anchor=f"r-{reaction_id}"), 303)
