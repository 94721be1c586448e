"""What pages of several steps show: the other rounds, some at a time."""

from typing import Any

from sqlalchemy.orm import Session

from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Round
from surveyapp.web.paging import Page, page_read

ROUNDS = 12
"""How many other rounds a page names at a time."""


def other_rounds(session: Session, round_: Round) -> Page[Any]:
    """Return the id and the name of the other rounds, the newest first: the part that the address asks for."""
    return page_read(
        queries.count_rounds(session) - 1,
        lambda start, size: queries.other_rounds(session, round_, start, size),
        per_page=ROUNDS,
        name="rondes",
    )
