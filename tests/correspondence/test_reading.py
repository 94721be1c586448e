import pytest
from incoming import reply, report

from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.reading.reader import read
from surveyapp.mail.received.rules import IncomingKind

OURS = OutboxMail(message_id="<123@surveyapp.invalid>", to_address="contact@example.org", subject="Nakijken?")


def test_a_reply_says_who_wrote_what_about_which_mail() -> None:
    found = read(reply(OURS, References="<oud@example.org> <123@surveyapp.invalid>"))
    assert (found.kind, found.from_name, found.from_address) == (IncomingKind.REPLY, "Contact", "contact@example.org")
    assert (found.subject, found.text) == ("Re: het verslag", "Mag het later?")
    assert found.ids == ("<123@surveyapp.invalid>", "<oud@example.org>")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied; vacation"},
        {"Precedence": "bulk"},
        {"Precedence": "Auto_Reply"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"sender": "MAILER-DAEMON@example.org"},
    ],
)
def test_what_no_person_wrote_is_no_reply(headers: dict[str, str]) -> None:
    assert read(reply(OURS, **headers)).kind is IncomingKind.AUTOMATIC
    assert read(reply(OURS, Auto_Submitted="no")).kind is IncomingKind.REPLY


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", IncomingKind.BOUNCE),
        ("failed", "4.4.7", IncomingKind.BOUNCE),
        ("delayed", "4.4.1", IncomingKind.DELAY),
        ("", "5.0.0", IncomingKind.BOUNCE),
        ("", "4.0.0", IncomingKind.DELAY),
        ("delivered", "2.0.0", IncomingKind.AUTOMATIC),
        ("relayed", "2.1.9", IncomingKind.AUTOMATIC),
    ],
)
def test_a_report_says_for_good_or_for_now(action: str, status: str, kind: IncomingKind) -> None:
    found = read(report(OURS, action=action, status=status, words="x"))
    assert found.kind is kind
    assert "<123@surveyapp.invalid>" in found.ids
    assert (found.report is None) is (kind is IncomingKind.AUTOMATIC)
    if found.report:
        assert (found.report.recipient, found.report.words) == ("contact@example.org", f"{status} x")


def test_the_words_of_a_report_hold_its_status_once() -> None:
    found = read(report(OURS))
    assert found.report
    assert found.report.words == "550 5.1.1 User unknown"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("R&D", "R&D"),
        ("R&amp;D &lt;b&gt; &euro;&nbsp;5 &#8364; &copy", "R&D <b> €\N{NO-BREAK SPACE}5 € ©"),
        ("&amp;lt;", "&lt;"),
        ("x < 5 & y > 3", "x < 5 & y > 3"),
        ('<a href="?a&b">R&D</a>', "R&D"),
    ],
)
def test_signs_of_html_are_read_once(markup: str, words: str) -> None:
    raw = f"From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n{markup}".encode()
    assert read(raw).text == words


def test_html_becomes_text() -> None:
    raw = (
        b"From: a@example.org\nContent-Type: text/html; charset=utf-8\n\n"
        b"<style>p{}</style><p>Dag &lt;b&gt;</p><script>alert(1)</script><div>Twee<br>drie</div>"
    )
    assert read(raw).text.split() == ["Dag", "<b>", "Twee", "drie"]


def test_attachments_are_named_and_left_in_the_message() -> None:
    raw = b"""From: a@example.org
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

Zie bijlage.
--x
Content-Type: text/plain; name="verslag.txt"
Content-Disposition: attachment; filename="verslag.txt"

geheim
--x--
"""
    assert read(raw).text == "Zie bijlage.\n\nBijlagen: verslag.txt"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00\x01" * 50,
        b"From: \nSubject: =?utf-8?b?////?=\n\n\xff",
        b"From: =?nonsense?q?x?= <a@b>\nContent-Type: text/plain; charset=nonsense\n\nDag \xe9",
        b"Content-Type: multipart/report; report-type=delivery-status\n\nniets",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n\n\n--x--",
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 500,
        b"From: a@b, c@d, <<>>\nDate: nooit\nReferences: " + b"<x@y> " * 5_000 + b"\n\nx",
        b"Subject: a\x00b\r\n\r\n" + b"woord " * 50_000,
        "From: é <é@é.nl>\nSubject: é\n\né".encode("latin-1"),
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n%%%%",
    ],
)
def test_whatever_comes_is_read(raw: bytes) -> None:
    found = read(raw)
    assert len(found.key) == 64
    assert len(found.text) <= 50_100
    for words in (found.subject, found.from_name, found.from_address, found.text):
        assert "\x00" not in words
        words.encode()


def test_the_same_message_has_the_same_key_and_another_has_another() -> None:
    assert read(reply()).key == read(b"Received: by x\n" + reply()).key
    assert read(reply()).key != read(reply(id="<twee@example.org>")).key
    assert read(b"From: a@b\n\neen").key != read(b"From: a@b\n\ntwee").key
