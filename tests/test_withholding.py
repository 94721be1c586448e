"""Links and codes are found in words however they are wrapped, and other words cost little."""

import time

import pytest
from sqlalchemy.orm import Session

from surveyapp.protection.withholding import TOO_MANY, _tables, withheld

HOSTILE = [
    "a",
    "ABCD-",
    "%25",
    "code ",
    "/v/",
    "\n> ",
    "vul in ABCD-EFGH-JKMN ",
    "&#0",
    " \t",
    "-",
    "ABCD - ",
    "/v/" + "a" * 42 + "/v/",
    "<br",
    "=\n",
    "code abcd efgh ijkl ",
]


def test_every_kind_of_reading_is_known() -> None:
    for column in ("token_hash", "code_hash"):
        assert {table.name for table in _tables(column)} == {"verifications", "alignment_readings"}


@pytest.mark.parametrize("words", HOSTILE)
def test_the_time_grows_with_the_length_and_no_faster(session: Session, words: str) -> None:
    spent = []
    for length in (250_000, 1_000_000):
        text = (words * length)[:length]
        began = time.process_time()
        withheld(session, text, quoted=True)
        spent.append(time.process_time() - began)
    assert spent[1] < 1
    assert spent[1] < 4 * spent[0] + 0.3


def test_a_text_full_of_links_is_not_kept(session: Session) -> None:
    many = "\n".join(f"/v/{place:043d}" for place in range(20_000))
    assert withheld(session, many, quoted=True) == withheld(session, many) == TOO_MANY
