"""Uploads and downloads. Each view sets its largest upload; without a setting it is the size of a form."""

import io
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, g, request, send_file
from werkzeug.exceptions import RequestEntityTooLarge

MAX_FIELDS = 2_000
"""Most fields of a form without files: eight times our largest form. For a form with files Werkzeug allows 1,000."""
View = TypeVar("View", bound=Callable[..., Any])
FORM_BYTES = 256 * 1024
"""Bytes for the other fields of a form with a file."""


def takes_file(most: int) -> Callable[[View], View]:
    """Let a view accept a file of at most ``most`` bytes."""

    def mark(view: View) -> View:
        view.max_request_bytes = most + FORM_BYTES  # type: ignore[attr-defined]
        return view

    return mark


def allow_body(view: object) -> None:
    """Limit the size of this request and the number of its fields, before anything reads it.

    Raises RequestEntityTooLarge.
    """
    if (most := getattr(view, "max_request_bytes", None)) is not None:
        request.max_content_length = most
    if request.mimetype == "application/x-www-form-urlencoded" and request.get_data().count(b"&") >= MAX_FIELDS:
        g.form_refused = True
        raise RequestEntityTooLarge


def form_is_refused() -> bool:
    """Return whether the form of this request has too many fields to be read."""
    return bool(g.get("form_refused"))


def download(content: bytes, name: str, mimetype: str) -> Response:
    """Return a file as a download, which no browser opens as a page of this site."""
    response = send_file(io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
