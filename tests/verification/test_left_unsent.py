"""What a respondent wrote and did not send before a newer record came: offered again to them, and to nobody else."""

import pytest
from checking import Client
from flask import Flask
from recorded import ADVISER
from sent_record import COLLEAGUE, SentRecord, put
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.evidence.dossiers.facts import dossier_facts
from surveyapp.verification.records import queries

OWN = "Er is gebouwd,\nen niet gesloopt."
ASKS = "Welke jaren bedoelt u?"
LEFT = "Dit schreef u bij verslag 1. U hebt het niet verstuurd."


@pytest.fixture
def writer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def sent(session: Session, writer: User) -> SentRecord:
    return SentRecord.of(session, by=[writer], respondents=(ADVISER, COLLEAGUE))


@pytest.fixture
def reader(app: Flask, sent: SentRecord) -> Client:
    """Two answers half done at record 1, which record 2 then took the place of."""
    client = sent.open(Client(app, sent.session))
    put(client, "2b", reader=sent.reader, kind="correction", proposal=OWN, remark="Zo was het.", base="0")
    put(client, "6", reader=sent.reader, kind="question", question=ASKS, base="0")
    put(client, "1", reader=sent.reader, kind="agree", base="0")
    sent.made.save(sent.interview, "2b", "Er is gesloopt en daarna gebouwd.", base=1)
    sent.send()
    return sent.open(client)


def test_they_read_it_at_the_answer_and_use_it_again(reader: Client, sent: SentRecord) -> None:
    page = reader.get("/nakijken")
    assert page.words.count(LEFT) == 2, "agreement alone holds no words"
    assert "Er is gebouwd, en niet gesloopt." in page.words
    assert ASKS in page.words
    reader.post("/nakijken", sent.form("again:2b"), status=303)
    assert sent.said() == {"2b": ("correction", OWN, "Zo was het.")}
    page = reader.get("/nakijken")
    assert page.words.count(LEFT) == 1
    reader.post("/nakijken", sent.form("again:6"), status=303)
    assert LEFT not in reader.get("/nakijken").words
    reader.post("/nakijken", sent.form("again:1"), status=400)


def test_nothing_is_sent_by_itself_and_it_stays_until_something_was_sent(reader: Client, sent: SentRecord) -> None:
    sent.submitted(reader)
    assert {kind for kind, _, _ in sent.said().values()} == {"agree"}
    sent.made.save(sent.interview, "2b", "Er is vooral gebouwd.", base=2)
    sent.send()
    assert "U hebt het niet verstuurd" not in sent.open(reader).get("/nakijken").words


def test_what_they_had_saved_meanwhile_is_not_replaced(reader: Client, sent: SentRecord) -> None:
    put(reader, "2b", reader=sent.reader, kind="question", question="Hoezo?", base="0")
    reader.post("/nakijken", sent.form("again:2b") | {"base_2b": "0"}, status=409)
    assert sent.said()["2b"] == ("question", "", "Hoezo?")


def test_of_an_answer_that_asks_nothing_any_more_they_still_read_it(app: Flask, sent: SentRecord) -> None:
    client = sent.open(Client(app, sent.session))
    put(client, "6", reader=sent.reader, kind="question", question=ASKS, base="0")
    sent.made.save(sent.interview, "6", "", base=1)
    sent.made.save(sent.interview, "1", "De voortgang is redelijk.", base=1)
    sent.send()
    page = sent.open(client).get("/nakijken")
    assert "Wat u eerder schreef en niet verstuurde" in page.words
    assert ASKS in page.words


@pytest.mark.usefixtures("reader")
def test_nobody_else_sees_it(app: Flask, sent: SentRecord, writer: User) -> None:
    staff = Client(app, sent.session).login(writer)
    base = f"/interviews/{sent.interview.id}"
    for address in (f"{base}/verslagen/1", f"{base}/verslagen/2", f"{base}/reacties", base):
        page = staff.get(address)
        assert ASKS not in page.text
        assert "niet gesloopt" not in page.text
    assert ASKS not in str(dossier_facts(sent.session, sent.interview, utcnow()))
    assert not queries.to_decide(sent.session, sent.record)
    colleague = sent.open(Client(app, sent.session), 1)
    assert ASKS not in colleague.get("/nakijken").text
