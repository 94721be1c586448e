from collections.abc import Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import Recorded
from setting import MakeApp, MakeUser, rewired, session_of, user_maker
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.mail.message.enclosures import EnclosedFile, Enclosure, EnclosureGone, Enclosures
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue

TEXT = "Beste Vera, kijk na: %LINK%"
HTML = '<!doctype html><title>x</title><h1>Verslag</h1><a href="%LINK%">Nakijken</a><script>alert(1)</script>'


@pytest.fixture
def demo(request: pytest.FixtureRequest) -> bool:
    return getattr(request, "param", False)


@pytest.fixture
def app(make_app: MakeApp, demo: bool) -> Flask:
    return make_app(DEMO=demo)


in_the_demo = pytest.mark.parametrize("demo", [True], indirect=True)


@pytest.fixture
def mail(app: Flask, session: Session, now: datetime) -> Iterator[OutboxMail]:
    def supplier(_session: Session, number: int, _config: object) -> Enclosure:
        if number == 13:
            raise EnclosureGone("Er is een nieuwer verslag.")
        return Enclosure(
            "https://example.org/v/secret", (EnclosedFile("verslag.html", "text/html", b"<script>alert(1)</script>"),)
        )

    made = enqueue(
        session, Message("Vera", "vera@example.org", "Wilt u nakijken?", TEXT, HTML, enclosure="proof:1"), now
    )
    session.commit()
    with rewired(app, Enclosures, suppliers={"proof": supplier}):
        yield made


def failed(session: Session, mail: OutboxMail) -> None:
    mail.state, mail.error, mail.attempts = MailState.FAILED, "550 geen postvak hier", 1
    session.commit()


@pytest.fixture
def administrator(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.ADMINISTRATOR))


def test_an_empty_outbox_says_what_comes(administrator: Client) -> None:
    assert "Hier komen de mails" in administrator.get("/postvak", title="Postvak").words


def test_the_outbox_lists_mails_with_their_state(administrator: Client, mail: OutboxMail, session: Session) -> None:
    page = administrator.get("/postvak")
    assert page.links()["Wilt u nakijken?"] == f"/postvak/{mail.id}"
    assert "1 mail wacht op verzending" in page.words
    failed(session, mail)
    page = administrator.get("/postvak")
    assert "1 mail is niet aangekomen" in page.words
    assert "Mislukt" in page.words


def test_what_an_account_mail_says_is_for_its_recipient(administrator: Client, mail: OutboxMail) -> None:
    page = administrator.get(f"/postvak/{mail.id}", title="Wilt u nakijken?")
    assert "vera@example.org" in page.words
    assert "secret" not in page.text
    assert "%LINK%" not in page.text
    assert "Beste Vera" not in page.text
    administrator.get(f"/postvak/{mail.id}/html", status=404)
    administrator.get(f"/postvak/{mail.id}/bijlage/1", status=404)


@pytest.mark.parametrize("role", [RoleName.EDITOR, RoleName.INTERVIEWER])
def test_outside_the_demo_the_outbox_is_for_administrators(
    client: Client, staff: MakeUser, mail: OutboxMail, role: RoleName
) -> None:
    client.login(staff(role))
    client.get("/postvak", status=403)
    client.get(f"/postvak/{mail.id}", status=404)
    client.get(f"/postvak/{mail.id}/html", status=404)
    client.post(f"/postvak/{mail.id}/opnieuw", status=404)
    client.post(f"/postvak/{mail.id}/laten", status=404)
    client.post("/postvak/opnieuw", status=403)


@pytest.fixture
def many(session: Session, now: datetime) -> Recorded:
    """Two interviews and 120 mails, of which five failed."""
    made = Recorded.of(session)
    interviews = [made.interview(), made.interview("Twente")]
    for number in range(120):
        interview = interviews[number % 2]
        one = enqueue(session, Message("", f"v{number}@example.org", "Vraag", "x", interview_id=interview.id), now)
        if number < 5:
            one.state, one.error = MailState.FAILED, "550 5.1.1 unknown"
    session.commit()
    return made


@pytest.mark.usefixtures("many")
def test_the_outbox_is_read_by_page_state_and_words(administrator: Client) -> None:
    page = administrator.get("/postvak")
    assert "Bladzijde 1 van 3" in page.words
    assert "v119@example.org" in page.words
    page = administrator.get(page.links()["Oudere"])
    assert "Bladzijde 2 van 3" in page.words
    assert "v69@example.org" in page.words
    assert "Bladzijde 3 van 3" in administrator.get("/postvak?pagina=99").words
    failed = administrator.get("/postvak?stand=failed")
    assert "5 mails, de nieuwste bovenaan" in failed.words
    assert "Dit e-mailadres bestaat niet bij de ontvanger." in failed.words
    assert "60 mails" in administrator.get("/postvak?zoek=regio+twente").words
    assert "1 mail, de nieuwste" in administrator.get("/postvak?zoek=V119@EXAMPLE.org").words
    assert "Geen mails gevonden met ‘100%_’" in administrator.get("/postvak?zoek=100%25_").words
    assert "120 mails" in administrator.get("/postvak?stand=onzin&pagina=x").words


