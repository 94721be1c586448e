"""Requests of a section's page beside its form: autosave, the choice between two texts, and inserting without JS."""

import secrets

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest, Forbidden

from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import clock
from surveyapp.core.errors import NotFound, Refused
from surveyapp.core.revisions import KeyReused, SaveConflict
from surveyapp.interviews.desk.forms import BadInput, Save
from surveyapp.interviews.desk.operations import Choice
from surveyapp.report.citations.rules import citations, pinned
from surveyapp.report.desk import queries as desk_queries
from surveyapp.report.desk.operations import choose_text
from surveyapp.report.material.inserting import inserted
from surveyapp.report.shared.views import (
    conflict_page,
    conflict_shown,
    editors,
    keep_round,
    round_shown,
    section_html,
    section_of,
)
from surveyapp.report.tables.models import SectionTextRevision
from surveyapp.report.texts import operations
from surveyapp.report.texts.forms import SectionForm, TextChoiceForm
from surveyapp.report.texts.pages import SectionPage
from surveyapp.text.words import TextTooLong
from surveyapp.web.access import actor
from surveyapp.web.afterwards import Afterwards, render_template
from surveyapp.web.parsing import takes_json
from surveyapp.web.transactions import only_reads

blueprint = Blueprint("report_sections", __name__)
blueprint.url_defaults(keep_round)


@blueprint.put("/rapport/paragraaf/<path:key>")
@editors
@takes_json
def save(key: str) -> ResponseReturnValue:
    """Autosave: return 200 with the new version, or 409 with the text that was saved in between."""
    round_, sent = round_shown(), _sent(key)
    try:
        saved = operations.save_section_text(
            db.session, actor(), round_, key, sent.text, base=sent.base, key=sent.key, at=utcnow()
        )
    except SaveConflict as conflict:
        return _conflict_answer(section_of(round_, key, sent.text), sent.text, sent.base, conflict.newest)
    return _saved(saved, sent.text)


def _sent(key: str) -> Save:
    """Return the request's JSON. Raises BadRequest, Forbidden for another writer, NotFound for another section."""
    try:
        sent = Save.of(request.get_json())
    except BadInput as error:
        raise BadRequest(str(error)) from error
    if sent.writer not in {"", current_user.browser_key}:
        raise Forbidden
    if sent.interview not in {"", desk_queries.browser_key(round_shown(), key)}:
        raise NotFound("Deze paragraaf is er niet meer.")
    return sent


def _saved(saved: SectionTextRevision, typed: str) -> dict[str, object]:
    """Return the answer to autosave; ``text`` is the typed text with pinned citations, when saving pinned any."""
    versions: dict[tuple[str, str], int] = {}
    for citation in citations(saved.text):
        versions[citation.cited] = max(citation.version or 0, versions.get(citation.cited, 0))
    text = pinned(typed, versions)
    answer: dict[str, object] = {"base": saved.number, "at": clock(saved.created_at)}
    return answer | ({"text": text} if text != typed else {})


def _conflict_answer(page: SectionPage, typed: str, began: int, newest: SectionTextRevision) -> ResponseReturnValue:
    return Afterwards(lambda: _conflict_panel(page, typed, began, newest), 409)


def _conflict_panel(page: SectionPage, typed: str, began: int, newest: SectionTextRevision) -> ResponseReturnValue:
    conflict = conflict_shown(page, typed, began, newest)
    panel = render_template("report/_conflict.html", conflict=conflict, page=page, new_key=secrets.token_hex)
    return {"error": "Een collega heeft deze tekst ook gewijzigd.", "panel": panel}, 409


@blueprint.get("/rapport/paragraaf/<path:key>/token")
@editors
def token(key: str) -> ResponseReturnValue:
    """Return a fresh CSRF token, the user and the section's key, for a page that was open for long."""
    return {
        "token": generate_csrf(),
        "user": current_user.browser_key,
        "name": current_user.name,
        "interview": desk_queries.browser_key(round_shown(), key),
    }


@blueprint.post("/rapport/paragraaf/<path:key>/keuze")
@editors
def choose(key: str) -> ResponseReturnValue:
    """Continue with one of two texts; the other stays as a version. Returns a redirect, or the saved text as JSON."""
    round_, form = round_shown(), TextChoiceForm()
    script = request.accept_mimetypes.best == "application/json"
    if not form.validate():
        raise Refused("De keuze is niet goed aangekomen. Ga terug en kies opnieuw.")
    if form.writer.data != current_user.browser_key:
        raise Forbidden
    page = section_of(round_, key, form.mine.data or "", form.merged.data or "")
    mine, began = form.mine.data or "", form.began.data or 0
    try:
        kept, saved = choose_text(
            db.session,
            actor(),
            round_,
            key,
            mine,
            Choice(form.choice.data),
            form.merged.data or "",
            base=form.base.data or 0,
            key=form.key.data or "",
            at=utcnow(),
        )
    except SaveConflict as conflict:
        if script:
            return _conflict_answer(page, mine, began, conflict.newest)
        newest = conflict.newest
        return Afterwards(lambda: (conflict_page(page, mine, began, newest), 409), 409)
    if script:
        return {"base": saved.number, "at": clock(saved.created_at), "text": saved.text, "kept": kept.number}
    flash("De tekst is opgeslagen. De andere tekst blijft bij de versies.", "success")
    return redirect(url_for("report.section", key=key))


@blueprint.post("/rapport/paragraaf/<path:key>/invoegen")
@editors
@only_reads
def insert(key: str) -> ResponseReturnValue:
    """Show the page with words inserted at the end of the text, or with more answers beside it. Saves nothing."""
    form = SectionForm()
    typed, insertion = form.text.data or "", form.insert.data or ""
    text = inserted(typed, insertion) if insertion else typed
    return section_html(
        section_of(round_shown(), key, text, asked=form.asked.data or "").typed(text, form.base.data or 0),
        asked=form.asked.data or "",
        unsaved=True,
        inserted=insertion,
    )


@blueprint.errorhandler(TextTooLong)
def too_long(error: TextTooLong) -> ResponseReturnValue:
    """Return 413 for a text that is too long: it stays in the browser."""
    return {"error": str(error)}, 413


@blueprint.errorhandler(KeyReused)
def key_reused(_error: KeyReused) -> ResponseReturnValue:
    """Return 422 for an idempotency key that was used for another text."""
    return {"error": "Deze opslag was al gebruikt voor een andere tekst. Typ verder om opnieuw op te slaan."}, 422
