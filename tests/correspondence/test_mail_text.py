"""Mails as Outlook, Apple Mail, Gmail and phones make them: all words, each under the name of who wrote them."""

import pytest

from surveyapp.mail.reading.reader import read
from surveyapp.mail.reading.text import ENCRYPTED, WINMAIL, unflowed
from surveyapp.mail.received.rules import IncomingKind

HEAD = b"From: Contact <contact@example.org>\nSubject: Re: Uw verslag\nMIME-Version: 1.0\n"


def text(body: str | bytes, kind: str = "text/plain; charset=utf-8", *more: str) -> str:
    """What is read of a mail of one part."""
    return read(HEAD + part(body, kind, *more)).text


def part(body: str | bytes, kind: str = "text/plain; charset=utf-8", *more: str) -> bytes:
    """A part, with the headers that are given."""
    content = body.encode() if isinstance(body, str) else body
    return "\n".join([f"Content-Type: {kind}", *more]).encode() + b"\n\n" + content


def multipart(kind: str, *parts: bytes) -> bytes:
    """Parts in a part."""
    mark = b"=" + kind.encode() + b"="
    pieces = b"".join(b"--%s\n%s\n" % (mark, one) for one in parts)
    return b'Content-Type: multipart/%s; boundary="%s"\n\n%s--%s--\n' % (kind.encode(), mark, pieces, mark)


PDF = part(
    "JVBERg==", "application/pdf; name=brief.pdf", "Content-Disposition: inline", "Content-Transfer-Encoding: base64"
)
HTML = "text/html; charset=utf-8"


def test_text_after_an_attachment_is_read() -> None:
    mail = HEAD + multipart("mixed", part("Zie de brief."), PDF, part("Let op: vraag 2b klopt niet."))
    assert read(mail).text == "Zie de brief.\n\nLet op: vraag 2b klopt niet.\n\nBijlagen: brief.pdf"
    apple = multipart("mixed", part("<p>Zie de brief.</p>", HTML), PDF, part("<p>2b klopt niet.</p>", HTML))
    mail = HEAD + multipart("alternative", part("Zie de brief.\n\n2b klopt niet."), apple)
    assert read(mail).text == "Zie de brief.\n\n2b klopt niet.\n\nBijlagen: brief.pdf"
    assert read(HEAD + apple).text == "Zie de brief.\n\n2b klopt niet.\n\nBijlagen: brief.pdf"


def test_an_enclosed_mail_is_told_apart_and_everything_in_it_is_marked() -> None:
    inside = b"From: Collega <collega@example.org>\nSubject: verslag\n" + part("Alles klopt.\nEcht.")
    mail = HEAD + multipart("mixed", part("<p>Ik ben het er niet mee eens.</p>", HTML), part(inside, "message/rfc822"))
    assert read(mail).text == (
        "Ik ben het er niet mee eens.\n\nMeegestuurd bericht van Collega: ‘verslag’\n> Alles klopt.\n> Echt."
    )
    alone = read(HEAD + multipart("mixed", part(inside, "message/rfc822"))).text
    assert alone == "Meegestuurd bericht van Collega: ‘verslag’\n> Alles klopt.\n> Echt."


@pytest.mark.parametrize(
    ("body", "label", "words"),
    [
        (b"Het kost \x80 5.000 \x96 nee.", "iso-8859-1", "Het kost € 5.000 – nee."),
        (b"Het kost \x80 5.000.", "us-ascii", "Het kost € 5.000."),
        (b"Het kost \x80 5.000.", "utf-8", "Het kost € 5.000."),
        (b"Het kost \x80 5.000.", "ansi-onbekend", "Het kost € 5.000."),
        (b"Het kost \xa4 5.000.", "iso-8859-15", "Het kost € 5.000."),
        (b"Het kost \x80 5.000.", "iso-8859-15", "Het kost € 5.000."),
        ("Het kost € 5.000, reëel.".encode(), "iso-8859-1", "Het kost € 5.000, reëel."),
        ("reëel, co\xebrdinatie".encode() + b"\xff", "utf-8", "reëel, coërdinatie�"),
        (b"re\xebel", "windows-1252", "reëel"),
        ("reëel".encode("utf-16"), "utf-16", "reëel"),
        (b"x" * 50_000, "punycode", "x" * 50_000),
    ],
)
def test_characters_are_read_whatever_the_label_says(body: bytes, label: str, words: str) -> None:
    assert text(body, f"text/plain; charset={label}", "Content-Transfer-Encoding: 8bit") == words