@pytest.mark.usefixtures("many")
def test_all_that_failed_is_tried_again_at_once(administrator: Client, session: Session) -> None:
    button = administrator.get("/postvak?stand=failed&zoek=twente")
    assert "Alle 2 mails opnieuw versturen" in button.words
    page = administrator.follow(administrator.post("/postvak/opnieuw", {"zoek": "twente"}, status=303))
    assert "2 mails worden zo opnieuw verstuurd." in page.words
    administrator.post("/postvak/opnieuw", status=303)
    assert (
        "Er is geen mislukte mail meer."
        in administrator.follow(administrator.post("/postvak/opnieuw", status=303)).words
    )
    assert session.scalars(sa.select(OutboxMail).where(OutboxMail.state == MailState.FAILED)).all() == []


def test_without_logging_in_there_is_nothing(client: Client, mail: OutboxMail) -> None:
    for path in ("", f"/{mail.id}", f"/{mail.id}/html", f"/{mail.id}/bijlage/1"):
        assert client.get(f"/postvak{path}", status=302).location.startswith("/inloggen")


@in_the_demo
def test_in_the_demo_any_staff_reads_the_mail_as_its_recipient_does(
    client: Client, staff: MakeUser, mail: OutboxMail
) -> None:
    client.login(staff(RoleName.INTERVIEWER))
    page = client.get(f"/postvak/{mail.id}")
    assert page.links()["De link uit deze mail openen"] == "https://example.org/v/secret"
    assert "Beste Vera, kijk na: https://example.org/v/secret" in page.words
    frame = page.one("iframe")
    assert frame.get("src") == f"/postvak/{mail.id}/html"
    assert "allow-scripts" not in (frame.get("sandbox") or "allow-scripts")
    assert "allow-same-origin" not in (frame.get("sandbox") or "")


@in_the_demo
def test_the_frame_can_do_nothing_but_show(administrator: Client, mail: OutboxMail) -> None:
    response = administrator.browser.get(f"/postvak/{mail.id}/html")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert 'href="https://example.org/v/secret"' in response.text


@in_the_demo
def test_attachments_are_downloads(administrator: Client, mail: OutboxMail) -> None:
    page = administrator.get(f"/postvak/{mail.id}")
    response = administrator.browser.get(page.links()["verslag.html"])
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    administrator.get(f"/postvak/{mail.id}/bijlage/2", status=404)
    administrator.get(f"/postvak/{mail.id}/bijlage/0", status=404)


@in_the_demo
def test_a_link_that_no_longer_holds_is_said_so(administrator: Client, mail: OutboxMail, session: Session) -> None:
    mail.enclosure = "proof:13"
    session.commit()
    page = administrator.get(f"/postvak/{mail.id}")
    assert "Er is een nieuwer verslag." in page.words
    assert administrator.browser.get(f"/postvak/{mail.id}/html").status_code == 200


def test_a_failed_mail_says_why_and_can_be_tried_again(
    administrator: Client, mail: OutboxMail, session: Session
) -> None:
    failed(session, mail)
    page = administrator.get(f"/postvak/{mail.id}")
    assert "550 geen postvak hier" in page.words
    page = administrator.post(f"/postvak/{mail.id}/opnieuw", status=303)
    assert "De mail wordt zo opnieuw verstuurd." in administrator.follow(page).words
    assert (mail.state, mail.attempts) == (MailState.WAITING, 0)
    page = administrator.post(f"/postvak/{mail.id}/opnieuw", status=303)
    assert "Deze mail is niet mislukt." in administrator.follow(page).words


def test_a_mail_that_waits_for_another_attempt_says_when(
    administrator: Client, mail: OutboxMail, session: Session
) -> None:
    mail.error, mail.attempts = "451 even niet", 2
    session.commit()
    page = administrator.get(f"/postvak/{mail.id}")
    assert "Wij proberen het opnieuw op 22 mei om 12:00." in page.words


def test_no_such_mail_is_a_404(administrator: Client) -> None:
    administrator.get("/postvak/99", status=404)
    administrator.post("/postvak/99/opnieuw", status=404)


def test_in_the_demo_everybody_finds_the_mails(make_app: MakeApp) -> None:
    for demo in (True, False):
        app = make_app(DEMO=demo)
        with session_of(app) as session:
            client = Client(app, session).login(user_maker(session)(RoleName.INTERVIEWER))
            assert ("Postvak" in client.get("/veldwerk").links()) is demo
