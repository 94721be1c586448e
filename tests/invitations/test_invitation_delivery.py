"""The mail as its recipient gets it: over a real SMTP server, read by another program."""

from collections.abc import Iterator
from datetime import time
from email.message import EmailMessage
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar, Event
from invited import DAY, LINK, PLACE, Invited
from postbox import Mailbox, smtp_server
from pypdf import PdfReader
from setting import MakeApp, session_of, user_maker
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.mail.message.enclosures import EnclosureGone, supply
from surveyapp.mail.outbox.jobs import deliver_due
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.questionnaires.operations import parsed


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Mailbox]]:
    with smtp_server() as found:
        yield found


@pytest.fixture
def mailing(make_app: MakeApp, server: tuple[str, Mailbox]) -> Iterator[tuple[Flask, Session, Mailbox]]:
    app = make_app(SMTP_URL=server[0])
    server[1].messages.clear()
    with session_of(app) as session:
        yield app, session, server[1]


def deliver(app: Flask, session: Session) -> int:
    session.commit()
    count = deliver_due(app, utcnow())
    session.expire_all()
    return count


def squeezed(text: str) -> str:
    """Without spaces: a line may break at a stroke."""
    return "".join(text.split())


def calendar_part(mail: EmailMessage) -> EmailMessage:
    (found,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert isinstance(found, EmailMessage)
    return found


def event(mail: EmailMessage) -> Event:
    (found,) = Calendar.from_ical(calendar_part(mail).get_content()).walk("VEVENT")
    assert isinstance(found, Event)
    return found


def test_the_mail_is_an_invitation_with_the_questions(mailing: tuple[Flask, Session, Mailbox]) -> None:
    app, session, mailbox = mailing
    writer = user_maker(session)(RoleName.INTERVIEWER, name="Ine Interviewer")
    planned = Invited.of(session, by=[writer])
    planned.invite()
    assert deliver(app, session) == 2
    (mail,) = mailbox.to("zoe@example.org")
    assert mail.get_content_type() == "multipart/mixed"
    alternative, *attached = mail.iter_parts()
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert [part.get_filename() for part in attached] == ["vragenlijst-oost-drenthe.pdf", "afspraak.ics"]
    part = calendar_part(mail)
    assert (part.get_param("method"), part.get_content_charset()) == ("REQUEST", "utf-8")
    assert part.get_content_disposition() is None
    assert attached[1].get_content() == part.get_content().replace("\r\n", "\n").replace("\n", "\r\n").encode()
    found = event(mail)
    assert found["LOCATION"] == PLACE
    assert str(found["URL"]) == LINK
    assert str(found["ORGANIZER"]) == f"mailto:{writer.email}"
    assert [one.params["CN"].replace("'", '"') for one in found["ATTENDEE"]] == [
        "Contactpersoon",
        'Zoë Brünn; wethouder, "Súdwest"',
    ]
    assert mail["Reply-To"] == writer.email
    pdf = PdfReader(BytesIO(attached[0].get_content()))
    text = squeezed("".join(page.extract_text() for page in pdf.pages))
    asked = [squeezed(one.wording) for one in parsed(planned.interview.questionnaire).all_questions]
    assert [one for one in asked if one not in text] == []
    assert squeezed("dinsdag 29 mei 2018, 10:30 tot 11:30 uur") in text


def test_a_change_and_a_cancellation_reach_the_same_appointment(mailing: tuple[Flask, Session, Mailbox]) -> None:
    app, session, mailbox = mailing
    planned = Invited.of(session)
    planned.invite(0)
    deliver(app, session)
    planned.plan(begins=time(9), place="Elders")
    planned.invite(0)
    deliver(app, session)
    planned.cancel("Tot later.")
    deliver(app, session)
    first, changed, cancelled = map(event, mailbox.to("contact@example.org"))
    assert first["UID"] == changed["UID"] == cancelled["UID"]
    assert [one["SEQUENCE"] for one in (first, changed, cancelled)] == [0, 1, 2]
    assert changed["LOCATION"] == "Elders"
    assert cancelled["STATUS"] == "CANCELLED"
    mail = mailbox.messages[-1]
    assert calendar_part(mail).get_param("method") == "CANCEL"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["afspraak.ics"]


def test_what_was_overtaken_is_not_sent_any_more(mailing: tuple[Flask, Session, Mailbox]) -> None:
    app, session, mailbox = mailing
    planned = Invited.of(session)
    planned.invite(0)
    planned.plan(DAY, time(9))
    planned.invite(0)
    assert deliver(app, session) == 1
    assert event(mailbox.messages[0])["SEQUENCE"] == 1
    assert session.scalars(sa.select(OutboxMail.state).order_by(OutboxMail.id)).all() == [
        MailState.WITHDRAWN,
        MailState.SENT,
    ]
    with pytest.raises(EnclosureGone):
        supply(session, "invitation:999", app.config)


def test_nobody_s_words_become_markup(mailing: tuple[Flask, Session, Mailbox]) -> None:
    app, session, mailbox = mailing
    planned = Invited.of(session)
    planned.plan(place="<script>alert(1)</script>")
    planned.invite(0)
    deliver(app, session)
    planned.cancel("<b>Nee</b>")
    deliver(app, session)
    for mail, words in zip(mailbox.messages, ("<script>", "<b>Nee"), strict=True):
        html, plain = mail.get_body(("html",)), mail.get_body(("plain",))
        assert html
        assert plain
        assert words not in html.get_content()
        assert words in plain.get_content()
