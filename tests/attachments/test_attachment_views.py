"""Uploading, fetching and taking away the files of an interview."""

from typing import Any

import pytest
from checking import Client, Page
from flask import Flask
from recorded import Recorded
from setting import MakeUser
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.models import Attachment, StoredFile
from surveyapp.attachments.rules import MAX_BYTES, FileKind
from surveyapp.interviews.recording.models import Interview

PDF = b"%PDF-1.7 een bijlage"
FORM = "multipart/form-data; boundary=x"
NAME = "Agenda “2020”: y/../é.pdf"


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def interview(session: Session, interviewer: User) -> Interview:
    return Recorded.of(session).interview(by=[interviewer])


@pytest.fixture
def desk(client: Client, interviewer: User) -> Client:
    return client.login(interviewer)


def base(interview: Interview) -> str:
    return f"/interviews/{interview.id}/bijlagen"


def send(client: Client, interview: Interview, content: bytes, name: str = "bijlage.pdf", status: int = 302) -> Page:
    return client.post(base(interview), multipart(name, content), status=status, content_type=FORM)


def multipart(name: str, content: bytes) -> Any:
    """What a browser sends; the test client's own would leave large files open."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--x--\r\n"


def files(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(StoredFile)) or 0


def test_a_file_comes_back_as_it_was_and_never_opens_as_a_page(
    desk: Client, interview: Interview, session: Session
) -> None:
    page = desk.follow(send(desk, interview, PDF, NAME), title="Bijlagen")
    assert "é.pdf is bewaard." in page.words
    (address,) = [href for href in page.links().values() if href.startswith(f"{base(interview)}/")]
    response = desk.get(address).response
    assert response.data == PDF
    assert response.mimetype == "application/pdf"
    headers = response.headers
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''%C3%A9.pdf" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert session.scalars(select(Attachment)).one().name == "é.pdf"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x90\x00 a program", "rapport.pdf", "Dit soort bestand kan niet worden bewaard."),
        (b"<html><script>alert(1)</script></html>", "x.pdf", "Dit soort bestand kan niet worden bewaard."),
        (b"", "leeg.pdf", "Het bestand is leeg."),
        (b"PK\x03\x04 half", "half.docx", "Het bestand is beschadigd."),
        (b"%PDF-" + bytes(MAX_BYTES), "groot.pdf", "Het bestand is te groot. Er past hoogstens 20 MB."),
    ],
)
def test_what_may_not_come_in_is_refused_in_words_and_not_kept(
    desk: Client, interview: Interview, session: Session, content: bytes, name: str, words: str
) -> None:
    page = send(desk, interview, content, name, status=422)
    assert words in page.words
    for kind in FileKind:
        assert kind.label in page.words
    assert files(session) == 0


def test_without_a_file_there_is_a_way_out(desk: Client, interview: Interview) -> None:
    page = desk.post(base(interview), {}, status=422)
    assert "Kies een bestand." in page.words


def test_more_than_fits_is_not_even_read(desk: Client, interview: Interview, session: Session) -> None:
    page = send(desk, interview, bytes(MAX_BYTES + 1024 * 1024), status=413)
    assert "Er past hier hoogstens 20 MB." in page.words
    assert files(session) == 0


def test_other_pages_take_a_form_and_no_more(desk: Client, interview: Interview) -> None:
    data = multipart("x.pdf", bytes(9 * 1024 * 1024))
    page = desk.post(f"/interviews/{interview.id}/gegevens", data, status=413, content_type=FORM)
    assert "Er past hier hoogstens 8 MB." in page.words


def test_only_who_works_on_the_interview_sees_its_files(
    app: Flask, desk: Client, interview: Interview, session: Session, staff: MakeUser
) -> None:
    send(desk, interview, PDF)
    found = session.scalars(select(Attachment)).one()
    colleague, editor, chief = (
        Client(app, session).login(staff(role))
        for role in (RoleName.INTERVIEWER, RoleName.EDITOR, RoleName.ADMINISTRATOR)
    )
    for path in (base(interview), f"{base(interview)}/{found.id}"):
        colleague.get(path, status=404)
        editor.get(path, status=403)
        chief.get(path)
    colleague.post(f"{base(interview)}/{found.id}/verwijderen", status=404)
    send(colleague, interview, PDF, status=404)
    assert files(session) == 1


def test_a_file_is_taken_away(desk: Client, interview: Interview, session: Session) -> None:
    send(desk, interview, PDF)
    address = f"{base(interview)}/{session.scalars(select(Attachment)).one().id}"
    page = desk.post(f"{address}/verwijderen")
    assert "bijlage.pdf is verwijderd." in desk.follow(page).words
    assert files(session) == 0
    desk.post(f"{address}/verwijderen", status=404)
    desk.get(address, status=404)


def test_an_upload_needs_the_token_of_its_page(app: Flask, desk: Client, interview: Interview) -> None:
    desk.post(base(interview), multipart("x.pdf", PDF), status=400, csrf=False, content_type=FORM)
    assert "Er is 1 bijlage" not in desk.get(f"/interviews/{interview.id}/gegevens").words
    assert app.config["MAX_CONTENT_LENGTH"] < MAX_BYTES
