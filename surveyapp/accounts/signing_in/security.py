"""Flask-Security as used here: in Dutch, with mails through the outbox, inside our transactions."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from flask import Flask, Response, flash, redirect, request, session, url_for
from flask_login import user_logged_in, user_logged_out
from flask_security import FSQLALiteUserDatastore, MailUtil, PasswordUtil, Security
from flask_security.recoverable import generate_reset_password_token
from flask_security.signals import password_changed, password_reset, user_authenticated, user_failed_authn
from flask_security.utils import set_request_attr
from sqlalchemy.orm import Session

from surveyapp.accounts.signing_in import forms, known_browsers, password_links
from surveyapp.accounts.signing_in.messages import MESSAGES
from surveyapp.accounts.staff import mails, queries
from surveyapp.accounts.staff.models import Role, User
from surveyapp.accounts.staff.rules import MIN_PASSWORD, WEAK, is_weak, session_open
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.db import db, utcnow
from surveyapp.mail.message.enclosures import Enclosure, EnclosureGone
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.web import visits
from surveyapp.web.access import shows_attention
from surveyapp.web.afterwards import render_template

RESET_PATH = "/wachtwoord-nieuw/"
SEEN_EVERY = timedelta(minutes=1)
MAILS = {
    "security/email/reset_instructions": mails.reset_mail,
    "security/email/reset_notice": mails.password_changed_mail,
    "security/email/change_notice": mails.password_changed_mail,
}
EVENTS = {
    user_authenticated: "user.login",
    user_failed_authn: "user.login_failed",
    password_reset: "user.password_reset",
    password_changed: "user.password_change",
}


def settings() -> dict[str, Any]:
    """Return the ``SECURITY_*`` settings that differ from Flask-Security's defaults, and one of Flask-Login.

    Session protection is "basic": "strong" would log out a laptop at each change of network, during an interview.
    """
    ours = {
        "API_ENABLED_METHODS": ["session"],
        "CHANGEABLE": True,
        "CHANGE_PASSWORD_TEMPLATE": "security/change_password.html",
        "CHANGE_URL": "/wachtwoord",
        "CLI_ROLES_NAME": None,
        "CLI_USERS_NAME": None,
        "EMAIL_HTML": False,
        "EMAIL_PLAINTEXT": False,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "FRESHNESS": timedelta(minutes=-1),
        "LOGIN_URL": "/inloggen",
        "LOGOUT_METHODS": ["POST"],
        "LOGOUT_URL": "/uitloggen",
        "PASSWORD_HASH": "argon2",
        "PASSWORD_LENGTH_MIN": MIN_PASSWORD,
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": ["argon2"],
        "POST_CHANGE_VIEW": "/",
        "POST_LOGIN_VIEW": "/",
        "POST_LOGOUT_VIEW": "/inloggen",
        "RECOVERABLE": True,
        "RESET_PASSWORD_WITHIN": timedelta(days=mails.LINK_DAYS),
        "RESET_URL": "/wachtwoord-vergeten",
        "RETURN_GENERIC_RESPONSES": True,
        "STATIC_FOLDER": None,
    }
    ours |= {f"MSG_{key}": message for key, message in MESSAGES.items()}
    return {f"SECURITY_{key}": value for key, value in ours.items()} | {"SESSION_PROTECTION": "basic"}


class Datastore(FSQLALiteUserDatastore):
    """Leaves the commit to the request's write transaction (``SurveyApp``); Flask-Security would commit itself."""

    def commit(self) -> None:
        """Flush to the database without committing."""
        self.db.session.flush()


class StrongPasswords(PasswordUtil):
    """Adds our rules for a new password to those of Flask-Security."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """Return the problems with a password, in Dutch, and its normalised form."""
        problems, normal = super().validate(password, is_register, **kwargs)
        user = kwargs.get("user")
        if not problems and is_weak(normal, *((user.name, user.email) if user else ())):
            problems = [WEAK]
        return problems, normal


class OutboxMailUtil(MailUtil):
    """Replaces Flask-Security's mails by ours, sent through the outbox."""

    def send_mail(self, template: str, *_args: Any, **context: Any) -> None:
        """Add our mail for this template to the outbox."""
        enqueue(db.session, MAILS[template](context["user"]), utcnow())


