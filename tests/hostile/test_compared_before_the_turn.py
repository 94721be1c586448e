"""The texts of a file are compared in the process with limits, before anybody waits for the write turn."""

from collections.abc import Callable

import pytest
from figures import check_growth, seconds_of
from recorded import NOW, SYSTEM
from setting import MakeUser
from sqlalchemy.orm import Session
from verified import CONTACT, Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.operations import CheckedFile, attach
from surveyapp.core.audit import Actor
from surveyapp.exchange.comparing.operations import compared_apart, judged_apart
from surveyapp.exchange.papers.rules import ChangeKind, FileRefused, FilledIn, Reply, Stamp, Standing
from surveyapp.text.words import MAX_CHARACTERS
from surveyapp.verification.word import operations

PIECES = ("a\n\n", "- a\n", "1. a\n", "> a\n\n", "- a\n  - b\n", "a*\n\n", "woord en nog een woord, ")
MOST = 0.1
"""Seconds of the processor of the web process, for texts that take twenty times that to parse."""


def twice(piece: str, size: int = MAX_CHARACTERS) -> tuple[str, str]:
    """Two texts that say the same, written otherwise."""
    text = (piece * (size // len(piece) + 1))[: size - 2]
    return text.rstrip(), f"\n{text}\n"


@pytest.mark.parametrize("piece", PIECES)
def test_comparing_takes_nothing_of_the_web_process(piece: str) -> None:
    def work(size: int) -> Callable[[], object]:
        new, old = twice(piece, size)
        return lambda: (compared_apart([(new, old)]), judged_apart([(Reply("1", new, base=2), Standing(3, old))]))

    check_growth(f"a reply beside an answer: {piece!r}", work, MAX_CHARACTERS, MOST)


def test_what_takes_too_long_is_refused_in_a_sentence() -> None:
    new = "".join(f"a{one}*\n\n" for one in range(12_000))
    with pytest.raises(FileRefused, match="te veel tijd"):
        compared_apart([(new, new.replace("*", "_"))] * 40)
    assert judged_apart([(Reply("1", "Kort."), Standing())])[0].kind is ChangeKind.NEW, "the next one is compared"


@pytest.mark.parametrize("piece", PIECES)
def test_the_longest_answers_of_a_file_are_not_parsed_in_the_write_turn(
    session: Session, staff: MakeUser, piece: str
) -> None:
    made = Verified.of(session)
    user = staff(RoleName.INTERVIEWER)
    interview = made.interview(by=[user])
    new, old = twice(piece)
    made.save(interview, "1", old)
    made.send(interview)
    reader = made.readers(interview)[0]
    stamp = Stamp("k", "v", "r", "o", operations.file_mark(session, reader))
    filled = FilledIn(stamp, (Reply("1", new, comments=("Hoeveel?",)),))
    read = operations.Read(filled, compared_apart([(new, old)]))
    attachment = attach(session, SYSTEM, interview, CheckedFile.of("terug.pdf", b"%PDF-1.7"), at=NOW)

    def bring_in() -> None:
        found = operations.bring_in(
            session, Actor("staff", user.id), reader, ["1"], attachment, filled=read, contact=CONTACT, at=NOW
        )
        assert [one.kind.value for one in found] == ["question"]

    assert seconds_of(bring_in) < MOST * 5
