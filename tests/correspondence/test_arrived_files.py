"""Mails and bounces that once were read wrongly: all their words, what they are, and no secret of ours."""

from datetime import datetime

import pytest
from input_files import FOLDER
from sqlalchemy.orm import Session

from surveyapp.mail.arrivals.operations import receive
from surveyapp.mail.reading.reader import read
from surveyapp.mail.received.rules import IncomingKind
from surveyapp.mail.servers.meanings import Meaning, meaning_of

OURS = "<0123456789abcdef@surveyapp.invalid>"


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("bounce-address-with-2-2.eml", Meaning.BLOCKED),
        ("bounce-in-multipart-mixed.eml", Meaning.UNKNOWN),
        ("bounce-too-large-552.eml", Meaning.TOO_LARGE),
    ],
)
def test_a_bounce_is_told_as_what_it_is(name: str, meaning: Meaning) -> None:
    found = read((FOLDER / name).read_bytes())
    assert found.report
    assert (found.kind, found.report.recipient, found.ids) == (IncomingKind.BOUNCE, "contact@gemeente.example", (OURS,))
    assert meaning_of(found.report.words) is meaning


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "mail-forwarded-inside.eml",
            (
                "Dit schreef een collega. Ik ben het er niet mee eens.\n\nMeegestuurd bericht van"
                " collega@gemeente.example: ‘verslag’\n> Alles klopt."
            ),
        ),
        ("mail-latin1-label.eml", "Het kost € 5.000 – dat klopt niet."),
        (
            "mail-quotes-our-link.eml",
            (
                "Mag het een week later?\n\n> Verslag nakijken:\n> http://127.0.0.1:8000/v/[persoonlijke link]"
                "\n> en vul in: [persoonlijke code]"
            ),
        ),
        (
            "mail-text-after-attachment.eml",
            "Zie de brief.\n\nLet op: vraag 2b klopt niet.\n\nBijlagen: brief.pdf",
        ),
    ],
)
def test_a_reply_is_kept_with_all_its_words_and_no_secret(
    session: Session, now: datetime, name: str, text: str
) -> None:
    found = receive(session, (FOLDER / name).read_bytes(), now)
    assert found
    assert (found.kind, found.text) == (IncomingKind.REPLY, text)
    assert b"AAAAAAAA" not in found.raw
    assert b"ABCD-EFGH" not in found.raw
