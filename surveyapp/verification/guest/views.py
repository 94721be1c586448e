"""Pages for respondents without an account: link, record, summary, receipt."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Flask, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import NotFound
from surveyapp.core.tokens import token_hash
from surveyapp.mail.outbox.queries import newest_with
from surveyapp.readings.links import kinds
from surveyapp.readings.links import visits as links_visits
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.readings.links.redaction import keep_tokens_out
from surveyapp.readings.links.rules import LinkState
from surveyapp.readings.more_time import views as asking_for_time
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.clashes import pages
from surveyapp.verification.keeping.rules import Said, seen_in, typed_in
from surveyapp.verification.kind.kinds import RECORD
from surveyapp.verification.letters import mails
from surveyapp.verification.reacting import operations
from surveyapp.verification.reacting.operations import Changed, Incomplete, UseChanged
from surveyapp.verification.reading import pages as reading_pages
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.rules import Channel
from surveyapp.verification.refusals.views import answer_readers
from surveyapp.verification.saving import operations as saving_operations
from surveyapp.verification.visits import visits
from surveyapp.web import unsent
from surveyapp.web.access import for_readers
from surveyapp.web.afterwards import Afterwards, Page, after_writing, render_template
from surveyapp.web.limits import GUESSES, limiter, opened_nothing
from surveyapp.web.refusal import refuse
from surveyapp.web.visits import this_browser

answer_readers(blueprint)
SENT_BEFORE = "U had uw reactie al verstuurd, op een ander apparaat of in een ander venster. Zo is zij verstuurd."


def init_app(app: Flask) -> None:
    """Register template globals of the opened reading, and keep links out of the logs."""
    app.jinja_env.globals["reading_is_open"] = links_visits.reading_is_open
    app.jinja_env.globals["reader_key"] = links_visits.reader_key
    keep_tokens_out(app.logger, logging.getLogger("werkzeug"), logging.getLogger("waitress"))


def _typed() -> dict[str, Said]:
    """Return what the submitted form holds per item, to show again text that was not saved."""
    return typed_in(request.form)


@blueprint.get("/v/<token>")
@blueprint.get("/v/<path>/<token>")
@for_readers
def link(token: str, path: str = "") -> ResponseReturnValue:  # noqa: ARG001  (every link of a kind shows the same page)
    """Show a button only: mail scanners open links, so this page neither shows nor starts anything."""
    return render_template("verification/link.html", words=_kind_at(path).words)


@blueprint.post("/v/<token>")
@blueprint.post("/v/<path>/<token>")
@for_readers
@limiter.limit(GUESSES, deduct_when=opened_nothing)
def open_link(token: str, path: str = "") -> ResponseReturnValue:
    """Begin a session and redirect to an address without the token."""
    reading = kinds.find_by_token(db.session, _kind_at(path), token_hash(token))
    return entered(reading, Channel.LINK) or (render_template("verification/closed.html"), 404)


def _kind_at(path: str) -> kinds.Kind[Any]:
    kind = kinds.kind_at(db.session, path)
    if kind is None:
        raise NotFound("Deze link is er niet. Kopieer het hele adres uit de mail.")
    return kind


def entered(reading: ReadingMixin | None, channel: Channel) -> ResponseReturnValue | None:
    """Return the response to a link or code, or None when it opens nothing.

    A returning reader goes to the first open answer.
    """
    again = "verder" if reading and reading.opened_at else None
    state = links_visits.enter(reading, channel.value)
    if state is LinkState.SUPERSEDED:
        return render_template("verification/superseded.html", typed={}), 410
    if state is LinkState.HELD:
        return render_template("verification/held.html"), 409
    if reading and state in {LinkState.OPEN, LinkState.SUBMITTED}:
        kind = kinds.kind_of(reading)
        if state is LinkState.SUBMITTED:
            return redirect(url_for(kind.receipt), 303)
        return redirect(url_for(kind.check, _anchor=again), 303)
    return None


def page_of(verification: Verification) -> reading_pages.RecordPage:
    return reading_pages.record_page(db.session, verification, current_app.config["CONTACT_EMAIL"])


@blueprint.get("/nakijken")
@for_readers
def check() -> ResponseReturnValue:
    """Show the record, with a choice at each answer."""
    verification = visits.current()
    if verification.submitted_at:
        return redirect(url_for("verification.receipt"))
    return _check_page(page_of(verification))


@after_writing
def _check_page(
    page: reading_pages.RecordPage, missing: Sequence[str] = (), problems: Mapping[str, str] | None = None
) -> Page:
    return render_template("verification/check.html", page=page, missing=missing, problems=problems or {})


@blueprint.post("/nakijken")
@for_readers
def save() -> ResponseReturnValue:
    """Save the whole page, then stop, agree to the rest, or go on to the summary."""
    verification, now = visits.read(request.form.get("reader")), utcnow()
    page, actor = page_of(verification), links_visits.actor_of(verification)
    if verification.submitted_at:
        return _sent_before(verification)
    try:
        kept = saving_operations.keep(db.session, actor, verification, page, request.form, now)
    except UseChanged as error:
        return _check_page(pages.with_typed(page, _typed()), problems={"": str(error)}), 409
    action, _, which = request.form.get("action", "save").partition(":")
    if action == "take" and not kept.problems:
        saving_operations.take_over(db.session, verification, page, which, kept, now)
    if action == "again" and not kept.problems:
        saving_operations.take_again(db.session, verification, page, which, kept, now)
    if kept.problems:
        status = 409 if kept.clashes else 422
        return Afterwards(
            lambda: (_check_page(pages.with_typed(page, kept.typed, kept.clashes), problems=kept.problems), status),
            status,
        )
    for item in kept.narrowed:
        flash(f"Bij vraag {item} koos u op een ander apparaat minder ruim gebruik. Dat is zo gebleven.", "warning")
    return _go_on(verification, page, action, which, now)


def _go_on(
    verification: Verification, page: reading_pages.RecordPage, action: str, which: str, now: datetime
) -> ResponseReturnValue:
    if action == "take":
        flash("Het voorstel van de meelezer is nu ook uw voorstel. U kunt het nog wijzigen.", "success")
        return redirect(url_for("verification.check", _anchor=f"v-{page.item_of(which)}"), 303)
    if action == "again":
        flash(
            "Uw tekst van het vorige verslag staat hier nu ook. Lees nog na of hij past. U kunt hem wijzigen.",
            "success",
        )
        return redirect(url_for("verification.check", _anchor=f"v-{which}"), 303)
    if action == "rest":
        uses = saving_operations.uses(page, request.form)
        count = operations.agree_to_rest(db.session, verification, uses=uses, at=now)
        flash(f"{count} keer akkoord erbij. Kies Afronden om alles te versturen.", "success")
        return redirect(url_for("verification.check"), 303)
    if action == "finish":
        return _finish(verification)
    unsent.accept()
    return Afterwards(lambda: render_template("verification/later.html", page=page_of(verification)))


def _sent_before(verification: Verification) -> ResponseReturnValue:
    """Return the response for a record submitted elsewhere, showing what was typed here and not sent."""
    typed = saving_operations.unsent(db.session, verification, request.form)
    if typed:
        return render_template("verification/sent_before.html", typed=typed), 409
    return redirect(url_for("verification.receipt"), 303)


def _finish(verification: Verification) -> ResponseReturnValue:
    missing = operations.unfinished(db.session, verification)
    if missing:
        return Afterwards(lambda: _check_page(page_of(verification), missing))
    return redirect(url_for("verification.summary"), 303)


@blueprint.get("/nakijken/overzicht")
@for_readers
def summary() -> ResponseReturnValue:
    """Show what is about to be submitted."""
    verification = visits.current()
    if verification.submitted_at:
        return redirect(url_for("verification.receipt"))
    missing = operations.unfinished(db.session, verification)
    if missing:
        return _check_page(page_of(verification), missing)
    return _summary_page(verification)


@after_writing
def _summary_page(verification: Verification, changed: Mapping[str, int] | None = None, **shown: Any) -> Page:
    page = page_of(verification)
    changes = pages.changes_since(db.session, verification, page, changed or {})
    return render_template("verification/summary.html", page=page, changes=changes, **shown)


@blueprint.post("/nakijken/overzicht")
@for_readers
def submit() -> ResponseReturnValue:
    """Submit the reactions: from here on agreements count."""
    verification, seen = visits.read(request.form.get("reader")), seen_in(request.form)
    if verification.submitted_at and operations.changed_since(db.session, verification, seen):
        flash(SENT_BEFORE)
    elif not request.form.get("confirm") and not verification.submitted_at:
        changed = operations.changed_since(db.session, verification, seen)
        refuse("Zet een vinkje om te versturen.", "confirm")
        return _summary_page(verification, changed, unconfirmed=True), 422
    try:
        operations.submit(
            db.session,
            links_visits.actor_of(verification),
            verification,
            number=request.form.get("number", 0, type=int),
            hash_=request.form.get("hash", ""),
            seen=seen,
            contact=current_app.config["CONTACT_EMAIL"],
            at=utcnow(),
            channel=visits.channel(),
            readable=current_app.config["DEMO"],
        )
    except Changed as error:
        return _summary_page(verification, error.items), 409
    except Incomplete as error:
        missing = error.items
        return Afterwards(lambda: (_check_page(page_of(verification), missing), 422), 422)
    return redirect(url_for("verification.receipt"), 303)


@blueprint.get("/nakijken/bewijs")
@for_readers
def receipt() -> ResponseReturnValue:
    """Show the receipt of what was agreed and proposed."""
    verification = visits.current()
    if not verification.submitted_at:
        return redirect(url_for("verification.check"))
    interview = verification.record.interview
    return render_template(
        "verification/receipt.html",
        page=page_of(verification),
        rows=operations.receipt_of(db.session, verification),
        number=mails.receipt_number(verification),
        submitted_at=verification.submitted_at,
        mail=newest_with(db.session, f"receipt:{verification.id}", interview.id),
        newer=queries.newer_reading(db.session, verification),
    )


@blueprint.post("/afsluiten")
@for_readers
def leave() -> ResponseReturnValue:
    """End the sessions of all readings opened in this browser; the link in the mail opens them again."""
    return render_template("verification/left.html", readers=links_visits.leave())


@blueprint.get("/gegevens")
@for_readers
def privacy() -> ResponseReturnValue:
    """Show what happens with a respondent's data."""
    return render_template("verification/privacy.html")


@blueprint.get("/toegankelijkheid")
@for_readers
def accessibility() -> ResponseReturnValue:
    """Show how accessible the pages are, and whom to contact about them."""
    return render_template("verification/accessibility.html")


@blueprint.get("/nakijken/meer-tijd/<int:reader>")
@for_readers
def more_time(reader: int) -> ResponseReturnValue:
    """Show the form to ask for more time, or the state of the request."""
    return asking_for_time.show(RECORD, reader)


@blueprint.post("/nakijken/meer-tijd/<int:reader>")
@for_readers
@limiter.limit("20 per minute", key_func=this_browser)
def ask_for_time(reader: int) -> ResponseReturnValue:
    """Save a request for more time."""
    return asking_for_time.ask(RECORD, reader)
