"""The page of one reader for editors, asking for time on a reader's own page, and the dossier."""

from datetime import timedelta
from pathlib import Path

import pytest
from aligned_round import SECTION, AlignedRound
from checking import Client
from flask import Flask
from read_back import squeezed, words_of
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.passages.rules import Opinion, Settled
from surveyapp.alignment.settling import operations
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.evidence.checking import operations as checking_operations
from surveyapp.evidence.documents import reader as documents_reader
from surveyapp.evidence.documents.pdf_writer import dossier_pdf
from surveyapp.evidence.dossiers.facts import dossier_facts

INDEX = "/rapport/afstemmen"
HERE = f"{INDEX}/1"
PERSON = {"name": "Nieuwe Naam", "function": "beleidsadviseur", "email": "nieuw@example.org"}


def in_days(days: int) -> str:
    return local(utcnow() + timedelta(days=days)).date().isoformat()


@pytest.fixture
def ed(staff: MakeUser) -> User:
    return staff(RoleName.EDITOR, name="Ed Redacteur")


@pytest.fixture
def editor(client: Client, ed: User) -> Client:
    return client.login(ed)


@pytest.fixture
def reader(app: Flask, session: Session) -> Client:
    return Client(app, session)


def sent(session: Session, editor: Client, *, unnamed: bool = False) -> AlignedRound:
    found = AlignedRound.of(session, unnamed=unnamed)
    seen = editor.get(f"{INDEX}/nakijken?paragraaf={SECTION}").one("input", name="seen").get("value", "")
    editor.post(f"{INDEX}/nakijken", {"paragraaf": SECTION, "seen": seen, "deadline": in_days(14)}, status=303)
    return found


@pytest.fixture
def aligned(session: Session, editor: Client) -> AlignedRound:
    return sent(session, editor)


def page_of(aligned: AlignedRound, place: int = 0) -> str:
    return f"{HERE}/lezers/{aligned.readings()[place].id}"


def test_a_reader_asks_on_the_page_and_the_editor_gives(editor: Client, reader: Client, aligned: AlignedRound) -> None:
    there = aligned.open(reader).get("/rapporttekst").links()["Meer tijd vragen"]
    assert there == f"/rapporttekst/meer-tijd/{aligned.readings()[0].id}"
    assert "Vul een datum in." in reader.post(there, {"until": ""}, status=422, title="Meer tijd vragen").words
    page = reader.post(there, {"until": in_days(30), "reason": "Vakantie."}, status=303)
    page = reader.follow(page, title="U hebt om meer tijd gevraagd")
    assert "De redactie antwoordt u per mail." in page.words
    assert page.links()["Terug naar de tekst"] == "/rapporttekst"
    assert "U vroeg om tijd tot en met" in reader.get("/rapporttekst").words
    page = editor.get(INDEX)
    assert "1 lezer vraagt om meer tijd." in page.words
    assert f"{HERE}?ronde=" in page.links()["Regio Oost-Drenthe"]
    term = editor.get(HERE).links()["Verzoek beantwoorden van A. Respondent"]
    assert "Vakantie." in editor.get(term, title="Termijn van A. Respondent").words
    editor.post(term, {"until": in_days(30), "words": ""}, status=303)
    assert "Tijd gegeven tot en met" in editor.get(page_of(aligned)).words
    assert "U kreeg al meer tijd" in reader.get(there, title="Meer tijd vragen").words


def test_a_refusal_needs_words_and_the_reader_reads_them(editor: Client, reader: Client, aligned: AlignedRound) -> None:
    there = f"/rapporttekst/meer-tijd/{aligned.readings()[0].id}"
    aligned.open(reader).post(there, {"until": in_days(30)}, status=303)
    refuse = f"{page_of(aligned)}/termijn/weigeren"
    assert "Schrijf op waarom" in editor.post(refuse, {"why": ""}, status=422).words
    editor.post(refuse, {"why": "Het gaat naar de Kamer."}, status=303)
    assert "Het gaat naar de Kamer." in reader.get(there).words
    assert "Meer tijd kan niet." in reader.get("/rapporttekst").words


def test_what_editors_were_told_is_seen_on_the_page_of_alignments(
    editor: Client, aligned: AlignedRound, session: Session, ed: User
) -> None:
    aligned.submit(aligned.readings()[0], (Opinion.ERROR, "Het was 2016."))
    session.commit()
    page = editor.get(INDEX)
    assert "heeft gereageerd op afstemming 1" in page.words
    newest = page.one("input", name="tot").get("value", "")
    back = editor.post("/postvak/meldingen/gezien", {"tot": newest, "terug": "alignment.index"}, status=303)
    assert back.location == INDEX
    assert "heeft gereageerd op afstemming 1" not in editor.get(INDEX).words
    elsewhere = {"tot": newest, "terug": "https://example.org"}
    assert editor.post("/postvak/meldingen/gezien", elsewhere, status=303).location == "/interviews"
    assert ed.active


