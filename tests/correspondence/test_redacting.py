"""Personal links and codes that a message quotes are gone before it is stored, wherever they stand in it."""

import base64
import io
import quopri
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from incoming import reply, report
from recorded import NOW
from setting import MakeUser
from sqlalchemy.orm import Session
from verified import Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import Base
from surveyapp.interviews.recording.models import Interview
from surveyapp.mail.arrivals.operations import receive
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.received.models import IncomingMail
from surveyapp.processes.rendering import papers
from surveyapp.readings.links.operations import personal
from surveyapp.verification.records.models import Verification

QUOTED = b"""From: Contact <contact@gemeente.example>
To: bevolkingsdaling@example.org
Subject: Re: Uw verslag
Message-ID: <r1@gemeente.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Mag het een week later?

> Verslag nakijken:
> http://wederhoor.example.org/v/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
> en vul in: ABCD-EFGH-JKMN
"""


class Secret:
    """A link that works and its code."""

    def __init__(self, app: Flask, session: Session) -> None:
        made = personal(session.scalars(sa.select(Verification)).one(), app.config)
        self.link, self.code = made.link, made.code
        self.token = made.link.rpartition("/")[2]

    def is_in(self, words: str | bytes) -> bool:
        words = words.decode("latin-1") if isinstance(words, bytes) else words
        return self.token in words or self.code in words


@pytest.fixture
def interview(session: Session, staff: MakeUser) -> Interview:
    made = Verified.of(session)
    interview = made.interview(by=[staff(RoleName.INTERVIEWER)])
    made.save(interview, "1", "Ja.")
    made.send(interview)  # type: ignore[attr-defined]
    session.commit()
    return interview


@pytest.fixture
def sent(session: Session, interview: Interview) -> OutboxMail:
    return session.scalars(sa.select(OutboxMail).where(OutboxMail.interview_id == interview.id)).one()


@pytest.fixture
def secret(app: Flask, session: Session, sent: OutboxMail) -> Secret:
    assert sent
    return Secret(app, session)


