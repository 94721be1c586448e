"""The respondent's side: a link, a record, a reaction per answer, a receipt. No account."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from surveyapp.db import db, utcnow
from surveyapp.differences import difference_html
from surveyapp.dutch import clock
from surveyapp.errors import NotFound, Refused
from surveyapp.text import TextTooLong, to_html
from surveyapp.tokens import token_hash
from surveyapp.verification import kinds, mails, pages, reacting, saving, visiting
from surveyapp.verification.models import Verification
from surveyapp.verification.reacting import Incomplete, Superseded
from surveyapp.verification.readings import ReadingMixin
from surveyapp.verification.rules import Channel, LinkState, Use
from surveyapp.verification.said import Said, typed_in
from surveyapp.verification.visiting import OtherRecord, SessionOver, verification_read
from surveyapp.web.access import open_to_all
from surveyapp.web.limits import limiter

blueprint = Blueprint("guest", __name__)


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
@limiter.limit("30 per minute")
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
    """Where a link or code leads; None when it opens nothing."""
    state = visiting.enter(reading, channel)
    if state is LinkState.SUPERSEDED:
        return render_template("verification/superseded.html", typed={}), 410
    if state is LinkState.HELD:
        return render_template("verification/held.html"), 409
    if reading and state in {LinkState.OPEN, LinkState.SUBMITTED}:
        kind = kinds.kind_of(reading)
        return redirect(url_for(kind.receipt if state is LinkState.SUBMITTED else kind.check), 303)
    return None


def _page(verification: Verification) -> pages.RecordPage:
    return pages.record_page(db.session, verification, current_app.config["CONTACT_EMAIL"])


@blueprint.get("/nakijken")
@open_to_all
def check() -> ResponseReturnValue:
    """The record, with a choice at each answer."""
    verification = visiting.current()
    if verification.submitted_at:
        return redirect(url_for(".receipt"))
    return _check_page(_page(verification))


def _check_page(page: pages.RecordPage, missing: Sequence[str] = (), problems: Mapping[str, str] | None = None) -> str:
    return render_template("verification/check.html", page=page, missing=missing, problems=problems or {})


@blueprint.post("/nakijken")
@open_to_all
def save() -> ResponseReturnValue:
    """The whole page at once: save and stop, agree to the rest, or go on to the summary."""
    verification, now = verification_read(request.form.get("reader")), utcnow()
    if verification.submitted_at:
        return redirect(url_for(".receipt"), 303)
    page = _page(verification)
    problems = saving.keep(db.session, verification, page, request.form, now)
    action, _, which = request.form.get("action", "save").partition(":")
    if action == "take" and not problems:
        problems = saving.take_over(db.session, verification, page, which, now)
    if problems:
        return _check_page(pages.with_typed(page, _typed()), problems=problems), 422
    if action == "take":
        flash("Het voorstel van de meelezer is nu ook uw voorstel. U kunt het nog wijzigen.", "success")
        return redirect(url_for(".check", _anchor=f"v-{page.item_of(which)}"), 303)
    if action == "rest":
        count = reacting.agree_to_rest(db.session, verification, uses=saving.uses(page, request.form), at=now)
        flash(f"{count} keer akkoord erbij. Kies Afronden om alles te versturen.", "success")
        return redirect(url_for(".check"), 303)
    if action == "finish":
        return _finish(verification)
    return render_template("verification/later.html", page=_page(verification))


def _finish(verification: Verification) -> ResponseReturnValue:
    missing = reacting.unfinished(db.session, verification)
    if missing:
        return _check_page(_page(verification), missing)
    return redirect(url_for(".summary"), 303)


@blueprint.put("/nakijken/<item>")
@open_to_all
def react(item: str) -> ResponseReturnValue:
    """Autosave of one reaction; answers with how the proposal differs."""
    sent, now = request.get_json(), utcnow()
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        raise BadRequest("verwacht: een object met teksten")
    verification, said = verification_read(sent.get("reader")), Said.of(sent)
    saving.react(db.session, verification, item, said, said.use, now)
    page = _page(verification)
    return _told(page, next(one for one in page.entries if one.item == item), now)


def _told(page: pages.RecordPage, entry: pages.Entry, now: datetime) -> dict[str, Any]:
    """How the page is now that this was saved."""
    said = entry.said
    rewords = said.kind and said.kind.rewords and said.proposal not in {"", entry.text}
    return {
        "at": clock(now),
        "done": page.done,
        "untouched": page.untouched,
        "whole": said.whole,
        "difference": difference_html(entry.text, said.proposal) if rewords else "",
        "addition": to_html(entry.added, prefix=f"n{entry.item}-") if entry.added else "",
        "slips": list(entry.slips),
    }


@blueprint.put("/nakijken")
@open_to_all
def allow() -> ResponseReturnValue:
    """Autosave of what is allowed for all answers at once."""
    sent, now = request.get_json(), utcnow()
    if not isinstance(sent, dict) or sent.get("use") not in set(Use):
        raise BadRequest("verwacht: een gebruik")
    reacting.allow(db.session, verification_read(sent.get("reader")), Use(sent["use"]), at=now)
    return {"at": clock(now)}


@blueprint.errorhandler(TextTooLong)
def too_long(error: TextTooLong) -> ResponseReturnValue:
    """Autosave of a text that does not fit: it stays where it was typed."""
    return {"error": str(error)}, 413


@blueprint.get("/nakijken/overzicht")
@open_to_all
def summary() -> ResponseReturnValue:
    """What is about to be sent."""
    verification = visiting.current()
    if verification.submitted_at:
        return redirect(url_for(".receipt"))
    missing = reacting.unfinished(db.session, verification)
    if missing:
        return _check_page(_page(verification), missing)
    return render_template("verification/summary.html", page=_page(verification), unconfirmed=False)


@blueprint.post("/nakijken/overzicht")
@open_to_all
def submit() -> ResponseReturnValue:
    """Send it: from here on agreement counts."""
    verification = verification_read(request.form.get("reader"))
    if not request.form.get("confirm") and not verification.submitted_at:
        return render_template("verification/summary.html", page=_page(verification), unconfirmed=True), 422
    try:
        reacting.submit(
            db.session, visiting.actor_of(verification), verification,
            number=request.form.get("number", 0, type=int), hash_=request.form.get("hash", ""),
            contact=current_app.config["CONTACT_EMAIL"], at=utcnow(), channel=visiting.channel(),
        )  # fmt: skip
    except Incomplete as error:
        return _check_page(_page(verification), error.items), 422
    return redirect(url_for(".receipt"), 303)


@blueprint.get("/nakijken/bewijs")
@open_to_all
def receipt() -> ResponseReturnValue:
    """Proof of what was agreed and proposed."""
    verification = visiting.current()
    if not verification.submitted_at:
        return redirect(url_for(".check"))
    return render_template(
        "verification/receipt.html",
        page=_page(verification),
        rows=reacting.receipt_of(db.session, verification),
        number=mails.receipt_number(verification),
        submitted_at=verification.submitted_at,
        email=verification.respondent.email,
    )


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
