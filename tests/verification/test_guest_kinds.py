"""What a respondent can say of an answer and allow of it, what the next record shows, and what readers add."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from checking import Client, Page, words
from flask import Flask
from recorded import ADVISER, SYSTEM
from sent_record import COLLEAGUE, SentRecord, put
from sqlalchemy.orm import Session

from surveyapp.core.db import utcnow
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.verification.decisions import operations
from surveyapp.verification.records import queries
from surveyapp.verification.records.rules import DecisionKind
from surveyapp.verification.reopening.operations import reopen

READER = replace(COLLEAGUE, must_agree=False)
NOTED = "De regio groeit.[^1]\n\nDat is goed.\n\n[^1]: Bron: CBS."


@pytest.fixture
def sent(session: Session) -> SentRecord:
    return SentRecord.of(session)


@pytest.fixture
def read_along(session: Session) -> SentRecord:
    """An approver, and somebody who reads along."""
    return SentRecord.of(session, respondents=(ADVISER, READER))


ONLY_SPACE = "In uw voorstel zijn alleen spaties of regels anders. De woorden zijn gelijk aan het antwoord."


def decide(sent: SentRecord, item: str, kind: DecisionKind, **said: str) -> None:
    found = next(one for one in queries.to_decide(sent.session, sent.record) if one.revision.answer.item == item)
    operations.decide(
        sent.session, SYSTEM, sent.interview, found, kind, base=found.revision.number, at=utcnow(), **said
    )  # type: ignore[arg-type]


def uses(sent: SentRecord) -> dict[str, str]:
    """Per item, what the newest approval allows."""
    items = {entry.revision_id: entry.revision.answer.item for entry in sent.record.entries}
    given = queries.approvals_of(sent.session, list(items))
    return {items[key]: approvals[-1].use.value for key, approvals in given.items() if approvals}


def card(page: Page, item: str) -> str:
    return " ".join(words(page.one("article", id=f"v-{item}")).split())


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"change": "correction", "proposal": "Beter.", "remark": "Want."}, ("correction", "Beter.", "Want.")),
        ({"change": "clarification", "proposal": "Helder."}, ("clarification", "Helder.", "")),
        ({"change": "addition", "addition": "Ook nog.", "proposal": "x"}, ("addition", "Ook nog.", "")),
        ({"change": "withdrawal", "reason": "Niet van mij.", "proposal": "x"}, ("withdrawal", "", "Niet van mij.")),
    ],
)
def test_adjusting_asks_which_and_keeps_what_goes_with_it(
    client: Client, sent: SentRecord, fields: dict[str, str], kept: tuple[str, str, str]
) -> None:
    sent.open(client)
    assert put(client, "1", reader=sent.reader, kind="change", **fields).json["whole"]
    assert sent.said() == {"1": kept}
    page = client.get("/nakijken")
    assert page.one("input", name="change_1", value=kept[0]).get("checked") is not None


def test_adjusting_without_saying_which_is_asked_again_and_loses_no_word(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    put(client, "1", 409, reader=sent.reader, kind="change")
    form = sent.form("finish", kind_1="change", proposal_1="Mijn eigen woorden.", kind_6="agree")
    page = client.post("/nakijken", form, status=422)
    assert "Kies wat u wilt aanpassen." in card(page, "1")
    assert "Mijn eigen woorden." in page.text
    assert page.one("input", name="kind_1", value="change").get("checked") is not None
    assert sent.said() == {}


def test_a_proposal_that_differs_only_in_white_space_is_kept_and_asked(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    answer = put(client, "1", reader=sent.reader, kind="correction", proposal="De voortgang\r\nis goed.\n").json
    assert answer["whole"]
    assert "<br>" in answer["difference"]
    assert answer["slips"] == [ONLY_SPACE]
    client.post("/nakijken", sent.form("rest"), status=303)
    assert ONLY_SPACE in client.get("/nakijken/overzicht").words
    assert sent.said()["1"][1] == "De voortgang\nis goed."


def test_new_information_shows_how_it_will_stand(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    answer = put(client, "1", reader=sent.reader, kind="addition", addition="De school is *dicht*.").json
    assert "Aanvulling van" in answer["addition"]
    assert "<em>dicht</em>" in answer["addition"]
    client.post("/nakijken", sent.form("rest"), status=303)
    summary = client.get("/nakijken/overzicht")
    assert "1 keer nieuwe informatie" in summary.words
    assert "Aanvulling van" in summary.words


def test_what_lost_its_other_half_is_said_before_sending(client: Client, session: Session) -> None:
    sent = SentRecord.of(session, answers={"1": NOTED})
    sent.open(client)
    answer = put(client, "1", reader=sent.reader, kind="correction", proposal=NOTED.replace(".[^1]", ".")).json
    assert "Bron: CBS." in answer["slips"][0]
    summary = client.get("/nakijken/overzicht")
    assert "Kijk nog even naar 1 antwoord." in summary.words
    assert "“Bron: CBS.” hoort nergens meer bij" in summary.words
    assert "/nakijken#v-1" in summary.links().values()


def test_withdrawal_says_what_happens_and_the_next_record_leaves_the_answer_out(
    app: Flask, client: Client, sent: SentRecord
) -> None:
    assert "Het hele antwoord gaat uit het verslag." in card(sent.open(client).get("/nakijken"), "2b")
    form = sent.form("save", kind_2b="change", change_2b="withdrawal", reason_2b="Niet van ons.")
    client.post("/nakijken", form)
    client.post("/nakijken", sent.form("rest", kind_1="question", question_1="Nog iets?"), status=303)
    assert "1 antwoord trekt u in" in client.get("/nakijken/overzicht").words
    client.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    decide(sent, "2b", DecisionKind.ACCEPTED)
    decide(sent, "1", DecisionKind.ADAPTED, text="De voortgang is redelijk.")
    sent.send()
    page = sent.open(Client(app, sent.session)).get("/nakijken")
    assert "Ingetrokken: vraag 2b." in page.words
    assert not page.all("article", id="v-2b")


def test_by_name_costs_nothing_and_less_is_kept_with_the_agreement(client: Client, sent: SentRecord) -> None:
    sent.submitted(client, kind_2b="agree", use_2b="unnamed", kind_6="agree", use_6="background")
    assert uses(sent) == {"1": "named", "2b": "unnamed", "6": "background"}
    receipt = client.get("/nakijken/bewijs")
    cells = [" ".join(words(row).split()) for row in receipt.all("tr")[1:]]
    assert "organisatie genoemd" in cells[0]
    assert "organisatie niet genoemd" in cells[1]
    assert "alleen achtergrond" in cells[2]
    mail = next(one for one in sent.session.scalars(sa.select(OutboxMail)) if "Bewijs" in one.subject)
    assert "Zonder de naam van mijn organisatie." in mail.text
    assert "Alleen als achtergrond, niet in het rapport." in mail.html


def test_one_use_for_all_answers_holds_for_the_rest_and_one_answer_may_differ(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    put(client, "1", reader=sent.reader, kind="agree", use="named")
    put_all(client, sent, "unnamed")
    put(client, "6", reader=sent.reader, kind="agree", use="background")
    client.post("/nakijken", sent.form("rest"), status=303)
    summary = client.get("/nakijken/overzicht").words
    assert "Bij elke tekst staat hoe die in het rapport mag." in summary
    client.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    assert uses(sent) == {"1": "unnamed", "2b": "unnamed", "6": "background"}


def put_all(client: Client, sent: SentRecord, use: str, status: int = 200) -> None:
    headers = {"X-CSRFToken": client.csrf_token()}
    response = client.browser.put("/nakijken", json={"use": use, "reader": sent.reader}, headers=headers)
    sent.session.expire_all()
    assert response.status_code == status


def test_a_use_that_is_none_is_refused(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    put_all(client, sent, "everywhere", 400)
    client.post("/nakijken", sent.form("rest", use="everywhere", use_1="overal"), status=303)
    client.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    assert set(uses(sent).values()) == {"named"}


def test_without_javascript_the_whole_page_says_how_answers_may_be_used(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    shown = {f"use_{item}": "named" for item in ("1", "2b", "6")}
    form = sent.form("rest", **(shown | {"use_6": "background", "kind_1": "agree", "use": "unnamed"}))
    client.post("/nakijken", form, status=303)
    client.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    assert uses(sent) == {"1": "unnamed", "2b": "unnamed", "6": "background"}


def test_what_was_limited_never_grows_wider_by_itself(app: Flask, client: Client, sent: SentRecord) -> None:
    sent.submitted(client, kind_2b="agree", use_2b="background", kind_1="question", question_1="Klopt dit?")
    decide(sent, "1", DecisionKind.ADAPTED, text="De voortgang is redelijk.")
    reopen(sent.session, SYSTEM, sent.interview, "2b", reason="Nieuwe cijfers.", contact="x@example.org", at=utcnow())
    sent.made.save(sent.interview, "2b", "Er is meer gebouwd.", base=1)
    sent.send()
    again = Client(app, sent.session)
    page = sent.open(again).get("/nakijken")
    assert page.one("input", name="use_2b", value="background").get("checked") is not None
    assert "Heropend" in card(page, "2b") or "heropend" in card(page, "2b")
    assert "Nieuwe cijfers." in card(page, "2b")
    again.post("/nakijken", sent.form("rest"), status=303)
    again.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    assert uses(sent) == {"1": "named", "2b": "background", "6": "named"}


def test_the_next_record_asks_first_and_shows_what_differs_from_what_was_read(
    app: Flask, client: Client, sent: SentRecord
) -> None:
    sent.submitted(
        client, kind_1="correction", proposal_1="De voortgang is matig.", kind_2b="question", question_2b="?"
    )
    decide(sent, "1", DecisionKind.ADAPTED, text="De voortgang is redelijk.")
    decide(sent, "2b", DecisionKind.ANSWERED, reason="Dat was in 2017.")
    sent.send()
    page = sent.open(Client(app, sent.session)).get("/nakijken")
    differs = page.one("article", id="v-1").find(".//details[@class='disclosure differs']")
    assert differs is not None
    assert "vervallen: goed" in words(differs)
    assert "toegevoegd: redelijk" in words(differs)
    assert page.one("article", id="v-2b").find(".//details[@class='disclosure differs']") is None
    text = page.words
    assert text.index("De voortgang is redelijk.") < text.index("waarmee u al akkoord ging")
    assert "U: fout in het verslag" in card(page, "1")
    assert "Interviewer: tekst aangepast" in card(page, "1")
    assert "Dat was in 2017." in card(page, "2b")
    assert "De gemeenten werken samen." in text
    assert "Mag met de naam van uw organisatie in het rapport." in text


def test_a_reader_need_not_react_to_anything(client: Client, read_along: SentRecord) -> None:
    page = read_along.open(client, 1).get("/nakijken")
    assert "U leest mee." in page.words
    assert "gaan naar de interviewer en naar wie akkoord moet geven" in page.words
    assert "Akkoord met de rest" not in page.words
    reader = str(read_along.record.verifications[1].id)
    form = {"reader": reader, "action": "finish"}
    half = client.post("/nakijken", form | {"kind_1": "question"})
    assert "Vul uw vraag in." in half.words
    page = client.post(
        "/nakijken", form | {"kind_1": "question", "question_1": "Klopt dit?", "base_1": "1"}, status=303
    )
    assert "Ik las mee" in client.follow(page).words
    client.post("/nakijken/overzicht", read_along.receipt_form(reader=reader), status=303)
    assert "Uw opmerkingen" in client.get("/nakijken/bewijs").words
    assert read_along.verification(1).submitted_at
    assert read_along.approved() == set()


def test_a_reader_may_have_nothing_to_say(client: Client, read_along: SentRecord) -> None:
    read_along.open(client, 1)
    assert "U hebt nergens iets bij gezegd." in client.get("/nakijken/overzicht").words
    reader = str(read_along.record.verifications[1].id)
    client.post("/nakijken/overzicht", read_along.receipt_form(reader=reader), status=303)
    assert read_along.verification(1).submitted_at


def said_by_reader(app: Flask, sent: SentRecord, **fields: str) -> None:
    reader, verification = Client(app, sent.session), sent.record.verifications[1].id
    sent.open(reader, 1)
    reader.post("/nakijken", {"reader": str(verification), "action": "save", **fields})
    reader.post("/nakijken/overzicht", sent.receipt_form(reader=str(verification)), status=303)


def test_who_agrees_sees_what_readers_said_and_takes_it_over_with_one_click(
    app: Flask, client: Client, read_along: SentRecord
) -> None:
    sent = read_along
    before = sent.open(client).get("/nakijken")
    assert "leest mee" not in before.words
    said_by_reader(
        app,
        sent,
        kind_1="correction",
        proposal_1="De voortgang is matig.",
        remark_1="Zie de cijfers.",
        kind_2b="question",
        question_2b="Welk jaar?",
    )
    page = client.get("/nakijken")
    assert "Collega, wethouder, leest mee: fout in het verslag" in card(page, "1")
    assert "vervallen: goed" in card(page, "1")
    assert "Zie de cijfers." in card(page, "1")
    assert "Welk jaar?" in card(page, "2b")
    (take,) = [one.get("value", "") for one in page.all("button") if (one.get("value") or "").startswith("take:")]
    client.post("/nakijken", sent.form(take, kind_6="agree"), status=303)
    assert sent.said()["1"] == (
        "correction",
        "De voortgang is matig.",
        "Voorstel van Collega, wethouder. Zie de cijfers.",
    )
    assert sent.said()["6"] == ("agree", "", ""), "what else was filled in is kept"


def test_taking_over_throws_no_words_of_ones_own_away(app: Flask, client: Client, read_along: SentRecord) -> None:
    sent = read_along
    said_by_reader(app, sent, kind_1="correction", proposal_1="De voortgang is matig.")
    take = f"take:{queries.to_decide(sent.session, sent.record)[0].id}"
    sent.open(client)
    form = sent.form(take, kind_1="clarification", proposal_1="De voortgang is heel goed.")
    page = client.post("/nakijken", form, status=422)
    assert "U hebt al een eigen voorstel." in card(page, "1")
    assert sent.said() == {} or sent.said()["1"][1] == "De voortgang is heel goed."
    client.post("/nakijken", sent.form("take:99999"), status=400)
    client.post("/nakijken", sent.form("take:x"), status=400)


def test_a_reader_sees_no_other_readers_and_approvers_not_each_other(app: Flask, session: Session) -> None:
    second = replace(ADVISER, name="Ander", function="directeur", email="ander@example.org")
    sent = SentRecord.of(session, respondents=(ADVISER, READER, second))
    said_by_reader(app, sent, kind_1="question", question_1="Alleen voor wie akkoord geeft.")
    assert "Alleen voor wie akkoord geeft." in sent.open(Client(app, session)).get("/nakijken").text
    assert "Alleen voor wie akkoord geeft." in sent.open(Client(app, session), 2).get("/nakijken").text
    approver = Client(app, session)
    sent.open(approver)
    form = sent.form("save", kind_2b="correction", proposal_2b="Alleen voor de interviewer.")
    approver.post("/nakijken", form)
    approver.post("/nakijken", sent.form("rest"), status=303)
    approver.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    assert "Alleen voor de interviewer." not in sent.open(Client(app, session), 2).get("/nakijken").text


def test_no_button_of_a_reader_comes_first_when_somebody_presses_enter(
    app: Flask, client: Client, read_along: SentRecord
) -> None:
    said_by_reader(app, read_along, kind_1="correction", proposal_1="Anders.")
    page = read_along.open(client).get("/nakijken")
    form = page.one("form", id="record")
    assert next(form.iter("button")).get("value") == "save"
