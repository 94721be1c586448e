"""The sample shows both: a section whose citation is current, and one whose citation is stale."""

from agreed_round import NOW
from sqlalchemy.orm import Session

from surveyapp.interviews.queries import get_round
from surveyapp.report.board import Stand, board_of
from surveyapp.report.queries import newest_section_texts, outline_of, round_source
from surveyapp.sample.load import load


def test_the_sample_has_a_current_citation_and_a_stale_one(session: Session) -> None:
    load(session, NOW)
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
