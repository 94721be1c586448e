"""Publishing from the board, the files for editors, and the page on which anybody checks a copy."""

from io import BytesIO

import pytest
from agreed_round import NOW, AgreedRound
from checking import Client
from deciding import overrule_in_browser
from flask import Flask
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.report.building import jobs
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.tables.models import Edition


@pytest.fixture
def made(session: Session, monkeypatch: pytest.MonkeyPatch) -> AgreedRound:
    monkeypatch.setattr(jobs, "render_edition", lambda *_given: b"%PDF-1.7 words")
    made = AgreedRound.of(session)
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gewerkt."})
    return made


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


def published(app: Flask, editor: Client, made: AgreedRound, erratum: str = "") -> Edition:
    """Publish as an editor does, leaving open all that is missing."""
    overrule_in_browser(editor)
    editor.post("/rapport/pdf", {"kind": "editie", "erratum": erratum}, status=302)
    made.session.commit()
    jobs.run_next_build(app)
    made.session.expire_all()
    newest = edition_queries.find_newest_edition(made.session, made.round)
    assert newest
    return newest


def brought(content: bytes, name: str = "rapport.json") -> dict[str, object]:
    return {"file": (BytesIO(content), name)}


def test_before_the_first_edition_the_board_says_how_one_is_made(editor: Client, made: AgreedRound) -> None:
    page = editor.get("/rapport")
    assert "Kies hierboven ‘Editie’." in page.words
    assert page.all("textarea", name="erratum") == []
    page = editor.post("/rapport/pdf", {"kind": "editie"}, status=422)
    assert "Definitief kan nog niet." in page.words
    assert edition_queries.find_newest_edition(made.session, made.round) is None


def test_an_edition_stands_on_the_board_with_its_files(app: Flask, editor: Client, made: AgreedRound) -> None:
    edition = published(app, editor, made)
    page = editor.get("/rapport")
    assert "Editie 1," in page.words
    assert "door Ed Redacteur" in page.words
    pdf = editor.get(f"/rapport/editie/{edition.id}.pdf").response
    assert pdf.data == b"%PDF-1.7 words"
    assert "rapport-2018-editie-1.pdf" in pdf.headers["Content-Disposition"]
    assert editor.get(f"/rapport/editie/{edition.id}.json").json["edition"] == 1
    editor.get("/rapport/editie/99.pdf", status=404)
    html = editor.get(f"/rapport/editie/{edition.id}.html").response
    assert "rapport-2018-editie-1.html" in html.headers["Content-Disposition"]
    assert html.text == edition_queries.get_edition(made.session, edition.id).html


def test_a_later_edition_must_say_what_differs(app: Flask, editor: Client, made: AgreedRound) -> None:
    published(app, editor, made)
    page = editor.post("/rapport/pdf", {"kind": "editie", "erratum": " "}, status=422)
    assert "Er is al een editie 1. Vul in wat er anders is dan in die editie." in page.words
    assert published(app, editor, made, "Een tikfout.").number == 2
    assert "Anders dan editie 1: Een tikfout." in editor.get("/rapport").words


@pytest.mark.parametrize("kind", ["pdf", "html", "json"])
def test_its_files_are_for_editors(app: Flask, editor: Client, made: AgreedRound, staff: MakeUser, kind: str) -> None:
    path = f"/rapport/editie/{published(app, editor, made).id}.{kind}"
    Client(app, made.session).get(path, status=302)
    Client(app, made.session).login(staff(RoleName.INTERVIEWER)).get(path, status=403)


def test_anybody_checks_a_copy(app: Flask, editor: Client, made: AgreedRound) -> None:
    edition = edition_queries.get_edition(made.session, published(app, editor, made).id)
    anybody = Client(app, made.session)
    anybody.get("/rapport-controleren", title="Rapport controleren")
    page = anybody.post("/rapport-controleren", brought(edition.manifest.encode()), title="Rapport controleren")
    assert "Dit is editie 1, ongewijzigd." in page.words
    changed = edition.manifest.replace("Er is gewerkt.", "Er is hard gewerkt.")
    page = anybody.post("/rapport-controleren", brought(changed.encode()))
    assert "Dit is niet editie 1 zoals die is gepubliceerd." in page.words
    assert "is anders dan gepubliceerd." in page.words


def test_an_edition_from_before_web_pages_stays_as_it_was(editor: Client, made: AgreedRound) -> None:
    before = {"published_at": NOW, "pages": 1, "hash": "0" * 64, "manifest": "{}", "content": b"%PDF"}
    made.session.add(Edition(round_id=made.round.id, number=1, erratum="", **before))
    made.session.commit()
    page = editor.get("/rapport")
    assert "PDF van editie 1" in page.words
    assert "webpagina (HTML) van editie 1" not in page.words
    edition = edition_queries.editions_of(made.session, made.round)[0]
    editor.get(f"/rapport/editie/{edition.id}.html", status=404)
    assert editor.get(f"/rapport/editie/{edition.id}.pdf").response.data == b"%PDF"


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Kies een bestand."),
        (brought(b""), "Het bestand is leeg."),
        (brought(b"<!DOCTYPE html><p>x"), "Zo is hier geen webpagina gepubliceerd."),
        (brought(b"Iets anders."), "Dit is geen gepubliceerd rapport van surveyapp."),
        (brought(b"%PDF-1.7 kapot", "r.pdf"), "Het PDF-bestand is beschadigd."),
    ],
)
def test_what_cannot_be_checked_is_said_at_the_field(client: Client, sent: dict[str, object], why: str) -> None:
    page = client.post("/rapport-controleren", sent, status=422)
    assert why in page.words
    assert page.one("input", name="file").get("aria-describedby")
