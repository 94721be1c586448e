"""Pages for readers without an account: passages with reactions, summary, receipt, dispositions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import flask
from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from surveyapp.alignment.blueprint import blueprint
from surveyapp.alignment.kind.kinds import PASSAGES
from surveyapp.alignment.passages import mails
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.reacting import operations
from surveyapp.alignment.reacting.operations import Changed, Incomplete
from surveyapp.alignment.reading import pages
from surveyapp.alignment.reading.pages import ReaderPage, Said
from surveyapp.alignment.receipts import facts
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import clock
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.mail.outbox.queries import newest_with
from surveyapp.readings.links import visits
from surveyapp.readings.more_time import views as asking_for_time
from surveyapp.report.editions.queries import find_newest_edition
from surveyapp.text.differences import difference_html
from surveyapp.text.words import TextTooLong
from surveyapp.verification.guest import views
from surveyapp.verification.keeping.rules import THEIRS, number_in, seen_in, seen_of
from surveyapp.verification.records.rules import Channel
from surveyapp.verification.refusals.views import answer_readers
from surveyapp.verification.saving.operations import CHOOSE
from surveyapp.web import unsent
from surveyapp.web.access import for_readers
from surveyapp.web.afterwards import Afterwards, Page, after_writing, render_template
from surveyapp.web.limits import limiter
from surveyapp.web.parsing import takes_json
from surveyapp.web.refusal import refuse
from surveyapp.web.uploads import download
from surveyapp.web.visits import this_browser

answer_readers(blueprint)


def _reading() -> AlignmentReading:
    return visits.opened(PASSAGES)


def _page(reading: AlignmentReading) -> ReaderPage:
    published = find_newest_edition(db.session, reading.alignment.round) is not None
    return pages.reader_page(reading, current_app.config["CONTACT_EMAIL"], published=published)


@after_writing
def _check_page(page: ReaderPage, missing: Sequence[int] = (), problems: Mapping[int, str] | None = None) -> Page:
    return render_template("alignment/check.html", page=page, missing=missing, problems=problems or {})


@blueprint.get("/rapporttekst")
@for_readers
def check() -> ResponseReturnValue:
    """Show the passages, with a choice at each."""
    reading = _reading()
    return redirect(url_for("alignment.receipt")) if reading.submitted_at else _check_page(_page(reading))


@blueprint.post("/rapporttekst")
@for_readers
def save() -> ResponseReturnValue:
    """Save the whole page, then stop, agree to the rest, or go on to the summary."""
    reading, now = visits.read(PASSAGES, request.form.get("reader")), utcnow()
    if reading.submitted_at:
        return _sent_before(reading)
    typed, problems, clashes = _typed(reading), dict[int, str](), set[int]()
    for place, said in typed.items():
        try:
            _react(reading, place, said, now)
        except SaveConflict:
            problems[place] = CHOOSE
            clashes.add(place)
        except (Refused, TextTooLong) as refusal:
            problems[place] = str(refusal)
    if problems:
        status = 409 if clashes else 422
        return Afterwards(
            lambda: (_check_page(_page(reading).with_typed(typed, clashes), problems=problems), status), status
        )
    action = request.form.get("action", "save")
    if action == "rest":
        count = operations.agree_to_rest(db.session, reading, at=now)
        flash(f"{count} keer ‘klopt’ erbij. Kies Afronden om alles te versturen.", "success")
        return redirect(url_for("alignment.check"), 303)
    if action == "finish":
        missing = operations.unfinished(reading)
        if not missing:
            return redirect(url_for("alignment.summary"), 303)
        return Afterwards(lambda: _check_page(_page(reading), missing))
    unsent.accept()
    return Afterwards(lambda: render_template("alignment/later.html", page=_page(reading)))


def _sent_before(reading: AlignmentReading) -> ResponseReturnValue:
    """Return the response for a reading submitted elsewhere, showing what was typed here and not sent."""
    kept = {
        place: operations.find_reaction(reading, place) for place in range(1, len(operations.asked_of(reading)) + 1)
    }
    unsent = {
        place: said.words
        for place, said in _typed(reading).items()
        if said.words and not ((saved := kept[place]) and (saved.opinion, saved.words) == _words(said))
    }
    if unsent:
        return render_template("alignment/sent_before.html", typed=unsent), 409
    return redirect(url_for("alignment.receipt"), 303)


def _words(said: Said) -> tuple[Opinion | None, str]:
    return said.opinion, operations.words_of(said.opinion, said.words) if said.opinion else ""


def _react(reading: AlignmentReading, place: int, said: Said, now: datetime) -> None:
    if said.opinion:
        operations.react(db.session, reading, place, said.opinion, said.words, seen=said.seen, at=now)


def _typed(reading: AlignmentReading) -> dict[int, Said]:
    """Return the reactions in the form that differ from what the page showed."""
    places = range(1, len(operations.asked_of(reading)) + 1)
    sent = {place: _said(request.form, f"_{place}") for place in places}
    return {place: said for place, said in sent.items() if not said.dropped and not _as_shown(reading, place, said)}


def _as_shown(reading: AlignmentReading, place: int, said: Said) -> bool:
    if said.opinion is None:
        return True
    shown = operations.find_revision(db.session, operations.find_reaction(reading, place), said.seen.number)
    words = operations.words_of(said.opinion, said.words)
    return shown is not None and (shown.opinion, shown.text) == (said.opinion, words)


def _said(sent: Mapping[str, str], end: str = "") -> Said:
    kind, kept = sent.get(f"kind{end}", ""), sent.get(f"keep{end}", "")
    opinion = Opinion(kind) if kind in set(Opinion) else None
    return Said(
        opinion,
        sent.get(f"{kind}{end}", "") if opinion and opinion is not Opinion.AGREE else "",
        seen=seen_of({"base": sent.get(f"base{end}", ""), "key": sent.get(f"key{end}", ""), "keep": kept}),
        dropped=kept.startswith(THEIRS),
    )


@blueprint.put("/rapporttekst/<int:place>")
@for_readers
@takes_json
def react(place: int) -> ResponseReturnValue:
    """Save one reaction. Respond with the difference of other wording, or with the conflicting texts."""
    sent, now = request.get_json(), utcnow()
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        raise BadRequest("verwacht: een object met teksten")
    said = _said(sent)
    if said.opinion is None:
        raise BadRequest("Onbekende reactie.")
    reading = visits.read(PASSAGES, sent.get("reader"))
    try:
        _react(reading, place, said, now)
    except SaveConflict:
        return _clash(reading, place, said), 409
    return Afterwards(lambda: _told(_page(reading), place, now))


def _told(page: ReaderPage, place: int, now: datetime) -> dict[str, Any]:
    """Return the state of the page after this save."""
    piece = page.asked[place - 1]
    other = piece.said.words if piece.said.opinion is Opinion.WORDING and piece.said.whole else ""
    return {
        "at": clock(now),
        "number": piece.said.seen.number,
        "done": page.done,
        "untouched": page.untouched,
        "whole": piece.said.whole,
        "difference": difference_html(piece.text, other) if other else "",
    }


@after_writing
def _clash(reading: AlignmentReading, place: int, said: Said) -> dict[str, str]:
    piece = _page(reading).with_typed({place: said}, {place}).asked[place - 1]
    return {
        "error": f"passage {place} is ook op een ander apparaat gewijzigd. Kies daar wat blijft.",
        "clash": flask.render_template("alignment/clash.html", piece=piece),
    }


@blueprint.get("/rapporttekst/overzicht")
@for_readers
def summary() -> ResponseReturnValue:
    """Show what is about to be submitted."""
    reading = _reading()
    if reading.submitted_at:
        return redirect(url_for("alignment.receipt"))
    if missing := operations.unfinished(reading):
        return _check_page(_page(reading), missing)
    return _summary_page(reading)


@after_writing
def _summary_page(reading: AlignmentReading, changed: Mapping[int, int] | None = None, **shown: Any) -> Page:
    page = _page(reading)
    changes = pages.changes_since(db.session, reading, page, changed or {})
    return render_template("alignment/summary.html", page=page, changes=changes, opinions=list(Opinion), **shown)


@blueprint.post("/rapporttekst/overzicht")
@for_readers
def submit() -> ResponseReturnValue:
    """Submit the reactions: from here on they count."""
    reading, seen = visits.read(PASSAGES, request.form.get("reader")), _seen()
    if reading.submitted_at and operations.changed_since(reading, seen):
        flash(views.SENT_BEFORE)
    elif not request.form.get("confirm") and not reading.submitted_at:
        refuse("Zet een vinkje om te versturen.", "confirm")
        return _summary_page(reading, operations.changed_since(reading, seen), unconfirmed=True), 422
    try:
        operations.submit(
            db.session,
            visits.actor_of(reading),
            reading,
            hash_=request.form.get("hash", ""),
            seen=seen,
            contact=current_app.config["CONTACT_EMAIL"],
            at=utcnow(),
            channel=Channel(visits.channel(PASSAGES)),
            readable=current_app.config["DEMO"],
        )
    except Changed as error:
        return _summary_page(reading, error.places), 409
    except Incomplete as error:
        return _check_page(_page(reading), error.places), 422
    return redirect(url_for("alignment.receipt"), 303)


def _seen() -> dict[int, int]:
    return {number_in(place): number for place, number in seen_in(request.form).items()}


@blueprint.get("/rapporttekst/bewijs")
@for_readers
def receipt() -> ResponseReturnValue:
    """Show the receipt of the reactions, and their dispositions once the reader was told."""
    reading = _reading()
    if not reading.submitted_at:
        return redirect(url_for("alignment.check"))
    return render_template(
        "alignment/receipt.html",
        page=_page(reading),
        rows=operations.rows_of(reading),
        number=mails.receipt_number(reading),
        submitted_at=reading.submitted_at,
        told_at=reading.told_at,
        mail=newest_with(db.session, f"alignment_receipt:{reading.id}", reading.respondent.interview_id),
        reach=reading.reach.label,
    )


@blueprint.get("/rapporttekst/bewijs.pdf")
@for_readers
@limiter.limit("20 per minute", key_func=this_browser)
def receipt_pdf() -> ResponseReturnValue:
    """Send the receipt as a PDF."""
    reading = _reading()
    if not reading.submitted_at:
        return redirect(url_for("alignment.check"))
    content = facts.receipt_pdf(db.session, reading, current_app.config["PUBLISHER"])
    return download(content, facts.receipt_name(reading), "application/pdf")


@blueprint.get("/rapporttekst/meer-tijd/<int:reader>")
@for_readers
def more_time(reader: int) -> ResponseReturnValue:
    """Show the form to ask for more time, or the state of the request."""
    return asking_for_time.show(PASSAGES, reader)


@blueprint.post("/rapporttekst/meer-tijd/<int:reader>")
@for_readers
@limiter.limit("20 per minute", key_func=this_browser)
def ask_for_time(reader: int) -> ResponseReturnValue:
    """Save a request for more time."""
    return asking_for_time.ask(PASSAGES, reader)
