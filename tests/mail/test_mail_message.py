from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import getaddresses
from html import escape
from types import SimpleNamespace
from typing import Any

import pytest

from surveyapp.mail.message.enclosures import NOTHING, CalendarPart, EnclosedFile, Enclosure
from surveyapp.mail.message.templating import written
from surveyapp.mail.outbox.mail_writer import Undeliverable, compose
from surveyapp.mail.outbox.models import OutboxMail

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


HOSTILE_NAMES = [
    "=?utf-8?b?PGV2aWxAZXhhbXBsZS5uZXQ+LA==?=",
    "=?utf-8?q?Jan_=3Cevil=40example=2Enet=3E?=",
    "=?utf-8?q?=0D=0ABcc=3A_evil=40example=2Enet?=",
    "Jan, evil@example.net",
    'Jan" <evil@example.net>, "x',
    "é <evil@example.net>, x",
    "Jan\r\nReply-To: evil@example.net",
    "Jan\u2028Bcc: evil@example.net\x0b\x00",
    "evil@example.net:;",
    "\\",
    "é" * 180,
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_changes_who_gets_a_mail_or_its_answer(name: str) -> None:
    config = CONFIG | {"IMAP_URL": "imaps://u@example.org", "PUBLISHER": name}
    for made in (mail(to_name=name, from_name=name), mail(to_name=name)):
        found = read(compose(made, Enclosure("x"), config))
        for header, expected in (
            ("To", ["vera@example.org"]),
            ("From", ["post@example.org"]),
            ("Reply-To", ["ine@example.org", "post@example.org"]),
        ):
            assert [one.addr_spec for one in found[header].addresses] == expected
            decoded_first = str(
                make_header(decode_header(compose(made, Enclosure("x"), config)[header].fold(policy=SMTP)))
            )
            assert "evil@example.net" not in [address for _, address in getaddresses([decoded_first])]
        assert found["Bcc"] is None


def test_a_name_with_a_comma_and_words_from_elsewhere_stays_whole() -> None:
    for name in ("Wit, Vera de", "Zoë", "Vera (wethouder)", "O'Brien"):
        assert read(compose(mail(to_name=name), Enclosure("x"), CONFIG))["To"].addresses[0].display_name == name


def test_a_subject_shows_an_encoded_word_as_it_was_typed() -> None:
    found = read(compose(mail(subject="Re: =?utf-8?q?Bcc=3A?= x"), Enclosure("x"), CONFIG))
    assert found["Subject"].replace("\u2060", "") == "Re: =?utf-8?q?Bcc=3A?= x"


def test_what_no_message_can_be_made_of_says_so() -> None:
    with pytest.raises(Undeliverable, match="geen bericht"):
        compose(mail(text="half een teken \ud83d", html=""), NOTHING, CONFIG)


TYPED = "%LINK% %CODE% %CODE_PAGE% %_LINK% %__CODE% 100% {naam} {{ secret }} <b>"


def test_words_of_people_are_no_placeholders() -> None:
    person = SimpleNamespace(name=TYPED)
    interview = SimpleNamespace(
        id=1, organisation=SimpleNamespace(label=TYPED), round=SimpleNamespace(name=TYPED, title=TYPED, subtitle=TYPED)
    )
    plain, html = written(
        "handover_given", heading=TYPED, interview=interview, giver=person, taker=person, by=TYPED, note=TYPED
    )
    for enclosure in (NOTHING, Enclosure("https://example.org/v/a", code="AAAA", code_page="https://example.org/code")):
        found = read(compose(mail(text=plain, html=html), enclosure, CONFIG))
        for part in ("plain", "html"):
            body = found.get_body((part,))
            assert body
            assert (TYPED if part == "plain" else escape(TYPED)) in body.get_content()
            assert "example.org/v/a" not in body.get_content()


def test_the_marks_of_a_template_are_filled_in_beside_words_that_look_like_them() -> None:
    plain, html = written("password_reset", heading=TYPED, user=SimpleNamespace(name=TYPED), days=3)
    found = read(compose(mail(text=plain, html=html), Enclosure("https://example.org/wachtwoord-nieuw/x"), CONFIG))
    for part in ("plain", "html"):
        body = found.get_body((part,))
        assert body
        assert "https://example.org/wachtwoord-nieuw/x" in body.get_content()
        assert "%LINK% %CODE%" in body.get_content()
