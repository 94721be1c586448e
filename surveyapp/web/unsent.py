"""Words of a form that was not accepted: how the browser hears what was, and what a refusal shows of the rest.

``unsent.js`` keeps what is typed in a form in the browser, under a name that goes along as ``FIELD``. Only an answer
that says that the form was accepted lets it forget those words.
"""

import re
from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
from werkzeug.exceptions import HTTPException

from surveyapp.web.uploads import form_is_refused

FIELD = "unsent"
COOKIE = "unsent"
"""Names the forms that were accepted; the script of the next page reads it and takes it away."""
MANY = 16
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SECRET = re.compile(r"password|code|token|passphrase")
"""Names of fields that are never shown again."""
TECHNICAL = re.compile(r"[a-z0-9_./:|-]*")
"""Values that a page put in a form by itself: numbers, keys, names of choices."""
_NAME = re.compile(r"[0-9a-f]{32}")


def accept() -> None:
    """Say that the form of this request was accepted, although its answer is a page and no redirect."""
    g.unsent_accepted = True


def refuse() -> None:
    """Say that the form of this request was not accepted, although its answer is a redirect."""
    g.unsent_refused = True


def typed_words() -> list[str]:
    """Return what somebody typed in the form of this request, in the order of the form."""
    if request.method in SAFE or form_is_refused() or (request.endpoint or "").startswith("security."):
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:  # too large to be read
        return []
    words = (value.strip() for name, value in fields if not SECRET.search(name))
    return [value for value in words if not TECHNICAL.fullmatch(value)]


def has_files() -> bool:
    """Return whether a file came along, which no page can put back."""
    if form_is_refused():
        return False
    try:
        return any(one.filename for one in request.files.values())
    except HTTPException:
        return False


def came_from() -> str:
    """Return the address of the page of ours that this request was sent from; "" when that is not known."""
    found = urlsplit(request.referrer or "")
    if found.netloc != request.host:
        return ""
    return f"{found.path}?{found.query}" if found.query else found.path


def name_sent() -> str:
    """Return the name under which the browser keeps the words of this request, or ""."""
    if request.method in SAFE or form_is_refused():
        return ""
    try:
        name = request.form.get(FIELD, "")
    except HTTPException:
        return ""
    return name if _NAME.fullmatch(name) else ""


def init_app(app: Flask) -> None:
    """Tell the browser of each form that was accepted; give pages what they show of a form that was not."""
    app.jinja_env.globals.update(typed_words=typed_words, has_files=has_files, came_from=came_from, name_sent=name_sent)

    @app.after_request
    def tell(response: Response) -> Response:
        if request.method not in SAFE and _accepted(response) and (name := name_sent()):
            names = [*request.cookies.get(COOKIE, "").split("."), name]
            known = ".".join([one for one in names if _NAME.fullmatch(one)][-MANY:])
            response.set_cookie(COOKIE, known, samesite="Lax", secure=app.config["SESSION_COOKIE_SECURE"])
        return response


def _accepted(response: Response) -> bool:
    """Whether a view did what the form asked, and not only said what is wrong with it."""
    if g.get("unsent_refused"):
        return False
    if any(category in {"error", "warning"} for category, _ in session.get("_flashes", [])):
        return False
    return 300 <= response.status_code < 400 or bool(g.get("unsent_accepted"))
