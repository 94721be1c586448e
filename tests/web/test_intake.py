"""No link or code of a respondent is stored, whoever types or uploads it, and wherever."""

import io
import zipfile
from email import message_from_bytes

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import NOW
from sent_record import SentRecord, put
from setting import MakeUser
from sqlalchemy.orm import Session
from verified import Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.models import Attachment
from surveyapp.comments.models import Comment
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.mail.arrivals import jobs
from surveyapp.mail.received.models import IncomingMail
from surveyapp.mail.received.rules import IncomingKind, MatchedBy
from surveyapp.processes.rendering import papers
from surveyapp.protection.secrets_in_files import REFUSAL
from surveyapp.readings.links.operations import personal
from surveyapp.verification.records.models import Reaction, Verification


@pytest.fixture
def interview(session: Session, staff: MakeUser) -> Interview:
    made = Verified.of(session)
    interview = made.interview(by=[staff(RoleName.INTERVIEWER)])
    made.save(interview, "1", "Ja.")
    made.send(interview)  # type: ignore[attr-defined]
    session.commit()
    return interview


@pytest.fixture
def desk(client: Client, interview: Interview) -> Client:
    return client.login(interview.interviewers[0])


@pytest.fixture
def words(app: Flask, session: Session, interview: Interview) -> str:
    assert interview
    made = personal(session.scalars(sa.select(Verification)).one(), app.config)
    return f"Zij gebruikte {made.link} en de code {made.code.lower()}, op 1 juni."


WITHHELD = "Zij gebruikte {}v/[persoonlijke link] en de code [persoonlijke code], op 1 juni."


def withheld(words: str) -> str:
    return WITHHELD.format(words.partition("gebruikte ")[2].partition("v/")[0])


def test_what_is_saved_as_json(desk: Client, session: Session, interview: Interview, words: str) -> None:
    sent = {"text": words, "base": 0, "key": "k" * 16}
    address = f"/interviews/{interview.id}/antwoorden/2a"
    answer = desk.browser.put(address, json=sent, headers={"X-CSRFToken": desk.csrf_token()})
    assert answer.status_code == 200
    texts = session.scalars(sa.select(AnswerRevision.text).order_by(AnswerRevision.id)).all()
    assert texts[-1] == withheld(words)


def test_what_is_sent_in_a_form(desk: Client, session: Session, interview: Interview, words: str) -> None:
    desk.get(f"/interviews/{interview.id}")
    page = desk.browser.post(
        f"/interviews/{interview.id}/meelezen/1", data={"comment_1": words, "csrf_token": desk.csrf_token()}
    )
    assert page.status_code < 400, page.text
    assert session.scalars(sa.select(Comment.text)).all() == [withheld(words)]


def test_what_a_respondent_types(app: Flask, client: Client, session: Session) -> None:
    sent = SentRecord.of(session)
    made = personal(sent.verification(), app.config)
    client.follow(client.post("/code", {"code": made.code}, status=303))  # the page for codes reads them as typed
    put(client, "1", reader=sent.reader, kind="question", question=f"Werkt {made.link} morgen ook, met {made.code}?")
    (remark,) = session.scalars(sa.select(Reaction.remark))
    assert remark.endswith("/v/[persoonlijke link] morgen ook, met [persoonlijke code]?")


def word_file(words: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("word/_rels/document.xml.rels", f'<Relationship Target="{words}"/>')
    return file.getvalue()


def pdf_file(words: str) -> bytes:
    return papers.render(f'<html lang="nl"><title>x</title><p><a href="{words}">Nakijken</a></p></html>')


@pytest.mark.parametrize("make", [word_file, pdf_file])
def test_a_file_with_a_link_is_refused_and_another_is_kept(
    app: Flask, desk: Client, session: Session, interview: Interview, make: object
) -> None:
    assert callable(make)
    made = personal(session.scalars(sa.select(Verification)).one(), app.config)
    address = f"/interviews/{interview.id}/bijlagen"
    page = desk.post(address, {"file": (io.BytesIO(make(made.link)), "brief")}, status=422)
    assert REFUSAL in page.words
    assert session.scalars(sa.select(Attachment)).all() == []
    desk.post(address, {"file": (io.BytesIO(make("https://example.org/v/anders")), "brief")}, status=302)
    assert len(session.scalars(sa.select(Attachment)).all()) == 1


def test_what_was_stored_before_is_redacted_once(
    app: Flask, session: Session, interview: Interview, words: str
) -> None:
    old = IncomingMail(
        key="k",
        kind=IncomingKind.REPLY,
        interview=interview,
        matched_by=MatchedBy.HAND,
        from_name="V",
        from_address="v@example.org",
        subject=words,
        text=words,
        raw=b"Subject: x\n\n" + words.encode(),
        received_at=NOW,
        redacted=False,
    )
    session.add(old)
    session.commit()
    assert jobs.redact_stored_mail(app)
    session.expire_all()
    assert (old.subject, old.text, old.redacted) == (withheld(words), withheld(words), True)
    assert message_from_bytes(old.raw).get_payload(decode=True) == withheld(words).encode()
    assert not jobs.redact_stored_mail(app)
