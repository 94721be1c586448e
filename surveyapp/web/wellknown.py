"""Addresses that are standard on any site."""

from datetime import timedelta

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue

from surveyapp.core.db import utcnow
from surveyapp.web.access import open_to_all

blueprint = Blueprint("web", __name__)
VALID_FOR = timedelta(days=180)


def init_app(app: Flask) -> None:
    """Register the addresses."""
    app.register_blueprint(blueprint)


@blueprint.get("/.well-known/security.txt")
@open_to_all
def security_txt() -> ResponseReturnValue:
    """Return the contact for reporting vulnerabilities (RFC 9116)."""
    lines = (
        f"Contact: mailto:{current_app.config['CONTACT_EMAIL']}",
        f"Expires: {(utcnow() + VALID_FOR).isoformat(timespec='seconds')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {str(current_app.config['BASE_URL']).rstrip('/')}/.well-known/security.txt",
    )
    return "\n".join(lines) + "\n", {"Content-Type": "text/plain; charset=utf-8"}
