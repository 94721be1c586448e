"""Text of a form that was not accepted: tell the browser which forms were, and show the text of a refused form.

``unsent.js`` keeps what is typed in a form in the browser, under a name that is sent as ``FIELD``. It discards the text
only when a response says that the form was accepted.
"""

import re
from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
from werkzeug.exceptions import HTTPException

from surveyapp.web.uploads import form_is_refused

FIELD = "unsent"
COOKIE = "unsent"
"""Names of the accepted forms; the script of the next page reads and deletes the cookie."""
MANY = 16
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SECRET = re.compile(r"password|code|token|passphrase")
"""Names of fields that are never shown again."""
TECHNICAL = re.compile(r"[a-z0-9_./:|-]*")
"""Values that a page itself puts in a form: numbers, keys, names of choices."""
_NAME = re.compile(r"[0-9a-f]{32}")


def accept() -> None:
    """Mark the form of this request as accepted, although the response is a page and not a redirect."""
    g.unsent_accepted = True


def refuse() -> None:
    """Mark the form of this request as not accepted, although the response is a redirect."""
    g.unsent_refused = True


def typed_words() -> list[str]:
    """Return the text that was typed in the form of this request, in the order of its fields."""
    if request.method in SAFE or form_is_refused() or (request.endpoint or "").startswith("security."):
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:  # too large to be read
        return []
    words = (value.strip() for name, value in fields if not SECRET.search(name))
    return [value for value in words if not TECHNICAL.fullmatch(value)]


def has_files() -> bool:
    """Return whether a file was sent, which no page can put back in a form."""
    if form_is_refused():
        return False
    try:
        return any(file.filename for file in request.files.values())
    except HTTPException:
        return False


def came_from() -> str:
    """Return the address of the page of this site that sent this request; "" when unknown."""
    address = urlsplit(request.referrer or "")
    if address.netloc != request.host:
        return ""
    return f"{address.path}?{address.query}" if address.query else address.path


def name_sent() -> str:
    """Return the name under which the browser keeps the text of this request, or ""."""
    if request.method in SAFE or form_is_refused():
        return ""
    try:
        name = request.form.get(FIELD, "")
    except HTTPException:
        return ""
    return name if _NAME.fullmatch(name) else ""


def init_app(app: Flask) -> None:
    """Tell the browser which forms were accepted; give templates the text of a refused form."""
    app.jinja_env.globals.update(typed_words=typed_words, has_files=has_files, came_from=came_from, name_sent=name_sent)

    @app.after_request
    def tell(response: Response) -> Response:
        if request.method not in SAFE and _accepted(response) and (name := name_sent()):
            names = [*request.cookies.get(COOKIE, "").split("."), name]
            known = ".".join([known_name for known_name in names if _NAME.fullmatch(known_name)][-MANY:])
            response.set_cookie(COOKIE, known, samesite="Lax", secure=app.config["SESSION_COOKIE_SECURE"])
        return response


def _accepted(response: Response) -> bool:
    """Return whether the view accepted the form, instead of reporting errors."""
    if g.get("unsent_refused"):
        return False
    if any(category in {"error", "warning"} for category, _ in session.get("_flashes", [])):
        return False
    return 300 <= response.status_code < 400 or bool(g.get("unsent_accepted"))
