"""Shared behaviour of the pages for readers with a link: responses to errors, and private addresses."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from surveyapp.core.errors import Refused
from surveyapp.core.revisions import KeyReused
from surveyapp.readings.links.rules import Superseded
from surveyapp.readings.links.visits import OtherRecord, SessionOver
from surveyapp.text.words import TextTooLong
from surveyapp.verification.keeping.rules import typed_in
from surveyapp.web import errors
from surveyapp.web.access import is_for_readers
from surveyapp.web.afterwards import render_template


def answer_readers(blueprint: Blueprint) -> None:
    """Register error handlers and headers for the reader pages of a blueprint.

    Its other pages use the error pages for staff.
    """
    blueprint.after_request(_private)
    for error, answer in ANSWERS.items():
        blueprint.register_error_handler(error, _on_reader_pages(answer))


def _on_reader_pages(answer: Callable[[Any], ResponseReturnValue]) -> Callable[[Any], ResponseReturnValue]:
    @wraps(answer)
    def answered(error: Exception) -> ResponseReturnValue:
        if is_for_readers(request.endpoint):
            return answer(error)
        if isinstance(error, Refused):
            return errors.refused(error)
        raise error

    return answered


def _private(response: Any) -> Any:
    """Prevent browsers from sending the address of a reader page to another site."""
    if is_for_readers(request.endpoint):
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _session_over(_error: SessionOver) -> ResponseReturnValue:
    """Show how to get back in: by the link in the mail."""
    if request.is_json:
        return {"error": "Uw sessie is voorbij. Open de link in uw mail opnieuw. Wat was opgeslagen, is bewaard."}, 401
    return render_template("verification/session_over.html", typed=typed_in(request.form)), 401


def _too_long(error: TextTooLong) -> ResponseReturnValue:
    """Refuse an autosave of a text that is too long; it stays in the page."""
    return {"error": str(error)}, 413


def _superseded(error: Superseded) -> ResponseReturnValue:
    """Show that there is a newer record."""
    if request.is_json:
        return {"error": str(error)}, 409
    return render_template("verification/superseded.html", typed=typed_in(request.form)), 409


def _other_record(error: OtherRecord) -> ResponseReturnValue:
    """Refuse a page of another record than the open one, when one browser opened two links."""
    if request.is_json:
        return {"error": str(error)}, 409
    return render_template("verification/other_record.html", typed=typed_in(request.form)), 409


def _refused(error: Refused) -> ResponseReturnValue:
    """Show what a rule forbids."""
    if request.is_json:
        return {"error": str(error)}, 409
    return render_template("error.html", code=409, heading="Dat kan niet", text=str(error)), 409


def _key_reused(_error: KeyReused) -> ResponseReturnValue:
    """Refuse an idempotency key that belongs to another save."""
    return {"error": "dit kwam al eerder binnen met andere tekst. Laad de pagina opnieuw."}, 409


ANSWERS: dict[type[Exception], Callable[[Any], ResponseReturnValue]] = {
    SessionOver: _session_over,
    TextTooLong: _too_long,
    Superseded: _superseded,
    OtherRecord: _other_record,
    Refused: _refused,
    KeyReused: _key_reused,
}
