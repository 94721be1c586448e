"""Access to routes: closed unless a view says who may use it. An empty POST never reaches a view."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.web import unsent

View = TypeVar("View", bound=Callable[..., Any])
OPEN_BLUEPRINTS = frozenset({"security"})
OPEN_ENDPOINTS = frozenset({"static"})


def open_to_all(view: View) -> View:
    """Open a view without a log-in: the view itself checks the visitor."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def for_readers(view: View) -> View:
    """Open a view to people without an account. The view checks which link this browser opened."""
    view.for_readers = True  # type: ignore[attr-defined]
    return open_to_all(view)


def is_for_readers(endpoint: str | None) -> bool:
    """Return whether an endpoint is a page for people with a link."""
    return getattr(current_app.view_functions.get(endpoint or ""), "for_readers", False)


def allow(*roles: RoleName) -> Callable[[View], View]:
    """Open a view to staff with any of these roles; without roles, to all staff."""

    def mark(view: View) -> View:
        view.allowed_roles = frozenset(roles or RoleName)  # type: ignore[attr-defined]
        return view

    return mark


def without_attention(view: View) -> View:
    """Mark a view that pages request automatically, also without a person at work: it keeps no session open."""
    view.without_attention = True  # type: ignore[attr-defined]
    return view


def shows_attention(endpoint: str | None) -> bool:
    """Return whether a request to this endpoint means that a person is at work."""
    view = current_app.view_functions.get(endpoint or "")
    return not getattr(view, "without_attention", False)


def roles_of(endpoint: str | None) -> frozenset[RoleName] | None:
    """Return the roles that may use an endpoint; None when it is open.

    Returns no roles when the view declares nothing.
    """
    if not endpoint or endpoint in OPEN_ENDPOINTS or endpoint.split(".")[0] in OPEN_BLUEPRINTS:
        return None
    view = current_app.view_functions[endpoint]
    if getattr(view, "open_to_all", False):
        return None
    roles: frozenset[RoleName] = getattr(view, "allowed_roles", frozenset())
    return roles


def actor() -> Actor:
    """Return the member of staff who makes this request."""
    return Actor("staff", current_user.id, request.remote_addr or "")


def is_empty() -> bool:
    """Return whether the request sends nothing but its token."""
    return not (request.is_json or request.files or request.form.keys() - {"csrf_token"})


def log_in_first() -> ResponseReturnValue:
    """Redirect a visitor to the log-in and back to the current page.

    Text that was sent is shown, so that it is not lost.
    """
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return {"error": "Uw sessie is verlopen. Log opnieuw in; uw tekst blijft hier staan."}, 401
    if request.method == "GET":
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    unsent.refuse()
    login = url_for("security.login", next=unsent.came_from() or "/")
    if unsent.typed_words() or unsent.has_files():
        return render_template("security/session_over.html", login=login), 401
    return redirect(login)


def init_app(app: Flask) -> None:
    """Check each request before its view."""

    @app.before_request
    def check_role() -> ResponseReturnValue | None:
        roles = roles_of(request.endpoint)
        if roles is None:
            return None
        if not current_user.is_authenticated:
            return log_in_first()
        if not roles & set(current_user.role_names):
            abort(403)
        return None

    @app.before_request
    def check_form() -> None:
        """Refuse empty requests, so that a view need not check whether its button was pressed."""
        if request.method == "POST" and request.endpoint and is_empty():
            abort(400)
