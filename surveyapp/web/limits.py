"""How often somebody may try: log-in, links, codes. It throttles; nobody is locked out.

Only what failed counts where a whole office may stand behind one address. Counted in the memory of each process.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

ATTEMPTS = "10 per minute; 50 per hour"
PER_ACCOUNT = "30 per minute; 200 per hour"
"""Failed log-ins to one account, from all addresses together."""
GUESSES = "30 per minute"
"""Links that open nothing."""

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", strategy="moving-window")


def opened_nothing(response: Response) -> bool:
    """Whether an attempt failed: one that succeeds leads on to another page."""
    return response.status_code not in {302, 303}


def guard(app: Flask, endpoint: str) -> None:
    """Limit the attempts per address on an endpoint that another library registered."""
    app.view_functions[endpoint] = _limited(app.view_functions[endpoint])


def guard_log_in(app: Flask, endpoint: str, *, account: Callable[[], str], known_here: Callable[[], bool]) -> None:
    """Limit failed log-ins, per address and per account.

    ``account`` names the account that a request tries. ``known_here`` tells whether this browser logged in to it
    before: somebody else's failures do not keep such a browser out.
    """
    app.view_functions[endpoint] = _limited_log_in(app.view_functions[endpoint], account, known_here)


@cache
def _limited(view: Any) -> Any:
    """Once per function: each decoration of the same one would count again."""
    return limiter.limit(ATTEMPTS, methods=["POST"])(view)


@cache
def _limited_log_in(view: Any, account: Callable[[], str], known_here: Callable[[], bool]) -> Any:
    """Once per function, as ``_limited``."""
    per_address = limiter.limit(ATTEMPTS, methods=["POST"], deduct_when=opened_nothing)
    per_account = limiter.limit(
        PER_ACCOUNT, key_func=account, methods=["POST"], deduct_when=opened_nothing, exempt_when=known_here
    )
    return per_account(per_address(view))


def init_app(app: Flask) -> None:
    """Start counting, unless ``RATELIMIT_ENABLED`` is off."""
    limiter.init_app(app)
