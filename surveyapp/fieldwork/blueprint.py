"""Blueprint for all views of this package."""

from flask import Blueprint

blueprint = Blueprint("fieldwork", __name__)
