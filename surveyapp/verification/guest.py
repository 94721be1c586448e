"""The respondent's side: a link, a record, a reaction per answer, a receipt. No account."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.db import db, utcnow
from surveyapp.errors import NotFound, Refused
from surveyapp.mail.queries import newest_with
from surveyapp.revisions import KeyReused
from surveyapp.text import TextTooLong
from surveyapp.tokens import token_hash
from surveyapp.verification import clashes, kinds, mails, pages, queries, reacting, saving, visiting
from surveyapp.verification.models import Verification
from surveyapp.verification.reacting import Changed, Incomplete, Superseded, UseChanged
from surveyapp.verification.readings import ReadingMixin
from surveyapp.verification.rules import Channel, LinkState
from surveyapp.verification.said import Said, seen_in, typed_in
from surveyapp.verification.visiting import OtherRecord, SessionOver, verification_read
from surveyapp.web import unsent
from surveyapp.web.access import open_to_all
from surveyapp.web.afterwards import Afterwards, Page, after_writing, render_template
from surveyapp.web.limits import GUESSES, limiter, opened_nothing
from surveyapp.web.refusal import refuse

blueprint = Blueprint("guest", __name__)
SENT_BEFORE = "U had uw reactie al verstuurd, op een ander apparaat of in een ander venster. Zo is zij verstuurd."


@blueprint.errorhandler(SessionOver)
def session_over(_error: SessionOver) -> ResponseReturnValue:
    """The way back in: the link in the mail."""
    if request.is_json:
        return {"error": "Uw sessie is voorbij. Open de link in uw mail opnieuw. Wat was opgeslagen, is bewaard."}, 401
    return render_template("verification/session_over.html", typed=_typed()), 401


def _typed() -> dict[str, Said]:
    """What a form holds that was not saved, so that no page throws it away."""
    return typed_in(request.form)


@blueprint.after_request
def private(response: Any) -> Any:
    """No address of these pages travels on to another site."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/v/<token>")
@blueprint.get("/v/<path>/<token>")
@open_to_all
def link(token: str, path: str = "") -> ResponseReturnValue:  # noqa: ARG001  (every link of a kind shows the same page)
    """A button, and nothing of what it opens: mail scanners open links."""
    return render_template("verification/link.html", words=_kind_at(path).words)


@blueprint.post("/v/<token>")
@blueprint.post("/v/<path>/<token>")
@open_to_all
@limiter.limit(GUESSES, deduct_when=opened_nothing)
def open_link(token: str, path: str = "") -> ResponseReturnValue:
    """Begin a session and go on at an address without the token."""
    found = kinds.find_by_token(db.session, _kind_at(path), token_hash(token))
    return entered(found, Channel.LINK) or (render_template("verification/closed.html"), 404)


def _kind_at(path: str) -> kinds.Kind[Any]:
    found = kinds.kind_at(path)
    if found is None:
        raise NotFound("Deze link is er niet. Kopieer het hele adres uit de mail.")
    return found


def entered(reading: ReadingMixin | None, channel: Channel) -> ResponseReturnValue | None:
    """Where a link or code leads; None when it opens nothing. Who comes back goes on at the first open answer."""
    again = "verder" if reading and reading.opened_at else None
    state = visiting.enter(reading, channel)
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


def page_of(verification: Verification) -> pages.RecordPage:
    return pages.record_page(db.session, verification, current_app.config["CONTACT_EMAIL"])


@blueprint.get("/nakijken")
@open_to_all
def check() -> ResponseReturnValue:
    """The record, with a choice at each answer."""
    verification = visiting.current()
    if verification.submitted_at:
        return redirect(url_for(".receipt"))
    return _check_page(page_of(verification))


@after_writing
def _check_page(page: pages.RecordPage, missing: Sequence[str] = (), problems: Mapping[str, str] | None = None) -> Page:
    return render_template("verification/check.html", page=page, missing=missing, problems=problems or {})


@blueprint.post("/nakijken")
@open_to_all
def save() -> ResponseReturnValue:
    """The whole page at once: save and stop, agree to the rest, or go on to the summary."""
    verification, now = verification_read(request.form.get("reader")), utcnow()
    page, actor = page_of(verification), visiting.actor_of(verification)
    if verification.submitted_at:
        return _sent_before(verification)
    try:
        kept = saving.keep(db.session, actor, verification, page, request.form, now)
    except UseChanged as error:
        return _check_page(clashes.with_typed(page, _typed()), problems={"": str(error)}), 409
    action, _, which = request.form.get("action", "save").partition(":")
    if action == "take" and not kept.problems:
        saving.take_over(db.session, verification, page, which, kept, now)
    if action == "again" and not kept.problems:
        saving.take_again(db.session, verification, page, which, kept, now)
    if kept.problems:
        status = 409 if kept.clashes else 422
        return Afterwards(
            lambda: (_check_page(clashes.with_typed(page, kept.typed, kept.clashes), problems=kept.problems), status),
            status,
        )
    for item in kept.narrowed:
        flash(f"Bij vraag {item} koos u op een ander apparaat minder ruim gebruik. Dat is zo gebleven.", "warning")
    return _go_on(verification, page, action, which, now)


