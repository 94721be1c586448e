"""The blueprint on which every view module of this package registers its addresses."""

from flask import Blueprint

blueprint = Blueprint("mail", __name__)
