"""Evidence over the web: the respondent's file, the dossier for whom may see it, and the check."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from checking import Client
from flask import Flask
from outloud import check
from sent_record import SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session
from tampering import facts_in

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.evidence.documents.rules import RECEIPT
from surveyapp.processes import rendering


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def sent(session: Session, interviewer: User) -> SentRecord:
    return SentRecord.of(session, by=[interviewer])


def brought(content: bytes, name: str = "bewijs.pdf") -> dict[str, object]:
    return {"file": (BytesIO(content), name)}


def test_a_respondent_keeps_the_receipt_and_anybody_on_the_team_checks_it(
    app: Flask, client: Client, sent: SentRecord, staff: MakeUser
) -> None:
    guest = Client(app, sent.session)
    guest.get("/nakijken/bewijs.pdf", status=401)
    sent.open(guest)
    assert guest.get("/nakijken/bewijs.pdf", status=302).location == "/nakijken"
    sent.submitted(guest)
    assert guest.get("/nakijken/bewijs").links()["Bewijs bewaren (PDF)"] == "/nakijken/bewijs.pdf"
    answer = guest.get("/nakijken/bewijs.pdf").response
    assert f"bewijs-2018-{int(sent.reader):04d}.pdf" in answer.headers["Content-Disposition"]
    assert facts_in(answer.data)["format"] == RECEIPT
    client.login(staff(RoleName.EDITOR))
    page = client.post("/controleren", brought(answer.data), title="Document controleren")
    assert "Dit document klopt met de database." in page.words
    assert "Vraag 2b, versie 1" in page.words
    unsealed = re.sub(rb"%surveyapp-zegel .*\n", b"", answer.data)
    page = client.post("/controleren", brought(unsealed), title="Document controleren")
    assert "Dit document is opgeslagen door een ander programma. De tekst is dezelfde" in page.words


@pytest.mark.parametrize(("content", "words"), [(b"", "leeg"), (b"Iets anders.", "geen bewijs")])
def test_what_is_no_evidence_is_refused_at_the_field(
    client: Client, staff: MakeUser, content: bytes, words: str
) -> None:
    client.login(staff(RoleName.INTERVIEWER))
    page = client.post("/controleren", brought(content, "iets.txt"), status=422)
    assert words in page.words
    assert page.one("input", name="file").get("aria-describedby")
    page = client.post("/controleren", {}, status=422)
    assert "Kies een bestand." in page.words


def test_a_dossier_is_for_its_interviewers_editors_and_administrators(
    app: Flask, sent: SentRecord, interviewer: User, staff: MakeUser
) -> None:
    address = f"/interviews/{sent.interview.id}/dossier"
    assert Client(app, sent.session).get(f"{address}.json", status=302).location.startswith("/inloggen")
    for user in (interviewer, staff(RoleName.EDITOR), staff(RoleName.ADMINISTRATOR)):
        found = Client(app, sent.session).login(user).get(f"{address}.json").json
        assert found["organisation"]["key"] == "oost-drenthe"
    Client(app, sent.session).login(staff(RoleName.INTERVIEWER)).get(f"{address}.json", status=404)
    links = Client(app, sent.session).login(interviewer).get(f"/interviews/{sent.interview.id}/gegevens").links()
    assert links["Dossier als PDF"] == f"{address}.pdf"
    assert links["als JSON"] == f"{address}.json"


def test_what_is_read_aloud_of_receipt_and_dossier_is_in_order(
    app: Flask, client: Client, sent: SentRecord, interviewer: User, tmp_path: Path
) -> None:
    guest = sent.submitted(Client(app, sent.session), kind_1="question", question_1="Hoezo?")
    client.login(interviewer)
    receipt = guest.get("/nakijken/bewijs.pdf").response.data
    dossier = client.get(f"/interviews/{sent.interview.id}/dossier.pdf").response.data
    for name, content in (("receipt", receipt), ("dossier", dossier)):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        result = check(str(path))
        assert [one for one in result.findings if one.severity == "error"] == []
        assert result.stats["tagged"]


def test_a_receipt_that_cannot_be_made_says_so_and_can_be_asked_again(
    app: Flask, sent: SentRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = sent.submitted(Client(app, sent.session))
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "_START", f"import sys; sys.modules['weasyprint'] = None; {rendering._START}")
        rendering.papers.stop()
        page = guest.get("/nakijken/bewijs.pdf", status=503, title="De PDF is niet gemaakt")
        assert "Probeer het later opnieuw." in page.words
        assert "apt-get" not in page.words, "that is for who runs the product"
    rendering.papers.stop()
    assert guest.get("/nakijken/bewijs.pdf").response.data.startswith(b"%PDF-")