def every_value(session: Session) -> str:
    """All that the database holds, as one text; of what is encoded in a message, what it says."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            found += [one.decode("latin-1") if isinstance(one, bytes) else str(one) for one in row]
    for raw in session.scalars(sa.select(IncomingMail.raw)):
        for part in message_from_bytes(raw).walk():
            content = part.get_payload(decode=True)
            found.append(content.decode("latin-1") if isinstance(content, bytes) else "")
            found += [str(value) for value in message_from_bytes(raw, policy=default).values()]
    return "\n".join(found)


def body(words: str) -> bytes:
    return reply(text=words)


def html(words: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Message-ID"] = "Contact <contact@example.org>", "<h@example.org>"
    message.set_content("Zie de opmaak.")
    message.add_alternative(words, subtype="html")
    return message.as_bytes()


def encoded(words: str, how: str, charset: str = "utf-8") -> bytes:
    content = words.encode(charset)
    written = base64.encodebytes(content) if how == "base64" else quopri.encodestring(content)
    head = f"From: a@example.org\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {how}\n\n"
    return head.encode() + written


def with_part(content: bytes, kind: str, encoding: str = "base64") -> bytes:
    written = base64.encodebytes(content) if encoding == "base64" else content
    return (
        b"From: a@example.org\nContent-Type: multipart/mixed; boundary=x\n\nvooraf\n--x\n"
        b"Content-Type: text/plain\n\nZie bijlage.\n--x\n"
        + f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
        + written
        + b"\n--x--\n"
    )


def word_file(words: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f"<w:p><w:r>{words[:60]}</w:r><w:r>{words[60:]}</w:r></w:p>")
    return file.getvalue()


def wrapped(link: str) -> str:
    return f"> {link[:50]}\n> {link[50:]}\n> en vul in"


WAYS: dict[str, Callable[[Secret], bytes]] = {
    "plain": lambda one: body(f"{one.link}\nen vul in: {one.code}"),
    "wrapped": lambda one: body(wrapped(one.link)),
    "flowed": lambda one: body(f">> {one.link[:40]} \n>> {one.link[40:]}"),
    "bare token": lambda one: body(f"de sleutel is {one.token}."),
    "lower code": lambda one: body(f"code: {one.code.replace('-', ' ')}"),
    "code over lines": lambda one: body(f"vul in {one.code[:10]}\n> {one.code[10:]}"),
    "html": lambda one: html(f'<p><a href="{one.link}">Nakijken</a> <b>{one.code}</b></p>'),
    "html wrapped": lambda one: html(f"<p>{one.link[:50]}<wbr>{one.link[50:]}</p>"),
    "html entities": lambda one: html("".join(f"&#{ord(mark)};" for mark in one.link)),
    "safelink": lambda one: html(f'<a href="https://safe.example/?url={quote(one.link, safe="")}&amp;data=05">x</a>'),
    "safelink twice": lambda one: body(f"https://safe.example/?u={quote(quote(one.link, safe=''), safe='')}"),
    "base64": lambda one: encoded(f"{one.link} {one.code}", "base64"),
    "quoted-printable": lambda one: encoded(f"é {one.link} vul in {one.code}", "quoted-printable"),
    "utf-16": lambda one: encoded(one.link, "base64", "utf-16"),
    "subject": lambda one: reply(subject=f"Re: {one.link} {one.code}"),
    "subject encoded": lambda one: reply(subject=f"Ré: {one.link}"),
    "other header": lambda one: reply(X_Original_URL=one.link),
    "name": lambda one: reply(sender=f'"{one.link}" <contact@example.org>'),
    "text attachment": lambda one: with_part(one.link.encode(), "text/plain; name=mail.txt"),
    "enclosed message": lambda one: with_part(body(one.link), "message/rfc822", "8bit"),
    "enclosed message encoded": lambda one: with_part(body(one.link), "message/rfc822"),
    "outlook message": lambda one: with_part(b"\0\1" + one.link.encode(), "application/octet-stream"),
    "word attachment": lambda one: with_part(word_file(one.link), "application/vnd.word"),
    "preamble": lambda one: with_part(b"x", "text/plain").replace(b"vooraf", one.link.encode()),
    "no mail at all": lambda one: one.link.encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_link_or_code_is_stored(session: Session, secret: Secret, way: str) -> None:
    raw = WAYS[way](secret)
    found = receive(session, raw, NOW)
    assert found
    session.commit()
    kept = every_value(session)
    assert not secret.is_in(kept)
    assert secret.token not in kept.replace("\n> ", "").replace("\n>> ", "").replace("=\n", "").replace(" \n", "")
    assert not secret.is_in(found.subject + found.text + found.from_name)


def test_a_pdf_with_the_link_is_left_out(session: Session, secret: Secret) -> None:
    for words in (f'<p><a href="{secret.link}">Nakijken</a></p>', f"<p>{secret.link}</p>"):
        raw = with_part(papers.render(f'<html lang="nl"><title>x</title>{words}</html>'), "application/pdf; name=a.pdf")
        found = receive(session, raw + words[:9].encode(), NOW)
        assert found
        kept = message_from_bytes(found.raw)
        assert "Deze bijlage is niet bewaard" in kept.get_payload()[1].get_payload(decode=True).decode()  # type: ignore[index, union-attr]


def test_the_reply_that_was_found(session: Session, secret: Secret) -> None:
    assert secret
    found = receive(session, QUOTED, NOW)
    assert found
    assert b"A" * 43 not in found.raw
    assert b"ABCD-EFGH" not in found.raw
    assert found.text == (
        "Mag het een week later?\n\n> Verslag nakijken:\n> http://wederhoor.example.org/v/[persoonlijke link]\n"
        "> en vul in: [persoonlijke code]"
    )


def test_a_bounce_that_returns_our_mail_keeps_neither(session: Session, secret: Secret, sent: OutboxMail) -> None:
    raw = report(sent).replace(b"--x--", b"--x\nContent-Type: message/rfc822\n\nSubject: x\n\n%s\n%s\n--x--")
    found = receive(session, raw % (secret.link.encode(), secret.code.encode()), NOW)
    assert found
    assert sent.returned_at
    assert not secret.is_in(every_value(session))


def test_a_password_link_of_staff_goes_too(session: Session, secret: Secret) -> None:
    assert secret
    found = receive(session, reply(text="https://x.nl/wachtwoord-nieuw/WyIxIiwi.aBcDeF.sdkfjhsdkfjhsdf-_x Dag"), NOW)
    assert found
    assert found.text == "https://x.nl/wachtwoord-nieuw/[persoonlijke link] Dag"


def test_other_words_stay_byte_for_byte(session: Session, secret: Secret) -> None:
    assert secret
    words = "m/v/x\niedereen die meedoet, ABCD-EFGH-JKMN en A1B2-C3D4-E5F6. Zie https://x.nl/v/kort en " + "a" * 43
    raw = reply(text=words)
    found = receive(session, raw, NOW)
    assert found
    assert (found.text, found.raw) == (words, raw)


def test_nobody_of_staff_sees_them(
    app: Flask, session: Session, interview: Interview, secret: Secret, sent: OutboxMail
) -> None:
    found = receive(session, reply(sent, text=f"{secret.link}\nvul in {secret.code}"), NOW)
    assert found
    session.commit()
    desk = Client(app, session).login(interview.interviewers[0])
    for address in ("", f"/{found.id}.eml"):
        shown = desk.browser.get(f"/interviews/{interview.id}/mails{address}").data
        assert not secret.is_in(shown)
    assert not secret.is_in(desk.browser.get("/interviews").data)
