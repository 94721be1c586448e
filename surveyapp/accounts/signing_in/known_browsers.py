"""Browsers that logged in to an account before: failures elsewhere do not keep them out.

A signed cookie holds keyed hashes of the addresses, so it tells nobody who has an account.
"""

import hmac

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

YEAR = 365 * 24 * 3600
MOST = 5
"""How many accounts one browser is known for."""


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-bekend"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known-browser")


def account_tried() -> str:
    """Return which account a log-in form names, as a keyed hash; there may be no such account."""
    address = request.form.get("email", "").strip().lower()[:254]
    return hmac.new(str(current_app.secret_key).encode(), f"account:{address}".encode(), "sha256").hexdigest()[:32]


def is_known_here() -> bool:
    """Return whether this browser logged in before to the account that the form names."""
    return account_tried() in _known()


def remember() -> None:
    """Know this browser for the account that it just logged in to. The cookie leaves with the response."""
    g.known_browser = [account_tried(), *(one for one in _known() if one != account_tried())][:MOST]


def _known() -> list[str]:
    try:
        found = _signer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def init_app(app: Flask) -> None:
    """Send the cookie after a log-in."""

    @app.after_request
    def send(response: Response) -> Response:
        if "known_browser" in g:
            response.set_cookie(
                _name(),
                _signer().dumps(g.known_browser),
                max_age=YEAR,
                secure=app.config["SESSION_COOKIE_SECURE"],
                httponly=True,
                samesite="Lax",
            )
        return response
