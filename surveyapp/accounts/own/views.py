"""Pages for the user's own account."""

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
    """Show the choice of notices, and the link to the password page."""
    return render_template("accounts/account.html", choices=list(NoticeChoice))


@blueprint.post("/account")
@allow()
def save_own_account() -> ResponseReturnValue:
    """Save the choice of notices."""
    choice = next((option for option in NoticeChoice if option.value == request.form.get("notices")), None)
    if choice:
        operations.choose_notices(db.session, current_user, choice, at=utcnow())
        flash("Uw keuze is opgeslagen.", "success")
    else:
        flash("Kies hoe u het wilt horen.", "warning")
    return redirect(url_for("accounts.own_account"), 303)
