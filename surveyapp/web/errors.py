"""Errors as pages (or JSON for scripts): what happened, what was saved, and what to do next."""

from logging import ERROR, WARNING

from flask import Flask, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

from surveyapp.core.config import ConfigurationError
from surveyapp.core.errors import NotFound, Refused, RefusedByDatabase
from surveyapp.core.turns import Busy
from surveyapp.pdf.document import RendererMissing
from surveyapp.processes.rendering import RenderFailed
from surveyapp.web import access
from surveyapp.web.app import SAFE
from surveyapp.web.intake import TooMuchText

PAGES = {
    400: ("Dat lukte niet", "De aanvraag klopt niet. Ga terug, laad de pagina opnieuw en probeer het nog een keer."),
    403: ("U hebt hier geen toegang", "Uw account heeft niet de rol die hiervoor nodig is. Vraag het uw beheerder."),
    404: ("Deze pagina is er niet", "Misschien is het adres niet goed overgenomen, of hoort de pagina niet bij u."),
    405: ("Dat lukte niet", "Deze pagina kan niet op deze manier worden opgevraagd."),
    409: ("Er is intussen iets veranderd", "Laad de pagina opnieuw om te zien wat er nu staat."),
    413: ("De tekst of het bestand is te groot", "Maak het kleiner en probeer het opnieuw. Er is niets gewijzigd."),
    429: ("Te veel pogingen", "Wacht een minuut en probeer het dan opnieuw."),
    500: ("Er ging iets mis", "De fout ligt bij ons. Wat al was opgeslagen, is bewaard. Probeer het opnieuw."),
    503: ("Opslaan lukt nu niet", "De opslag is niet bereikbaar of vol. Er is niets opgeslagen. Probeer het zo weer."),
}
NOT_SHOWN = (
    "Deze pagina lukt nu niet",
    "De opslag is niet bereikbaar. Wat al was opgeslagen, is bewaard. Probeer het zo weer.",
)
"""Text of a 503 for a request that only reads."""
RETRY_AFTER = 5
"""Seconds after which a browser or script may try again."""


AWAY = (DBAPIError, PendingRollbackError, NoConnection)
"""Errors raised when the database is unavailable."""


class NotNow(HTTPException):
    """A rule refuses the request; ``description`` says why, in Dutch."""

    code = 409


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    for out in (*AWAY, Busy, ConfigurationError):
        app.register_error_handler(out, _database)
    app.register_error_handler(NotFound, lambda _error: _answer(404, *PAGES[404]))
    for error in (RendererMissing, RenderFailed):
        app.register_error_handler(error, _no_pdf)
    for refusal in (Refused, RefusedByDatabase):
        app.register_error_handler(refusal, refused)


def refused(error: Refused | RefusedByDatabase) -> ResponseReturnValue:
    """Answer 409 with the reason why a rule refuses a request."""
    return _answer(409, PAGES[409][0], str(error))


def _wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _answer(code: int, title: str, text: str) -> ResponseReturnValue:
    if _wants_json():
        return {"error": text}, code
    if isinstance(request.routing_exception, BadRequest):  # a host that is not ours: no address can be built on it
        return Response(f"{title}. {text}\n", code, mimetype="text/plain")
    try:
        return render_template("error.html", code=code, heading=title, text=text), code
    except AWAY:
        return _plain(code, title, text), code


def _plain(code: int, title: str, text: str) -> str:
    """Render the page without the database: with no user and no context processors."""
    page = current_app.jinja_env.get_template("error.html")
    return page.render(code=code, heading=title, text=text, current_user={"is_authenticated": False})


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    title, text = PAGES.get(error.code, PAGES[400])
    if isinstance(error, NotNow) and error.description:
        text = error.description
    if isinstance(error, InternalServerError):
        title, text = PAGES[500]
    if isinstance(error, TooMuchText):
        text = error.description
    elif error.code == 413:
        text += f" Er past hier hoogstens {(request.max_content_length or 0) // 1024**2} MB."
    return _answer(error.code, title, text)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    if access.roles_of(request.endpoint) is not None and not current_user.is_authenticated:
        return access.log_in_first()
    return _answer(
        400,
        "De pagina is verlopen",
        "U bent opnieuw ingelogd of de pagina stond lang open. Er is niets opgeslagen. Ga terug, laad de pagina opnieuw"
        " en probeer het nog een keer.",
    )


def _database(error: Exception) -> ResponseReturnValue:
    """Return 503 with the time to retry, also when there is no database.

    A value that no column can hold, such as a NUL in an address, is a fault of the request: 400.
    """
    if isinstance(error, DataError):
        return _answer(400, *PAGES[400])
    level = WARNING if isinstance(error, Busy) else ERROR
    current_app.logger.log(level, "database: %s", getattr(error, "orig", None) or error)
    title, text = NOT_SHOWN if request.method in SAFE else PAGES[503]
    response = make_response({"error": text} if _wants_json() else _plain(503, title, text), 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _no_pdf(error: Exception) -> ResponseReturnValue:
    """Return 503 without details: what is missing concerns the administrator, not the person who asked for the PDF."""
    current_app.logger.error("pdf: %s", error)
    return _answer(503, "De PDF is niet gemaakt", "Er is niets gewijzigd. Probeer het later opnieuw.")
