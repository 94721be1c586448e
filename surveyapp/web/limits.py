"""Limits on attempts: log-in, links, codes. They slow attempts down; nobody is locked out.

Where a whole office may share an address, only failures count. Counted in the memory of each process.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

ATTEMPTS = "10 per minute; 50 per hour"
PER_ACCOUNT = "30 per minute; 200 per hour"
"""Failed log-ins to an account, from all addresses together."""
GUESSES = "30 per minute"
"""Attempts to open a link that does not exist."""

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", strategy="moving-window")


def opened_nothing(response: Response) -> bool:
    """Return whether an attempt failed: success redirects to another page."""
    return response.status_code not in {302, 303}


def guard(app: Flask, endpoint: str) -> None:
    """Limit the attempts per address on an endpoint that another library registered."""
    app.view_functions[endpoint] = _limited(app.view_functions[endpoint])


def guard_log_in(app: Flask, endpoint: str, *, account: Callable[[], str], known_here: Callable[[], bool]) -> None:
    """Limit failed log-ins, per address and per account.

    ``account`` returns the account that a request tries. ``known_here`` returns whether this browser logged in to it
    before: failures from elsewhere do not block such a browser.
    """
    app.view_functions[endpoint] = _limited_log_in(app.view_functions[endpoint], account, known_here)


@cache
def _limited(view: Any) -> Any:
    """Limit a view. Cached, because each decoration of the same function would count again."""
    return limiter.limit(ATTEMPTS, methods=["POST"])(view)


@cache
def _limited_log_in(view: Any, account: Callable[[], str], known_here: Callable[[], bool]) -> Any:
    """Limit a log-in view; cached as ``_limited`` is."""
    per_address = limiter.limit(ATTEMPTS, methods=["POST"], deduct_when=opened_nothing)
    per_account = limiter.limit(
        PER_ACCOUNT, key_func=account, methods=["POST"], deduct_when=opened_nothing, exempt_when=known_here
    )
    return per_account(per_address(view))


def init_app(app: Flask) -> None:
    """Start counting, unless ``RATELIMIT_ENABLED`` is off."""
    limiter.init_app(app)
