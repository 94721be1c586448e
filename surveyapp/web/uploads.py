"""Files that come in and go out. Each address says how much may come in; most take a form's worth."""

import io
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, g, request, send_file
from werkzeug.exceptions import RequestEntityTooLarge

MAX_FIELDS = 2_000
"""Of a form without files: eight times the largest of ours. Of one with files, Werkzeug takes 1,000."""
View = TypeVar("View", bound=Callable[..., Any])
FORM_BYTES = 256 * 1024
"""Room for what a form sends beside its file."""


def takes_file(most: int) -> Callable[[View], View]:
    """Let a view take one file of at most ``most`` bytes."""

    def mark(view: View) -> View:
        view.max_request_bytes = most + FORM_BYTES  # type: ignore[attr-defined]
        return view

    return mark


def allow_body(view: object) -> None:
    """Before anything reads the request: how large it may be for this view, and how many fields a form has.

    Raises RequestEntityTooLarge.
    """
    if (most := getattr(view, "max_request_bytes", None)) is not None:
        request.max_content_length = most
    if request.mimetype == "application/x-www-form-urlencoded" and request.get_data().count(b"&") >= MAX_FIELDS:
        g.form_refused = True
        raise RequestEntityTooLarge


def form_is_refused() -> bool:
    """Return whether the form of this request has so many fields that nothing may read it."""
    return bool(g.get("form_refused"))


def download(content: bytes, name: str, mimetype: str) -> Response:
    """A file for the disk of whoever asks: no browser opens it as a page of ours."""
    response = send_file(io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
