"""Autosave of a respondent's page: one reaction, and the use of all answers at once."""

from datetime import datetime
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from surveyapp.db import db, utcnow
from surveyapp.differences import difference_html
from surveyapp.dutch import clock
from surveyapp.revisions import SaveConflict
from surveyapp.text import to_html
from surveyapp.verification import clashes, guest, keeping, opened_record, pages, reacting, saving, visiting
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.reacting import UseChanged
from surveyapp.verification.rules import Use
from surveyapp.verification.said import Said, seen_in
from surveyapp.web.access import for_readers
from surveyapp.web.afterwards import Afterwards, after_writing, render_template
from surveyapp.web.parsing import takes_json


@blueprint.put("/nakijken/<item>")
@for_readers
@takes_json
def react(item: str) -> ResponseReturnValue:
    """Autosave of one reaction; answers with how the proposal differs, or with what clashes."""
    sent, now = _sent_json(), utcnow()
    verification, said = opened_record.read(sent.get("reader")), Said.of(sent)
    page = guest.page_of(verification)
    use = saving.use_of(page, item, said, saving.shown_use(sent))
    try:
        saving.react(db.session, verification, item, said, use, said.seen, now)
    except SaveConflict:
        return _clash(page, item, said), 409
    return Afterwards(lambda: _told(guest.page_of(verification), item, now))


def _sent_json() -> dict[str, str]:
    sent = request.get_json()
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        raise BadRequest("verwacht: een object met teksten")
    return sent


@after_writing
def _clash(page: pages.RecordPage, item: str, said: Said) -> dict[str, Any]:
    """Both texts, and what the page sends once theirs is chosen."""
    entry = next(one for one in clashes.with_typed(page, {item: said}, {item}).entries if one.item == item)
    return {
        "error": f"vraag {item} is ook op een ander apparaat gewijzigd. Kies daar wat blijft.",
        "clash": render_template("verification/clash.html", entry=entry),
    }


def _told(page: pages.RecordPage, item: str, now: datetime) -> dict[str, Any]:
    """How the page is now that this was saved."""
    entry = next(one for one in page.entries if one.item == item)
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
    """Autosave of what is allowed for all answers at once."""
    sent, now = _sent_json(), utcnow()
    if sent.get("use") not in set(Use):
        raise BadRequest("verwacht: een gebruik")
    verification = opened_record.read(sent.get("reader"))
    before = {one.revision.answer.item: one.number for one in verification.reactions}
    try:
        narrowed = reacting.allow(
            db.session,
            visiting.actor_of(verification),
            verification,
            Use(sent["use"]),
            before=saving.shown_use(sent),
            seen=seen_in(sent),
            at=now,
        )
    except UseChanged as error:
        return {"error": str(error), "use": error.use.value}, 409
    seen, numbers = seen_in(sent), keeping.seen_now(db.session, verification)
    known = {item: number for item, number in numbers.items() if seen.get(item, 0) == before.get(item, 0)}
    return {"at": clock(now), "numbers": known, "narrowed": narrowed}
