"""One link on two devices: nothing that was saved on one is replaced by the other, and nothing is agreed unseen."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from checking import Client, Page, words
from flask import Flask
from recorded import ADVISER, SYSTEM
from sent_record import COLLEAGUE, SentRecord, put
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.core.revisions import SaveConflict
from surveyapp.verification.keeping import operations
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records.models import ReactionRevision
from surveyapp.verification.records.rules import ReactionKind, Seen, Use

PROPOSAL = "Er is gebouwd en niet gesloopt."


@pytest.fixture
def sent(session: Session) -> SentRecord:
    return SentRecord.of(session)


@pytest.fixture
def phone(app: Flask, sent: SentRecord) -> Client:
    return sent.open(Client(app, sent.session))


@pytest.fixture
def laptop(app: Flask, sent: SentRecord) -> Client:
    return sent.open(Client(app, sent.session))


def fields_of(page: Page) -> dict[str, str]:
    """What a page would send as it stands, without JavaScript."""
    sent = {}
    for field in page.all("input"):
        kind, name = field.get("type", ""), field.get("name", "")
        if kind not in {"radio", "checkbox"} or field.get("checked") is not None:
            sent[name] = field.get("value", "")
    sent |= {field.get("name", ""): words(field).removeprefix("\n") for field in page.all("textarea")}
    return {name: value for name, value in sent.items() if name}


def history(session: Session) -> list[tuple[int, str, str]]:
    rows = session.scalars(sa.select(ReactionRevision).order_by(ReactionRevision.id))
    return [(one.number, one.kind.value, one.text) for one in rows]


def test_a_correction_saved_elsewhere_is_not_replaced_by_agreement_with_all(
    phone: Client, laptop: Client, sent: SentRecord
) -> None:
    """Entry A1: the phone agrees with all; the laptop corrects question 2b; the phone finishes and sends."""
    phone.post("/nakijken", fields_of(phone.get("/nakijken")) | {"action": "rest"}, status=303)
    on_phone = phone.follow(phone.post("/nakijken", fields_of(phone.get("/nakijken")) | {"action": "finish"}))
    correction = {"kind": "change", "change": "correction", "proposal": PROPOSAL, "base": "1"}
    put(laptop, "2b", reader=sent.reader, **correction)
    page = phone.post("/nakijken/overzicht", fields_of(on_phone) | {"confirm": "yes"}, status=409)
    assert "Er is nog niets verstuurd." in page.words
    assert "Zo zag u het Akkoord" in page.words
    assert "Zo is het nu Er staat een fout in" in page.words
    assert "niet gesloopt" in page.words
    assert sent.approved() == set()
    phone.post("/nakijken/overzicht", fields_of(page) | {"confirm": "yes"}, status=303)
    assert sent.said()["2b"] == ("correction", PROPOSAL, "")
    assert {item for _, item in sent.approved()} == {"1", "6"}


def test_a_page_that_was_opened_before_agrees_to_nothing_that_was_changed_since(
    phone: Client, laptop: Client, sent: SentRecord
) -> None:
    opened = fields_of(phone.get("/nakijken"))
    put(laptop, "2b", reader=sent.reader, kind="correction", proposal=PROPOSAL)
    page = phone.post("/nakijken", opened | {"kind_2b": "agree", "action": "finish"}, status=409)
    assert "niet gesloopt" in page.words
    assert sent.said() == {"2b": ("correction", PROPOSAL, "")}
    phone.post("/nakijken", opened | {"action": "rest"}, status=303)
    assert sent.said()["2b"] == ("correction", PROPOSAL, "")


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mine:1", ("question", "", "Hoezo?")), ("theirs:1", ("correction", PROPOSAL, ""))],
)
def test_the_respondent_chooses_between_both_texts(
    phone: Client, laptop: Client, sent: SentRecord, choice: str, kept: tuple[str, str, str]
) -> None:
    opened = fields_of(phone.get("/nakijken"))
    put(laptop, "2b", reader=sent.reader, kind="correction", proposal=PROPOSAL)
    typed = {"kind_2b": "question", "question_2b": "Hoezo?", "kind_6": "agree", "action": "save"}
    page = phone.post("/nakijken", opened | typed, status=409)
    assert "Hier nog niet opgeslagen Vraag Hoezo?" in page.words
    assert "niet gesloopt" in page.words
    again = phone.post("/nakijken", fields_of(page) | {"action": "save"}, status=409)
    assert sent.said() == {"2b": ("correction", PROPOSAL, "")}, "nothing is chosen for them"
    phone.post("/nakijken", fields_of(again) | {"keep_2b": choice, "action": "save"}, status=200)
    assert sent.said() == {"2b": kept, "6": ("agree", "", "")}


def test_a_choice_holds_only_for_the_text_that_it_was_made_in_view_of(
    phone: Client, laptop: Client, sent: SentRecord
) -> None:
    opened = fields_of(phone.get("/nakijken"))
    put(laptop, "2b", reader=sent.reader, kind="correction", proposal=PROPOSAL)
    page = phone.post("/nakijken", opened | {"kind_2b": "agree", "action": "save"}, status=409)
    put(laptop, "2b", reader=sent.reader, kind="correction", proposal="Alleen gebouwd.", base="1")
    page = phone.post("/nakijken", fields_of(page) | {"keep_2b": "mine:1", "action": "save"}, status=409)
    assert "Alleen gebouwd." in page.words
    assert sent.said()["2b"] == ("correction", "Alleen gebouwd.", "")


def test_autosave_shows_both_texts_and_what_was_saved_elsewhere(
    phone: Client, laptop: Client, sent: SentRecord
) -> None:
    put(laptop, "2b", reader=sent.reader, kind="correction", proposal=PROPOSAL)
    answer = put(phone, "2b", 409, reader=sent.reader, kind="agree", base="0").json
    assert "kies" in answer["error"].lower()
    assert all(part in answer["clash"] for part in ("niet gesloopt", "mine:1", "theirs:1", "data-theirs"))
    assert put(phone, "2b", reader=sent.reader, kind="agree", base="1").json["number"] == 2
    assert history(sent.session) == [(1, "correction", PROPOSAL), (2, "agree", "")], "no words are gone"


def test_the_same_save_twice_is_the_same_save(phone: Client, laptop: Client, sent: SentRecord) -> None:
    said: dict[str, Any] = {"reader": sent.reader, "kind": "correction", "proposal": PROPOSAL, "key": "once"}
    assert put(phone, "2b", base="0", **said).json["number"] == 1
    assert put(phone, "2b", base="0", **said).json["number"] == 1
    put(laptop, "2b", reader=sent.reader, kind="agree", base="1")
    put(phone, "2b", 409, base="0", **said)
    assert len(history(sent.session)) == 2
    put(phone, "1", 409, base="0", **said)


def test_a_page_goes_on_from_a_save_of_its_own_that_got_no_answer(phone: Client, sent: SentRecord) -> None:
    opened = fields_of(phone.get("/nakijken"))
    put(phone, "2b", reader=sent.reader, kind="correction", proposal="Eerst.", base="0", key="unanswered")
    typed = {"kind_2b": "correction", "proposal_2b": PROPOSAL, "key_2b": "unanswered", "action": "save"}
    phone.post("/nakijken", opened | typed, status=200)
    assert history(sent.session) == [(1, "correction", "Eerst."), (2, "correction", PROPOSAL)]


def test_an_untouched_answer_of_an_old_page_says_nothing(phone: Client, laptop: Client, sent: SentRecord) -> None:
    put(laptop, "2b", reader=sent.reader, kind="agree")
    opened = fields_of(phone.get("/nakijken"))
    put(laptop, "2b", reader=sent.reader, kind="correction", proposal=PROPOSAL, base="1")
    page = phone.post("/nakijken", opened | {"kind_1": "agree", "action": "save"}, status=200)
    assert "2 van 3" in page.words
    assert sent.said()["2b"] == ("correction", PROPOSAL, "")


def allow(client: Client, sent: SentRecord, use: str, before: str, status: int = 200, **shown: str) -> Any:
    content = {"use": use, "use_base": before, "reader": sent.reader, **shown}
    response = client.browser.put("/nakijken", json=content, headers={"X-CSRFToken": client.csrf_token()})
    assert response.status_code == status
    return response.json


def uses(sent: SentRecord) -> dict[str, str]:
    return {one.revision.answer.item: one.use.value for one in sent.verification().reactions}


def test_what_is_allowed_for_all_is_not_replaced_unseen(phone: Client, laptop: Client, sent: SentRecord) -> None:
    opened = fields_of(phone.get("/nakijken"))
    allow(laptop, sent, "background", "named")
    assert allow(phone, sent, "unnamed", "named", 409)["use"] == "background"
    page = phone.post("/nakijken", opened | {"use": "unnamed", "action": "save"}, status=409)
    assert "alleen als achtergrond" in page.words
    assert sent.verification().use is Use.BACKGROUND
    phone.post("/nakijken", opened | {"kind_1": "agree", "use_1": "named", "action": "save"}, status=200)
    assert uses(sent) == {"1": "background"}, "nothing grows wider unseen"
    allow(phone, sent, "unnamed", "background", base_1="1")
    assert uses(sent) == {"1": "unnamed"}


def test_use_of_all_widens_no_answer_that_was_changed_elsewhere(
    phone: Client, laptop: Client, sent: SentRecord
) -> None:
    put(laptop, "1", reader=sent.reader, kind="agree", use="background")
    put(laptop, "6", reader=sent.reader, kind="agree", use="named")
    answer = allow(phone, sent, "unnamed", "named", base_1="0", base_6="1")
    assert answer["narrowed"] == ["1"]
    assert answer["numbers"] == {"2b": 0, "6": 2}
    assert uses(sent) == {"1": "background", "6": "unnamed"}


def test_a_reaction_typed_here_and_sent_from_elsewhere_is_given_back(
    phone: Client, laptop: Client, sent: SentRecord
) -> None:
    opened = fields_of(phone.get("/nakijken"))
    laptop.post("/nakijken", fields_of(laptop.get("/nakijken")) | {"action": "rest"}, status=303)
    laptop.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    typed = {"kind_2b": "change", "change_2b": "correction", "proposal_2b": PROPOSAL, "action": "save"}
    page = phone.post("/nakijken", opened | typed, status=409, title="U had al verstuurd")
    assert [words(one).strip() for one in page.all("textarea")] == [PROPOSAL]
    put(phone, "2b", 409, reader=sent.reader, kind="correction", proposal=PROPOSAL, base="1")
    assert len(sent.approved()) == 3


def test_sending_what_was_sent_from_elsewhere_says_so(phone: Client, laptop: Client, sent: SentRecord) -> None:
    phone.post("/nakijken", fields_of(phone.get("/nakijken")) | {"action": "rest"}, status=303)
    on_phone = fields_of(phone.get("/nakijken/overzicht"))
    put(laptop, "1", reader=sent.reader, kind="question", question="Hoezo?", base="1")
    laptop.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    page = phone.follow(phone.post("/nakijken/overzicht", on_phone | {"confirm": "yes"}, status=303))
    assert "U had uw reactie al verstuurd" in page.words
    assert sent.said()["1"] == ("question", "", "Hoezo?")


def test_a_tick_that_is_forgotten_does_not_hide_what_changed(phone: Client, laptop: Client, sent: SentRecord) -> None:
    phone.post("/nakijken", fields_of(phone.get("/nakijken")) | {"action": "rest"}, status=303)
    on_phone = fields_of(phone.get("/nakijken/overzicht"))
    put(laptop, "1", reader=sent.reader, kind="question", question="Hoezo?", base="1")
    page = phone.post("/nakijken/overzicht", on_phone, status=422)
    assert "Zo is het nu Vraag Hoezo?" in page.words


def test_taking_over_a_proposal_replaces_nothing_that_was_saved_elsewhere(app: Flask, session: Session) -> None:
    sent = SentRecord.of(session, respondents=(ADVISER, replace(COLLEAGUE, must_agree=False)))
    phone, laptop, reader = (Client(app, session) for _ in range(3))
    about = sent.open(reader, 1).get("/nakijken")
    reader.post("/nakijken", fields_of(about) | {"kind_1": "correction", "proposal_1": "Zeer goed.", "action": "save"})
    reader.post("/nakijken/overzicht", sent.receipt_form(reader=str(sent.verification(1).id)), status=303)
    opened = fields_of(sent.open(phone).get("/nakijken"))
    sent.open(laptop)
    put(laptop, "1", reader=sent.reader, kind="question", question="Hoezo?")
    proposal = sent.verification(1).reactions[0].id
    page = phone.post("/nakijken", opened | {"action": f"take:{proposal}"}, status=409)
    assert "Kies wat blijft" in page.words
    assert sent.said()["1"] == ("question", "", "Hoezo?")
    phone.post("/nakijken", opened | {"action": f"take:{proposal}", "base_1": "1"}, status=303)
    assert sent.said()["1"][1] == "Zeer goed."


def test_on_both_databases_every_reaction_stays_as_it_was_saved(any_session: Session) -> None:
    sent = SentRecord.of(any_session)
    reader, at = sent.verification(), sent.record.sent_at
    reacting_operations.react(any_session, reader, "1", kind=ReactionKind.QUESTION, remark="Hoezo?", at=at)
    with pytest.raises(SaveConflict) as conflict:
        reacting_operations.react(any_session, reader, "1", kind=ReactionKind.AGREE, at=at)
    assert conflict.value.newest.remark == "Hoezo?"
    reacting_operations.react(any_session, reader, "1", kind=ReactionKind.AGREE, seen=Seen(1), at=at)
    assert operations.seen_now(any_session, reader) == {"1": 2, "2b": 0, "6": 0}
    assert history(any_session) == [(1, "question", ""), (2, "agree", "")]
    with pytest.raises(reacting_operations.Changed) as changed:
        reacting_operations.submit(
            any_session,
            SYSTEM,
            reader,
            number=reader.record.number,
            hash_=reader.record.hash,
            seen={"1": 1, "2b": 0, "6": 0},
            contact="",
            at=at,
        )
    assert changed.value.items == {"1": 1}
    assert reader.submitted_at is None


CONSENT = "Deze teksten mogen letterlijk in het rapport komen, met de naam van uw organisatie."


def test_the_summary_says_what_agreement_allows(phone: Client, sent: SentRecord) -> None:
    phone.post("/nakijken", sent.form("rest"), status=303)
    page = phone.get("/nakijken/overzicht")
    assert CONSENT in page.words
    assert "Bij elke tekst staat hoe die in het rapport mag." not in page.words
    put(phone, "1", reader=sent.reader, kind="agree", base="1", use="unnamed")
    page = phone.get("/nakijken/overzicht")
    assert CONSENT not in page.words
    assert "Bij elke tekst staat hoe die in het rapport mag." in page.words


def test_agreement_by_telephone_does_not_hide_what_was_written_and_not_sent(
    app: Flask, session: Session, sent: SentRecord, phone: Client, staff: MakeUser
) -> None:
    put(phone, "2b", reader=sent.reader, kind="correction", proposal=PROPOSAL)
    there = Client(app, session).login(staff(RoleName.ADMINISTRATOR))
    form = {
        "respondent": str(sent.interview.respondents[0].id),
        "channel": "phone",
        "said_on": local(utcnow()).date().isoformat(),
        "items": ["1", "2b"],
        "use": "named",
        "note": "Gebeld.",
    }
    address = f"/interviews/{sent.interview.id}/verslagen/1/akkoord"
    page = there.post(address, form, status=422)
    assert "schreef zelf iets bij vraag 2b en heeft dat nog niet verstuurd" in page.words
    assert "Gebeld." in page.text
    assert sent.approved() == set()
    there.post(address, form | {"items": ["1"]}, status=303)
    assert {item for _, item in sent.approved()} == {"1"}
    put(phone, "2b", reader=sent.reader, kind="agree", base="1")
    there.post(address, form | {"items": ["2b"]}, status=303)
