"""The mails of one interview, for those who work on it and nobody else."""

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from incoming import reply
from recorded import NOW
from setting import MakeUser
from sqlalchemy.orm import Session
from verified import Verified

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording.models import Interview
from surveyapp.mail.arrivals.operations import receive
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.received.models import IncomingMail

WORDS = "Dag <script>alert(1)</script> & tot ziens"


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def interview(session: Session, interviewer: User) -> Interview:
    made = Verified.of(session)
    interview = made.interview(by=[interviewer])
    made.save(interview, "1", "Ja.")
    made.send(interview)  # type: ignore[attr-defined]
    session.commit()
    return interview


@pytest.fixture
def mail(session: Session, interview: Interview) -> OutboxMail:
    return session.scalars(sa.select(OutboxMail).where(OutboxMail.interview_id == interview.id)).one()


@pytest.fixture
def desk(client: Client, interviewer: User) -> Client:
    return client.login(interviewer)


def fail(session: Session, mail: OutboxMail) -> None:
    mail.state, mail.error = MailState.FAILED, "550 5.1.1 User unknown"
    session.commit()


def test_an_interviewer_reads_what_was_sent_without_its_link(
    desk: Client, interview: Interview, mail: OutboxMail, app: Flask
) -> None:
    assert not app.config["DEMO"]
    page = desk.get(f"/interviews/{interview.id}/mails", title="Mails")
    page = desk.get(page.links()[mail.subject])
    assert "Wilt u per antwoord aangeven of het klopt?" in " ".join(page.words.split())
    assert "[persoonlijke link]" in page.words
    html = desk.browser.get(f"/postvak/{mail.id}/html").text
    assert "[persoonlijke link]" in html
    for text in (page.text, html):
        assert "/v/" not in text
        assert "%LINK%" not in text
    assert "Postvak" not in page.links()
    desk.get(f"/postvak/{mail.id}/bijlage/1", status=404)


@pytest.mark.parametrize("role", [RoleName.INTERVIEWER, RoleName.EDITOR])
def test_nobody_else_sees_them(
    app: Flask, session: Session, staff: MakeUser, interview: Interview, mail: OutboxMail, role: RoleName
) -> None:
    found = receive(session, reply(mail), NOW)
    assert found
    other = Client(app, session).login(staff(role))
    other.get(f"/interviews/{interview.id}/mails", status=(404, 403)[role is RoleName.EDITOR])
    other.get(f"/interviews/{interview.id}/mails/{found.id}.eml", status=(404, 403)[role is RoleName.EDITOR])
    for path in (f"/postvak/{mail.id}", f"/postvak/{mail.id}/html"):
        other.get(path, status=404)
    other.post(f"/postvak/{mail.id}/laten", status=404)


def test_what_did_not_arrive_stands_where_its_interviewer_looks_until_it_is_dealt_with(
    desk: Client, session: Session, interview: Interview, mail: OutboxMail
) -> None:
    pages = ("/interviews", f"/interviews/{interview.id}/verslagen/1")
    assert "niet aangekomen" not in desk.get(pages[0]).words
    fail(session, mail)
    for path in pages:
        assert "niet aangekomen" in desk.get(path).words
    page = desk.get(f"/interviews/{interview.id}/mails")
    assert "Dit e-mailadres bestaat niet bij de ontvanger." in page.words
    assert "De mailserver zei: ‘550 5.1.1 User unknown’" in page.words
    page = desk.post(f"/postvak/{mail.id}/laten", {"naar": "interview"}, status=303)
    assert page.location == f"/interviews/{interview.id}/mails"
    assert "Mislukt, afgedaan" in desk.follow(page).words
    assert "niet aangekomen" not in desk.get("/interviews").words
    desk.post(f"/postvak/{mail.id}/opnieuw", {"naar": "interview"}, status=303)
    assert (mail.state, mail.handled_at) == (MailState.WAITING, None)
    assert "Deze mail is niet mislukt." in desk.follow(desk.post(f"/postvak/{mail.id}/laten", status=303)).words


def test_a_mail_that_came_back_says_why_and_is_sent_again(desk: Client, session: Session, mail: OutboxMail) -> None:
    mail.state, mail.sent_at, mail.returned_at, mail.report = MailState.SENT, NOW, NOW, "552 5.2.2 quota"
    session.commit()
    assert "1 mail is niet aangekomen" in desk.get("/interviews").words
    page = desk.get(f"/postvak/{mail.id}")
    assert "is op 22 mei teruggekomen" in page.words
    assert "Het postvak van de ontvanger is vol." in page.words
    desk.post(f"/postvak/{mail.id}/opnieuw", status=303)
    assert (mail.state, mail.sent_at, mail.returned_at, mail.report) == (MailState.WAITING, None, None, "")


def test_what_came_in_is_shown_and_does_nothing(
    desk: Client, session: Session, interview: Interview, mail: OutboxMail
) -> None:
    found = receive(session, reply(mail, subject=WORDS, text=WORDS), NOW)
    receive(session, reply(mail, id="<weg@example.org>", text="Ik ben er niet.", Auto_Submitted="auto-replied"), NOW)
    assert found
    page = desk.get(f"/interviews/{interview.id}/mails")
    assert page.words.count(WORDS) >= 2
    assert not [one for one in page.all("script") if one.text]
    assert "Een mail telt niet als akkoord of reactie." in page.words
    assert "Automatisch bericht" in page.words
    assert "niet gecontroleerd" not in page.words
    receive(session, reply(id="<los@example.org>"), NOW)
    assert "Afzender niet gecontroleerd" in desk.get(f"/interviews/{interview.id}/mails").words
    response = desk.browser.get(f"/interviews/{interview.id}/mails/{found.id}.eml")
    assert response.data == found.raw
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_administrator_puts_what_is_left_with_its_interview(
    app: Flask, session: Session, staff: MakeUser, interview: Interview
) -> None:
    administrator = Client(app, session).login(staff(RoleName.ADMINISTRATOR))
    assert "Er is geen mail waarvan u moet zeggen" in administrator.get("/postvak/binnengekomen").words
    first, second = (receive(session, reply(sender="x@example.net", id=f"<{one}@x>"), NOW) for one in "ab")
    assert first
    assert second
    assert "2 binnengekomen mails horen nog bij geen interview." in administrator.get("/postvak").words
    assert administrator.browser.get(f"/postvak/binnengekomen/{first.id}.eml").data == first.raw
    administrator.post(f"/postvak/binnengekomen/{first.id}/bij", {"interview": "99"}, status=422)
    administrator.post(f"/postvak/binnengekomen/{first.id}/bij", {"interview": str(interview.id)}, status=303)
    assert first.interview_id == interview.id
    administrator.post(f"/postvak/binnengekomen/{first.id}/bij", {"interview": str(interview.id)}, status=404)
    administrator.get(f"/postvak/binnengekomen/{first.id}.eml", status=404)
    administrator.post(f"/postvak/binnengekomen/{second.id}/weg", status=303)
    assert "Er is geen mail waarvan u moet zeggen" in administrator.get("/postvak/binnengekomen").words
    assert len(session.scalars(sa.select(IncomingMail)).all()) == 2
    assert "Door een beheerder bij dit interview gezet" in administrator.get(f"/interviews/{interview.id}/mails").words
