"""Which round the pages of the report are about."""

from flask import current_app, request

from surveyapp.db import db
from surveyapp.errors import NotFound
from surveyapp.interviews.models import Round
from surveyapp.interviews.queries import find_current_round, get_round
from surveyapp.report.queries import round_source
from surveyapp.report.sources import RoundSource


def keep_round(_endpoint: str, values: dict[str, object]) -> None:
    """Links stay in the round that is shown."""
    if request and "ronde" in request.args:
        values.setdefault("ronde", request.args["ronde"])


def round_shown() -> Round:
    """The round that the address names, or the newest one. Raises NotFound."""
    name = request.args.get("ronde")
    found = get_round(db.session, name) if name else find_current_round(db.session)
    if found is None:
        raise NotFound("Er is nog geen ronde.")
    return found


def source_of(round_: Round) -> RoundSource:
    """All that its report can use."""
    return round_source(db.session, round_, publisher=current_app.config["PUBLISHER"])
