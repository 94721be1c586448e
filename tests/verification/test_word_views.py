"""The pages that send a record to Word and read it back."""

from io import BytesIO

import docx
import pytest
from checking import Client
from flask import Flask
from sent_record import SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.verification.records import queries


@pytest.fixture
def interviewer(app: Flask, session: Session, staff: MakeUser) -> tuple[SentRecord, Client, str]:
    """What was sent, its interviewer, and the address of the file."""
    user = staff(RoleName.INTERVIEWER)
    sent = SentRecord.of(session, by=[user])
    client = Client(app, session)
    client.login(user)
    return sent, client, f"/interviews/{sent.interview.id}/verslagen/1/word/{sent.reader}"


def returned(client: Client, address: str, item: str, words: str) -> BytesIO:
    """The file, with words added to one answer."""
    document = docx.Document(BytesIO(client.get(address).response.data))
    found = next(table for table in document.tables if f"vraag {item}" in table.rows[0].cells[0].text)
    found.rows[1].cells[0].paragraphs[0].add_run(words)
    out = BytesIO()
    document.save(out)
    out.seek(0)
    return out


def test_a_file_goes_out_and_comes_back_as_a_proposal(interviewer: tuple[SentRecord, Client, str]) -> None:
    sent, client, address = interviewer
    assert address in client.get(f"/interviews/{sent.interview.id}/verslagen/1").links().values()
    file = returned(client, address, "1", " Nog niet overal.")
    page = client.post(f"{address}/terug", {"file": (file, "terug.docx")}, status=303)
    preview = page.location
    shown = client.get(preview)
    assert "Nog niet overal." in shown.words
    assert "Niet gewijzigd: vraag 2b en 6." in shown.words
    client.post(preview, {"items": "1"}, status=303)
    record = queries.newest_record(sent.session, sent.interview)
    assert record
    (reaction,) = queries.to_decide(sent.session, record)
    assert reaction.proposal == "De voortgang is goed. Nog niet overal."
    assert "uit Word ingelezen door" in client.get(f"/interviews/{sent.interview.id}/reacties").words
    assert "al een reactie" in client.get(preview).words


def test_a_respondent_gets_their_own_file_and_sees_what_was_read_from_it(
    interviewer: tuple[SentRecord, Client, str], app: Flask
) -> None:
    sent, client, address = interviewer
    theirs = sent.open(Client(app, sent.session))
    link = theirs.get("/nakijken").links()["Liever in Word? Haal het bestand op"]
    file = returned(theirs, link, "1", " Nog niet overal.")
    preview = client.post(f"{address}/terug", {"file": (file, "terug.docx")}, status=303).location
    client.post(preview, {"items": "1"}, status=303)
    page = theirs.get("/nakijken")
    assert "Dit schreven wij voor u op." in page.words
    theirs.post("/nakijken", sent.form("rest", kind_1="agree"), status=422)
    theirs.post("/nakijken", sent.form("rest"), status=303)
    theirs.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    assert {item for _, item in sent.approved()} == {"2b", "6"}
    Client(app, sent.session).get(link, status=401)


def test_what_is_no_such_file_says_so_and_is_not_kept(interviewer: tuple[SentRecord, Client, str]) -> None:
    sent, client, address = interviewer
    own = BytesIO(b"%PDF-1.7 nothing")
    page = client.post(f"{address}/terug", {"file": (own, "terug.docx")}, status=422)
    assert "Dit is een PDF" in page.words
    assert "Kies een bestand" in client.post(f"{address}/terug", {}, status=422).words
    assert "terug.docx" not in client.get(f"/interviews/{sent.interview.id}/bijlagen").words
    client.get(f"{address}0/terug", status=404)


def test_nothing_ticked_brings_nothing_in(interviewer: tuple[SentRecord, Client, str]) -> None:
    sent, client, address = interviewer
    file = returned(client, address, "1", " Meer.")
    preview = client.post(f"{address}/terug", {"file": (file, "terug.docx")}, status=303).location
    client.post(preview, {}, status=303)
    record = queries.newest_record(sent.session, sent.interview)
    assert record
    assert not queries.to_decide(sent.session, record)


def test_a_colleague_of_another_interview_sees_no_file(
    interviewer: tuple[SentRecord, Client, str], app: Flask, session: Session, staff: MakeUser
) -> None:
    stranger = Client(app, session)
    stranger.login(staff(RoleName.INTERVIEWER))
    stranger.get(interviewer[2], status=404)
    stranger.get(f"{interviewer[2]}/terug", status=404)
