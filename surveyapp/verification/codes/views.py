"""The page that opens a reading by the code from the mail."""

from flask import current_app, request
from flask.typing import ResponseReturnValue

from surveyapp.core.config import Secrets
from surveyapp.core.db import db
from surveyapp.core.tokens import code_hash
from surveyapp.readings.links.kinds import find_by_code
from surveyapp.verification.blueprint import blueprint
from surveyapp.verification.guest.views import entered
from surveyapp.verification.records.rules import Channel
from surveyapp.web.access import for_readers
from surveyapp.web.afterwards import render_template
from surveyapp.web.intake import takes_code
from surveyapp.web.limits import limiter, opened_nothing
from surveyapp.web.refusal import refuse

PER_ADDRESS = "10 per minute; 50 per hour"
"""Limit on wrong codes per address.

A limit over all addresses would close the page to everybody, and a code of 60 bits cannot be guessed from any number
of addresses.
"""


@blueprint.get("/code")
@for_readers
def code_page() -> ResponseReturnValue:
    """Show a field for the code, and nothing of what it opens."""
    return render_template("verification/code.html", problem="", typed="")


@blueprint.post("/code")
@takes_code
@for_readers
@limiter.limit(PER_ADDRESS, deduct_when=opened_nothing)
def enter_code() -> ResponseReturnValue:
    """Open the reading of this code. A wrong, unknown, expired or revoked code gets the same response."""
    typed = request.form.get("code", "")
    if not typed.strip():
        refuse("Vul de code in die in uw mail staat.", "code")
        return render_template("verification/code.html", problem="Vul de code in die in uw mail staat.", typed=""), 422
    key = Secrets.derive(current_app.config["SECRET_KEY"]).links
    reading = find_by_code(db.session, code_hash(key, typed))
    wrong = "Deze code werkt niet. Kijk of u alle twaalf tekens uit de nieuwste mail hebt overgenomen."
    if opened := entered(reading, Channel.CODE):
        return opened
    refuse(wrong, "code")
    return render_template("verification/code.html", problem=wrong, typed=typed[:40]), 404
