"""Forms on the page of a sent record in which staff enters what a respondent said by telephone or letter."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.rules import MAX_BYTES
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.dutch import counted, local
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.text.words import TextTooLong
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.following.views import record_page
from surveyapp.verification.on_behalf import operations
from surveyapp.verification.on_behalf.forms import agreement_form, told_form
from surveyapp.verification.on_behalf.operations import Heard
from surveyapp.verification.records import queries
from surveyapp.verification.records.rules import Channel, ReactionKind, Use
from surveyapp.web.access import actor, allow
from surveyapp.web.transactions import opens_own_transaction
from surveyapp.web.uploads import takes_file

staff = allow(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/akkoord")
@staff
@takes_file(MAX_BYTES)
@opens_own_transaction
def agree_on_behalf(interview_id: int, number: int) -> ResponseReturnValue:
    """Enter an agreement. The scan is checked before the write transaction, so that no save has to wait for it."""
    interview = get_interview(db.session, current_user, interview_id)
    form = agreement_form(db.session, interview, local(utcnow()).date())
    if not form.respondent.choices:
        raise Refused("Geen antwoord van dit verslag wacht nog op akkoord.")
    if not form.validate() or form.said_on.data is None:
        return record_page(interview, number, agreement=form), 422
    channel = Channel(form.channel.data)
    heard = Heard(
        channel,
        form.said_on.data,
        form.note.data or "",
        Use(form.use.data),
        form.letter.checked if channel is Channel.LETTER else None,
    )
    try:
        with write_transaction(db.session):
            interview = get_interview(db.session, current_user, interview_id)
            respondent = next(person for person in interview.respondents if person.id == form.respondent.data)
            count = operations.approve_on_behalf(
                db.session,
                actor(),
                interview,
                respondent,
                form["items"].data or [],
                heard,
                contact=current_app.config["CONTACT_EMAIL"],
                at=utcnow(),
            )
    except Refused as refusal:
        form["items"].errors = [str(refusal)]
        return record_page(get_interview(db.session, current_user, interview_id), number, agreement=form), 422
    answers = counted(count, "antwoord", "antwoorden")
    flash(
        f"Akkoord van {respondent.name} {channel.label} vastgelegd voor {answers}. Diegene krijgt een mail.", "success"
    )
    return redirect(url_for("verification.record", interview_id=interview_id, number=number), 303)


@blueprint.post("/interviews/<int:interview_id>/verslagen/<int:number>/verteld")
@staff
def tell_on_behalf(interview_id: int, number: int) -> ResponseReturnValue:
    """Enter a reaction that was given by telephone."""
    interview = get_interview(db.session, current_user, interview_id)
    form = told_form(db.session, interview)
    if not form.respondent.choices:
        raise Refused("Op dit verslag kan niemand meer reageren.")
    if not form.validate():
        return record_page(interview, number, told=form), 422
    newest = queries.newest_record(db.session, interview)
    readers = newest.verifications if newest else []
    reader = next(verification for verification in readers if verification.respondent_id == form.respondent.data)
    try:
        operations.react_on_behalf(
            db.session,
            actor(),
            reader,
            form.item.data,
            kind=ReactionKind(form.kind.data),
            proposal=form.words.data or "",
            remark=form.remark.data or "",
            contact=current_app.config["CONTACT_EMAIL"],
            at=utcnow(),
        )
    except (Refused, TextTooLong) as refusal:
        form.item.errors = [str(refusal)]
        return record_page(interview, number, told=form), 422
    flash(
        f"De reactie van {reader.respondent.name} op vraag {form.item.data} is vastgelegd. Diegene krijgt er mail van."
    )
    return redirect(url_for("verification.reactions", interview_id=interview.id), 303)
