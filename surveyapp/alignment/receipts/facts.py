"""The receipt of a reader as evidence: its facts, its PDF, and the check of either."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.alignment.checks.operations import mistakes_of
from surveyapp.alignment.passages import mails, queries
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.reacting.operations import asked_of
from surveyapp.core.audit import seal_of
from surveyapp.evidence.documents import pdf_writer
from surveyapp.evidence.documents.facts import answer_facts, head, moment, person_facts, with_seal
from surveyapp.evidence.documents.rules import ALIGNED, Finding, Outcome
from surveyapp.mail.message.enclosures import EnclosedFile, Enclosure, EnclosureGone
from surveyapp.protection.sealing import Facts
from surveyapp.verification.checks.operations import of_interview
from surveyapp.verification.records.queries import agreed_by


def receipt_facts(session: Session, reading: AlignmentReading) -> Facts:
    """What one reader said of each passage, and the answers of theirs that it rests on."""
    person, alignment = reading.respondent, reading.alignment
    said = {one.passage_id: one for one in reading.reactions}
    revisions = {one.revision_id: one.revision for one in reading.concerns}
    agreed = agreed_by(session, person, list(revisions))
    passages = [
        {
            "heading": one.heading,
            "text": one.text,
            "source": one.source,
            "reaction": {"id": said[one.id].id, "opinion": said[one.id].opinion.value, "words": said[one.id].words},
        }
        for one in asked_of(reading)
        if one.id in said
    ]
    return with_seal(
        session,
        head(session, ALIGNED, person.interview)
        | {
            "number": mails.receipt_number(reading),
            "respondent": person_facts(person),
            "alignment": {
                "number": alignment.number,
                "hash": alignment.hash,
                "sent_at": moment(alignment.sent_at),
            },
            "submitted_at": moment(reading.submitted_at),
            "reach": reading.reach.value,
            "passages": passages,
            "answers": [
                answer_facts(person.interview, one, [agreed[number]] if number in agreed else ())
                for number, one in sorted(revisions.items())
            ],
        },
        seal_of(session, "alignment_reading.submit", reading.subject, reading.id),
    )


def receipt_pdf(session: Session, reading: AlignmentReading, publisher: str) -> bytes:
    """The receipt that a reader keeps."""
    opinions = {one.value: one.label for one in Opinion}
    facts = receipt_facts(session, reading)
    return pdf_writer.sheet(
        session,
        "alignment/print_receipt.html",
        facts,
        publisher,
        opinions=opinions,
        words=pdf_writer.WORDS,
        reach=reading.reach.label,
    )


def receipt_name(reading: AlignmentReading) -> str:
    """The receipt's file: "bewijs-2018-A1-0012.pdf"."""
    return f"bewijs-{mails.receipt_number(reading)}.pdf"


def receipt_enclosure(session: Session, reading_id: int, config: Mapping[str, Any]) -> Enclosure:
    """What the mail with a receipt brings. Raises EnclosureGone."""
    reading = queries.get_reading(session, reading_id)
    if reading is None or reading.submitted_at is None:
        raise EnclosureGone("Deze reactie is er niet meer.")
    content = receipt_pdf(session, reading, config["PUBLISHER"])
    return Enclosure(files=(EnclosedFile(receipt_name(reading), "application/pdf", content),))


def check(session: Session, facts: Facts) -> Iterator[Finding]:
    """Whether what a receipt says of passages and reactions is so in the database."""
    passages = facts.get("passages")
    yield checked(session, passages if isinstance(passages, list) else [])
    wrong = tuple(map(str, mistakes_of(session, of_interview(facts["interview"]))))
    yield Finding("De afstemming naast het logboek", Outcome.DIFFERS if wrong else Outcome.MATCHES, wrong)


def checked(session: Session, passages: Iterable[Any]) -> Finding:
    """Whether these passages and the reactions to them are so in the database."""
    wrong: list[str] = []
    for place, one in enumerate(passages, 1):
        said = one.get("reaction") if isinstance(one, dict) else None
        found = queries.find_reaction(session, said.get("id")) if isinstance(said, dict) else None
        if found is None or not isinstance(said, dict):
            wrong.append(f"De reactie bij passage {place} staat niet in de database.")
        elif (one.get("text"), said.get("opinion"), said.get("words")) != (
            found.passage.text,
            found.opinion.value,
            found.words,
        ):
            wrong.append(f"Passage {place} of de reactie daarop is anders dan in de database.")
    return Finding("Passages en reacties", Outcome.DIFFERS if wrong else Outcome.MATCHES, tuple(wrong))
