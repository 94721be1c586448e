"""Requests that change something must come from this site, whatever token they have."""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_foreign() -> bool:
    """Return whether the browser says that another site sent this request.

    ``Origin: null`` says nothing: browsers also send it from this site, on pages without a referrer. A client that is
    no browser sends neither header.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") in {"cross-site", "same-site"}:
        return True
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return False
    ours = {request.host.lower(), urlsplit(str(current_app.config["BASE_URL"])).netloc.lower()}
    return urlsplit(origin).netloc.lower() not in ours


def init_app(app: Flask) -> None:
    """Refuse requests from another site before anything else reads them."""

    @app.before_request
    def check() -> None:
        if request.method not in SAFE and is_foreign():
            raise Forbidden
