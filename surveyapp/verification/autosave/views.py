"""Autosave on a respondent's page: one reaction, and the use of all answers at once."""

from datetime import datetime
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import clock
from surveyapp.core.revisions import SaveConflict
from surveyapp.readings.links import visits as links_visits
from surveyapp.text.differences import difference_html
from surveyapp.text.words import to_html
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.clashes import pages
from surveyapp.verification.guest import views
from surveyapp.verification.keeping import operations
from surveyapp.verification.keeping.rules import Said, seen_in
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.reacting.operations import UseChanged
from surveyapp.verification.reading import pages as reading_pages
from surveyapp.verification.records.rules import Use
from surveyapp.verification.saving import operations as saving_operations
from surveyapp.verification.visits import visits
from surveyapp.web.access import for_readers
from surveyapp.web.afterwards import Afterwards, after_writing, render_template
from surveyapp.web.parsing import takes_json


@blueprint.put("/nakijken/<item>")
@for_readers
@takes_json
def react(item: str) -> ResponseReturnValue:
    """Save one reaction. Respond with the difference of its proposal, or with the conflicting texts."""
    sent, now = _sent_json(), utcnow()
    verification, said = visits.read(sent.get("reader")), Said.of(sent)
    page = views.page_of(verification)
    use = saving_operations.use_of(page, item, said, saving_operations.shown_use(sent))
    try:
        saving_operations.react(db.session, verification, item, said, use, said.seen, now)
    except SaveConflict:
        return _clash(page, item, said), 409
    return Afterwards(lambda: _told(views.page_of(verification), item, now))


def _sent_json() -> dict[str, str]:
    sent = request.get_json()
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        raise BadRequest("verwacht: een object met teksten")
    return sent


@after_writing
def _clash(page: reading_pages.RecordPage, item: str, said: Said) -> dict[str, Any]:
    """Return an error with the template that shows both texts."""
    entry = next(row for row in pages.with_typed(page, {item: said}, {item}).entries if row.item == item)
    return {
        "error": f"vraag {item} is ook op een ander apparaat gewijzigd. Kies daar wat blijft.",
        "clash": render_template("verification/clash.html", entry=entry),
    }


def _told(page: reading_pages.RecordPage, item: str, now: datetime) -> dict[str, Any]:
    """Return the state of the page after this save."""
    entry = next(row for row in page.entries if row.item == item)
    said = entry.said
    rewords = said.kind and said.kind.rewords and said.proposal not in {"", entry.text}
    return {
        "at": clock(now),
        "number": said.seen.number,
        "done": page.done,
        "untouched": page.untouched,
        "whole": said.whole,
        "difference": difference_html(entry.text, said.proposal) if rewords else "",
        "addition": to_html(entry.added, prefix=f"n{entry.item}-") if entry.added else "",
        "slips": list(entry.slips),
    }


@blueprint.put("/nakijken")
@for_readers
@takes_json
def allow() -> ResponseReturnValue:
    """Save the use for all answers at once."""
    sent, now = _sent_json(), utcnow()
    if sent.get("use") not in set(Use):
        raise BadRequest("verwacht: een gebruik")
    verification = visits.read(sent.get("reader"))
    before = {reaction.revision.answer.item: reaction.number for reaction in verification.reactions}
    try:
        narrowed = reacting_operations.allow(
            db.session,
            links_visits.actor_of(verification),
            verification,
            Use(sent["use"]),
            before=saving_operations.shown_use(sent),
            seen=seen_in(sent),
            at=now,
        )
    except UseChanged as error:
        return {"error": str(error), "use": error.use.value}, 409
    seen, numbers = seen_in(sent), operations.seen_now(db.session, verification)
    known = {item: number for item, number in numbers.items() if seen.get(item, 0) == before.get(item, 0)}
    return {"at": clock(now), "numbers": known, "narrowed": narrowed}
