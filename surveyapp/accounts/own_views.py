"""One's own account."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts import operations
from surveyapp.accounts.rules import NoticeChoice
from surveyapp.db import db, utcnow
from surveyapp.web.access import allow
from surveyapp.web.afterwards import render_template

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
@allow()
def show() -> ResponseReturnValue:
    """How one is told of things, and the way to the password."""
    return render_template("accounts/account.html", choices=list(NoticeChoice))


@blueprint.post("")
@allow()
def choose() -> ResponseReturnValue:
    """Choose how to be told."""
    choice = next((one for one in NoticeChoice if one.value == request.form.get("notices")), None)
    if choice:
        operations.choose_notices(db.session, current_user, choice, at=utcnow())
        flash("Uw keuze is opgeslagen.", "success")
    else:
        flash("Kies hoe u het wilt horen.", "warning")
    return redirect(url_for(".show"), 303)