def _go_on(
    verification: Verification, page: pages.RecordPage, action: str, which: str, now: datetime
) -> ResponseReturnValue:
    if action == "take":
        flash("Het voorstel van de meelezer is nu ook uw voorstel. U kunt het nog wijzigen.", "success")
        return redirect(url_for(".check", _anchor=f"v-{page.item_of(which)}"), 303)
    if action == "again":
        flash(
            "Uw tekst van het vorige verslag staat hier nu ook. Lees nog na of hij past. U kunt hem wijzigen.",
            "success",
        )
        return redirect(url_for(".check", _anchor=f"v-{which}"), 303)
    if action == "rest":
        uses = saving.uses(page, request.form)
        count = reacting.agree_to_rest(db.session, verification, uses=uses, at=now)
        flash(f"{count} keer akkoord erbij. Kies Afronden om alles te versturen.", "success")
        return redirect(url_for(".check"), 303)
    if action == "finish":
        return _finish(verification)
    unsent.accept()
    return Afterwards(lambda: render_template("verification/later.html", page=page_of(verification)))


def _sent_before(verification: Verification) -> ResponseReturnValue:
    """Who sent the reaction elsewhere: what was typed here and not sent is not thrown away."""
    typed = saving.unsent(db.session, verification, request.form)
    if typed:
        return render_template("verification/sent_before.html", typed=typed), 409
    return redirect(url_for(".receipt"), 303)


def _finish(verification: Verification) -> ResponseReturnValue:
    missing = reacting.unfinished(db.session, verification)
    if missing:
        return Afterwards(lambda: _check_page(page_of(verification), missing))
    return redirect(url_for(".summary"), 303)


@blueprint.get("/nakijken/overzicht")
@open_to_all
def summary() -> ResponseReturnValue:
    """What is about to be sent."""
    verification = visiting.current()
    if verification.submitted_at:
        return redirect(url_for(".receipt"))
    missing = reacting.unfinished(db.session, verification)
    if missing:
        return _check_page(page_of(verification), missing)
    return _summary_page(verification)


@after_writing
def _summary_page(verification: Verification, changed: Mapping[str, int] | None = None, **shown: Any) -> Page:
    page = page_of(verification)
    changes = clashes.changes_since(db.session, verification, page, changed or {})
    return render_template("verification/summary.html", page=page, changes=changes, **shown)


@blueprint.post("/nakijken/overzicht")
@open_to_all
def submit() -> ResponseReturnValue:
    """Send it: from here on agreement counts."""
    verification, seen = verification_read(request.form.get("reader")), seen_in(request.form)
    if verification.submitted_at and reacting.changed_since(db.session, verification, seen):
        flash(SENT_BEFORE)
    elif not request.form.get("confirm") and not verification.submitted_at:
        changed = reacting.changed_since(db.session, verification, seen)
        refuse("Zet een vinkje om te versturen.", "confirm")
        return _summary_page(verification, changed, unconfirmed=True), 422
    try:
        reacting.submit(
            db.session, visiting.actor_of(verification), verification,
            number=request.form.get("number", 0, type=int), hash_=request.form.get("hash", ""), seen=seen,
            contact=current_app.config["CONTACT_EMAIL"], at=utcnow(), channel=visiting.channel(),
            readable=current_app.config["DEMO"],
        )  # fmt: skip
    except Changed as error:
        return _summary_page(verification, error.items), 409
    except Incomplete as error:
        missing = error.items
        return Afterwards(lambda: (_check_page(page_of(verification), missing), 422), 422)
    return redirect(url_for(".receipt"), 303)


@blueprint.get("/nakijken/bewijs")
@open_to_all
def receipt() -> ResponseReturnValue:
    """Proof of what was agreed and proposed."""
    verification = visiting.current()
    if not verification.submitted_at:
        return redirect(url_for(".check"))
    interview = verification.record.interview
    return render_template(
        "verification/receipt.html",
        page=page_of(verification),
        rows=reacting.receipt_of(db.session, verification),
        number=mails.receipt_number(verification),
        submitted_at=verification.submitted_at,
        mail=newest_with(db.session, f"receipt:{verification.id}", interview.id),
        newer=queries.newer_reading(db.session, verification),
    )


@blueprint.errorhandler(TextTooLong)
def too_long(error: TextTooLong) -> ResponseReturnValue:
    """Autosave of a text that does not fit: it stays where it was typed."""
    return {"error": str(error)}, 413


@blueprint.errorhandler(Superseded)
def superseded(error: Superseded) -> ResponseReturnValue:
    """There is a newer record."""
    if request.is_json:
        return {"error": str(error)}, 409
    return render_template("verification/superseded.html", typed=_typed()), 409


@blueprint.errorhandler(OtherRecord)
def other_record(error: OtherRecord) -> ResponseReturnValue:
    """Two links in one browser: nothing goes to the wrong record."""
    if request.is_json:
        return {"error": str(error)}, 409
    return render_template("verification/other_record.html", typed=_typed()), 409


@blueprint.errorhandler(Refused)
def refused(error: Refused) -> ResponseReturnValue:
    """What a rule forbids, said plainly."""
    if request.is_json:
        return {"error": str(error)}, 409
    return render_template("error.html", code=409, heading="Dat kan niet", text=str(error)), 409


@blueprint.post("/afsluiten")
@open_to_all
def leave() -> ResponseReturnValue:
    """Close what was opened in this browser; the link in the mail opens it again."""
    return render_template("verification/left.html", readers=visiting.leave())


@blueprint.errorhandler(KeyReused)
def key_reused(_error: KeyReused) -> ResponseReturnValue:
    """An idempotency key that belongs to another save."""
    return {"error": "dit kwam al eerder binnen met andere tekst. Laad de pagina opnieuw."}, 409


@blueprint.get("/gegevens")
@open_to_all
def privacy() -> ResponseReturnValue:
    """What happens with a respondent's data."""
    return render_template("verification/privacy.html")


@blueprint.get("/toegankelijkheid")
@open_to_all
def accessibility() -> ResponseReturnValue:
    """How accessible the pages are, and whom to tell."""
    return render_template("verification/accessibility.html")
