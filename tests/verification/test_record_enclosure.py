"""What a record's mail gets at delivery: the personal link, and the record as a PDF."""

from io import BytesIO

import pytest
from checking import Client
from flask import Flask
from pypdf import PdfReader
from recorded import ADVISER, SYSTEM
from sent_record import ANSWERS, COLLEAGUE, SentRecord
from sqlalchemy.orm import Session

from surveyapp.core.db import utcnow
from surveyapp.interviews.recording import operations as recording
from surveyapp.mail.message.enclosures import EnclosureGone, supply
from surveyapp.readings.links import operations
from surveyapp.text.words import short_fingerprint


def plain(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_the_link_begins_at_the_configured_address_and_opens_the_record(
    app: Flask, client: Client, session: Session
) -> None:
    sent = SentRecord.of(session)
    enclosed = supply(session, f"record:{sent.reader}", {**app.config, "BASE_URL": "https://wederhoor.example.org/"})
    assert enclosed.link == f"https://wederhoor.example.org{sent.link()}"
    client.post(enclosed.link.removeprefix("https://wederhoor.example.org"), status=303)


def test_the_pdf_holds_every_answer_word_for_word_with_what_identifies_it(app: Flask, session: Session) -> None:
    sent = SentRecord.of(session, respondents=(ADVISER, COLLEAGUE))
    recording.save_note(session, SYSTEM, sent.interview, "1", text="Niet voor buiten.", base=0, at=utcnow())
    (file,) = supply(session, f"record:{sent.reader}", app.config).files
    assert file.filename == "verslag-1-oost-drenthe.pdf"
    assert file.mimetype == "application/pdf"
    text = plain(file.content)
    assert all(answer in text for answer in ANSWERS.values())
    assert "Regio Oost-Drenthe" in text
    assert "12 april 2018" in text
    for entry in sent.record.entries:
        assert short_fingerprint(entry.revision.fingerprint) in text
    assert "Niet voor buiten" not in text
    assert COLLEAGUE.function not in text


def test_every_page_of_the_pdf_names_its_record(app: Flask, session: Session) -> None:
    sent = SentRecord.of(session, answers={"1": "\n\n".join(["Een alinea met woorden. " * 30] * 12)})
    (file,) = supply(session, f"record:{sent.reader}", app.config).files
    pages = PdfReader(BytesIO(file.content)).pages
    assert len(pages) > 1
    assert all(short_fingerprint(sent.record.hash) in " ".join(page.extract_text().split()) for page in pages)


def test_markup_in_an_answer_is_words_in_the_pdf(app: Flask, session: Session) -> None:
    sent = SentRecord.of(session, answers={"1": "<script>alert(1)</script> en <b>vet</b>"})
    (file,) = supply(session, f"record:{sent.reader}", app.config).files
    assert "<script>alert(1)</script> en <b>vet</b>" in plain(file.content)


def test_a_mail_about_a_revoked_link_or_an_older_record_is_not_sent(app: Flask, session: Session) -> None:
    sent = SentRecord.of(session)
    first = f"record:{sent.reader}"
    sent.made.save(sent.interview, "1", "Anders.", base=1)
    sent.send()
    with pytest.raises(EnclosureGone, match="nieuwer verslag"):
        supply(session, first, app.config)
    operations.revoke_link(session, SYSTEM, sent.verification(), at=utcnow())
    with pytest.raises(EnclosureGone, match="ingetrokken"):
        supply(session, f"record:{sent.reader}", app.config)
    with pytest.raises(EnclosureGone):
        supply(session, "record:999", app.config)
