"""Pages for administrators with the words of the mails to respondents, per round."""

import flask
from flask import Blueprint, Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import NotFound
from surveyapp.core.revisions import SaveConflict, with_before
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.queries import find_current_round
from surveyapp.interviews.rounds.pages import other_rounds
from surveyapp.mail.message.framing import framed
from surveyapp.mail.outbox.mail_writer import sender as configured_sender
from surveyapp.mail.texts import operations, queries
from surveyapp.mail.texts.forms import WordsForm
from surveyapp.mail.texts.pages import sample
from surveyapp.mail.texts.rules import SENDER, MailKind, Words, kinds
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import Page, after_writing, render_template

blueprint = Blueprint("mail_texts", __name__)
administrators = allow(RoleName.ADMINISTRATOR)
OVERTAKEN = (
    "Een collega heeft deze tekst intussen gewijzigd. Hieronder staat uw tekst; het voorbeeld toont die van uw collega."
)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(blueprint)


@blueprint.get("/mailteksten")
@administrators
def current() -> ResponseReturnValue:
    """Redirect to the words of the current round."""
    round_ = find_current_round(db.session)
    if round_ is None:
        raise NotFound("Er is nog geen ronde.")
    return redirect(url_for("mail_texts.index", round_id=round_.id))


@blueprint.get("/mailteksten/<int:round_id>")
@administrators
def index(round_id: int) -> ResponseReturnValue:
    """Show all mails and the origin of their words."""
    round_ = queries.get_round(db.session, round_id)
    current_words = [queries.current_words(db.session, round_, kind) for kind in kinds().values()]
    return render_template(
        "wording/index.html", round=round_, found=current_words, rounds=other_rounds(db.session, round_)
    )


@blueprint.get("/mailteksten/<int:round_id>/<key>")
@administrators
def edit(round_id: int, key: str) -> ResponseReturnValue:
    """Show the form for the words of a mail, and a preview."""
    round_, kind = queries.get_round(db.session, round_id), queries.get_kind(key)
    now = queries.current_words(db.session, round_, kind)
    form = WordsForm(
        formdata=None, subject=now.words.subject, above=now.words.above, below=now.words.below, base=now.number
    )
    return _page(round_, kind, form.for_kind(kind), now.words)


@after_writing
def _page(round_: Round, kind: MailKind, form: WordsForm, shown: Words, problem: str = "") -> Page:
    return render_template(
        "wording/edit.html",
        round=round_,
        kind=kind,
        form=form,
        problem=problem,
        now=queries.current_words(db.session, round_, kind),
        sample=sample(kind, shown, _sender(round_)),
        is_sender=kind.key == SENDER,
        configured=configured_sender(current_app.config).display_name,
    )


def _sender(round_: Round) -> Words:
    return queries.current_words(db.session, round_, queries.get_kind(SENDER)).words


@blueprint.post("/mailteksten/<int:round_id>/<key>")
@administrators
def save(round_id: int, key: str) -> ResponseReturnValue:
    """Save the words for mails from now on. Shows the form again when they cannot be saved."""
    round_, kind = queries.get_round(db.session, round_id), queries.get_kind(key)
    form = WordsForm().for_kind(kind)
    now = queries.current_words(db.session, round_, kind)
    if not form.check(kind) or form.base.data is None:
        return _page(round_, kind, form, now.words), 422
    try:
        operations.save_words(db.session, actor(), round_, kind, form.words, base=form.base.data, at=utcnow())
    except SaveConflict:
        form.base.data, form.base.raw_data = now.number, None
        return _page(round_, kind, form, now.words, OVERTAKEN), 409
    flash("De tekst is opgeslagen en geldt voor elke mail die vanaf nu wordt gemaakt.", "success")
    return redirect(url_for("mail_texts.edit", round_id=round_.id, key=kind.key), 303)


@blueprint.post("/mailteksten/<int:round_id>/<key>/standaard")
@administrators
def standard(round_id: int, key: str) -> ResponseReturnValue:
    """Return to the standard words."""
    round_, kind = queries.get_round(db.session, round_id), queries.get_kind(key)
    try:
        operations.back_to_standard(
            db.session, actor(), round_, kind, base=request.form.get("base", 0, int), at=utcnow()
        )
        flash("De standaardtekst geldt weer. Uw eigen tekst staat nog bij de versies.", "success")
    except SaveConflict:
        flash("Een collega heeft deze tekst intussen gewijzigd. Kijk wat er nu staat.", "warning")
    return redirect(url_for("mail_texts.edit", round_id=round_.id, key=kind.key), 303)


@blueprint.post("/mailteksten/<int:round_id>/<key>/voorbeeld")
@administrators
def preview(round_id: int, key: str) -> ResponseReturnValue:
    """Preview the typed words with made-up values, for the frame beside the form. Saves nothing."""
    round_, kind = queries.get_round(db.session, round_id), queries.get_kind(key)
    form = WordsForm().for_kind(kind)
    if not form.check(kind):
        wrong = [error for field in form for error in field.errors]
        return framed(flask.render_template("wording/wrong.html", wrong=wrong))
    made = sample(kind, form.words, _sender(round_))
    if request.form.get("soort") == "plat":
        return framed(flask.render_template("wording/plain.html", made=made))
    return framed(made.html)


@blueprint.get("/mailteksten/<int:round_id>/<key>/voorbeeld")
@administrators
def current_preview(round_id: int, key: str) -> ResponseReturnValue:
    """Preview the current words."""
    round_, kind = queries.get_round(db.session, round_id), queries.get_kind(key)
    return framed(sample(kind, queries.current_words(db.session, round_, kind).words, _sender(round_)).html)


@blueprint.get("/mailteksten/<int:round_id>/<key>/versies")
@administrators
def versions(round_id: int, key: str) -> ResponseReturnValue:
    """Show the versions of a mail's words."""
    round_, kind = queries.get_round(db.session, round_id), queries.get_kind(key)
    shown = [
        (revision, _whole(revision.words(kind)), _whole(before.words(kind)) if before else None)
        for revision, before in with_before(queries.revisions_of(db.session, round_, kind))
    ]
    return render_template("wording/versions.html", round=round_, kind=kind, versions=shown)


def _whole(words: Words) -> str:
    return "\n\n".join(filter(None, [words.subject, words.above, words.below]))
