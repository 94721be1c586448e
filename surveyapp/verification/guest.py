"""The respondent's side: a link, a record, a reaction per answer, a receipt. No account."""

from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from surveyapp.audit import Actor
from surveyapp.db import db, utcnow
from surveyapp.dutch import clock
from surveyapp.errors import Refused
from surveyapp.text import TextTooLong, difference_html
from surveyapp.verification import mails, operations, pages, queries
from surveyapp.verification.models import Verification
from surveyapp.verification.operations import Incomplete, Superseded
from surveyapp.verification.rules import LinkState, ReactionKind, link_state, session_open, token_hash
from surveyapp.web.access import open_to_all
from surveyapp.web.limits import limiter

blueprint = Blueprint("guest", __name__)
KEY = "guest"


class SessionOver(Exception):
    """Nobody opened a record in this browser, or too long ago."""


@blueprint.errorhandler(SessionOver)
def session_over(_error: SessionOver) -> ResponseReturnValue:
    """The way back in: the link in the mail."""
    if request.is_json:
        return {"error": "Uw sessie is voorbij. Open de link in uw mail opnieuw. Wat was opgeslagen, is bewaard."}, 401
    return render_template("verification/session_over.html"), 401


@blueprint.after_request
def private(response: Any) -> Any:
    """No address of these pages travels on to another site."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/v/<token>")
@open_to_all
def link(token: str) -> ResponseReturnValue:  # noqa: ARG001  (every link shows the same page)
    """A button, and nothing of the record: mail scanners open links."""
    return render_template("verification/link.html")


@blueprint.post("/v/<token>")
@open_to_all
@limiter.limit("30 per minute")
def open_link(token: str) -> ResponseReturnValue:
    """Begin a session and go on at an address without the token."""
    verification, now = queries.find_verification(db.session, token_hash(token)), utcnow()
    state = link_state(queries.link_facts(db.session, verification), now) if verification else LinkState.CLOSED
    if verification is None or state is LinkState.CLOSED:
        return render_template("verification/closed.html"), 404
    if state is LinkState.SUPERSEDED:
        return render_template("verification/superseded.html"), 410
    operations.open_verification(db.session, _actor(verification), verification, at=now)
    session[KEY] = {"id": verification.id, "opened": now.isoformat(), "seen": now.isoformat()}
    return redirect(url_for(".receipt" if state is LinkState.SUBMITTED else ".check"), 303)


def _actor(verification: Verification) -> Actor:
    return Actor("respondent", verification.respondent_id, request.remote_addr or "")


def _verification() -> Verification:
    """The record that this browser opened. Raises SessionOver."""
    held, now = session.get(KEY), utcnow()
    if not held:
        raise SessionOver
    opened, seen = (datetime.fromisoformat(held[name]) for name in ("opened", "seen"))
    found = queries.get_verification(db.session, held["id"]) if session_open(opened, seen, now) else None
    if found is None or link_state(queries.link_facts(db.session, found), now) is LinkState.CLOSED:
        session.pop(KEY, None)
        raise SessionOver
    session[KEY] = held | {"seen": now.isoformat()}
    return found


def _page(verification: Verification) -> pages.RecordPage:
    return pages.record_page(db.session, verification, current_app.config["CONTACT_EMAIL"])


@blueprint.get("/nakijken")
@open_to_all
def check() -> ResponseReturnValue:
    """The record, with a choice at each answer."""
    verification = _verification()
    if verification.submitted_at:
        return redirect(url_for(".receipt"))
    return render_template("verification/check.html", page=_page(verification), missing=())


@blueprint.post("/nakijken")
@open_to_all
def save() -> ResponseReturnValue:
    """The whole page at once: save and stop, agree to the rest, or go on to the summary."""
    verification, now = _verification(), utcnow()
    for entry in _page(verification).asked:
        if kind := request.form.get(f"kind_{entry.item}"):
            _react(verification, entry.item, kind, _form_values(entry.item), now)
    action = request.form.get("action", "save")
    if action == "rest":
        count = operations.agree_to_rest(db.session, verification, at=now)
        flash(f"{count} keer akkoord erbij. Kies Afronden om alles te versturen.", "success")
        return redirect(url_for(".check"), 303)
    if action == "finish":
        return _finish(verification)
    return render_template("verification/later.html", page=_page(verification))


def _form_values(item: str) -> dict[str, str]:
    names = {"proposal": f"proposal_{item}", "remark": f"remark_{item}", "question": f"question_{item}"}
    return {name: request.form.get(field, "") for name, field in names.items()}


def _react(verification: Verification, item: str, kind: str, sent: dict[str, str], now: datetime) -> None:
    try:
        chosen = ReactionKind(kind)
    except ValueError as error:
        raise BadRequest("Onbekende reactie.") from error
    remark = sent["question"] if chosen is ReactionKind.QUESTION else sent["remark"]
    operations.react(db.session, verification, item, kind=chosen, proposal=sent["proposal"], remark=remark, at=now)


def _finish(verification: Verification) -> ResponseReturnValue:
    missing = operations.unfinished(db.session, verification)
    if missing:
        return render_template("verification/check.html", page=_page(verification), missing=missing)
    return redirect(url_for(".summary"), 303)


@blueprint.put("/nakijken/<item>")
@open_to_all
def react(item: str) -> ResponseReturnValue:
    """Autosave of one reaction; answers with how the proposal differs."""
    verification, sent, now = _verification(), request.get_json(), utcnow()
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        raise BadRequest("verwacht: een object met teksten")
    values = {name: sent.get(name, "") for name in ("proposal", "remark", "question")}
    _react(verification, item, sent.get("kind", ""), values, now)
    page = _page(verification)
    entry = next(one for one in page.entries if one.item == item)
    return {
        "at": clock(now),
        "done": page.done,
        "untouched": page.untouched,
        "whole": entry.said.whole,
        "difference": difference_html(entry.text, entry.said.proposal) if entry.said.proposal else "",
    }


@blueprint.errorhandler(TextTooLong)
def too_long(error: TextTooLong) -> ResponseReturnValue:
    """A text that does not fit stays where it was typed."""
    if request.is_json:
        return {"error": str(error)}, 413
    return render_template("error.html", code=413, heading="Een tekst is te lang", text=f"{error} Ga terug."), 413


@blueprint.get("/nakijken/overzicht")
@open_to_all
def summary() -> ResponseReturnValue:
    """What is about to be sent."""
    verification = _verification()
    if verification.submitted_at:
        return redirect(url_for(".receipt"))
    missing = operations.unfinished(db.session, verification)
    if missing:
        return render_template("verification/check.html", page=_page(verification), missing=missing)
    return render_template("verification/summary.html", page=_page(verification), unconfirmed=False)


@blueprint.post("/nakijken/overzicht")
@open_to_all
def submit() -> ResponseReturnValue:
    """Send it: from here on agreement counts."""
    verification = _verification()
    if not request.form.get("confirm") and not verification.submitted_at:
        return render_template("verification/summary.html", page=_page(verification), unconfirmed=True), 422
    try:
        operations.submit(
            db.session, _actor(verification), verification,
            number=request.form.get("number", 0, type=int), hash_=request.form.get("hash", ""),
            contact=current_app.config["CONTACT_EMAIL"], at=utcnow(),
        )  # fmt: skip
    except Superseded:
        return render_template("verification/superseded.html"), 409
    except Incomplete as error:
        return render_template("verification/check.html", page=_page(verification), missing=error.items), 422
    return redirect(url_for(".receipt"), 303)


@blueprint.get("/nakijken/bewijs")
@open_to_all
def receipt() -> ResponseReturnValue:
    """Proof of what was agreed and proposed."""
    verification = _verification()
    if not verification.submitted_at:
        return redirect(url_for(".check"))
    return render_template(
        "verification/receipt.html",
        page=_page(verification),
        rows=operations.receipt_of(db.session, verification),
        number=mails.receipt_number(verification),
        submitted_at=verification.submitted_at,
        email=verification.respondent.email,
    )


@blueprint.errorhandler(Superseded)
def superseded(error: Superseded) -> ResponseReturnValue:
    """There is a newer record."""
    if request.is_json:
        return {"error": str(error)}, 409
    return render_template("verification/superseded.html"), 409


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
