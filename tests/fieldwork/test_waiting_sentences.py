"""Of a record that waits for a mail server, no list says that its term runs or is over."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import Recorded
from sent_record import SentRecord
from setting import MakeApp, MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.commands import listing
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.verification.records.models import Verification


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[Flask]:
    return make_app(SMTP_URL="")


@pytest.fixture
def sent(session: Session, client: Client, staff: MakeUser) -> SentRecord:
    """Its term was a fortnight, and a day more has gone by."""
    chief = staff(RoleName.ADMINISTRATOR, RoleName.INTERVIEWER)
    client.login(chief)
    made = Recorded.of(session)
    found = SentRecord(session, made, made.interview(by=[chief]))
    made.save(found.interview, "1", "De voortgang is goed.")
    found.send(at=utcnow() - timedelta(days=15))
    return found


@pytest.mark.usefixtures("sent")
def test_its_term_is_not_over_in_any_list(client: Client, session: Session) -> None:
    mine, everything = client.get("/interviews").words, client.get("/veldwerk").words
    assert "Wacht op een mailserver" in mine
    assert "Nog geen termijn" in mine
    for words in (mine, everything):
        assert "Termijn voorbij sinds" not in words
        assert "is de termijn voorbij" not in words
    assert "Oost-Drenthe" not in client.get("/veldwerk?laat=1").words.partition("Organisatie")[2]
    left = {"released_at": utcnow(), "held_until": None}
    session.execute(sa.update(Verification).values(**left))
    session.commit()
    assert "Termijn voorbij sinds" in client.get("/interviews").words
    assert "Bij één is de termijn voorbij." in client.get("/veldwerk").words


def test_it_waits_for_no_respondent_on_any_page_and_in_no_command(
    app: Flask, client: Client, session: Session, sent: SentRecord
) -> None:
    def words() -> tuple[str, str, str]:
        """The page for who reads along, and what both commands print."""
        page = client.get(f"/interviews/{sent.interview.id}/meelezen").words
        one, rows = listing.whole(session, sent.interview), listing.rows(session, sent.interview.round)
        return page, listing.page(one), listing.table(rows)

    for shown in words():
        assert "Wacht op een mailserver" in shown
        assert "Wacht op respondent" not in shown
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    assert all("Wacht op verzending" in shown for shown in words())
    session.execute(sa.update(Verification).values(released_at=utcnow(), held_until=None))
    assert all("Wacht op respondent" in shown for shown in words())


def test_mails_of_many_at_once_go_soon_only_with_a_server(
    app: Flask, client: Client, session: Session, staff: MakeUser
) -> None:
    client.login(staff(RoleName.ADMINISTRATOR, RoleName.INTERVIEWER))
    found = SentRecord.of(session)
    session.execute(sa.update(Verification).values(released_at=utcnow(), held_until=None))
    session.commit()
    until = (local(utcnow()).date() + timedelta(days=30)).isoformat()
    page = client.post(
        "/veldwerk/tegelijk", {"action": "extend", "until": until, "interview": str(found.interview.id)}, status=303
    )
    there = page.location
    client.post(there, {}, status=303)
    words = client.get(there).words
    assert "Alles is gedaan. De mails wachten op een mailserver." in words
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    assert "Alles is gedaan. De mails gaan zo weg." in client.get(there).words
    assert "wachten op een mailserver" not in client.get(there).words