def password_link(session_: Session, user_id: int, config: Mapping[str, Any]) -> Enclosure:
    """Return the link to choose a password, valid for ``LINK_DAYS`` from now and until the password changes.

    Raises EnclosureGone.
    """
    user = session_.get(User, user_id)
    if user is None or not user.active:
        raise EnclosureGone("Dit account bestaat niet meer of kan niet inloggen.")
    return Enclosure(str(config["BASE_URL"]).rstrip("/") + RESET_PATH + generate_reset_password_token(user))


def init_app(app: Flask) -> None:
    """Set up log-in, log-out and passwords."""
    for key, value in settings().items():
        app.config.setdefault(key, value)
    security = Security(
        login_form=forms.LoginForm,
        forgot_password_form=forms.ForgotPasswordForm,
        reset_password_form=forms.ResetPasswordForm,
        change_password_form=forms.ChangePasswordForm,
        mail_util_cls=OutboxMailUtil,
        password_util_cls=StrongPasswords,
        render_template=render_template,  # type: ignore[arg-type]  # any response of a view will do
    )
    security.init_app(app, Datastore(db, User, Role))
    security.want_json(lambda _request: False)
    _reset_unless_ended(app)
    _limit_sessions(app, security)
    for signal, action in EVENTS.items():
        signal.connect(_recorder(action), app, weak=False)

    @app.after_request
    def keep_the_link_here(response: Response) -> Response:
        if request.endpoint == "security.reset_password":
            response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @app.after_request
    def leave_nothing_in_the_browser(response: Response) -> Response:
        """Clear the browser's cache at log-out; all its storage only when the page reported that no unsent text is in
        it.
        """
        if request.endpoint == "security.logout" and response.status_code < 400:
            empty = bool(request.form.get("nothing_waits"))
            response.headers["Clear-Site-Data"] = '"cache", "storage"' if empty else '"cache"'
        return response


def _reset_unless_ended(app: Flask) -> None:
    """Add the route of a link to choose a password, which refuses links that were seen to expire."""
    reset = app.view_functions["security.reset_password"]

    @wraps(reset)
    def view(token: str) -> Any:
        if password_links.is_ended(db.session, token):
            flash(*MESSAGES["PASSWORD_RESET_EXPIRED"])
            return redirect(url_for("security.forgot_password"))
        return reset(token=token)

    app.view_functions["security.reset_password"] = view
    app.add_url_rule(RESET_PATH + "<token>", "security.reset_password", view, methods=["GET", "POST"])


def _recorder(action: str) -> Any:
    def record(_app: Flask, user: User, **_details: Any) -> None:
        known = action != "user.login_failed"
        actor = Actor("staff" if known else "system", user.id if known else None, request.remote_addr or "")
        record_event(db.session, actor, action, "user", user.id, utcnow())

    return record


def _limit_sessions(app: Flask, security: Security) -> None:
    """End a log-in after half an hour without a request, after ten hours in all, and at log-out.

    Log-out ends everything that is open in the browser, including a respondent's record.
    """

    def opened(_app: Flask, user: User, **_details: Any) -> None:
        visits.begin(visits.STAFF, user_id=user.id)
        known_browsers.remember()
        session["opened"] = session["seen"] = _timestamp(utcnow())

    def closed(_app: Flask, **_user: Any) -> None:
        visits.end_all()

    def load_while_open(user_id: str) -> User | None:
        now = utcnow()
        opened_at, seen_at = (datetime.fromtimestamp(session.get(key, 0), UTC) for key in ("opened", "seen"))
        if not session_open(opened_at, seen_at, now):
            session.pop("opened", None)  # what was seen to end stays ended, also when the clock is set back
            session.pop("seen", None)
            return None
        if now - seen_at >= SEEN_EVERY and shows_attention(request.endpoint):
            session["seen"] = _timestamp(now)
        user = queries.find_session_user(db.session, user_id, visits.key_of(visits.STAFF))
        if user is None or not user.active:
            return None
        set_request_attr("fs_authn_via", "session")
        return user

    user_logged_in.connect(opened, app, weak=False)
    user_logged_out.connect(closed, app, weak=False)
    security.login_manager.user_loader(load_while_open)


def _timestamp(moment: datetime) -> int:
    return int(moment.timestamp())