@pytest.mark.parametrize("encoding", ["quoted-printable", "Quoted-Printable;", "quoted-printable (door ons)"])
def test_broken_quoted_printable_costs_no_words(encoding: str) -> None:
    body = "Het kost =E2=82=AC 5.000=\n, dus 3 = 2+1 =ZZ en=20\nklaar="
    found = text(body, "text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}")
    assert found == "Het kost € 5.000, dus 3 = 2+1 =ZZ en\nklaar"


def test_lines_that_flow_are_joined_and_quotes_and_signatures_stay() -> None:
    body = "Dit is een \nlange regel.\n\n> Vraag van \n> u\n>> en eerder\n Van mij\n-- \nContact"
    assert text(body, "text/plain; charset=utf-8; format=flowed") == (
        "Dit is een lange regel.\n\n> Vraag van u\n>> en eerder\nVan mij\n--\nContact"
    )
    assert unflowed("woord \ndeel", without_space=True) == "woorddeel"
    assert text("los \nlos") == "los\nlos"


def test_html_keeps_lines_items_and_cells_apart_and_marks_what_it_quotes() -> None:
    body = (
        "<html><head><title>Brief</title></head><body><p>Nee,\n dat klopt niet.</p><ul><li>een</li><li>twee</li></ul>"
        "<table><tr><td>Totaal</td><td>5</td></tr></table>"
        "<blockquote type='cite'><div>Klopt dit?</div><blockquote>Eerder</blockquote></blockquote><div>Groet</div>"
    )
    assert text(body, HTML) == (
        "Nee, dat klopt niet.\n\n- een\n- twee\n\nTotaal 5\n\n> Klopt dit?\n>\n> > Eerder\n>\n>\n\nGroet"
    )


def test_an_empty_plain_form_gives_way_to_the_html_one() -> None:
    mail = HEAD + multipart("alternative", part(" \n"), part("<p>Akkoord met 2b.</p>", HTML))
    assert read(mail).text == "Akkoord met 2b."


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "METHOD:REPLY\nATTENDEE;CN=x;\n PARTSTAT=DECLINED:mailto:a@b\nCOMMENT:Ik ben er niet",
            "afgewezen. Ik ben er niet",
        ),
        ("METHOD:REPLY\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b", "geaccepteerd."),
        ("METHOD:REQUEST", "agenda-uitnodiging."),
        ("METHOD:COUNTER", "ander tijdstip."),
    ],
)
def test_what_an_agenda_answers_is_told(lines: str, said: str) -> None:
    mail = HEAD + multipart("alternative", part(""), part(f"BEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR", "text/calendar"))
    assert read(mail).text.endswith(said)


def test_what_cannot_be_shown_is_named() -> None:
    tnef = part("eJ8+", "application/ms-tnef; name=winmail.dat", "Content-Transfer-Encoding: base64")
    assert read(HEAD + multipart("mixed", part("Zie bijlage."), tnef)).text == (
        f"Zie bijlage.\n\n{WINMAIL}\n\nBijlagen: winmail.dat"
    )
    assert text("MIAG", "application/pkcs7-mime; name=smime.p7m") == f"{ENCRYPTED}\n\nBijlagen: smime.p7m"
    assert text("x", "image/png") == "Bijlagen: zonder naam (image/png)"


@pytest.mark.parametrize(
    "headers",
    [
        b"Subject: Automatisch antwoord: Uw verslag\n",
        b"Subject: Automatic reply: Uw verslag\n",
        b"Subject: Out of Office AutoReply: Uw verslag\n",
        b"Subject: Afwezig: Re: Uw verslag\n",
        b"Subject: Re: Uw verslag\nX-Autoreply-From: a@b\n",
        b"Subject: Re: Uw verslag\nX-Mail-Autoreply: ja\n",
        b"Subject: Re: Uw verslag\nDelivered-To: Autoresponder\n",
    ],
)
def test_a_note_of_absence_without_the_usual_header_is_no_answer(headers: bytes) -> None:
    found = read(b"From: contact@example.org\n" + headers + b"\nIk ben er niet.")
    assert (found.kind, found.report) == (IncomingKind.AUTOMATIC, None)


@pytest.mark.parametrize(
    "subject", [b"Re: Automatisch antwoord: Uw verslag", b"Afwezig donderdag", b"Automatisch antwoordapparaat"]
)
def test_a_person_may_write_of_absence(subject: bytes) -> None:
    assert read(b"From: contact@example.org\nSubject: " + subject + b"\n\nDag.").kind is IncomingKind.REPLY
