"""The respondent's pages: a reaction per answer, a summary, a receipt."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from checking import Client, words
from flask import Flask
from recorded import ADVISER, SYSTEM
from sent_record import ANSWERS, COLLEAGUE, SentRecord, put
from sqlalchemy.orm import Session

from surveyapp.core.db import utcnow
from surveyapp.interviews.recording import operations as recording
from surveyapp.mail.outbox.models import OutboxMail

SCRIPT = "<script>alert(1)</script>"
LONG = "woord " * 100_000


@pytest.fixture
def sent(session: Session) -> SentRecord:
    return SentRecord.of(session)


def age(client: Client, **times: str) -> None:
    with client.browser.session_transaction() as held:
        held["guest"] = {**held["guest"], **times}


def test_the_record_shows_the_answers_and_no_private_note_or_other_respondent(client: Client, session: Session) -> None:
    sent = SentRecord.of(session, respondents=(ADVISER, COLLEAGUE))
    recording.save_note(session, SYSTEM, sent.interview, "1", text="Niet voor buiten.", base=0, at=utcnow())
    page = sent.open(client).get("/nakijken")
    assert all(text in page.text for text in ANSWERS.values())
    assert "Niet voor buiten" not in page.text
    assert COLLEAGUE.name not in page.text
    assert COLLEAGUE.email not in page.text


def test_a_respondent_sees_no_staff_page(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    for path in ("/interviews", f"/interviews/{sent.interview.id}", f"/interviews/{sent.interview.id}/verslag"):
        assert client.get(path, status=302).location.startswith("/inloggen")


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"kind": "agree", "proposal": "x", "question": "y"}, ("agree", "", "")),
        ({"kind": "correction", "proposal": "Beter zo.", "remark": "Daarom."}, ("correction", "Beter zo.", "Daarom.")),
        ({"kind": "question", "question": "Waarom?", "remark": "x"}, ("question", "", "Waarom?")),
    ],
)
def test_autosave_keeps_what_goes_with_the_choice(
    client: Client, sent: SentRecord, fields: dict[str, str], kept: tuple[str, str, str]
) -> None:
    sent.open(client)
    answer = put(client, "1", reader=sent.reader, **fields).json
    assert sent.said() == {"1": kept}
    assert (answer["done"], answer["untouched"], answer["whole"]) == (1, 2, True)


def test_autosave_answers_with_the_difference_as_inert_html(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    answer = put(client, "1", reader=sent.reader, kind="correction", proposal=f"De voortgang is {SCRIPT}").json
    assert "<ins>" in answer["difference"]
    assert "<script" not in answer["difference"]


def test_autosave_refuses_what_no_page_sends(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    put(client, "1", 400, reader=sent.reader, kind="akkoord")
    put(client, "99", 409, reader=sent.reader, kind="agree")
    put(client, "1", 413, reader=sent.reader, kind="correction", proposal=LONG)
    put(client, "1", 409, reader=sent.reader, kind="question", question="v" * 5001)
    headers = {"X-CSRFToken": client.csrf_token()}
    assert client.browser.put("/nakijken/1", json=["agree"], headers=headers).status_code == 400
    assert client.browser.put("/nakijken/1", json={"kind": "agree", "reader": sent.reader}).status_code == 400
    assert sent.said() == {}


def test_autosave_says_so_when_the_session_is_over(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    age(client, seen=(utcnow() - timedelta(minutes=31)).isoformat())
    assert "Open de link" in put(client, "1", 401, reader=sent.reader, kind="agree").json["error"]


def test_a_session_ends_after_ten_hours_of_work(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    age(client, opened=(utcnow() - timedelta(hours=10, minutes=1)).isoformat())
    assert client.get("/nakijken", status=401).h1 == "Open de link in uw mail opnieuw"
    sent.open(client).get("/nakijken")


def test_a_session_that_is_over_gives_the_typed_text_back(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    age(client, seen=(utcnow() - timedelta(minutes=31)).isoformat())
    form = sent.form(
        "save", kind_1="correction", proposal_1="Mijn eigen woorden.", kind_6="question", question_6="Hoezo?"
    )
    page = client.post("/nakijken", form, status=401)
    assert [words(one).strip() for one in page.all("textarea")] == ["Mijn eigen woorden.", "Hoezo?"]


def test_two_links_in_one_browser_never_mix(client: Client, sent: SentRecord) -> None:
    other = sent.another("Eemsdelta")
    sent.open(client)
    other.open(client)
    put(client, "1", 409, reader=sent.reader, kind="agree")
    page = client.post("/nakijken", sent.form("save", kind_1="correction", proposal_1="Hier."), status=409)
    assert "Hier." in page.text
    client.post("/nakijken/overzicht", sent.receipt_form(), status=409)
    assert sent.said() == other.said() == {}


def test_somebody_elses_page_of_the_same_record_is_refused(client: Client, session: Session) -> None:
    sent = SentRecord.of(session, respondents=(ADVISER, COLLEAGUE))
    sent.open(client)
    put(client, "1", reader=sent.reader, kind="agree")
    sent.open(client, 1)
    client.post("/nakijken/overzicht", sent.receipt_form(), status=409)
    assert sent.said(1) == {}
    assert sent.approved() == set()


def test_a_page_without_javascript_goes_from_reading_to_receipt(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    fields = {"kind_2b": "correction", "proposal_2b": "Er is gebouwd.", "remark_2b": "Klopt beter."}
    page = client.post("/nakijken", sent.form("save", **fields), status=200)
    assert page.h1.startswith("Bewaard")
    assert "Er is gebouwd." in client.get("/nakijken").text
    client.post("/nakijken", sent.form("rest"), status=303)
    summary = client.follow(client.post("/nakijken", sent.form("finish"), status=303), title="Controleer uw reactie")
    assert "2 keer akkoord" in summary.words
    assert sent.approved() == set(), "agreement counts only once it is sent"
    page = client.follow(client.post("/nakijken/overzicht", sent.receipt_form(), status=303))
    assert page.h1 == "Bedankt, uw reactie is ontvangen"
    assert sent.approved() == {("beleidsadviseur", "1"), ("beleidsadviseur", "6")}


def test_what_is_missing_is_named_and_linked(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    page = client.post("/nakijken", sent.form("finish", kind_1="agree", kind_2b="question"), status=200)
    assert {"Vraag 2b", "Vraag 6"} <= set(page.links())
    assert "#v-6" in page.links().values()
    described = {one.get("aria-describedby") for one in page.all("fieldset")}
    assert {"missing-2b", "missing-6"} <= described
    assert sent.said()["1"] == ("agree", "", ""), "what was filled in is kept"


def test_nothing_is_sent_while_something_is_missing(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    client.post("/nakijken/overzicht", sent.receipt_form(), status=422)
    assert sent.verification().submitted_at is None


def test_a_text_that_is_too_long_stays_on_the_page_with_everything_else(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    fields = {"kind_1": "correction", "proposal_1": LONG, "kind_6": "question", "question_6": "Mijn vraag?"}
    page = client.post("/nakijken", sent.form("save", **fields), status=422)
    assert LONG.strip() in page.text
    assert "Mijn vraag?" in page.text
    assert any("te lang" in text for text in page.links())
    assert sent.said() == {}


def test_sending_asks_for_a_tick(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    client.post("/nakijken", sent.form("rest"), status=303)
    page = client.post("/nakijken/overzicht", sent.receipt_form(confirm=""), status=422)
    assert "Zet een vinkje" in page.words
    assert sent.approved() == set()


def test_a_stale_hash_is_refused(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    client.post("/nakijken", sent.form("rest"), status=303)
    client.post("/nakijken/overzicht", sent.receipt_form(hash="0" * 64), status=409, title="Er is een nieuwer verslag")
    client.post("/nakijken/overzicht", sent.receipt_form(number="2"), status=409)
    assert sent.approved() == set()


def test_a_newer_record_stops_everything_on_the_old_page(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    form, receipt, reader = (
        sent.form("save", kind_1="question", question_1="Nog iets."),
        sent.receipt_form(),
        sent.reader,
    )
    sent.made.save(sent.interview, "1", "Anders.", base=1)
    sent.send()
    assert "Er is gesloopt" not in client.get("/nakijken", status=409).text
    assert "Nog iets." in client.post("/nakijken", form, status=409).text
    put(client, "1", 409, reader=reader, kind="agree")
    client.post("/nakijken/overzicht", receipt, status=409)
    assert sent.approved() == set()


def test_sending_twice_is_once(client: Client, session: Session, sent: SentRecord) -> None:
    sent.submitted(client)
    mails = session.scalar(sa.select(sa.func.count()).select_from(OutboxMail))
    client.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMail)) == mails
    assert len(sent.approved()) == 3


def test_a_reaction_that_was_sent_cannot_change(client: Client, sent: SentRecord) -> None:
    sent.submitted(client)
    put(client, "1", 409, reader=sent.reader, kind="question", question="Toch niet?")
    page = client.post("/nakijken", sent.form("save", kind_1="question", question_1="Toch niet?"), status=409)
    assert page.h1 == "U had uw reactie al verstuurd"
    assert [words(one).strip() for one in page.all("textarea")] == ["Toch niet?"]
    page = client.post("/nakijken", sent.form("save", kind_1="agree"), status=303)
    assert page.location == "/nakijken/bewijs"
    assert sent.said()["1"] == ("agree", "", "")


def test_the_link_of_a_sent_reaction_opens_its_receipt_again(app: Flask, client: Client, sent: SentRecord) -> None:
    sent.submitted(client)
    again = Client(app, sent.session)
    page = again.follow(again.post(sent.link(), status=303))
    assert [words(cell) for row in page.all("tr")[1:] for cell in list(row)[:1]] == list(ANSWERS)
    assert again.get("/nakijken", status=302).location == "/nakijken/bewijs"
    assert again.get("/nakijken/overzicht", status=302).location == "/nakijken/bewijs"


def test_there_is_no_receipt_before_it_is_sent(client: Client, sent: SentRecord) -> None:
    assert sent.open(client).get("/nakijken/bewijs", status=302).location == "/nakijken"


def test_script_in_any_field_is_inert(client: Client, session: Session) -> None:
    sent = SentRecord.of(session, answers={"1": SCRIPT, "6": f"Tekst {SCRIPT}"})
    sent.open(client)
    fields = {"kind_1": "correction", "proposal_1": f"{SCRIPT} x", "remark_1": f'"{SCRIPT}', "kind_6": "question"}
    client.post("/nakijken", sent.form("save", question_6=f"</textarea>{SCRIPT}", **fields))
    for page in (client.get("/nakijken"), client.get("/nakijken/overzicht")):
        assert SCRIPT not in page.text
        assert all(one.get("src") for one in page.all("script"))
    client.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    assert SCRIPT not in client.get("/nakijken/bewijs").text


@pytest.mark.parametrize("path", ["/gegevens", "/toegankelijkheid"])
def test_what_everybody_may_know_is_open(client: Client, path: str) -> None:
    assert client.get(path).h1
