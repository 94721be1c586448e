"""Pagination of the other rounds on pages of a round."""

from typing import Any

from sqlalchemy.orm import Session

from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Round
from surveyapp.web.paging import Page, page_read

ROUNDS = 12
"""Number of other rounds on one page."""


def other_rounds(session: Session, round_: Round) -> Page[Any]:
    """Return id and name of the other rounds, newest first: the page that the request asks for."""
    return page_read(
        queries.count_rounds(session) - 1,
        lambda start, size: queries.other_rounds(session, round_, start, size),
        per_page=ROUNDS,
        name="rondes",
    )
