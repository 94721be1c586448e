"""The HTML of a mail in a frame of a page: without scripts, external content or access to the application."""

from flask import Response

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox"
LINKS_OPEN = " allow-popups allow-top-navigation-by-user-activation"


def framed(html: str, *, links_open: bool = False) -> Response:
    """Return the response for the frame. ``links_open``: whether links in it may be followed."""
    response = Response(html)
    response.headers["Content-Security-Policy"] = POLICY + (LINKS_OPEN if links_open else "")
    return response
