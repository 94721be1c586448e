"""An approver lets a colleague read along, and takes it back."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import ADVISER
from sent_record import COLLEAGUE, SentRecord
from setting import MakeApp, MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import AuditEvent
from surveyapp.interviews.recording.models import Respondent
from surveyapp.mail.outbox.models import OutboxMail

PAGE = "/nakijken/meelezen"
VERA = {"name": "Vera de Wit", "function": "planoloog", "email": "vera@example.org"}
READER = replace(COLLEAGUE, must_agree=False)


@pytest.fixture
def sent(session: Session, staff: MakeUser) -> SentRecord:
    return SentRecord.of(session, by=[staff(RoleName.INTERVIEWER)])


def ask(client: Client, sent: SentRecord, status: int = 303, **person: str) -> str:
    return client.post(PAGE, {"reader": sent.reader, **VERA, **person}, status=status).text


def vera(sent: SentRecord) -> Respondent:
    found = sent.session.scalar(sa.select(Respondent).where(Respondent.email == VERA["email"]))
    assert found
    return found


def mails_to(sent: SentRecord, address: str) -> list[OutboxMail]:
    return [one for one in sent.session.scalars(sa.select(OutboxMail)) if one.to_address == address]


def test_a_colleague_reads_along_with_a_link_of_their_own(app: Flask, client: Client, sent: SentRecord) -> None:
    sent.open(client)
    ask(client, sent)
    colleague = vera(sent)
    assert not colleague.must_agree
    assert colleague.passed_on_by is not None
    assert colleague.passed_on_by.email == ADVISER.email
    (mail,) = mails_to(sent, VERA["email"])
    assert "Contactpersoon (beleidsadviseur) vraagt u mee te lezen" in mail.text
    assert mail.enclosure == f"record:{sent.record.verifications[1].id}"
    (notice,) = [one for one in mails_to(sent, sent.interview.interviewers[0].email) if "meelezen" in one.text]
    assert "Vera de Wit (planoloog)" in notice.text
    assert sent.session.scalar(sa.select(AuditEvent).where(AuditEvent.action == "respondent.pass_on"))
    reader = sent.open(Client(app, sent.session), 1)
    assert "U leest mee." in reader.get("/nakijken").words
    assert "Vera de Wit" in client.get(PAGE).words


def test_who_passed_it_on_still_agrees_alone(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    ask(client, sent)
    sent.submitted(client)
    assert sent.interview.state.value == "approved"
    assert {who for who, _ in sent.approved()} == {ADVISER.function}


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({"email": "geen adres"}, "Dit is geen e-mailadres."),
        ({"email": "een@example.org, twee@example.org"}, "Dit is geen e-mailadres."),
        ({"name": " "}, "Vul een naam in."),
        ({"function": ""}, "Vul een functie in."),
        ({"email": ADVISER.email}, "krijgt dit verslag al"),
        ({"email": ADVISER.email.upper()}, "krijgt dit verslag al"),
        ({"name": "n" * 201}, "200"),
    ],
)
def test_who_cannot_be_asked_is_said_and_what_was_typed_stays(
    client: Client, sent: SentRecord, person: dict[str, str], said: str
) -> None:
    sent.open(client)
    page = ask(client, sent, 422, **person)
    assert said in page
    assert "planoloog" in page or "function" in person
    assert len(sent.record.verifications) == 1


def test_nobody_is_asked_twice_and_no_more_than_five_at_once(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    ask(client, sent)
    assert "krijgt dit verslag al" in ask(client, sent, 422)
    for number in range(4):
        ask(client, sent, email=f"collega{number}@example.org")
    assert "Er lezen nu 5 mensen mee." in client.get(PAGE).words
    assert "Er lezen al 5 mensen met u mee." in ask(client, sent, 422, email="zesde@example.org")


def test_asking_and_taking_back_does_not_go_on_for_ever(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    for number in range(10):
        ask(client, sent, email=f"collega{number}@example.org")
        client.post(f"{PAGE}/{sent.interview.everybody[-1].id}/intrekken", status=303)
        sent.session.refresh(sent.interview, ["everybody"])
    assert "Vraag de interviewer" in ask(client, sent, 422, email="elfde@example.org")


def test_taking_back_closes_the_link_and_asking_again_opens_another(
    app: Flask, client: Client, sent: SentRecord
) -> None:
    sent.open(client)
    ask(client, sent)
    reader, link = sent.open(Client(app, sent.session), 1), sent.link(1)
    client.post(f"{PAGE}/{vera(sent).id}/intrekken", status=303)
    reader.get("/nakijken", status=401)
    Client(app, sent.session).post(link, status=404)
    assert vera(sent).left_at
    assert not client.get(PAGE).all("ul", class_="people")
    ask(client, sent)
    assert vera(sent).left_at is None
    Client(app, sent.session).post(link, status=404)
    sent.open(Client(app, sent.session), 1).get("/nakijken")


def test_only_an_approver_passes_on_and_takes_back_only_their_own(app: Flask, session: Session) -> None:
    second = replace(ADVISER, name="Ander", function="directeur", email="ander@example.org")
    sent = SentRecord.of(session, respondents=(ADVISER, READER, second))
    approver, reader, other = (sent.open(Client(app, session), place) for place in range(3))
    assert reader.get(PAGE, status=302).location == "/nakijken"
    reader_id = str(sent.record.verifications[1].id)
    assert "Alleen wie akkoord moet geven" in reader.post(PAGE, {"reader": reader_id, **VERA}, status=422).text
    ask(approver, sent)
    other.post(f"{PAGE}/{vera(sent).id}/intrekken", status=409)
    other.post(f"{PAGE}/{sent.record.verifications[0].respondent_id}/intrekken", status=409)
    assert vera(sent).left_at is None


def test_after_sending_nobody_is_asked_any_more(client: Client, sent: SentRecord) -> None:
    sent.submitted(client)
    assert client.get(PAGE, status=302).location == "/nakijken"
    assert "al afgerond" in ask(client, sent, 422)


def test_asking_too_often_is_slowed_down(make_app: MakeApp) -> None:
    app = make_app(RATELIMIT_ENABLED=True)
    client = Client(app)
    headers, form = {"X-CSRFToken": client.csrf_token()}, {"submitted": "yes"}
    statuses = [client.browser.post(PAGE, data=form, headers=headers).status_code for _ in range(21)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
