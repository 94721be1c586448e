"""Documents of evidence, and what somebody could do to them."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject
from sqlalchemy.orm import Session

from surveyapp.evidence.checking.operations import check
from surveyapp.evidence.documents.reader import read
from surveyapp.evidence.documents.rules import Finding, Outcome, Verdict
from surveyapp.protection.sealing import ATTACHMENT


def facts_in(content: bytes) -> dict[str, Any]:
    """What a PDF carries."""
    found: dict[str, Any] = json.loads(PdfReader(BytesIO(content)).attachments[ATTACHMENT][0])
    return found


def with_facts(content: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The PDF with other facts inside, as an editor would save it."""
    facts = facts_in(content)
    change(facts)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    names = writer.root_object["/Names"].get_object()
    assert isinstance(names, DictionaryObject)
    del names[NameObject("/EmbeddedFiles")]
    writer.add_attachment(ATTACHMENT, json.dumps(facts).encode())
    return saved(writer)


def saved(writer: PdfWriter) -> bytes:
    """What a writer makes."""
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def words_of(content: bytes) -> str:
    """What stands on the pages."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def verdict_on(session: Session, content: bytes) -> Verdict:
    """What the check says."""
    return check(session, read(content))


def wrong(verdict: Verdict) -> dict[str, str]:
    """Per thing that is not so, why."""
    return {one.subject: " ".join(one.remarks) for one in verdict.findings if one.outcome is not Outcome.MATCHES}


def of_answers(verdict: Verdict) -> list[Finding]:
    """What the check says of the answers."""
    return [one for one in verdict.findings if one.subject.startswith("Vraag")]
