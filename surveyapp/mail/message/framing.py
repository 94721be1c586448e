"""A mail's HTML in a frame of our page: no scripts, nothing from elsewhere, no access to us."""

from flask import Response

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox"
LINKS_OPEN = " allow-popups allow-top-navigation-by-user-activation"


def framed(html: str, *, links_open: bool = False) -> Response:
    """The answer to the frame. ``links_open``: somebody may press a link in it."""
    response = Response(html)
    response.headers["Content-Security-Policy"] = POLICY + (LINKS_OPEN if links_open else "")
    return response