def test_a_link_is_closed_and_made_anew_and_all_of_it_is_on_the_page(
    editor: Client, reader: Client, aligned: AlignedRound
) -> None:
    here, old = page_of(aligned), aligned.link()
    editor.post(f"{here}/intrekken", status=303)
    assert "Link ingetrokken" in editor.get(here, title="A. Respondent, afstemming 1").words
    reader.post(old, status=404)
    editor.post(f"{here}/nieuwe-link", status=303)
    reader.post(old, status=404)
    aligned.open(reader).get("/rapporttekst")
    page = editor.get(here)
    for line in (
        "Nieuwe link naar de passages gemaakt door Ed Redacteur",
        "Voorgelegd door Ed Redacteur",
        "Passages geopend door beleidsadviseur",
    ):
        assert line in page.words


def test_an_address_is_corrected_and_a_successor_named(editor: Client, aligned: AlignedRound) -> None:
    here = page_of(aligned)
    page = editor.post(f"{here}/gegevens", PERSON | {"email": "geen adres"}, status=422)
    assert "Dit is geen e-mailadres." in page.words
    editor.post(f"{here}/gegevens", PERSON, status=303)
    assert aligned.readings()[0].respondent.must_agree
    page = editor.get(here, title="Nieuwe Naam, afstemming 1")
    assert "E-mailadres gewijzigd: oost-drenthe@example.org → nieuw@example.org" in page.words
    fields = {f"nieuw-{name}": value for name, value in PERSON.items()}
    assert "hoort al bij" in editor.post(f"{here}/opvolger", fields, status=422).words
    editor.post(f"{here}/opvolger", fields | {"nieuw-email": "opvolger@example.org"}, status=303)
    assert "Nieuwe link sturen" not in editor.get(here).words
    assert "Passages aan een opvolger voorgelegd" in editor.get(page_of(aligned, 2)).words


def test_only_editors_see_a_reader_and_only_of_that_alignment(
    editor: Client, reader: Client, aligned: AlignedRound, staff: MakeUser
) -> None:
    here = page_of(aligned)
    editor.get(f"{HERE}/lezers/0", status=404)
    editor.get(here.replace("/1/", "/2/"), status=404)
    reader.login(staff(RoleName.INTERVIEWER))
    for path in (here, f"{here}/termijn"):
        reader.get(path, status=403)
    for path in ("intrekken", "nieuwe-link", "gegevens", "opvolger", "termijn", "termijn/weigeren"):
        reader.post(f"{here}/{path}", status=403)


def test_a_dossier_says_what_rested_on_its_answers_and_nothing_of_who_has_no_name(
    editor: Client, session: Session, ed: User, tmp_path: Path
) -> None:
    aligned = sent(session, editor, unnamed=True)
    first, second = aligned.readings()
    aligned.submit(first, (Opinion.ERROR, "Het was 2016."))
    aligned.submit(second, (Opinion.CONTEXT, "Wij bouwen alleen in de stad."))
    (said,) = operations.to_settle(first)
    operations.settle(session, Actor("staff", ed.id), said, Settled.PARTLY, "Het jaar staat erin.", at=utcnow())
    session.commit()
    facts = dossier_facts(session, aligned.drenthe, utcnow())
    (one,) = facts["alignments"]
    assert [len(passage["rests_on"]) for passage in one["passages"]] == [1, 1]
    assert one["passages"][0]["reaction"]["settled"]["reason"] == "Het jaar staat erin."
    actions = [event["action"] for event in facts["events"]]
    assert actions.count("alignment_reading.submit") == actions.count("alignment.settle") == 1
    paper = documents_reader.read(dossier_pdf(session, facts, "Uitgever"))
    file = tmp_path / "dossier.pdf"
    file.write_bytes(paper.pdf)
    page = squeezed(words_of(file))
    assert "deelsovergenomen" in page
    for leak in ("Een Ander", "een-ander", "alleen in de stad"):
        assert leak not in str(facts)
        assert squeezed(leak) not in page
    assert checking_operations.check(session, paper).matches
    one["passages"][0]["reaction"]["words"] = "Het was 2017."
    assert not checking_operations.check(session, documents_reader.Brought(facts)).matches
    for nonsense in ("x", ["x"], [{"passages": "x"}], [{"passages": ["x", {"reaction": {"id": [1]}}]}]):
        assert not checking_operations.check(
            session, documents_reader.Brought(facts | {"alignments": nonsense})
        ).matches
    (other,) = dossier_facts(session, aligned.other, utcnow())["alignments"]
    assert [rest["unnamed"] for passage in other["passages"] for rest in passage["rests_on"]] == [True]
