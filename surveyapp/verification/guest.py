"""The respondent's side: a link, a record, a reaction per answer, a receipt. No account."""

from collections.abc import Mapping, Sequence
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
from surveyapp.verification import mails, operations, pages, queries, reacting
from surveyapp.verification.models import Verification
from surveyapp.verification.reacting import Incomplete, Superseded
from surveyapp.verification.rules import LinkState, link_state, session_open, token_hash
from surveyapp.web.access import open_to_all
from surveyapp.web.limits import limiter

blueprint = Blueprint("guest", __name__)
KEY = "guest"


class OtherRecord(Refused):
    """The page at hand is not of the record that this browser opened last."""


class SessionOver(Exception):
    """Nobody opened a record in this browser, or too long ago."""


@blueprint.errorhandler(SessionOver)
def session_over(_error: SessionOver) -> ResponseReturnValue:
    """The way back in: the link in the mail."""
    if request.is_json:
        return {"error": "Uw sessie is voorbij. Open de link in uw mail opnieuw. Wat was opgeslagen, is bewaard."}, 401
    return render_template("verification/session_over.html", typed=_typed()), 401


def _typed() -> dict[str, pages.Said]:
    """What a form holds that was not saved, so that no page throws it away."""
    return pages.typed_in(request.form)


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
        return render_template("verification/superseded.html", typed={}), 410
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
    state = link_state(queries.link_facts(db.session, found), now) if found else LinkState.CLOSED
    if found is None or state is LinkState.CLOSED:
        session.pop(KEY, None)
        raise SessionOver
    if found.relinked_at and opened < found.relinked_at:
        raise SessionOver
    if state is LinkState.SUPERSEDED:
        raise Superseded("Er is intussen een nieuwer verslag. Open de link in de nieuwste mail.")
    session[KEY] = held | {"seen": now.isoformat()}
    return found


def opened() -> Verification:
    """For pages of later steps: the record that this browser opened. Raises SessionOver."""
    return _verification()


def _verification_read(reader: str | None) -> Verification:
    """The record that this browser opened, when the page that sends this shows it: two tabs may hold two records.

    Raises SessionOver, Superseded, OtherRecord.
    """
    verification = _verification()
    if reader != str(verification.id):
        raise OtherRecord("U hebt intussen een ander verslag geopend. Open de link in de mail van dit verslag opnieuw.")
    return verification


def _page(verification: Verification) -> pages.RecordPage:
    return pages.record_page(db.session, verification, current_app.config["CONTACT_EMAIL"])


@blueprint.get("/nakijken")
@open_to_all
def check() -> ResponseReturnValue:
    """The record, with a choice at each answer."""
    verification = _verification()
    if verification.submitted_at:
        return redirect(url_for(".receipt"))
    return _check_page(_page(verification))


def _check_page(page: pages.RecordPage, missing: Sequence[str] = (), problems: Mapping[str, str] | None = None) -> str:
    return render_template("verification/check.html", page=page, missing=missing, problems=problems or {})


@blueprint.post("/nakijken")
@open_to_all
def save() -> ResponseReturnValue:
    """The whole page at once: save and stop, agree to the rest, or go on to the summary."""
    verification, now = _verification_read(request.form.get("reader")), utcnow()
    if verification.submitted_at:
        return redirect(url_for(".receipt"), 303)
    page = _page(verification)
    if problems := _keep(verification, page, now):
        return _check_page(pages.with_typed(page, _typed()), problems=problems), 422
    action = request.form.get("action", "save")
    if action == "rest":
        count = reacting.agree_to_rest(db.session, verification, at=now)
        flash(f"{count} keer akkoord erbij. Kies Afronden om alles te versturen.", "success")
        return redirect(url_for(".check"), 303)
    if action == "finish":
        return _finish(verification)
    return render_template("verification/later.html", page=_page(verification))


def _keep(verification: Verification, page: pages.RecordPage, now: datetime) -> dict[str, str]:
    """Keep every reaction in the form; per item, why one cannot be kept."""
    asked, problems = {entry.item for entry in page.asked}, {}
    for item, said in _typed().items():
        try:
            if item in asked:
                _react(verification, item, said, now)
        except (Refused, TextTooLong) as error:
            problems[item] = str(error)
    return problems


def _react(verification: Verification, item: str, said: pages.Said, now: datetime) -> None:
    if said.kind is None:
        raise BadRequest("Onbekende reactie.")
    reacting.react(db.session, verification, item, kind=said.kind, proposal=said.proposal, remark=said.remark, at=now)


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
    verification = _verification_read(sent.get("reader"))
    _react(verification, item, pages.Said.of(sent), now)
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
    """Autosave of a text that does not fit: it stays where it was typed."""
    return {"error": str(error)}, 413


@blueprint.get("/nakijken/overzicht")
@open_to_all
def summary() -> ResponseReturnValue:
    """What is about to be sent."""
    verification = _verification()
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
    verification = _verification_read(request.form.get("reader"))
    if not request.form.get("confirm") and not verification.submitted_at:
        return render_template("verification/summary.html", page=_page(verification), unconfirmed=True), 422
    try:
        reacting.submit(
            db.session, _actor(verification), verification,
            number=request.form.get("number", 0, type=int), hash_=request.form.get("hash", ""),
            contact=current_app.config["CONTACT_EMAIL"], at=utcnow(),
        )  # fmt: skip
    except Incomplete as error:
        return _check_page(_page(verification), error.items), 422
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
