"""Pages for administrators on staff accounts and their roles."""

from flask import Flask, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from surveyapp.accounts.blueprint import blueprint
from surveyapp.accounts.signing_in import answer_time, known_browsers, security
from surveyapp.accounts.signing_in.forms import ChangePersonForm, NewPersonForm
from surveyapp.accounts.staff import operations, queries
from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import Refused
from surveyapp.web.access import actor, allow
from surveyapp.web.afterwards import render_template
from surveyapp.web.limits import guard, guard_log_in
from surveyapp.web.paging import page_of
from surveyapp.web.template import add_to_menu

PAGES = ("accounts.index", "accounts.add", "accounts.change")
"""Pages under the menu entry Mensen. A user's own account is not among them."""


@blueprint.get("/mensen")
@allow(RoleName.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Show all accounts."""
    return render_template("accounts/people.html", people=page_of(queries.users(db.session)))


@blueprint.route("/mensen/nieuw", methods=["GET", "POST"])
@allow(RoleName.ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Add an account. Its owner receives a mail with a link."""
    form = NewPersonForm()
    if not form.is_submitted():
        return render_template("accounts/person.html", form=form, person=None)
    if form.validate():
        try:
            user = operations.add_user(
                db.session,
                actor(),
                email=form.email.data or "",
                name=form.name.data or "",
                roles=form.chosen_roles,
                password=None,
                at=utcnow(),
            )
            flash(f"{user.name} is toegevoegd en krijgt een mail om een wachtwoord te kiezen.")
            return redirect(url_for("accounts.index"))
        except Refused as refusal:
            form.email.errors = [str(refusal)]
    return render_template("accounts/person.html", form=form, person=None), 400


@blueprint.route("/mensen/<int:user_id>", methods=["GET", "POST"])
@allow(RoleName.ADMINISTRATOR)
def change(user_id: int) -> ResponseReturnValue:
    """Change the name or roles of an account, or whether it can log in."""
    person = _person(user_id)
    form = ChangePersonForm(data={"name": person.name, "roles": person.role_names, "active": person.active})
    if not form.is_submitted():
        return render_template("accounts/person.html", form=form, person=person)
    if form.validate():
        try:
            operations.change_user(
                db.session,
                actor(),
                person,
                name=form.name.data or "",
                roles=form.chosen_roles,
                active=form.active.data,
                at=utcnow(),
            )
            flash(f"De gegevens van {person.name} zijn opgeslagen.")
            return redirect(url_for("accounts.index"))
        except Refused as refusal:
            form.roles.errors = [str(refusal)]
    return render_template("accounts/person.html", form=form, person=person), 400


@blueprint.post("/mensen/<int:user_id>/uitnodiging")
@allow(RoleName.ADMINISTRATOR)
def invite(user_id: int) -> ResponseReturnValue:
    """Send the mail with the link again."""
    person = _person(user_id)
    try:
        operations.invite_again(db.session, actor(), person, utcnow())
        flash(f"{person.name} krijgt opnieuw een mail om een wachtwoord te kiezen.")
    except Refused as refusal:
        flash(str(refusal), "error")
    return redirect(url_for("accounts.index"))


def _person(user_id: int) -> User:
    return queries.find_user(db.session, user_id) or abort(404)


def init_app(app: Flask) -> None:
    """Set up the log-in and register the pages."""
    security.init_app(app)
    answer_time.init_app(app)
    known_browsers.init_app(app)
    guard_log_in(app, "security.login", account=known_browsers.account_tried, known_here=known_browsers.is_known_here)
    for endpoint in ("security.forgot_password", "security.reset_password", "security.change_password"):
        guard(app, endpoint)
    app.register_blueprint(blueprint)
    add_to_menu(app, "Mensen", "accounts.index", RoleName.ADMINISTRATOR, covers=PAGES)
