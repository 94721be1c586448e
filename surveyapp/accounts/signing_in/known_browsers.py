"""Browsers that logged in to an account before: failures elsewhere do not lock them out.

A signed cookie holds keyed hashes of the addresses, so it discloses no accounts.
"""

import hmac

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

YEAR = 365 * 24 * 3600
MOST = 5
"""Most accounts that a browser is remembered for."""


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-bekend"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known-browser")


def account_tried() -> str:
    """Return a keyed hash of the account that a log-in form names; the account may not exist."""
    address = request.form.get("email", "").strip().lower()[:254]
    return hmac.new(str(current_app.secret_key).encode(), f"account:{address}".encode(), "sha256").hexdigest()[:32]


def is_known_here() -> bool:
    """Return whether this browser logged in before to the account that the form names."""
    return account_tried() in _known()


def remember() -> None:
    """Remember this browser for the account that it just logged in to. The cookie is sent with the response."""
    g.known_browser = [account_tried(), *(account for account in _known() if account != account_tried())][:MOST]


def _known() -> list[str]:
    try:
        accounts = _signer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return []
    return [account for account in accounts if isinstance(account, str)] if isinstance(accounts, list) else []


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
