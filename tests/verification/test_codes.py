"""The code from the mail, for those who may not open links."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import SYSTEM
from sent_record import SentRecord
from setting import MakeApp
from sqlalchemy.orm import Session

from surveyapp.core.db import secrets_of, utcnow
from surveyapp.core.tokens import link_code
from surveyapp.mail.outbox.jobs import deliver_due
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.readings.links import operations
from surveyapp.verification.enclosing.enclosures import record_enclosure
from surveyapp.verification.records.models import Approval

WRONG = ["AAAA-AAAA-AAAA", "x", "<script>", "%CODE%", "A" * 5000]


@pytest.fixture
def sent(session: Session) -> SentRecord:
    return SentRecord.of(session)


def code_of(sent: SentRecord, place: int = 0) -> str:
    return link_code(secrets_of(sent.session).links, sent.record.verifications[place].nonce)


@pytest.mark.parametrize(
    "typed", [str, str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code.replace('-', ' ')} "]
)
def test_a_code_opens_the_record_however_it_is_typed(client: Client, sent: SentRecord, typed: object) -> None:
    page = client.post("/code", {"code": typed(code_of(sent))}, status=303)  # type: ignore[operator]
    assert client.follow(page, title="Klopt wat er staat?").status == 200


def test_agreement_with_a_code_says_so(client: Client, sent: SentRecord) -> None:
    client.post("/code", {"code": code_of(sent)}, status=303)
    client.post("/nakijken", sent.form("rest"), status=303)
    client.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    assert {one.channel.value for one in sent.session.scalars(sa.select(Approval))} == {"code"}


def test_a_wrong_an_unknown_and_a_closed_code_answer_alike(client: Client, sent: SentRecord) -> None:
    right, said = code_of(sent), set()

    def answer(typed: str) -> None:
        page = client.post("/code", {"code": typed}, status=404)
        said.add(page.words)
        assert "Oost-Drenthe" not in page.text
        assert client.browser.get("/nakijken").status_code == 401

    for typed in WRONG:
        answer(typed)
    verification = sent.verification()
    verification.expires_at = utcnow() - timedelta(minutes=1)
    answer(right)
    sent.verification().expires_at = utcnow() + timedelta(days=1)
    operations.revoke_link(sent.session, SYSTEM, sent.verification(), at=utcnow())
    answer(right)
    assert len(said) == 1


def test_an_empty_code_is_asked_again(client: Client) -> None:
    assert "Vul de code in" in client.post("/code", {"code": " "}, status=422).words


def test_a_code_in_an_address_opens_nothing(client: Client, sent: SentRecord) -> None:
    page = client.get(f"/code?code={code_of(sent)}")
    assert page.words == client.get("/code").words
    client.get("/nakijken", status=401)


def test_the_code_of_an_older_record_points_to_the_newest_mail(client: Client, sent: SentRecord) -> None:
    old = code_of(sent)
    sent.made.save(sent.interview, "1", "Anders.", base=1)
    sent.send()
    assert client.post("/code", {"code": old}, status=410).h1 == "Er is een nieuwer verslag"


def test_the_mail_holds_the_code_and_the_outbox_and_the_pdf_do_not(app: Flask, sent: SentRecord) -> None:
    code, delivered = code_of(sent), list[EmailMessage]()
    (mail,) = sent.session.scalars(sa.select(OutboxMail))
    assert code not in mail.text + mail.html
    enclosure = record_enclosure(sent.session, sent.record.verifications[0].id, app.config)
    assert code.encode() not in enclosure.files[0].content
    sent.session.commit()
    assert deliver_due(app, utcnow(), lambda message, *_: delivered.append(message)) == 1
    for kind in ("plain", "html"):
        body = delivered[0].get_body((kind,))
        assert body is not None
        assert code in body.get_content()
        assert f"{app.config['BASE_URL']}/code" in body.get_content()


def test_guessing_is_slowed_down_per_address(make_app: MakeApp) -> None:
    app = make_app(RATELIMIT_ENABLED=True, PROXIES=1)

    def guess(address: str) -> int:
        client = Client(app)
        headers = {"X-CSRFToken": client.csrf_token(), "X-Forwarded-For": address}
        return client.browser.post("/code", data={"code": "AAAA-AAAA-AAAA"}, headers=headers).status_code

    assert [guess("192.0.2.1") for _ in range(11)] == [404] * 10 + [429]
    assert guess("198.51.100.1") == 404
