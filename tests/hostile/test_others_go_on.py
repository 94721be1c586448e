"""While somebody sends the worst that a page takes, a colleague's saves go on."""

import contextvars
import io
import itertools
from collections.abc import Callable
from typing import Any

import pytest
import uploads
from checking import Client
from figures import patience, slowest
from flask import Flask
from sent_record import SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.questionnaires.operations import parsed

ANSWER = "De gemeenten in de regio werken samen aan wonen, en de provincie betaalt mee. " * 16
WORDS = ("q " * 31_000, "[" * 99_000, ",.;:" * 24_000, "- a\n" * 24_000, "a" + "\u0316\u0301" * 49_000)
Send = Callable[..., Any]


@pytest.fixture
def sent(session: Session, staff: MakeUser) -> SentRecord:
    return SentRecord.of(session, by=[staff(RoleName.INTERVIEWER)], answers={"1": ANSWER, "2b": "Kort."})


@pytest.fixture
def save(app: Flask, sent: SentRecord) -> Callable[[], None]:
    """A colleague at another interview types."""
    colleague = sent.another("Veluwe")
    writer = colleague.interview.interviewers or sent.interview.interviewers
    colleague.interview.interviewers[:] = writer
    client = Client(app, sent.session).login(writer[0])
    sent.session.commit()
    address, headers = f"/interviews/{colleague.interview.id}/notities/2b", {"X-CSRFToken": client.csrf_token()}
    bases = itertools.count()

    def saved() -> None:
        base = next(bases)
        body = {"text": f"versie {base}", "base": base, "key": f"{base:032x}", "status": "text"}
        answer = contextvars.Context().run(lambda: client.browser.put(address, json=body, headers=headers))
        assert answer.status_code == 200, answer.text

    return saved


def send(client: Client, method: str, address: str, **options: Any) -> Any:
    """One request, as a server would take it."""
    headers = {"X-CSRFToken": client.csrf_token()}
    return contextvars.Context().run(lambda: client.browser.open(address, method=method, headers=headers, **options))


@pytest.mark.parametrize("words", WORDS, ids=lambda words: ascii(words[:4]))
def test_a_hostile_proposal_stops_nobodys_save(
    app: Flask, sent: SentRecord, save: Callable[[], None], words: str
) -> None:
    guest = sent.open(Client(app, sent.session))
    reader = str(sent.verification().id)
    sent.session.commit()
    with slowest(save) as took:
        said = {"reader": reader, "kind": "correction", "proposal": words}
        answer = send(guest, "PUT", "/nakijken/1", json=said)
        form = {"reader": reader, "kind_1": "correction", "proposal_1": words, "base_1": "0", "action": "finish"}
        page = send(guest, "POST", "/nakijken", data=form)
    assert answer.status_code == 200, answer.text[:500]
    assert page.status_code in {200, 303}
    assert max(took) < patience()


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("/controleren", lambda: uploads.pdf_of_objects(500_000)),
        ("/controleren", lambda: uploads.pdf_with_facts(uploads.receipt("a" * 19_000_000))),
        ("/rapport-controleren", lambda: uploads.pdf_of_objects(500_000)),
        ("/rapport-controleren", lambda: uploads.pdf_of_words(100_000_000)),
        ("/interviews/1/bijlagen", lambda: uploads.zeros(99_000_000)),
        ("/interviews/1/elders", lambda: uploads.word_of_paragraphs(11_000_000)),
        ("/veldwerk/inlezen", lambda: b"- [a, b]\n" * 200_000),
    ],
)
def test_a_hostile_file_stops_nobodys_save(
    app: Flask, sent: SentRecord, save: Callable[[], None], address: str, made: Callable[[], bytes]
) -> None:
    client = Client(app, sent.session).login(sent.interview.interviewers[0])
    content = made()
    name = "files" if address == "/veldwerk/inlezen" else "file"
    sent.session.commit()
    with slowest(save) as took:
        file = FileStorage(io.BytesIO(content), "gif.pdf", name)
        boundary, body = encode_multipart({name: file, "kind": "interviews"})
        form = f'multipart/form-data; boundary="{boundary}"'
        answer = send(client, "POST", address, data=body, content_type=form)
    assert answer.status_code in {200, 302, 303, 422}
    assert max(took) < patience()


@pytest.mark.parametrize(
    "words", ["q " * 49_900, "woord en nog een woord, " * 4_100, "- a\n" * 24_900, "a" + "\u0316\u0301" * 16_000]
)
def test_a_form_full_of_long_texts_stops_nobodys_save(
    app: Flask, sent: SentRecord, save: Callable[[], None], words: str
) -> None:
    items = [question.number for question in parsed(sent.interview.questionnaire).items]
    full = sent.another("Vol", **dict.fromkeys(items, ANSWER))
    guest = full.open(Client(app, sent.session))
    said = {f"kind_{item}": "correction" for item in items} | {f"base_{item}": "0" for item in items}
    said |= {f"proposal_{item}": words for item in items}
    sent.session.commit()
    with slowest(save) as took:
        form = {"reader": str(full.verification().id), "action": "finish"} | said
        page = send(guest, "POST", "/nakijken", data=form)
    assert page.status_code in {200, 303}
    assert max(took) < patience()


def test_more_text_than_a_form_holds_is_refused_before_anybody_waits(app: Flask, sent: SentRecord) -> None:
    guest = sent.open(Client(app, sent.session))
    form = {f"proposal_{item}": "a" * 100_000 for item in range(22)}
    urlencoded = guest.post("/nakijken", form, status=413)
    boundary, body = encode_multipart(form)
    kind = f'multipart/form-data; boundary="{boundary}"'
    multipart = guest.post("/nakijken", body, status=413, content_type=kind)
    assert "In één formulier passen 2100000 tekens." in urlencoded.words
    assert "In één formulier passen 2100000 tekens." in multipart.words


def test_a_form_of_very_many_fields_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.browser.post("/inloggen", data=b"a&" * 1_000_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
