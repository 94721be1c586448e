"""Requests that change something come from our own pages, whatever token they carry."""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_foreign() -> bool:
    """Return whether the browser says that another site sent this request.

    ``Origin: null`` says nothing: browsers send it from our own pages too, where no referrer may leave them. A client
    that is no browser sends neither header.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") in {"cross-site", "same-site"}:
        return True
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return False
    ours = {request.host.lower(), urlsplit(str(current_app.config["BASE_URL"])).netloc.lower()}
    return urlsplit(origin).netloc.lower() not in ours


def init_app(app: Flask) -> None:
    """Refuse what another site sends, before anything else looks at it."""

    @app.before_request
    def check() -> None:
        if request.method not in SAFE and is_foreign():
            raise Forbidden
