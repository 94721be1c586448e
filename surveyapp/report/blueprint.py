"""Blueprint of the report's pages."""

from flask import Blueprint

blueprint = Blueprint("report", __name__)
