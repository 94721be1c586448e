"""The blueprint of this package, on which every view module registers its routes."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
