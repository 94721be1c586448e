"""Which round the editors' pages show: the one in the address, or the current one."""

from flask import request

from surveyapp.db import db
from surveyapp.errors import NotFound
from surveyapp.interviews.models import Round
from surveyapp.interviews.queries import find_current_round, get_round


def shown_round() -> Round:
    """The round of this page. Raises NotFound."""
    name = request.args.get("ronde")
    found = get_round(db.session, name) if name else find_current_round(db.session)
    if found is None:
        raise NotFound("Er is nog geen ronde.")
    return found


def keep_round(_endpoint: str, values: dict[str, object]) -> None:
    """Links stay in the round that is shown."""
    if request and "ronde" in request.args:
        values.setdefault("ronde", request.args["ronde"])
