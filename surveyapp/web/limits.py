"""How often one address may try: log-in, links, codes. It throttles; nobody is locked out.

Counted in the memory of each process.
"""

from functools import cache
from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

ATTEMPTS = "10 per minute; 50 per hour"

limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", strategy="moving-window")


def guard(app: Flask, endpoint: str) -> None:
    """Limit the attempts on an endpoint that another library registered."""
    app.view_functions[endpoint] = _limited(app.view_functions[endpoint])


@cache
def _limited(view: Any) -> Any:
    """Once per function: each decoration of the same one would count again."""
    return limiter.limit(ATTEMPTS, methods=["POST"])(view)


def init_app(app: Flask) -> None:
    """Start counting, unless ``RATELIMIT_ENABLED`` is off."""
    limiter.init_app(app)
