"""What colleagues say to each other, and the files that they keep, reach no respondent, report or export."""

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO

from checking import Client
from flask import Flask
from pypdf import PdfReader
from sent_record import ANSWERS, SentRecord
from setting import MakeUser
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments.operations import CheckedFile, attach
from surveyapp.commands.listing import page, whole
from surveyapp.comments.operations import comment, settle
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.interviews.recording.operations import save_note
from surveyapp.mail.message.enclosures import supply
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.html import report_html
from surveyapp.report.rounds.queries import outline_of, round_source
from surveyapp.verification.reminders.operations import remind

INSIDE = (
    "Opmerking voor binnen.",
    "Ook dit blijft binnen.",
    "Notitie voor binnen.",
    "Binnenblijver",
    "bijlage voor binnen",
)


def say_inside(sent: SentRecord, actor: Actor) -> None:
    session, interview, at = sent.session, sent.interview, utcnow()
    for item in ANSWERS:
        said = comment(session, actor, interview, item, text=INSIDE[0], at=at)
        settle(session, actor, interview, item, done=True, seen=said.id, at=at)
        comment(session, actor, interview, item, text=INSIDE[1], at=at)
        save_note(session, actor, interview, item, text=INSIDE[2], base=0, at=at)
    attach(session, actor, interview, CheckedFile.of(f"{INSIDE[3]}.pdf", f"%PDF-1.7 {INSIDE[4]}".encode()), at=at)


def going_out(app: Flask, client: Client, sent: SentRecord) -> Iterator[tuple[str, str]]:
    """Everything that leaves, with what it is."""
    session, interview = sent.session, sent.interview
    for file in supply(session, f"record:{sent.reader}", app.config).files:
        yield "pdf", " ".join(part.extract_text() for part in PdfReader(BytesIO(file.content)).pages)
        yield "pdf file name", file.filename
    sent.open(client)
    yield "record page", client.get("/nakijken").text
    client.post("/nakijken", sent.form("rest"), status=303)
    yield "summary page", client.get("/nakijken/overzicht").text
    client.post("/nakijken/overzicht", sent.receipt_form(), status=303)
    yield "receipt page", client.get("/nakijken/bewijs").text
    for mail in session.scalars(select(OutboxMail)):
        yield "mail", f"{mail.subject}\n{mail.text}\n{mail.html}\n{mail.enclosure}"
    found = whole(session, interview)
    yield "export", json.dumps(found, ensure_ascii=False)
    yield "export to read", page(found)
    source = round_source(session, interview.round, publisher="BZK")
    report = compile_report(outline_of(interview.round), source, draft=True, dated=date(2018, 6, 15))
    yield "report", report_html(report)


def test_what_is_said_inside_stays_inside(app: Flask, client: Client, session: Session, staff: MakeUser) -> None:
    interviewer = staff(RoleName.INTERVIEWER)
    actor = Actor("staff", interviewer.id)
    sent = SentRecord.of(session, by=[interviewer], answers={"1": "Eerste woorden."})
    say_inside(sent, actor)
    for item, text in ANSWERS.items():
        sent.made.save(sent.interview, item, text, base=1 if item == "1" else 0)
    sent.send()
    remind(session, actor, sent.interview, at=utcnow(), contact="team@example.org")
    left = list(going_out(app, client, sent))
    kinds = [kind for kind, _ in left]
    assert kinds.count("mail") >= 4
    for kind in ("pdf", "record page", "export", "export to read", "report"):
        assert any(ANSWERS["2b"] in text for found, text in left if found == kind), kind
    for kind, text in left:
        for words in INSIDE:
            assert words not in text, f"{kind}: {words}"
