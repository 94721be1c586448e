"""One link to passages on two devices: nothing is replaced, and nothing is sent unseen."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from aligned_round import AlignedRound
from checking import Client, Page
from flask import Flask
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.reacting import operations
from surveyapp.core.db import utcnow
from surveyapp.core.revisions import SaveConflict

WORDS = "Het was 2016, niet 2017."


@pytest.fixture
def aligned(session: Session) -> AlignedRound:
    made = AlignedRound.of(session)
    made.send()
    for one in made.readings():
        one.expires_at = utcnow() + timedelta(days=9)
    session.commit()
    return made


@pytest.fixture
def phone(app: Flask, aligned: AlignedRound) -> Client:
    return aligned.open(Client(app, aligned.session))


@pytest.fixture
def laptop(app: Flask, aligned: AlignedRound) -> Client:
    return aligned.open(Client(app, aligned.session))


def put(client: Client, status: int = 200, **sent: str) -> Any:
    headers = {"X-CSRFToken": client.csrf_token()}
    response = client.browser.put("/rapporttekst/1", json=sent, headers=headers)
    assert response.status_code == status
    return response.json


def said(aligned: AlignedRound) -> tuple[str, str]:
    (found,) = [one for one in aligned.readings()[0].reactions if one.passage_id == _first(aligned)]
    return found.opinion.value, found.words


def _first(aligned: AlignedRound) -> int:
    return operations.asked_of(aligned.readings()[0])[0].id


def summary(client: Client, aligned: AlignedRound) -> Mapping[str, str]:
    page = client.get("/rapporttekst/overzicht")
    return aligned.form("", confirm="yes", hash=hash_of(page))


def hash_of(page: Page) -> str:
    return page.one("input", name="hash").get("value", "")


def test_what_was_saved_elsewhere_is_shown_and_not_replaced(
    phone: Client, laptop: Client, aligned: AlignedRound
) -> None:
    opened = aligned.form("save")
    put(laptop, kind="error", error=WORDS, reader=opened["reader"])
    page = phone.post("/rapporttekst", opened | {"kind_1": "agree"}, status=409)
    assert "Elders opgeslagen om" in page.words
    assert f"Feitelijke fout {WORDS}" in page.words
    assert said(aligned) == ("error", WORDS)
    answer = put(phone, 409, kind="agree", reader=opened["reader"], base="0")
    assert WORDS in answer["clash"]
    put(phone, kind="agree", reader=opened["reader"], base="1")
    assert said(aligned) == ("agree", "")
    phone.post("/rapporttekst", opened | {"kind_1": "context", "context_1": "Meer.", "keep_1": "mine:2"}, status=200)
    assert said(aligned) == ("context", "Meer.")


def test_nothing_is_sent_that_the_summary_did_not_show(phone: Client, laptop: Client, aligned: AlignedRound) -> None:
    phone.post("/rapporttekst", aligned.form("rest"), status=303)
    seen = summary(phone, aligned)
    put(laptop, kind="error", error=WORDS, reader=seen["reader"], base="1")
    page = phone.post("/rapporttekst/overzicht", dict(seen), status=409)
    assert "Er is nog niets verstuurd." in page.words
    assert f"Zo zag u het Klopt Zo is het nu Feitelijke fout {WORDS}" in page.words
    assert aligned.readings()[0].submitted_at is None
    phone.post("/rapporttekst/overzicht", dict(summary(phone, aligned)), status=303)
    assert aligned.readings()[0].submitted_at


def test_what_was_typed_after_sending_elsewhere_is_given_back(
    phone: Client, laptop: Client, aligned: AlignedRound
) -> None:
    opened = aligned.form("save")
    laptop.post("/rapporttekst", aligned.form("rest"), status=303)
    laptop.post("/rapporttekst/overzicht", dict(summary(laptop, aligned)), status=303)
    page = phone.post("/rapporttekst", opened | {"kind_1": "error", "error_1": WORDS}, status=409)
    assert WORDS in page.text
    assert said(aligned) == ("agree", "")


def test_on_both_databases_a_reaction_builds_on_what_was_seen(any_session: Session) -> None:
    made = AlignedRound.of(any_session)
    made.send()
    reading, at = made.readings()[0], made.alignment().sent_at
    operations.react(any_session, reading, 1, Opinion.ERROR, WORDS, at=at)
    operations.react(any_session, reading, 1, Opinion.ERROR, WORDS, at=at)
    with pytest.raises(SaveConflict):
        operations.react(any_session, reading, 1, Opinion.AGREE, at=at)
    assert reading.reactions[0].words == WORDS
    assert operations.seen_now(reading)[1] == 1


def test_editors_read_that_the_link_can_have_been_in_other_hands(
    app: Flask, session: Session, phone: Client, aligned: AlignedRound, staff: MakeUser
) -> None:
    ed = staff(RoleName.EDITOR, email="ed@example.org")
    aligned.readings()[0].respondent.email = "ed+lezer@example.org"
    session.commit()
    phone.post("/rapporttekst", aligned.form("rest"), status=303)
    phone.post("/rapporttekst/overzicht", dict(summary(phone, aligned)), status=303)
    page = Client(app, session).login(ed).get(f"/rapport/afstemmen/1/lezers/{aligned.readings()[0].id}")
    assert "Reactie op de passages verstuurd, via een link die ook een medewerker kon openen" in page.words
