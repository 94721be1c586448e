"""The sample shows both: a section whose citation is current, and one whose citation is stale."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from setting import MakeApp, session_of
from sqlalchemy.orm import Session

from surveyapp.interviews.recording.queries import get_round
from surveyapp.report.board.pages import board_of
from surveyapp.report.compiling.standing import Stand
from surveyapp.report.rounds.queries import newest_section_texts, outline_of, round_source


@pytest.fixture
def session(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> Iterator[Session]:
    """A session on the sample round."""
    shutil.copy(sample_file, tmp_path)
    with session_of(make_app(INSTANCE=tmp_path)) as opened:
        yield opened


def test_the_sample_has_a_current_citation_and_a_stale_one(session: Session) -> None:
    round_ = get_round(session, "2018")
    board = board_of(outline_of(round_), round_source(session, round_, publisher=""))
    assert [(one.section, one.sentence) for one in board.citations] == [
        (
            "leefbaarheid",
            "‘Ontwikkelingen van de leefbaarheid’: [hoeksche-waard.2a] rust op versie 1; versie 2 is akkoord.",
        )
    ]
    stands = {row.key: row.stand for row in board.rows}
    assert (stands["leefbaarheid"], stands["opgave-wonen"]) == (Stand.STALE, Stand.WRITTEN)
    assert "[[achterhoek.2b@" in newest_section_texts(session, round_)["opgave-wonen"].text
