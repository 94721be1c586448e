"""What every page shares: transactions, access, headers, errors and Dutch values."""

from flask import Flask
from flask_wtf import CSRFProtect

from surveyapp.web import (
    access,
    compression,
    errors,
    headers,
    limits,
    origin,
    parsing,
    proxy,
    refusal,
    template,
    unsent,
    wellknown,
)

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Set up the application before the packages register their routes."""
    proxy.init_app(app)
    origin.init_app(app)
    parsing.init_app(app)
    csrf.init_app(app)
    limits.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    compression.init_app(app)
    errors.init_app(app)
    template.init_app(app)
    refusal.init_app(app)
    wellknown.init_app(app)
    unsent.init_app(app)
