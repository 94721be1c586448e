"""The headers of every response, errors included."""

import secrets

from flask import Flask, Response, g, request


def nonce() -> str:
    """Return the nonce that allows the scripts of this response, and no others."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    value: str = g.csp_nonce
    return value


PARTS = frozenset({"text/css", "text/javascript"})
"""Types of static files that no browser opens as a document: policies for documents would be weight without use."""
YEAR = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Add the headers after each request."""
    app.jinja_env.globals["csp_nonce"] = nonce

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        elif "v" in request.args and response.status_code == 200:  # ``asset`` names the content: it never changes
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        if request.endpoint == "static" and response.mimetype in PARTS:
            return response
        policy = (
            f"default-src 'none'; script-src 'self' 'nonce-{nonce()}'; style-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-src 'self'; frame-ancestors 'self'; worker-src 'self'"
        )
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
