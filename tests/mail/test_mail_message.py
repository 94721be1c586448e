from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from surveyapp.mail.enclosures import NOTHING, CalendarPart, EnclosedFile, Enclosure
from surveyapp.mail.message import Undeliverable, compose
from surveyapp.mail.models import OutboxMail

CONFIG = {
    "MAIL_FROM": "post@example.org",
    "PUBLISHER": "Programma Bevolkingsdaling, ministerie van BZK",
    "IMAP_URL": "",
}


def mail(**values: Any) -> OutboxMail:
    defaults: dict[str, Any] = {
        "id": 1,
        "message_id": "<1@surveyapp.invalid>",
        "to_name": "Vera de Wit",
        "to_address": "vera@example.org",
        "reply_to": "ine@example.org",
        "subject": "Wilt u het verslag nakijken? (regio Súdwest)",
        "text": "Kijk na:\n%LINK%\n",
        "html": '<p><a href="%LINK%">Nakijken</a></p>',
        "created_at": datetime(2018, 5, 22, 10, 0, tzinfo=UTC),
    }
    return OutboxMail(**defaults | values)


def read(message: EmailMessage) -> EmailMessage:
    """As the recipient's program reads it."""
    found = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_mail_has_what_a_mail_needs() -> None:
    found = read(compose(mail(), Enclosure("https://example.org/v/a?b&c"), CONFIG))
    assert found["To"] == "Vera de Wit <vera@example.org>"
    assert found["From"].addresses[0].display_name == CONFIG["PUBLISHER"]
    assert found["From"].addresses[0].addr_spec == "post@example.org"
    assert found["Reply-To"] == "ine@example.org"
    assert found["Subject"] == "Wilt u het verslag nakijken? (regio Súdwest)"
    assert found["Message-ID"] == "<1@surveyapp.invalid>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Date"].datetime == datetime(2018, 5, 22, 10, 0, tzinfo=UTC)


def test_the_link_stands_in_both_bodies_and_is_escaped_in_html() -> None:
    found = read(compose(mail(), Enclosure("https://example.org/v/a?b&c"), CONFIG))
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain
    assert html
    assert plain.get_content().splitlines() == ["Kijk na:", "https://example.org/v/a?b&c"]
    assert 'href="https://example.org/v/a?b&amp;c"' in html.get_content()


def test_attachments_come_along() -> None:
    file = EnclosedFile("verslag één.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
    found = read(compose(mail(), Enclosure("x", (file,)), CONFIG))
    (attached,) = found.iter_attachments()
    assert attached.get_filename() == "verslag één.pdf"
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == b"%PDF-1.7 \x00\xff"


def test_without_html_the_mail_is_plain() -> None:
    assert read(compose(mail(html="", text="Dag"), NOTHING, CONFIG)).get_content_type() == "text/plain"


def test_the_same_row_gives_the_same_identity() -> None:
    first, second = (compose(mail(), Enclosure("x"), CONFIG) for _ in range(2))
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])


@pytest.mark.parametrize(
    "address",
    ["een@example.org, twee@example.org", "een@example.org\nBcc: twee@example.org", "", "geen", "Vera <v@example.org>"],
)
def test_a_mail_goes_to_exactly_one_address(address: str) -> None:
    with pytest.raises(Undeliverable):
        compose(mail(to_address=address), Enclosure("x"), CONFIG)
    if address:
        with pytest.raises(Undeliverable):
            compose(mail(reply_to=address), Enclosure("x"), CONFIG)


@pytest.mark.parametrize("field", ["subject", "to_name"])
def test_nothing_can_add_a_header(field: str) -> None:
    found = read(compose(mail(**{field: "Dag\r\nBcc: twee@example.org"}), Enclosure("x"), CONFIG))
    assert found["Bcc"] is None


def test_a_mail_that_misses_its_link_does_not_leave() -> None:
    with pytest.raises(Undeliverable, match="link"):
        compose(mail(), NOTHING, CONFIG)


def test_the_sender_may_have_a_name() -> None:
    found = compose(mail(), Enclosure("x"), CONFIG | {"MAIL_FROM": "Wederhoor <post@example.org>"})
    assert str(found["From"]) == "Wederhoor <post@example.org>"


def test_a_calendar_part_is_another_reading_of_the_mail() -> None:
    text = "BEGIN:VCALENDAR\r\nX-WORDS:Súdwest\r\nEND:VCALENDAR\r\n"
    found = read(compose(mail(text="Dag", html="<p>Dag</p>"), Enclosure(calendar=CalendarPart(text, "CANCEL")), CONFIG))
    assert found.get_content_type() == "multipart/alternative"
    last = list(found.iter_parts())[-1]
    assert last.get_content_type() == "text/calendar"
    assert last.get_param("method") == "CANCEL"
    assert last.get_content().splitlines() == text.splitlines()
