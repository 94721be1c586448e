"""What every page shares: transactions, access, headers, errors, and how values look in Dutch."""

from flask import Flask
from flask_wtf import CSRFProtect

from surveyapp.web import access, errors, headers, template

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Equip the application before the features register their routes."""
    csrf.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    template.init_app(app)
