"""One's own account."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.blueprint import blueprint
from surveyapp.accounts.staff import operations
from surveyapp.accounts.staff.rules import NoticeChoice
from surveyapp.core.db import db, utcnow
from surveyapp.web.access import allow
from surveyapp.web.afterwards import render_template


@blueprint.get("/account")
@allow()
def own_account() -> ResponseReturnValue:
    """How one is told of things, and the way to the password."""
    return render_template("accounts/account.html", choices=list(NoticeChoice))


@blueprint.post("/account")
@allow()
def save_own_account() -> ResponseReturnValue:
    """Choose how to be told."""
    choice = next((one for one in NoticeChoice if one.value == request.form.get("notices")), None)
    if choice:
        operations.choose_notices(db.session, current_user, choice, at=utcnow())
        flash("Uw keuze is opgeslagen.", "success")
    else:
        flash("Kies hoe u het wilt horen.", "warning")
    return redirect(url_for("accounts.own_account"), 303)
